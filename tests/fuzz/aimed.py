"""Damage to records that knows what is checked: most of it has a checksum that fits."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeAlias

from tests.fuzz.frames import PREAMBLE, RECORD_AT, refitted

__all__ = ["AIMED", "Way"]

Way: TypeAlias = Callable[[Random, bytes, bytes], bytes]

_LENGTHS = (0, 3, 4, 5, 0x104, 0x108, 0x507, 0x508, 0x509, 0x90A, 0x90B, 0xFFFF)
_INNER = (0, 1, 255, 256, 257, 258, 512, 1023, 1024, 1025, 1280)
# Bytes of the text: name, birth, address, number, first and last day, birth of I, letter.
_FIELDS = ((0, 30), (36, 52), (52, 122), (122, 158), (188, 204), (204, 220), (220, 236), (248, 250))
_DIGITS = "0123456789X"
_LETTERS = " \0JIYZ"


def _with_text(frame: bytes, text: bytes) -> bytes:
    return refitted(frame[:RECORD_AT] + text + frame[RECORD_AT + 256 : -1])


def _text_of(frame: bytes) -> bytes:
    return frame[RECORD_AT : RECORD_AT + 256]


def _length(random: Random, frame: bytes, _other: bytes) -> bytes:
    length = random.choice((*_LENGTHS, random.getrandbits(16))).to_bytes(2, "big")
    lying = PREAMBLE + length + frame[7:-1]
    return refitted(lying) if random.getrandbits(1) else lying + frame[-1:]


def _cut_and_refitted(random: Random, frame: bytes, _other: bytes) -> bytes:
    kept = frame[7 : 10 + int(random.random() * (len(frame) - 11))]
    return refitted(PREAMBLE + (len(kept) + 1).to_bytes(2, "big") + kept)


def _inner_length(random: Random, frame: bytes, _other: bytes) -> bytes:
    lengths = (random.choice(_INNER).to_bytes(2, "big") for _ in range(2))
    return refitted(frame[:10] + b"".join(lengths) + frame[RECORD_AT:-1])


def _status(random: Random, frame: bytes, _other: bytes) -> bytes:
    return refitted(frame[:7] + random.randbytes(3) + frame[10:-1])


def _letter(random: Random, frame: bytes, _other: bytes) -> bytes:
    text = _text_of(frame)
    letter = random.choice(_LETTERS).encode("utf-16-le")
    return _with_text(frame, text[:248] + letter + text[250:])


def _digits(random: Random, frame: bytes, _other: bytes) -> bytes:
    text = bytearray(_text_of(frame))
    begin, end = random.choice(_FIELDS)
    for _ in range(random.choice((1, 1, 2, 4))):
        at = begin + int(random.random() * (end - begin)) // 2 * 2
        text[at : at + 2] = random.choice(_DIGITS).encode("utf-16-le")
    return _with_text(frame, bytes(text))


def _twin_in_field(random: Random, frame: bytes, _other: bytes) -> bytes:
    spoilt, mask = bytearray(frame), 1 << random.getrandbits(3)
    begin, end = random.choice(_FIELDS)
    for _ in range(2):
        spoilt[RECORD_AT + begin + int(random.random() * (end - begin))] ^= mask
    return bytes(spoilt)


def _swap_in_field(random: Random, frame: bytes, _other: bytes) -> bytes:
    spoilt = bytearray(frame)
    begin, end = (RECORD_AT + edge for edge in random.choice(_FIELDS))
    one, two = (begin + int(random.random() * (end - begin)) for _ in range(2))
    spoilt[one], spoilt[two] = spoilt[two], spoilt[one]
    return bytes(spoilt)


def _two_people(random: Random, frame: bytes, other: bytes) -> bytes:
    """Some fields of one, the rest of the other, and a checksum that fits."""
    text, others = _text_of(frame), _text_of(other)
    for begin, end in random.sample(_FIELDS, random.choice((1, 1, 2, 4))):
        text = text[:begin] + others[begin:end] + text[end:]
    return _with_text(frame, text)


def _torn(random: Random, frame: bytes, other: bytes) -> bytes:
    """The beginning of one and the end of the other, refitted."""
    at = RECORD_AT + int(random.random() * (len(frame) - RECORD_AT))
    return refitted((frame[:at] + other[at:])[:-1])


def _other_number(random: Random, frame: bytes, _other: bytes) -> bytes:
    """Another serial, often with its right check digit."""
    text = _text_of(frame)
    first = text[122:150].decode("utf-16-le", "replace")
    first += f"{int(random.random() * 1000):03d}"
    product = 0
    for digit in first:
        product = (product + (int(digit) if digit.isdigit() else 0)) * 2 % 11
    check = _DIGITS[(12 - product) % 11] if random.getrandbits(1) else random.choice(_DIGITS)
    number = (first + check).encode("utf-16-le")
    return _with_text(frame, text[:122] + number + text[158:])


def _nested(random: Random, frame: bytes, other: bytes) -> bytes:
    """A damaged record of the other inside one whose length is a lie."""
    spoilt = bytearray(other)
    spoilt[int(random.random() * len(other))] ^= 1 << random.getrandbits(3)
    at = int(random.random() * len(frame))
    length = random.choice(_LENGTHS).to_bytes(2, "big")
    return PREAMBLE + length + frame[7:at] + bytes(spoilt) + frame[at:]


AIMED: dict[str, Way] = {
    "length": _length,
    "cut_and_refitted": _cut_and_refitted,
    "inner_length": _inner_length,
    "status": _status,
    "letter": _letter,
    "digits": _digits,
    "twin_in_field": _twin_in_field,
    "swap_in_field": _swap_in_field,
    "two_people": _two_people,
    "torn": _torn,
    "other_number": _other_number,
    "nested": _nested,
}
