"""An invented record that a driver judges as it judged the one that was read."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final, NamedTuple, TypeAlias

from drivers.card.checks import RecordRefused
from drivers.card.layouts import PHOTO_SIZE, TEXT_SIZE, CardKind, layout_of
from drivers.card.read import CardRead
from drivers.sam.payloads import BaseRecord, parse_base, parse_base_with_fingers
from drivers.simulator.faults import FaultKind, spoil_record
from drivers.simulator.record import CardFields, encode_photo, encode_text

__all__ = ["Choice", "Chooser", "likeness_of"]


class Choice(NamedTuple):
    """An invented person, a portrait, and the how many-eth card of theirs it is, from 0."""

    fields: CardFields
    webp: bytes
    card: int


Chooser: TypeAlias = "Callable[[CardKind, bytes, bytes], Choice]"

# What the emulator does to a record so that it is refused for this, or read with that warning.
_SPOILS: Final[Mapping[str, FaultKind]] = {
    "unknown_layout": FaultKind.UNKNOWN_LAYOUT,
    "name_missing": FaultKind.NAME_MISSING,
    "birth_date": FaultKind.IMPOSSIBLE_DATE,
    "id_check_digit": FaultKind.BAD_CHECK_DIGIT,
    "id_region": FaultKind.UNKNOWN_REGION,
    "validity": FaultKind.IMPOSSIBLE_VALIDITY,
    "birth_id_mismatch": FaultKind.WRONG_BIRTH,
    "invalid_utf16": FaultKind.LONE_SURROGATE,
}
_UNCODED_SEX, _UNCODED_ETHNICITY = "5", "88"
_PRIVATE: Final = "\ue863"
_RESIDENTS_NUMBER: Final = "350199198804129015"
# Two lengths that add up to no record that a frame has room for.
_MISFIT: Final = bytes.fromhex("FF000400")


def likeness_of(data: bytes, choose: Chooser) -> bytes:
    """Return the data of another record: as long, and as good or bad.

    Args:
        choose: says who stands in for a kind of card, a text and a photo.
    """
    record, lengths = _cut(data)
    kind, found = _judged(record) if record else (CardKind.RESIDENT, set())
    choice = choose(kind, record.text, record.photo) if record else choose(kind, data, b"")
    # The next card of the same person is another record.
    later = choice.fields.valid_from + timedelta(days=choice.card)
    fields = _edited(replace(choice.fields, valid_from=later), found)
    text, photo = encode_text(fields), encode_photo(choice.webp)
    for reason in sorted(found & _SPOILS.keys()):
        whole = len(text).to_bytes(2, "big") + len(photo).to_bytes(2, "big") + text + photo
        text = _spoilt(_SPOILS[reason], whole)
    if record is None:
        head = data[:0] if len(data) < len(_MISFIT) else _MISFIT
        return head + _as_long(text + photo, len(data) - len(head))
    return (
        lengths
        + _as_long(text, len(record.text))
        + _as_long(photo, len(record.photo))
        + bytes(len(record.fingers))
    )


def _cut(data: bytes) -> tuple[BaseRecord | None, bytes]:
    for parse, head in ((parse_base, 4), (parse_base_with_fingers, 6)):
        try:
            return parse(data), data[:head]
        except RecordRefused:
            continue
    return None, b""


def _judged(record: BaseRecord) -> tuple[CardKind, set[str]]:
    """Tell the kind of card, and what a driver finds wrong with it."""
    layout = layout_of(record.text) if len(record.text) == TEXT_SIZE else None
    kind = layout.kind if layout else CardKind.RESIDENT
    photo = record.photo if len(record.photo) in (0, PHOTO_SIZE) else b""
    if len(record.text) != TEXT_SIZE:
        return kind, set()
    try:
        return kind, set(CardRead.parse(record.text, photo).warnings)
    except RecordRefused as refused:
        return kind, {refused.reason}


def _edited(fields: CardFields, found: set[str]) -> CardFields:
    if "sex_id_mismatch" in found:
        fields = replace(fields, sex="2" if fields.sex == "1" else "1")
    if "sex_code_unknown" in found:
        fields = replace(fields, sex=_UNCODED_SEX)
    if "ethnic_code_unknown" in found:
        fields = replace(fields, ethnicity=_UNCODED_ETHNICITY)
    if "id_kind_mismatch" in found:
        fields = replace(fields, id_number=_RESIDENTS_NUMBER)
    if "id_format" in found:
        fields = replace(fields, id_number=fields.id_number[:-1] + "?")
    if "name_private_use" in found:
        name = "name_latin" if fields.kind is CardKind.FOREIGN_PR_2017 else "name"
        fields = replace(fields, **{name: getattr(fields, name)[:14] + _PRIVATE})
    return fields


def _spoilt(kind: FaultKind, whole: bytes) -> bytes:
    spoilt = spoil_record(kind, whole, random.Random(0))  # noqa: S311 - play, not cryptography
    return spoilt[4 : 4 + TEXT_SIZE]


def _as_long(data: bytes, size: int) -> bytes:
    return data[:size].ljust(size, b"\0")
