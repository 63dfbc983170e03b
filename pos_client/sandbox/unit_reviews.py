"""What reviewers make of a new unit's sealed document: shown, transcribed, compared, decided."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.dialects.sqlite import insert as new_row

from pos_client.domain.flows import FLOWS
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.message import Length, Message, NoIdNumber, Pattern
from pos_client.protocol.units import CreditCode
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.decisions import LedgerRow
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.sealed_pages import SEALED_NAME, SealedPages
from pos_client.sandbox.unit_tables import unit_transcripts
from pos_client.sandbox.units import Units

__all__ = ["TranscribedUnit", "UnitReviews"]

_BOOK = unit_transcripts


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscribedUnit(Message):
    """What a reviewer has read off a unit's document: of the unit, and of nobody."""

    id: Annotated[str, Pattern(SEALED_NAME)]
    unit_credit_code: CreditCode
    name: Annotated[str, Length(1, 100), NoIdNumber()]


class UnitReviews:
    """Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        controls: Controls,
        pages: SealedPages,
        units: Units,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._controls = controls
        self._pages = pages
        self._units = units

    def facts(self, row: LedgerRow) -> dict[str, Any]:
        """What the queue says of a unit registration; nothing of any other."""
        if not _is_of_unit(row):
            return {}
        asked, words = self._pages.opened(row).unit, self._words(row)
        return {
            "unit_credit_code": asked.unit.credit_code if asked is not None else "",
            "numbers": asked.count if asked is not None else 0,
            "is_transcribed": words is not None,
        }

    def show(self, name: str, reviewer_number: str) -> dict[str, Any]:
        """Open the images for one reviewer, JPEG in base64, and keep that they were shown.

        Raises:
            Refusal: 404 where no unit of this name waits, 422 for the clerk who captured it.
        """
        row, body = self._waiting(name, reviewer_number)
        pages = self._pages.images(row, body, reviewer_number)
        return {"images": [base64.b64encode(each).decode() for each in pages], **self.facts(row)}

    def take(self, said: TranscribedUnit, reviewer_number: str) -> None:
        """Keep what a reviewer has read; said again it is corrected.

        Raises:
            Refusal: 404 or 422 as for the images, or they have not looked at them.
        """
        row, _ = self._waiting(said.id, reviewer_number)
        if not self._pages.seen_by(row, reviewer_number):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        values = {
            "unit_credit_code": said.unit_credit_code,
            "name": said.name,
            "reviewer_number": reviewer_number,
            "at": self._clock(),
        }
        whose = {"device_id": row.device_id, "registration_id": row.id}
        entered = new_row(_BOOK).values(**whose, **values)
        self._connection.execute(entered.on_conflict_do_update(None, set_=values))

    def check_decision(
        self, row: LedgerRow, reviewer_number: str, *, is_approved: bool
    ) -> Mapping[str, Any]:
        """Who may decide, and on what; nothing for any other registration.

        Raises:
            Refusal: not this person, or nothing was transcribed yet.
        """
        if not _is_of_unit(row):
            return {}
        self._check_reviewer(self._pages.opened(row), reviewer_number)
        seen = self._pages.seen_by(row, reviewer_number)
        is_read = bool(seen) and self._words(row) is not None
        if is_approved and not is_read and self._controls.is_on(Control.TRANSCRIBED):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        return {**self.facts(row), "images": seen}

    def against(self, row: LedgerRow) -> str:
        """What speaks against what was transcribed; empty where nothing does, or nothing was."""
        words = self._words(row) if _is_of_unit(row) else None
        asked = self._pages.opened(row).unit if words is not None else None
        if words is None or asked is None:
            return ""
        transcript = (words.unit_credit_code, words.name)
        return self._units.against_transcript(asked.unit.credit_code, transcript)

    def _waiting(self, name: str, reviewer_number: str) -> tuple[LedgerRow, RegistrationBody]:
        row = self._pages.waiting(name)
        if not _is_of_unit(row):
            raise Refusal(404, TroubleCode.REVIEW_UNKNOWN)
        body = self._pages.opened(row)
        self._check_reviewer(body, reviewer_number)
        return row, body

    def _check_reviewer(self, body: RegistrationBody, reviewer_number: str) -> None:
        is_another = reviewer_number != body.clerk_number
        if not is_another and self._controls.is_on(Control.SECOND_PERSON):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)

    def _words(self, row: LedgerRow) -> Row[tuple[Any, ...]] | None:
        mine = (_BOOK.c.device_id == row.device_id) & (_BOOK.c.registration_id == row.id)
        return self._connection.execute(select(_BOOK).where(mine)).one_or_none()


def _is_of_unit(row: LedgerRow) -> bool:
    return FLOWS[row.flow].opens_order
