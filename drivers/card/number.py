"""Citizen numbers by GB 11643-1999, and the numbers of foreign permanent residents.

Region 6, birth 8, serial 3 (odd = male), check digit (ISO 7064 MOD 11-2). The 2023 edition for
foreigners is built alike: 9, province 2, country 3, birth 8, serial 3, check digit. The 2017
edition has three letters and twelve digits, without a public check rule.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from drivers.card.layouts import CardKind

__all__ = [
    "CHINA_TIME",
    "EARLIEST_BIRTH",
    "birth_in",
    "check_digit",
    "is_kind_mismatch",
    "is_male",
    "looks_like_id_number",
    "normalise_number",
    "number_refusal",
    "parse_day",
]

CHINA_TIME: Final = timezone(timedelta(hours=8), "CST")
EARLIEST_BIRTH: Final = date(1880, 1, 1)

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"
_EIGHTEEN: Final = re.compile(r"[0-9]{17}[0-9X]")
_FIFTEEN: Final = re.compile(r"[A-Z]{3}[0-9]{12}")
_DAY: Final = re.compile(r"[0-9]{8}")
# Only what may be a birth is looked at closely: long runs of digits are searched at every position.
_REGION: Final = ("[0-9]{2}",) * 3
_BIRTH: Final = ("(?:1[89]|2[0-9])", "[0-9]{2}", "(?:0[1-9]|1[0-2])", "(?:[0-2][0-9]|3[01])")
_PARTS: Final = (*_REGION, *_BIRTH, "[0-9]{3}", "[0-9X]")
_HIDDEN: Final = re.compile(f"(?=({''.join(_PARTS)}))")
# Words may stand where region, year, month, day, serial and check digit part.
_WORD: Final = "[A-Z]{0,8}"
_PARTED: Final = re.compile(f"(?=({_WORD.join(_PARTS)}))")
# The letter of a time would stand between day and hour, as if they were birth and serial.
_MOMENT: Final = re.compile(
    r"(?<![0-9])(19[7-9]|20[0-9])[0-9]-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
)
_BREAK: Final = "T" * 9

# GB/T 2260, the first two digits.
_PROVINCES: Final = frozenset(
    f"{province}"
    for provinces in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
    )
    for province in provinces
) | {"71", "81", "82"}
_HMT_REGIONS: Final = ("810000", "820000", "830000")
_TAIWAN_PERMIT: Final = "83"
_FOREIGNER: Final = "9"

# What people write for X, and what NFKC does not fold.
_CROSSES: Final = frozenset("xXХхⅩ×✕✖✗✘Χχⅹ⨯⨉⤫⤬╳☓☒⊠⊗⨂❌❎🅇🅧🆇🗙🗴🗵ⓍⓧⲬⲭꓫꞳꭓⵝ᙭ᕁ𐌗𐊐𐊴𐌢乂メﾒ〤")
# Numerals of a script without places, which also serve as dashes, stand as a to j until it is
# known what they mean; ASCII letters are large by then.
_NUMERALS: Final = "abcdefghij"
_AS_DIGITS: Final = str.maketrans(_NUMERALS, "0123456789")
_AS_DASHES: Final = str.maketrans("", "", _NUMERALS)
_ROUND_AND_STRAIGHT: Final = str.maketrans("OIL", "011")
_NOT_KEPT: Final = re.compile("[^0-9A-Z]+")
_LENGTH: Final = 18


def normalise_number(text: str) -> str:
    """Return the number as it is stored: a small x for ten, its last character, as X."""
    return text[:17] + text[17:].replace("x", "X")


def check_digit(first_seventeen: str) -> str:
    """Compute the eighteenth character."""
    total = sum(
        weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True)
    )
    return _CHECK_DIGITS[total % 11]


def parse_day(text: str) -> date | None:
    """Read YYYYMMDD in ASCII digits; None when that is no day of the calendar."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def birth_in(number: str) -> date | None:
    """Return the birth date that an eighteen-character number holds."""
    return parse_day(number[6:14])


