"""Writes what the chip of an invented card holds: the 256 bytes of text and the 1024 of photo.

The counterpart of what the driver reads, and kept apart from it for that reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drivers.card.layouts import CardKind
from drivers.photo import SIMULATED_PHOTO_MARK

__all__ = ["LAYOUTS", "CardFields", "encode_extra_address", "encode_photo", "encode_text"]

_LONG_TERM = "长期"
_LETTER_AT, _TEXT_SIZE, _PHOTO_SIZE, _ADDRESS_SIZE = 248, 256, 1024, 70


@dataclass(frozen=True, slots=True)
class CardFields:
    """The fields of a card, in the words of `CardRead`."""

    kind: CardKind
    sex: str
    birth_date: date
    id_number: str
    valid_from: date
    valid_until: date | None
    name: str = ""
    name_latin: str = ""
    ethnicity: str = ""
    nationality: str = ""
    address: str = ""
    issuer: str = ""
    permit_number: str = ""
    issue_count: str = ""
    card_version: str = ""
    authority_code: str = ""

    def __repr__(self) -> str:
        return f"CardFields({self.kind})"


_Layout = tuple[tuple[str, int, int], ...]

_COMMON: _Layout = (
    ("name", 0, 30),
    ("sex", 30, 2),
    ("birth_date", 36, 16),
    ("id_number", 122, 36),
    ("valid_from", 188, 16),
    ("valid_until", 204, 16),
)
_RESIDENT: _Layout = (*_COMMON, ("ethnicity", 32, 4), ("address", 52, 70), ("issuer", 158, 30))

LAYOUTS: dict[CardKind, tuple[str, _Layout]] = {
    CardKind.RESIDENT: (" ", _RESIDENT),
    CardKind.HMT_RESIDENT: ("J", (*_RESIDENT, ("permit_number", 220, 18), ("issue_count", 238, 4))),
    CardKind.FOREIGN_PR_2017: (
        "I",
        (
            ("name_latin", 0, 120),
            ("sex", 120, 2),
            ("id_number", 122, 30),
            ("nationality", 152, 6),
            ("name", 158, 30),
            ("valid_from", 188, 16),
            ("valid_until", 204, 16),
            ("birth_date", 220, 16),
            ("card_version", 236, 4),
            ("authority_code", 240, 8),
        ),
    ),
    CardKind.FOREIGN_PR_2023: (
        "Y",
        (
            *_COMMON,
            ("issue_count", 32, 4),
            ("latin_part_1", 52, 70),
            ("latin_part_2", 220, 22),
            ("nationality", 242, 6),
        ),
    ),
}
"""Card kind -> its letter and its fields as (name, offset, length), in bytes."""


def encode_text(fields: CardFields, *, letter: str | None = None) -> bytes:
    """The 256 bytes of these fields. Another `letter` makes a card that no driver knows.

    Raises:
        ValueError: a value is longer than its field; the text names the field.
    """
    own_letter, layout = LAYOUTS[fields.kind]
    record = bytearray(" ".encode("utf-16-le") * (_TEXT_SIZE // 2))
    for name, offset, length in layout:
        value = _written(fields, name).encode("utf-16-le")
        if len(value) > length:
            raise ValueError(f"{name}: {len(value) // 2} code units, {length // 2} fit")
        record[offset : offset + len(value)] = value
    record[_LETTER_AT : _LETTER_AT + 2] = (letter or own_letter).encode("utf-16-le")
    return bytes(record)


def encode_photo(webp: bytes) -> bytes:
    """The 1024 bytes that carry this WebP: mark, length, picture, zeros; nothing for no picture.

    Raises:
        ValueError: the picture does not fit.
    """
    if not webp:
        return b""
    framed = SIMULATED_PHOTO_MARK + len(webp).to_bytes(2, "big") + webp
    if len(framed) > _PHOTO_SIZE:
        raise ValueError(f"photo: {len(webp)} bytes, {_PHOTO_SIZE - len(framed) + len(webp)} fit")
    return framed.ljust(_PHOTO_SIZE, b"\0")


def encode_extra_address(address: str) -> bytes:
    """The 70 bytes of one extra address; nothing for none.

    Raises:
        ValueError: it is too long.
    """
    value = address.encode("utf-16-le")
    if len(value) > _ADDRESS_SIZE:
        raise ValueError(f"extra_address: {len(value) // 2} code units, {_ADDRESS_SIZE // 2} fit")
    padding = " ".encode("utf-16-le") * ((_ADDRESS_SIZE - len(value)) // 2)
    return value + padding if value else b""


def _written(fields: CardFields, name: str) -> str:
    if name == "latin_part_1":
        return fields.name_latin[:35]
    if name == "latin_part_2":
        return fields.name_latin[35:]
    value: date | str | None = getattr(fields, name)
    if value is None:
        return _LONG_TERM
    return value if isinstance(value, str) else f"{value:%Y%m%d}"
