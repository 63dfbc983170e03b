"""Takes registrations in: one transaction holds the effect, the ledger's row and the receipt."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from drivers.card.read import CardRead
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.envelope import Purpose
from pos_client.protocol.jws import TokenType
from pos_client.protocol.words import receipt_claims
from pos_client.sandbox import tables
from pos_client.sandbox.devices import Clock, Device, Devices
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.numbers import Numbers
from pos_client.sandbox.opening import Opening
from pos_client.sandbox.population import Population
from pos_client.sandbox.refusal import CheckFailed, Refusal
from pos_client.sandbox.registration_checks import RegistrationChecks, Submission

__all__ = ["Registrations"]

_BOOK = tables.registrations
_FIND = select(_BOOK).where(
    _BOOK.c.device_id == bindparam("capturing"), _BOOK.c.id == bindparam("wanted")
)
_ENTER = insert(_BOOK)
_TAKE_EFFECT = insert(tables.effects)
_CUSTOMER_RETURNS_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class _Decision:
    outcome: Outcome
    code: str
    person_key: bytes | None = field(default=None, repr=False)


class Registrations:
    """The ledger. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        keys: KeyRing,
        devices: Devices,
        opening: Opening,
        checks: RegistrationChecks,
        numbers: Numbers,
        population: Population,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._keys = keys
        self._devices = devices
        self._opening = opening
        self._checks = checks
        self._numbers = numbers
        self._population = population

    def take(self, forwarding: Device, key: UUID, data: bytes) -> str:
        """Decide about frozen bytes, once, and answer with the signed receipt.

        Raises:
            Refusal: unreadable, of another outlet, or an id that came with other bytes before.
        """
        envelope = self._opening.read(data, Purpose.REGISTRATION)
        header = envelope.header
        if key != header.id:
            raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE)
        device = self._opening.capturing_device(envelope, forwarding)
        body_sha256 = hashlib.sha256(data).digest()
        known = self._find(device.id, str(header.id))
        if known is not None and known.body_sha256 == body_sha256:
            return self._newest_word(known)
        self._opening.check_signature(envelope, device)
        if known is not None:
            self._devices.raise_alarm(device.id, "IDEMPOTENCY_CONFLICT", str(header.id))
            raise Refusal(422, TroubleCode.ID_REUSED)
        body = self._opening.body(envelope, RegistrationBody)
        submission = Submission(header.id, body_sha256, header, body, device)
        decision = self._decide(submission)
        self._apply(submission, decision)
        phone_number = body.phone_number if decision.outcome is Outcome.ACCEPTED else ""
        receipt = self._receipt(device.id, header.id, body_sha256, decision, phone_number)
        self._enter(submission, data, decision, forwarding, receipt)
        return receipt

    def status(self, device: Device, registration_id: UUID) -> str:
        """The newest receipt for an id of this device.

        Raises:
            Refusal: 404, it never came.
        """
        known = self._find(device.id, str(registration_id))
        if known is None:
            raise Refusal(404, TroubleCode.REGISTRATION_UNKNOWN)
        return self._newest_word(known)

    def finish_review(self, registration_id: UUID, *, is_accepted: bool) -> None:
        """A reviewer of the carrier decides what was under review."""
        row = self._connection.execute(
            select(_BOOK).where(_BOOK.c.id == str(registration_id))
        ).one_or_none()
        if row is None or row.outcome != Outcome.UNDER_REVIEW.value:
            raise LookupError(str(registration_id))
        if is_accepted and not row.phone_number:
            self._redecide(row, _Decision(Outcome.AWAITING_CUSTOMER, "CUSTOMER_RETURNS"), "")
        elif is_accepted:
            self._assign(row.device_id, row.id, row.phone_number, row.person_key)
            self._redecide(row, _Decision(Outcome.ACCEPTED, ""), row.phone_number)
        else:
            self._numbers.void(row.phone_number)
            self._redecide(row, _Decision(Outcome.REJECTED, row.code), "")

    def note_gaps(self, device: Device) -> None:
        """A device says that its queue is empty: a sequence number that never came is odd."""
        count, highest = self._connection.execute(
            select(func.count(), func.max(_BOOK.c.sequence)).where(_BOOK.c.device_id == device.id)
        ).one()
        if highest is not None and count < highest:
            self._devices.raise_alarm(device.id, "COUNTER_GAP", f"{count} of {highest}")

    def _decide(self, submission: Submission) -> _Decision:
        try:
            card: CardRead = self._checks.run(submission)
        except CheckFailed as failed:
            return _Decision(failed.outcome, failed.code, self._person_key(submission, failed))
        return _Decision(Outcome.ACCEPTED, "", self._population.person_key(card))

    def _person_key(self, submission: Submission, failed: CheckFailed) -> bytes | None:
        if failed.outcome is Outcome.REJECTED:
            return None
        read = submission.body.evidence[-1]
        card = CardRead.parse(read.raw_text, read.raw_photo, read_at=read.read_at)
        return self._population.person_key(card)

    def _apply(self, submission: Submission, decision: _Decision) -> None:
        body, device_id = submission.body, submission.device.id
        if decision.outcome is Outcome.ACCEPTED and decision.person_key is not None:
            self._assign(device_id, str(submission.id), body.phone_number, decision.person_key)
        elif decision.outcome is Outcome.UNDER_REVIEW:
            self._numbers.keep(body.phone_number, self._clock() + _CUSTOMER_RETURNS_WITHIN)
        elif self._numbers.belongs(
            device_id,
            body.phone_number,
            body.hold_id,
            body.real_name_transaction_id,
            body.confirmed_at,
        ):
            self._numbers.void(body.phone_number)

    def _assign(
        self, device_id: str, registration_id: str, phone_number: str, person_key: bytes
    ) -> None:
        self._numbers.assign(phone_number)
        self._connection.execute(
            _TAKE_EFFECT,
            {
                "device_id": device_id,
                "registration_id": registration_id,
                "phone_number": phone_number,
                "person_key": person_key,
                "at": self._clock(),
            },
        )

    def _enter(
        self,
        submission: Submission,
        data: bytes,
        decision: _Decision,
        forwarding: Device,
        receipt: str,
    ) -> None:
        header, body = submission.header, submission.body
        self._connection.execute(
            _ENTER,
            {
                "device_id": header.device_id,
                "id": str(header.id),
                "sequence": header.sequence,
                "body_sha256": submission.body_sha256,
                "case_id": str(body.case_id),
                "person_key": decision.person_key,
                "outcome": decision.outcome.value,
                "code": decision.code,
                "phone_number": body.phone_number,
                "is_offline": body.is_offline,
                "forwarded_by": forwarding.id,
                "previous_head": header.previous_head,
                "received_at": self._clock(),
                "receipt": receipt,
                "envelope": data,
            },
        )

    def _find(self, device_id: str, registration_id: str) -> Row[tuple[object, ...]] | None:
        return self._connection.execute(
            _FIND, {"capturing": device_id, "wanted": registration_id}
        ).one_or_none()

    def _newest_word(self, row: Row[tuple[object, ...]]) -> str:
        is_waiting = row.outcome == Outcome.AWAITING_CUSTOMER.value
        if is_waiting and self._clock() - row.received_at > _CUSTOMER_RETURNS_WITHIN:
            return self._redecide(row, _Decision(Outcome.REJECTED, "EXPIRED"), "")
        receipt: str = row.receipt
        return receipt

    def _redecide(
        self, row: Row[tuple[object, ...]], decision: _Decision, phone_number: str
    ) -> str:
        receipt = self._receipt(
            row.device_id, UUID(row.id), row.body_sha256, decision, phone_number
        )
        self._connection.execute(
            update(_BOOK)
            .where(_BOOK.c.device_id == row.device_id, _BOOK.c.id == row.id)
            .values(outcome=decision.outcome.value, code=decision.code, receipt=receipt)
        )
        return receipt

    def _receipt(
        self,
        device_id: str,
        registration_id: UUID,
        body_sha256: bytes,
        decision: _Decision,
        phone_number: str,
    ) -> str:
        receipt = Receipt(
            registration_id=registration_id,
            device_id=device_id,
            body_sha256=body_sha256,
            outcome=decision.outcome,
            code=decision.code,
            phone_number=phone_number,
            issued_at=self._clock(),
            token="",
        )
        return self._keys.sign_word(receipt_claims(receipt), TokenType.RECEIPT)
