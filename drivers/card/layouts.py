"""The four layouts of the 256-byte text record, as data.

Offsets and lengths are in bytes of UTF-16LE; the code unit at byte 248 tells the layout. They
agree in at least three published drivers for the blank letter, I and J; the names of the fields
and the letter of Y agree in two, its offsets come from one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = ["LAYOUTS", "PHOTO_SIZE", "TEXT_SIZE", "CardKind", "Layout", "layout_of"]

TEXT_SIZE: Final = 256
PHOTO_SIZE: Final = 1024
_KIND_AT: Final = slice(248, 250)
_PADDING: Final = " \0"
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class CardKind(StrEnum):
    """The four documents that carry such a chip."""

    RESIDENT = "RESIDENT"
    HMT_RESIDENT = "HMT_RESIDENT"
    FOREIGN_PR_2017 = "FOREIGN_PR_2017"
    FOREIGN_PR_2023 = "FOREIGN_PR_2023"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field lies. A field may lie in pieces, which are joined before decoding."""

    kind: CardKind
    holder_field: str
    places: Mapping[str, tuple[slice, ...]]

    def decode(self, raw_text: bytes) -> tuple[dict[str, str], bool]:
        """Return the fields without padding, and whether all of it was well-formed UTF-16.

        A surrogate without its partner is shown as U+FFFD; everything else, Private Use
        characters included, comes out as it went in.
        """
        fields: dict[str, str] = {}
        is_sound = True
        for name, places in self.places.items():
            units = b"".join(raw_text[place] for place in places)
            text = units.decode("utf-16-le", "surrogatepass")
            shown = _LONE_SURROGATE.sub("\ufffd", text)
            is_sound = is_sound and shown == text
            fields[name] = shown.rstrip(_PADDING)
        return fields, is_sound


def _at(*places: tuple[int, int]) -> tuple[slice, ...]:
    return tuple(slice(offset, offset + length) for offset, length in places)


_RESIDENT_PLACES: Final = {
    "name": _at((0, 30)),
    "sex": _at((30, 2)),
    "ethnicity": _at((32, 4)),
    "birth_date": _at((36, 16)),
    "address": _at((52, 70)),
    "id_number": _at((122, 36)),
    "issuer": _at((158, 30)),
    "valid_from": _at((188, 16)),
    "valid_until": _at((204, 16)),
}
_RESIDENT: Final = Layout(CardKind.RESIDENT, "name", _RESIDENT_PLACES)

LAYOUTS: Final[Mapping[str, Layout]] = {
    " ": _RESIDENT,
    "\0": _RESIDENT,
    "J": Layout(
        CardKind.HMT_RESIDENT,
        "name",
        {**_RESIDENT_PLACES, "permit_number": _at((220, 18)), "issue_count": _at((238, 4))},
    ),
    "I": Layout(
        CardKind.FOREIGN_PR_2017,
        "name_latin",
        {
            "name_latin": _at((0, 120)),
            "sex": _at((120, 2)),
            "id_number": _at((122, 30)),
            "nationality": _at((152, 6)),
            "name": _at((158, 30)),
            "valid_from": _at((188, 16)),
            "valid_until": _at((204, 16)),
            "birth_date": _at((220, 16)),
        },
    ),
    "Y": Layout(
        CardKind.FOREIGN_PR_2023,
        "name_latin",
        {
            "name": _at((0, 30)),
            "sex": _at((30, 2)),
            "issue_count": _at((32, 4)),
            "birth_date": _at((36, 16)),
            "name_latin": _at((52, 70), (220, 22)),
            "id_number": _at((122, 36)),
            "valid_from": _at((188, 16)),
            "valid_until": _at((204, 16)),
            "nationality": _at((242, 6)),
        },
    ),
}


def layout_of(raw_text: bytes) -> Layout | None:
    """Tell the layout by its letter; an unknown one is None, never taken for a mainland card."""
    letter = raw_text[_KIND_AT].decode("utf-16-le", "replace")
    return LAYOUTS.get(letter)
