"""What reviewers make of documents without a chip: images shown, words transcribed, then decided.

Nothing of it ever is an `Identity`: no chip said it. A number that comes of it is marked so.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Annotated, Any

from sqlalchemy import Connection, Row, func, select, update
from sqlalchemy.dialects.sqlite import insert as new_row

from pos_client.domain.local_day import local_day
from pos_client.domain.masking import mask_name
from pos_client.domain.policy import AgeDecision
from pos_client.protocol import strict_json
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.message import Length, Message, Pattern
from pos_client.sandbox import subscriber_tables, tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.decisions import LedgerRow
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import Population
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.sealed_pages import SEALED_NAME, SealedPages
from pos_client.sandbox.special_tables import special_registrations, transcriptions

__all__ = ["TRANSCRIBED", "Transcribed", "Transcriptions"]

TRANSCRIBED = "TRANSCRIBED"
"""How a number is marked whose holder was read by people, and by no reader."""
_OF, _WORDS = special_registrations, transcriptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcribed(Message):
    """What a reviewer has read off the images: the four fields of the law, and the birth date."""

    id: Annotated[str, Pattern(SEALED_NAME)]
    name: Annotated[str, Length(1, 60)] = field(repr=False)
    number: Annotated[str, Length(1, 40)] = field(repr=False)
    address: Annotated[str, Length(1, 120)] = field(repr=False)
    birth_date: date = field(repr=False)


class Transcriptions:
    """Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        keys: KeyRing,
        population: Population,
        pages: SealedPages,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._controls = policy.controls
        self._keys = keys
        self._population = population
        self._pages = pages

    def facts(self, row: LedgerRow) -> dict[str, Any]:
        """What the queue says of a registration without a read; nothing of any other."""
        captured = self._captured(row)
        if captured is None:
            return {}
        words = self._words(row)
        return {
            "document_type": captured.document_type,
            "reason": captured.reason,
            "is_transcribed": words is not None,
            "masked_name": words.masked_name if words is not None else "",
        }

    def show(self, name: str, reviewer_number: str) -> dict[str, Any]:
        """Open the images for one reviewer, and keep that they were shown.

        Raises:
            Refusal: 404 where nothing of this name waits, 422 for one who has captured it.
        """
        row = self._pages.waiting(name)
        self._check_reviewer(row, reviewer_number)
        body = self._pages.opened(row)
        images = self._pages.images(row, body, reviewer_number)
        photo = body.live_photo.jpeg if body.live_photo is not None else b""
        return {
            "images": [base64.b64encode(each).decode() for each in images],
            "live_photo": base64.b64encode(photo).decode(),
            **self.facts(row),
        }

    def take(self, said: Transcribed, reviewer_number: str) -> None:
        """Keep what a reviewer has read, sealed; said again it is corrected.

        Raises:
            Refusal: 404 or 422 as for the images, or they have not looked at them.
        """
        row = self._pages.waiting(said.id)
        self._check_reviewer(row, reviewer_number)
        if not self._pages.seen_by(row, reviewer_number):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        captured = self._captured(row)
        if captured is None:
            raise Refusal(404, TroubleCode.REVIEW_UNKNOWN)
        words = {name: str(value) for name, value in asdict(said).items() if name != "id"}
        today = local_day(self._clock())
        born = said.birth_date
        age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
        values = {
            "sealed": self._keys.seal(strict_json.canonical(words), row.id.encode()),
            "person_key": self._population.key_without_chip(captured.document_type, said.number),
            "masked_name": mask_name(said.name),
            "age_decision": self._policy.case_for_age(age).value,
            "transcribed_by": reviewer_number,
            "at": self._clock(),
        }
        whose = {"device_id": row.device_id, "registration_id": row.id}
        entered = new_row(_WORDS).values(**whose, **values)
        self._connection.execute(entered.on_conflict_do_update(None, set_=values))

    def check_decision(
        self, row: LedgerRow, reviewer_number: str, *, is_approved: bool
    ) -> Mapping[str, Any]:
        """Who may decide, and on what; nothing for a registration with a read.

        Raises:
            Refusal: not this person, or nothing was transcribed yet.
        """
        if self._captured(row) is None:
            return {}
        self._check_reviewer(row, reviewer_number)
        words = self._words(row)
        if is_approved:
            is_read = words is not None and bool(self._pages.seen_by(row, reviewer_number))
            is_second = (
                self._policy.special_reviewers < 2
                or words is None
                or words.transcribed_by != reviewer_number
            )
            is_on = self._controls.is_on(Control.TRANSCRIBED)
            if is_on and not (is_read and is_second):
                raise Refusal(422, TroubleCode.REVIEW_REFUSED)
        return {**self.facts(row), "images": self._pages.seen_by(row, reviewer_number)}

    def against(self, row: LedgerRow) -> str:
        """What speaks by now against a number for whoever was transcribed; else empty."""
        words = self._words(row)
        if words is None:
            return "DOCUMENT_INVALID"
        if words.age_decision != AgeDecision.ADMITTED.value:
            return "UNDER_AGE"
        in_use = self._connection.scalar(
            select(func.count()).where(tables.effects.c.person_key == words.person_key)
        )
        return "QUOTA_FULL" if (in_use or 0) >= self._policy.number_quota else ""

    def person_key(self, row: LedgerRow) -> bytes:
        """Of whoever was transcribed.

        Raises:
            LookupError: nobody was.
        """
        words = self._words(row)
        if words is None:
            raise LookupError(row.id)
        key: bytes = words.person_key
        return key

    def mark(self, phone_number: str) -> None:
        """No chip said whose this number is, and the register never forgets that."""
        book = subscriber_tables.subscribers
        self._connection.execute(
            update(book).where(book.c.phone_number == phone_number).values(read_by=TRANSCRIBED)
        )

    def _check_reviewer(self, row: LedgerRow, reviewer_number: str) -> None:
        captured = self._captured(row)
        if captured is None:
            raise Refusal(404, TroubleCode.REVIEW_UNKNOWN)
        is_another = reviewer_number not in (captured.clerk_number, captured.supervisor_number)
        if not is_another and self._controls.is_on(Control.SECOND_PERSON):
            raise Refusal(422, TroubleCode.REVIEW_REFUSED)

    def _captured(self, row: LedgerRow) -> Row[tuple[Any, ...]] | None:
        mine = (_OF.c.device_id == row.device_id) & (_OF.c.registration_id == row.id)
        return self._connection.execute(select(_OF).where(mine)).one_or_none()

    def _words(self, row: LedgerRow) -> Row[tuple[Any, ...]] | None:
        mine = (_WORDS.c.device_id == row.device_id) & (_WORDS.c.registration_id == row.id)
        return self._connection.execute(select(_WORDS).where(mine)).one_or_none()
