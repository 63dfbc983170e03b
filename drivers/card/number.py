"""Citizen numbers by GB 11643-1999, and the numbers of foreign permanent residents.

Region 6, birth 8, serial 3 (odd = male), check digit (ISO 7064 MOD 11-2). The 2023 edition for
foreigners is built alike: 9, province 2, country 3, birth 8, serial 3, check digit. The 2017
edition has three letters and twelve digits, without a public check rule.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
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
_HIDDEN: Final = re.compile(r"(?=([0-9]{17}[0-9X]))")

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

# What people type for the letter X and for digits. Everything that NFKC folds is left out.
_LOOKALIKES: Final = str.maketrans("xХх×✕Χχ〇零一二三四五六七八九", "XXXXXXX00123456789")


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

    Separators of every sort, full-width and other digits and look-alikes of X do not hide it;
    longer runs of digits are searched at every position.
    """
    today = datetime.now(CHINA_TIME).date()
    return any(_is_someones(found[1], today) for found in _HIDDEN.finditer(_condense(text)))


def _is_someones(number: str, today: date) -> bool:
    kinds = (CardKind.RESIDENT, CardKind.HMT_RESIDENT, CardKind.FOREIGN_PR_2023)
    return any(number_refusal(number, kind, today) is None for kind in kinds)


def _condense(text: str) -> str:
    """Fold digits and X to ASCII and drop whatever else people put between digits."""
    folded = unicodedata.normalize("NFKC", text).upper().translate(_LOOKALIKES)
    kept = []
    for character in folded:
        digit = unicodedata.decimal(character, None)
        if digit is not None:
            kept.append(str(digit))
        elif character.isalpha():
            kept.append(character)
    return "".join(kept)
