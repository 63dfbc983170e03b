"""Says of a damaged stream whether its damage can be noticed. Shares no line with the driver.

Written from the published facts of frames and records. Every place of the stream is tried as the
beginning of a frame, however the frames overlap.
"""

from __future__ import annotations

from datetime import date
from struct import unpack

from tests.fuzz.frames import PREAMBLE, parity

__all__ = ["AS_OF", "passing_records"]

AS_OF = date(2026, 11, 23)

_FIRST_AND_LAST = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 82))
_PROVINCES = frozenset(
    str(province) for first, last in _FIRST_AND_LAST for province in range(first, last + 1)
)
_DIGITS = frozenset("0123456789")
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_HOLDER = {"I": [(0, 60)], "Y": [(26, 61), (110, 121)]}
# In code units: birth, number, first and last day.
_PLACES = {"I": ((110, 118), (61, 76), (94, 102), (102, 110))}
_OTHERS = ((18, 26), (61, 79), (94, 102), (102, 110))
_LONG_TERM = "\u957f\u671f"


def passing_records(stream: bytes) -> list[tuple[bytes, bytes]]:
    """Return text and photo of every sound frame whose record passes all checks.

    None at all: the damage is detectable, and nobody may come out of this stream.
    """
    found = []
    at = stream.find(PREAMBLE)
    while at >= 0:
        body = _sound_body(stream, at + 5)
        if body is not None and body[2] == 0x90 and (record := _record(body[3:])):
            found.append(record)
        at = stream.find(PREAMBLE, at + 1)
    return found


def _sound_body(stream: bytes, at: int) -> bytes | None:
    length = stream[at] << 8 | stream[at + 1] if at + 1 < len(stream) else 0
    end = at + 2 + length
    if not 4 <= length <= 0x90A or end > len(stream):
        return None
    counted = stream[at : end - 1]
    return counted[2:] if parity(counted) == stream[end - 1] else None


def _record(data: bytes) -> tuple[bytes, bytes] | None:
    if len(data) < 4:
        return None
    text_size, photo_size = data[0] << 8 | data[1], data[2] << 8 | data[3]
    if text_size != 256 or photo_size not in (0, 1024) or len(data) != 4 + text_size + photo_size:
        return None
    text, photo = data[4:260], data[260:]
    return (text, photo) if _passes(text) else None


def _passes(text: bytes) -> bool:
    units = "".join(map(chr, unpack("<128H", text)))
    kind = units[124]
    if kind not in " \0JIY":
        return False
    holder = "".join(units[begin:end] for begin, end in _HOLDER.get(kind, [(0, 15)]))
    birth, number, first, last = (
        units[begin:end].rstrip(" \0") for begin, end in _PLACES.get(kind, _OTHERS)
    )
    if not holder.rstrip("\0").strip():
        return False
    born, begins = _day(birth), _day(first)
    if born is None or not (1880, 1, 1) <= born <= _TODAY:
        return False
    if begins is None or begins > _TODAY:
        return False
    if last != _LONG_TERM:
        ends = _day(last)
        if ends is None or ends < begins:
            return False
    return _letters_and_digits(number) if kind == "I" else _citizen(number, kind)


_TODAY = (AS_OF.year, AS_OF.month, AS_OF.day)


def _day(text: str) -> tuple[int, int, int] | None:
    if len(text) != 8 or not _DIGITS.issuperset(text):
        return None
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if not (year >= 1 and 1 <= month <= 12):
        return None
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    length = 29 if month == 2 and is_leap else _DAYS[month - 1]
    return (year, month, day) if 1 <= day <= length else None


def _letters_and_digits(number: str) -> bool:
    is_long_enough = len(number) == 15
    return (
        is_long_enough
        and number[:3].isascii()
        and number[:3].isalpha()
        and (number[:3].isupper() and _DIGITS.issuperset(number[3:]))
    )


def _citizen(number: str, kind: str) -> bool:
    if len(number) != 18 or not _DIGITS.issuperset(number[:17]):
        return False
    product = 0  # ISO 7064 MOD 11-2, by recursion
    for digit in number[:17]:
        product = (product + int(digit)) * 2 % 11
    check = (12 - product) % 11
    if number[17] not in ("Xx" if check == 10 else str(check)):
        return False
    born = _day(number[6:14])
    if born is None or not (1880, 1, 1) <= born <= _TODAY:
        return False
    if kind == "Y" and number[0] == "9":
        return number[1:3] in _PROVINCES
    return number[:2] in _PROVINCES or (kind == "J" and number[:2] == "83")
