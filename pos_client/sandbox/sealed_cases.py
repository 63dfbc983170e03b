"""A sealed case before the carrier's reviewers: everybody in it, and all that is open about it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.sqlite import insert

from drivers.card.read import CardRead
from drivers.photo import SimulatedWebpDecoder
from pos_client.domain.masking import mask_id_number, mask_name
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.envelope import Purpose
from pos_client.protocol.people import SealedPerson
from pos_client.sandbox.case_tables import open_codes
from pos_client.sandbox.opening import Opening

__all__ = ["SealedCase", "SealedCases", "SealedSight", "hashes_of", "name_of", "photos_of"]


@dataclass(frozen=True, slots=True)
class SealedSight:
    """One person of a sealed case, in masks.

    Attributes:
        codes: what is open about just this person.
        card_photo: the 1024 bytes off the chip; `live_photo`: JPEG, empty of
            whoever is not photographed.
    """

    role: str
    codes: tuple[str, ...]
    masked_name: str
    masked_id_number: str
    card_photo: bytes = field(repr=False)
    live_photo: bytes = field(repr=False)

    @property
    def said(self) -> dict[str, Any]:
        """What is shown and kept of them, photos by their hashes."""
        return {
            "role": self.role,
            "codes": list(self.codes),
            "masked_name": self.masked_name,
            "masked_id_number": self.masked_id_number,
            **hashes_of(self.card_photo, self.live_photo),
        }


@dataclass(frozen=True, slots=True)
class SealedCase:
    """What a reviewer decides about.

    Attributes:
        codes: all that is open, the first as in the receipt.
        people: everybody in the case, the lead first.
        clerk_number: who captured it.
    """

    codes: tuple[str, ...]
    people: tuple[SealedSight, ...]
    clerk_number: str


class SealedCases:
    """Opens for a look what nobody at a counter can. Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, opening: Opening) -> None:
        self._connection = connection
        self._opening = opening

    def note(self, device_id: str, id_: UUID, codes: Iterable[tuple[str, str]]) -> None:
        """Keep all that a registration is under review for: role, or nobody's own, and code."""
        for role, code in codes:
            row = {"device_id": device_id, "registration_id": str(id_)}
            self._connection.execute(
                insert(open_codes).values(**row, role=role, code=code).on_conflict_do_nothing()
            )

    def open(self, row: Row[tuple[Any, ...]]) -> SealedCase:
        """What there is to see of a row of the ledger."""
        envelope = self._opening.read(row.envelope, Purpose.REGISTRATION)
        body = self._opening.body(envelope, RegistrationBody)
        book = open_codes.c
        kept = self._connection.execute(
            select(book.role, book.code)
            .where(book.device_id == row.device_id, book.registration_id == row.id)
            .order_by(book.role, book.code)
        ).all()
        return SealedCase(
            codes=tuple(dict.fromkeys((row.code, *(code for _, code in kept)))),
            people=tuple(
                _seen(each, tuple(code for role, code in kept if role == each.role.value))
                for each in body.people
            ),
            clerk_number=body.clerk_number,
        )


def _seen(person: SealedPerson, codes: tuple[str, ...]) -> SealedSight:
    live_photo = person.live_photo.jpeg if person.live_photo is not None else b""
    if not person.evidence:  # of a document without a chip there is nothing to mask yet
        return SealedSight(person.role.value, codes, "", "", b"", live_photo)
    read = person.evidence[-1]
    card = CardRead.parse(read.raw_text, read.raw_photo, read_at=read.read_at)
    return SealedSight(
        role=person.role.value,
        codes=codes,
        masked_name=mask_name(card.name or card.name_latin),
        masked_id_number=mask_id_number(card.id_number),
        card_photo=read.raw_photo,
        live_photo=live_photo,
    )


def name_of(row: Row[tuple[Any, ...]]) -> str:
    """What a sealed case is called here: devices make ids, so two of them may have made one."""
    return f"{row.device_id}-{row.id}"


def hashes_of(card_photo: bytes, live_photo: bytes) -> dict[str, str]:
    """What is kept of two photos that somebody was shown."""
    photos = {"card_photo_sha256": card_photo, "live_photo_sha256": live_photo}
    return {name: _sha256(photo) for name, photo in photos.items() if photo}


def photos_of(card_photo: bytes, live_photo: bytes) -> dict[str, str]:
    """Two photos for a page in base64; a real card's needs the decoder of its vendor."""
    decoded = SimulatedWebpDecoder().decode(card_photo) if card_photo else None
    photos = {"live_photo": live_photo} if live_photo else {}
    if decoded is not None:
        photos["card_photo"] = decoded.data
    return {name: base64.b64encode(data).decode() for name, data in photos.items()}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
