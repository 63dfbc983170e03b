"""What a worker and whoever started it say to each other, over two pipes.

::

    size of what follows (4, big-endian) | kind (1) | body

Standard library only: the worker may be an interpreter without any of our packages.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

__all__ = [
    "ANSWER",
    "BROKEN",
    "CALL",
    "CLOSE",
    "FAULT",
    "HELLO",
    "LARGEST",
    "START",
    "STARTED",
    "VERSION",
    "Message",
    "MessageInvalid",
    "MessageParser",
    "decode_answer",
    "decode_call",
    "decode_words",
    "encode",
    "encode_answer",
    "encode_call",
    "encode_words",
]

VERSION: Final = "1"
# The worker speaks first: who it is. Then it has started, or says why it cannot.
HELLO, STARTED, FAULT, ANSWER, BROKEN = range(1, 6)
START, CALL, CLOSE = range(16, 19)
LARGEST: Final = 64 * 1024

_SIZE: Final = struct.Struct(">I")
_CALL: Final = struct.Struct(">IB")
_ANSWER: Final = struct.Struct(">Ii")


class MessageInvalid(Exception):
    """The other side does not keep to this language."""


class Message(NamedTuple):
    """One message; its repr shows no body, since that may be a person."""

    kind: int
    body: bytes

    def __repr__(self) -> str:
        return f"Message(kind={self.kind}, {len(self.body)} bytes)"


class MessageParser:
    """Cuts a stream into messages. Keeps no more than one message and one piece."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, piece: bytes | bytearray | memoryview) -> list[Message]:
        """Take in some bytes and return the messages that are complete now.

        Raises:
            MessageInvalid: a size that no message has; nothing was allocated for it.
        """
        self._buffer += piece
        messages = []
        while len(self._buffer) >= _SIZE.size:
            (size,) = _SIZE.unpack_from(self._buffer)
            if not 0 < size <= LARGEST:
                raise MessageInvalid("a size that no message has")
            end = _SIZE.size + size
            if len(self._buffer) < end:
                break
            messages.append(Message(self._buffer[_SIZE.size], bytes(self._buffer[5:end])))
            self._buffer[:end] = bytes(end)  # `del` alone would leave it in memory
            del self._buffer[:end]
        return messages


def encode(kind: int, parts: Iterable[bytes | bytearray | memoryview] = ()) -> bytearray:
    """Build a message that may be overwritten once it is sent."""
    message = bytearray(_SIZE.size)
    message.append(kind)
    for part in parts:
        message += part
    _SIZE.pack_into(message, 0, len(message) - _SIZE.size)
    return message


def encode_words(words: Mapping[str, str]) -> bytes:
    """Write some named texts; neither names nor texts hold a NUL."""
    text = "\0".join(f"{name}={value}" for name, value in words.items())
    return text.encode("utf-8", "surrogateescape")


def decode_words(body: bytes) -> dict[str, str]:
    """Read named texts."""
    text = body.decode("utf-8", "surrogateescape")
    pairs = (entry.partition("=") for entry in text.split("\0") if entry)
    return {name: value for name, _, value in pairs}


def encode_call(number: int, name: str, payload: bytes) -> bytearray:
    """Ask for something to be done; the answer repeats the number."""
    word = name.encode("ascii")
    return encode(CALL, (_CALL.pack(number, len(word)), word, payload))


def decode_call(body: bytes) -> tuple[int, str, bytes]:
    """Return number, name and payload."""
    number, length = _CALL.unpack_from(body)
    end = _CALL.size + length
    return number, body[_CALL.size : end].decode("ascii"), body[end:]


def encode_answer(number: int, code: int, parts: Iterable[memoryview]) -> bytearray:
    """Say what a function returned, and what it wrote."""
    return encode(ANSWER, (_ANSWER.pack(number, code), *parts))


def decode_answer(body: bytes) -> tuple[int, int, bytes]:
    """Return number, code and data.

    Raises:
        MessageInvalid: it is too short to be an answer.
    """
    if len(body) < _ANSWER.size:
        raise MessageInvalid("an answer that is too short")
    number, code = _ANSWER.unpack_from(body)
    return number, code, body[_ANSWER.size :]
