"""The person on the card, as the screen shows them and nobody keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

__all__ = ["ShownIdentity"]


@dataclass(frozen=True, slots=True)
class ShownIdentity:
    """The person on the card, for the eyes only."""

    kind: str
    name: str = field(repr=False)
    name_latin: str = field(repr=False)
    sex: str = field(repr=False)
    ethnicity: str = field(repr=False)
    nationality: str = field(repr=False)
    birth_date: date = field(repr=False)
    age: int = field(repr=False)
    address: str = field(repr=False)
    id_number: str = field(repr=False)
    issuer: str = field(repr=False)
    valid_from: date = field(repr=False)
    valid_until: date | None = field(repr=False)
    permit_number: str = field(repr=False)
    raw_photo: bytes = field(repr=False)
    warnings: tuple[str, ...] = ()