def is_male(number: str) -> bool:
    """Tell the sex that the serial of an eighteen-character number means."""
    return int(number[16]) % 2 == 1


def number_refusal(number: str, kind: CardKind, on: date) -> str | None:
    """Return why `number` cannot be the number on a card of this kind, or None.

    One of `id_format`, `id_check_digit`, `birth_date` and `id_region`; `on` is the day on which
    nobody may be unborn. A number that belongs on another kind of card passes.
    """
    if kind is CardKind.FOREIGN_PR_2017:
        return None if _FIFTEEN.fullmatch(number) else "id_format"
    if not _EIGHTEEN.fullmatch(number):
        return "id_format"
    if check_digit(number[:17]) != number[17]:
        return "id_check_digit"
    birth = birth_in(number)
    if birth is None or not EARLIEST_BIRTH <= birth <= on:
        return "birth_date"
    return None if _is_region_known(number, kind) else "id_region"


def is_kind_mismatch(number: str, kind: CardKind) -> bool:
    """Tell whether a sound number belongs on another kind of card."""
    if kind is CardKind.HMT_RESIDENT:
        return not number.startswith(_HMT_REGIONS)
    return kind is CardKind.FOREIGN_PR_2023 and not number.startswith(_FOREIGNER)


def _is_region_known(number: str, kind: CardKind) -> bool:
    if kind is CardKind.FOREIGN_PR_2023 and number.startswith(_FOREIGNER):
        return number[1:3] in _PROVINCES
    if kind is CardKind.HMT_RESIDENT and number.startswith(_TAIWAN_PERMIT):
        return True
    return number[:2] in _PROVINCES


def looks_like_id_number(text: str) -> bool:
    """Tell whether an ID number hides in a text that somebody typed, pasted or dropped.

    Separators of every sort, other scripts' digits, numerals in words or rings, and look-alikes
    of X, 0 and 1 do not hide it; longer runs of digits are searched at every position. ASCII
    letters end a run, but for short words where the parts of a number meet: what is written in
    hexadecimal is full of digits by chance.
    """
    folded = _fold(text)
    if len(folded) < _LENGTH:
        return False
    today = datetime.now(CHINA_TIME).date()
    without_moments = _fold(_MOMENT.sub(_BREAK, text))
    return any(
        any(_is_someones(found[1], today) for found in _HIDDEN.finditer(reading))
        for reading in _readings(folded)
    ) or any(
        any(_is_someones(_without_words(found[1]), today) for found in _PARTED.finditer(reading))
        for reading in _readings(without_moments)
    )


def _is_someones(number: str, today: date) -> bool:
    kinds = (CardKind.RESIDENT, CardKind.HMT_RESIDENT, CardKind.FOREIGN_PR_2023)
    return any(number_refusal(number, kind, today) is None for kind in kinds)


def _without_words(number: str) -> str:
    digits = "".join(filter(str.isdigit, number[:-1]))
    return digits + number[-1]


def _readings(folded: str) -> set[str]:
    """What folded text can mean: numerals or dashes, letters or the digits that look like them."""
    read = {folded.translate(_AS_DIGITS), folded.translate(_AS_DASHES)}
    return read | {each.translate(_ROUND_AND_STRAIGHT) for each in read}


def _fold(text: str) -> str:
    """Digits, ASCII letters, X and marks for numerals; whatever else people write between."""
    if text.isascii():
        return _NOT_KEPT.sub("", text.upper())
    return "".join(map(_fold_one, text))


@lru_cache(maxsize=4096)
def _fold_one(character: str) -> str:
    if character in _CROSSES:
        return "X"
    if character.isascii():
        return _NOT_KEPT.sub("", character.upper())
    number = unicodedata.numeric(character, -1.0)
    if number.is_integer() and 0 <= number < 100:
        if unicodedata.category(character) != "Lo":
            return str(int(number))
        return _NUMERALS[int(number)] if number < 10 else ""
    plain = unicodedata.normalize("NFKC", character)
    return "" if plain == character else "".join(map(_fold_one, plain))
