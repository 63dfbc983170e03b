"""What can be wrong in a record that comes in a good frame."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from drivers.simulator.faults.kinds import FaultKind

__all__ = ["RECORD_KINDS", "spoil_record"]

_LETTER_AT = 248
_NUMBER_AT, _NUMBER_SIZE = 122, 36
_UNTIL_AT = 204
# By the letter of the layout; the blank one's where a letter is not listed.
_BIRTH_AT = {"I": 220}
_HOLDER_AT = {"I": ((0, 120),), "Y": ((52, 70), (220, 22))}
_PHOTO_SIZE = 1024

_Text = Callable[[bytearray], None]


def spoil_record(kind: FaultKind, data: bytes, chances: random.Random) -> bytes:
    """Return `data`, the answer to 30 01 without its frame, with this fault in it."""
    size = int.from_bytes(data[:2], "big")
    text, photo = bytearray(data[4 : 4 + size]), data[4 + size :]
    announced = 0
    match kind:
        case FaultKind.INNER_LENGTH:
            announced = 2
        case FaultKind.TEXT_LENGTH:
            del text[-2:]
        case FaultKind.PHOTO_LENGTH:
            photo = photo.ljust(_PHOTO_SIZE, b"\0")[:-24]
        case FaultKind.NO_PHOTO:
            photo = b""
        case FaultKind.PHOTO_UNDECODABLE:
            photo = chances.randbytes(_PHOTO_SIZE)
        case _:
            _TEXT_FAULTS[kind](text)
    lengths = (len(text) + announced).to_bytes(2, "big") + len(photo).to_bytes(2, "big")
    return lengths + bytes(text) + photo


def _letter(text: bytearray) -> str:
    return text[_LETTER_AT : _LETTER_AT + 2].decode("utf-16-le", "replace")


def _write(text: bytearray, at: int, value: str) -> None:
    units = value.encode("utf-16-le", "surrogatepass")
    text[at : at + len(units)] = units


def _unknown_layout(text: bytearray) -> None:
    _write(text, _LETTER_AT, "Z")


def _name_missing(text: bytearray) -> None:
    for at, size in _HOLDER_AT.get(_letter(text), ((0, 30),)):
        _write(text, at, " " * (size // 2))


def _lone_surrogate(text: bytearray) -> None:
    _write(text, _HOLDER_AT.get(_letter(text), ((0, 30),))[0][0] + 2, "\ud842")


def _impossible_date(text: bytearray) -> None:
    _write(text, _BIRTH_AT.get(_letter(text), 36), "19000230")


def _wrong_birth(text: bytearray) -> None:
    _write(text, _BIRTH_AT.get(_letter(text), 36), "19010102")


def _impossible_validity(text: bytearray) -> None:
    _write(text, _UNTIL_AT, "19000101")


def _bad_check_digit(text: bytearray) -> None:
    number = _number(text)
    _write(text, _NUMBER_AT, number[:17] + ("1" if number[17] == "0" else "0"))


def _unknown_region(text: bytearray) -> None:
    first = "00" + _number(text)[2:17]
    # The number of the 2017 edition begins with letters and has no check digit.
    if first.isdecimal():
        _write(text, _NUMBER_AT, first + _check_digit(first))


def _twin_damage(text: bytearray) -> None:
    for place in (0, 2):  # their weights differ, so the check digit notices
        text[_NUMBER_AT + 2 * place] ^= 1


def _number(text: bytearray) -> str:
    return text[_NUMBER_AT : _NUMBER_AT + _NUMBER_SIZE].decode("utf-16-le", "replace")


def _check_digit(first: str) -> str:
    """ISO 7064 MOD 11-2 by its recursion; the driver sums weights instead."""
    product = 0
    for digit in first:
        product = (product + int(digit)) * 2 % 11
    return "0123456789X"[(12 - product) % 11]


_TEXT_FAULTS: Mapping[FaultKind, _Text] = {
    FaultKind.UNKNOWN_LAYOUT: _unknown_layout,
    FaultKind.NAME_MISSING: _name_missing,
    FaultKind.LONE_SURROGATE: _lone_surrogate,
    FaultKind.IMPOSSIBLE_DATE: _impossible_date,
    FaultKind.WRONG_BIRTH: _wrong_birth,
    FaultKind.BAD_CHECK_DIGIT: _bad_check_digit,
    FaultKind.UNKNOWN_REGION: _unknown_region,
    FaultKind.IMPOSSIBLE_VALIDITY: _impossible_validity,
    FaultKind.TWIN_DAMAGE: _twin_damage,
}

RECORD_KINDS: tuple[FaultKind, ...] = (
    FaultKind.INNER_LENGTH,
    FaultKind.TEXT_LENGTH,
    FaultKind.PHOTO_LENGTH,
    FaultKind.NO_PHOTO,
    FaultKind.PHOTO_UNDECODABLE,
    *_TEXT_FAULTS,
)
"""Those that `spoil_record` carries out."""
