"""Whether a record may be believed: refusals in their fixed order, then warnings.

Reasons of a refusal, in the order of the tests: `inner_length`, `text_length`, `photo_length`,
`unknown_layout`, `name_missing`, `birth_date`, `id_format`, `id_check_digit`, `id_region`,
`validity`. `expired` refuses a registration, not the record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from drivers.api import ReaderError
from drivers.card import codes, number
from drivers.card.layouts import CardKind, Layout

__all__ = [
    "LONG_TERM",
    "WARNINGS",
    "CheckedDates",
    "RecordRefused",
    "check_fields",
    "warnings_of",
]

LONG_TERM: Final = "长期"
WARNINGS: Final = (
    "no_photo",
    "invalid_utf16",
    "sex_code_unknown",
    "ethnic_code_unknown",
    "id_kind_mismatch",
    "birth_id_mismatch",
    "sex_id_mismatch",
    "name_private_use",
)
_PRIVATE_USE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_MALE, _FEMALE = "1", "2"


class RecordRefused(ReaderError):
    """A sound frame brought a record that must not be believed. Never quotes the card."""

    code = "record_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(f"the card record was refused: {reason}")
        self.reason = reason


@dataclass(frozen=True, slots=True)
class CheckedDates:
    """The dates of a record that passed; `valid_until` None is long-term."""

    birth_date: date = field(repr=False)
    valid_from: date = field(repr=False)
    valid_until: date | None = field(repr=False)


def check_fields(layout: Layout, fields: Mapping[str, str], on: date) -> CheckedDates:
    """Run every test that may refuse a decoded record, as of the Chinese calendar day `on`.

    Raises:
        RecordRefused: with the reason of the first test that failed.
    """
    if not fields[layout.holder_field].strip():
        raise RecordRefused("name_missing")
    birth_date = number.parse_day(fields["birth_date"])
    if birth_date is None or not number.EARLIEST_BIRTH <= birth_date <= on:
        raise RecordRefused("birth_date")
    id_number = number.normalise_number(fields["id_number"])
    if reason := number.number_refusal(id_number, layout.kind, on):
        raise RecordRefused(reason)
    valid_from = number.parse_day(fields["valid_from"])
    if valid_from is None or valid_from > on:
        raise RecordRefused("validity")
    valid_until = None
    if fields["valid_until"] != LONG_TERM:
        valid_until = number.parse_day(fields["valid_until"])
        if valid_until is None or valid_until < valid_from:
            raise RecordRefused("validity")
    return CheckedDates(birth_date, valid_from, valid_until)


def warnings_of(
    layout: Layout, fields: Mapping[str, str], birth_date: date, *, has_photo: bool, is_sound: bool
) -> tuple[str, ...]:
    """Return the codes that clerk and gateway see, in the order of `WARNINGS`."""
    found = set() if has_photo else {"no_photo"}
    if not is_sound:
        found.add("invalid_utf16")
    if fields["sex"] not in codes.SEXES:
        found.add("sex_code_unknown")
    if layout.kind is CardKind.RESIDENT and fields["ethnicity"] not in codes.ETHNICITIES:
        found.add("ethnic_code_unknown")
    if layout.kind is not CardKind.FOREIGN_PR_2017:
        id_number = number.normalise_number(fields["id_number"])
        found |= _number_warnings(id_number, layout.kind, fields["sex"], birth_date)
    if any(_PRIVATE_USE.search(fields.get(name, "")) for name in ("name", "name_latin")):
        found.add("name_private_use")
    return tuple(code for code in WARNINGS if code in found)


def _number_warnings(id_number: str, kind: CardKind, sex: str, birth_date: date) -> set[str]:
    if number.is_kind_mismatch(id_number, kind):
        return {"id_kind_mismatch"}
    found = set()
    if number.birth_in(id_number) != birth_date:
        found.add("birth_id_mismatch")
    if sex in (_MALE, _FEMALE) and number.is_male(id_number) != (sex == _MALE):
        found.add("sex_id_mismatch")
    return found
