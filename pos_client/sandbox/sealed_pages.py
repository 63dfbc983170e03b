"""The pages of a sealed case: shown to reviewers, who are kept in mind for it."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from pos_client.protocol.api import TroubleCode
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.envelope import Envelope
from pos_client.sandbox import tables
from pos_client.sandbox.decisions import LedgerRow
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.special_tables import document_views

__all__ = ["SEALED_NAME", "SealedPages"]

SEALED_NAME = r"^[0-9a-z-]{1,27}-[0-9a-f-]{36}$"
"""The form of `sealed_cases.name_of`."""

_VIEWS = document_views


class SealedPages:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock, keys: KeyRing) -> None:
        self._connection = connection
        self._clock = clock
        self._keys = keys

    def waiting(self, name: str) -> LedgerRow:
        """Find what `sealed_cases.name_of` calls so.

        Raises:
            Refusal: 404, nothing of this name waits.
        """
        book = tables.registrations.c
        is_named = (book.device_id == name[:-37]) & (book.id == name[-36:])
        found = self._connection.execute(
            select(tables.registrations).where(is_named, book.outcome == "UNDER_REVIEW")
        ).one_or_none()
        if found is None:
            raise Refusal(404, TroubleCode.REVIEW_UNKNOWN)
        return found

    def opened(self, row: LedgerRow) -> RegistrationBody:
        """Open what this gateway has opened before."""
        envelope = Envelope.from_bytes(row.envelope)
        header = envelope.header
        plain = self._keys.open(header.kid, envelope.sealed_body, header.info())
        if plain is None:
            raise AssertionError("opened when it came, and by this gateway no more")
        return RegistrationBody.from_bytes(plain)

    def images(self, row: LedgerRow, body: RegistrationBody, reviewer_number: str) -> list[bytes]:
        """Show every page as JPEG, and keep by their hashes that this reviewer was shown them."""
        pages = [image for document in body.documents for image in document.images]
        self._connection.execute(
            insert(_VIEWS).values(
                registration_id=row.id,
                reviewer_number=reviewer_number,
                images=" ".join(image.sha256.hex() for image in pages),
                at=self._clock(),
            )
        )
        return [image.jpeg for image in pages]

    def seen_by(self, row: LedgerRow, reviewer_number: str) -> str:
        """The hashes of the images that this reviewer was shown; empty where they were not."""
        seen = self._connection.scalar(
            select(_VIEWS.c.images)
            .where(_VIEWS.c.registration_id == row.id)
            .where(_VIEWS.c.reviewer_number == reviewer_number)
            .limit(1)
        )
        return str(seen or "")
