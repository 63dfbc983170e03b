"""本人名下号码: what stands in a verified person's name, in masks, and what they say is not theirs.

A line names its number by a reference, sealed for this gateway alone: what leaves the carrier is a
mask, and what comes back is good for one person in one case, also after a restoration.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert as new_row

from pos_client.domain.flows import DISPUTED_NUMBER
from pos_client.domain.local_day import local_day
from pos_client.domain.masking import mask_phone_number
from pos_client.domain.outcome import Outcome
from pos_client.domain.own_number import DisputeAnswer
from pos_client.domain.subject import SubscriberState
from pos_client.domain.verdict import Consequence, Verdict
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.bodies import RegistrationBody, VerificationBody
from pos_client.protocol.jws import TokenRefused
from pos_client.protocol.own_numbers import OwnNumberJson, OwnNumbersAnswer, OwnNumbersRequest
from pos_client.protocol.words import Session, review_from, verdict_from
from pos_client.sandbox import subscriber_tables, tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.credentials import Credentials
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.names import IN_NAME_OF
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.own_number_tables import disputed_numbers, own_number_lists
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import Refusal

__all__ = ["NamedNumber", "OwnLine", "OwnNumbers"]

_PREFIX, _NONCE = "own-", 12
_SUBSCRIBERS = subscriber_tables.subscribers
_ROWS = tables.registrations
_NOTE = new_row(own_number_lists)


@dataclass(frozen=True, slots=True)
class NamedNumber:
    """What a reference stands for: one number, of one person, in one case of one device."""

    phone_number: str
    device_id: str
    case_id: str
    person: str

    def is_for(self, device_id: str, case_id: UUID, person_key: bytes) -> bool:
        """Whether it was given out for just this."""
        mine = (device_id, str(case_id), person_key.hex())
        return mine == (self.device_id, self.case_id, self.person)


class OwnLine(NamedTuple):
    """One line of the list before it is masked."""

    phone_number: str
    since: datetime | None
    is_disputed: bool
    answer: str
    person_key: bytes


class OwnNumbers:
    """Runs inside the caller's transaction.

    Args:
        secret: 32 bytes; the key that references are sealed with.
    """

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        keys: KeyRing,
        outlets: Outlets,
        credentials: Credentials,
        secret: bytes,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._is_on = policy.controls.is_on
        self._keys = keys
        self._outlets = outlets
        self._credentials = credentials
        self._sealing = AESGCM(secret)

    def note_verified(self, device: Device, body: VerificationBody, person_key: bytes) -> None:
        """Every answer about this person was good, or waits for a second pair of eyes."""
        values = {"person_key": person_key, "verified_at": self._clock()}
        whose = {"device_id": device.id, "case_id": str(body.case_id)}
        self._connection.execute(
            _NOTE.values(**whose, **values).on_conflict_do_update(
                index_elements=["device_id", "case_id"], set_=values
            )
        )

    def show(
        self, device: Device, session: Session, request: OwnNumbersRequest
    ) -> OwnNumbersAnswer:
        """What stands in the name of whoever was verified; noted with who asked, and how much.

        Raises:
            Refusal: no own hall, nobody verified in this case, or a review that nobody approved.
        """
        of_case = (own_number_lists.c.device_id == device.id) & (
            own_number_lists.c.case_id == str(request.case_id)
        )
        row = self._connection.execute(select(own_number_lists).where(of_case)).one_or_none()
        kind = self._outlets.get(device.outlet_code).kind
        is_here = DISPUTED_NUMBER.may_be_done_at(kind) or not self._is_on(Control.OWN_HALL)
        if row is None or not is_here or not self._is_verified(session, request):
            raise Refusal(422, TroubleCode.OWN_NUMBERS_REFUSED)
        found = tuple(
            self._line(device, request.case_id, each) for each in self.in_name_of(row.person_key)
        )
        self._connection.execute(
            update(own_number_lists)
            .where(of_case)
            .values(
                shown_at=self._clock(), count=len(found), clerk_number=session.clerk.clerk_number
            )
        )
        return OwnNumbersAnswer(numbers=found)

    def named_by(self, body: RegistrationBody) -> NamedNumber | None:
        """What the reference of a body stands for; None where it has none, or one not of ours."""
        if not body.disputed_number:
            return None
        coded = body.disputed_number.removeprefix(_PREFIX)
        try:
            data = base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
            plain = self._sealing.decrypt(data[:_NONCE], data[_NONCE:], _PREFIX.encode())
        except (ValueError, InvalidTag):
            return None
        return NamedNumber(*json.loads(plain))

    def may_be_disputed(self, number: NamedNumber | None, body: RegistrationBody) -> bool:
        """Whether it may be filed: a number of the list, and nobody has filed it yet."""
        book = disputed_numbers.c.phone_number
        return (
            number is not None
            and self._connection.scalar(select(book).where(book == number.phone_number)) is None
            and body.subject is None
        )

    def file(
        self, phone_number: str, whose: tuple[str, str], person_key: bytes, at: datetime
    ) -> None:
        """The effect of an acceptance: the dispute stands in the books, and the number stays.

        Args:
            whose: device and id of the registration.
        """
        before = self._connection.execute(
            select(_ROWS.c.device_id, _ROWS.c.id)
            .where(_ROWS.c.phone_number == phone_number, _ROWS.c.id != whose[1])
            .where(_ROWS.c.outcome == Outcome.ACCEPTED.value)
            .order_by(_ROWS.c.received_at)
        )
        device_id, registration_id = whose
        self._connection.execute(
            new_row(disputed_numbers)
            .values(
                phone_number=phone_number,
                person_key=person_key,
                device_id=device_id,
                registration_id=registration_id,
                filed_at=at,
                evidence=" ".join(f"{device}:{id_}" for device, id_ in before),
            )
            .on_conflict_do_nothing()
        )

    def answer(self, phone_number: str, answer: DisputeAnswer) -> tuple[str, str]:
        """The carrier has looked into a dispute. What was ever sealed about the number stays.

        Returns:
            Device and id of the registration that has filed it.

        Raises:
            LookupError: nobody disputes it, or it was answered before.
        """
        book = disputed_numbers.c
        row = self._connection.execute(
            select(book.device_id, book.registration_id).where(
                book.phone_number == phone_number, book.answered_at.is_(None)
            )
        ).one_or_none()
        if row is None:
            raise LookupError(phone_number)
        self._connection.execute(
            update(disputed_numbers)
            .where(book.phone_number == phone_number)
            .values(answer=answer.value, answered_at=self._clock())
        )
        if answer.is_upheld:
            self._connection.execute(
                update(_SUBSCRIBERS)
                .where(_SUBSCRIBERS.c.phone_number == phone_number)
                .values(person_key=None, state=SubscriberState.UNREGISTERED.value)
            )
        return row.device_id, row.registration_id

    def _is_verified(self, session: Session, request: OwnNumbersRequest) -> bool:
        """Whether our own words about this case say so, each check once, and none of them a no."""
        if not self._is_on(Control.OWN_NUMBERS_VERIFIED):
            return True
        try:
            verdicts = [verdict_from(each, self._keys.words_keys) for each in request.verdicts]
        except TokenRefused:
            return False
        asked = self._policy.checks_of(DISPUTED_NUMBER.name)
        is_whole = sorted(verdict.check for verdict in verdicts) == sorted(asked)
        are_good = all(self._is_good(each, request.case_id) for each in verdicts)
        return is_whole and are_good and self._is_reviewed(session, request, verdicts)

    def _is_good(self, verdict: Verdict, case_id: UUID) -> bool:
        is_of_case = verdict.case_id == case_id and verdict.expires_at > self._clock()
        is_of_flow = verdict.facts.get("flow") == DISPUTED_NUMBER.name
        goes_on = verdict.consequence in (Consequence.GOES_ON, Consequence.NEEDS_REVIEW)
        return is_of_case and is_of_flow and goes_on

    def _is_reviewed(
        self, session: Session, request: OwnNumbersRequest, verdicts: list[Verdict]
    ) -> bool:
        """Whatever asks for a second pair of eyes has been approved; left for later is not."""
        needed = [each for each in verdicts if each.consequence is Consequence.NEEDS_REVIEW]
        if not needed:
            return True
        try:
            review = review_from(request.review, self._keys.words_keys)
        except TokenRefused:
            return False
        is_in_time = review.expires_at > self._clock()
        person_of = self._credentials.person_of
        is_other = person_of(review.supervisor_number) != person_of(session.clerk.clerk_number)
        return review.is_approved and review.covers(needed) and is_in_time and is_other

    def in_name_of(self, person_key: bytes) -> list[OwnLine]:
        """Oldest first; behind them what their holder got rid of by a dispute.

        A dispute from before the number came into this name, or came into it again, is none of its.
        """
        book, disputes = _SUBSCRIBERS.c, disputed_numbers.c
        is_of_now = book.owner_since.is_(None) | (disputes.filed_at >= book.owner_since)
        is_of_this = (book.phone_number == disputes.phone_number) & is_of_now
        found = self._connection.execute(
            select(book.phone_number, book.owner_since, disputes.filed_at, disputes.answer)
            .join_from(_SUBSCRIBERS, disputed_numbers, is_of_this, isouter=True)
            .where(IN_NAME_OF)
            .order_by(book.owner_since.is_not(None), book.owner_since, book.phone_number),
            {"person": person_key},
        )
        theirs = [
            OwnLine(number, since, filed_at is not None, answer or "", person_key)
            for number, since, filed_at, answer in found
        ]
        upheld = DisputeAnswer.UPHELD.value
        gone = self._connection.scalars(
            select(disputes.phone_number)
            .where(disputes.person_key == person_key, disputes.answer == upheld)
            .where(disputes.phone_number.not_in([each.phone_number for each in theirs]))
            .order_by(disputes.answered_at)
        )
        return theirs + [OwnLine(number, None, True, upheld, person_key) for number in gone]

    def _line(self, device: Device, case_id: UUID, found: OwnLine) -> OwnNumberJson:
        number, since = found.phone_number, found.since
        return OwnNumberJson(
            reference=self._reference(number, device.id, str(case_id), found.person_key.hex()),
            masked_phone_number=mask_phone_number(number),
            registered_on=local_day(since) if since is not None else None,
            is_disputed=found.is_disputed,
            answer=DisputeAnswer(found.answer) if found.answer else None,
        )

    def _reference(self, *words: str) -> str:
        nonce = secrets.token_bytes(_NONCE)
        plain = json.dumps(words, separators=(",", ":")).encode()
        sealed = nonce + self._sealing.encrypt(nonce, plain, _PREFIX.encode())
        return _PREFIX + base64.urlsafe_b64encode(sealed).decode().rstrip("=")
