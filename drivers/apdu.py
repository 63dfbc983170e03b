"""Commands to a chip and its answers (ISO 7816-4), told as conversations that know no reader.

A conversation yields each command and is resumed with the chip's answer.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar

__all__ = ["OK", "Answer", "Conversation", "converse", "exchange"]

_Result = TypeVar("_Result")
Conversation: TypeAlias = Generator[bytes, bytes, _Result]

OK: Final = 0x9000

_WRONG_LE: Final = 0x6C
_MORE: Final = 0x61
_GSM: Final = 0xA0
_GET_RESPONSE: Final = bytes.fromhex("00C00000")
# Pieces of one answer: the longest there is has six, and a chip that never ends is given up.
_MOST_PIECES: Final = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What a chip answered: data, and SW1 SW2 as one number. Its repr shows no data.

    An answer too short for a status has status 0, which no chip means anything good by.
    """

    data: bytes = field(repr=False)
    status: int

    @classmethod
    def parse(cls, raw: bytes) -> Answer:
        """Cut the two status bytes off."""
        if len(raw) < 2:
            return cls(b"", 0)
        return cls(bytes(raw[:-2]), int.from_bytes(raw[-2:], "big"))

    @property
    def sw1(self) -> int:
        return self.status >> 8

    @property
    def sw2(self) -> int:
        return self.status & 0xFF


def exchange(command: bytes) -> Conversation[Answer]:
    """One command as the chip wants it: again with the right Le (6Cxx), the rest fetched (61xx)."""
    answer = Answer.parse((yield command))
    if answer.sw1 == _WRONG_LE:
        answer = Answer.parse((yield _with_le(command, answer.sw2)))
    data = answer.data
    head = _GET_RESPONSE if command[0] != _GSM else bytes([_GSM]) + _GET_RESPONSE[1:]
    for _ in range(_MOST_PIECES):
        if answer.sw1 != _MORE:
            break
        answer = Answer.parse((yield head + bytes([answer.sw2])))
        if answer.sw1 == _WRONG_LE:
            answer = Answer.parse((yield head + bytes([answer.sw2])))
        data += answer.data
    return Answer(data, answer.status)


def converse(script: Conversation[_Result], transmit: Callable[[bytes], bytes]) -> _Result:
    """Hold a whole conversation over `transmit`, whatever that raises."""
    try:
        command = next(script)
        while True:
            command = script.send(transmit(command))
    except StopIteration as done:
        result: _Result = done.value
        return result


def _with_le(command: bytes, le: int) -> bytes:
    # Head, and data behind its length; what follows is the old Le.
    has_data = len(command) > 5
    end = 5 + command[4] if has_data else 4
    return command[:end] + bytes([le])
