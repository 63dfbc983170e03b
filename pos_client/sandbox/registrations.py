"""Takes registrations in: one transaction holds the effect, the ledger's row and the receipt."""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy import Connection

from drivers.card.read import CardRead
from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.own_number import DisputeAnswer
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.envelope import Purpose
from pos_client.sandbox.acceptance import Acceptance, Decision
from pos_client.sandbox.alerts import alert
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.decisions import Decisions, LedgerRow
from pos_client.sandbox.devices import Clock, Device, Devices
from pos_client.sandbox.levels import level_of
from pos_client.sandbox.numbers import Numbers
from pos_client.sandbox.opening import Opening
from pos_client.sandbox.own_numbers import OwnNumbers
from pos_client.sandbox.population import Population
from pos_client.sandbox.quota import Quota
from pos_client.sandbox.refusal import CheckFailed, Refusal
from pos_client.sandbox.registration_checks import RegistrationChecks
from pos_client.sandbox.restoring import Restoring
from pos_client.sandbox.returns import Returns, token_sha256
from pos_client.sandbox.sealed_cases import SealedCases
from pos_client.sandbox.submission import Submission
from pos_client.sandbox.transcriptions import Transcriptions
from pos_client.sandbox.trustees import Trustees
from pos_client.sandbox.unit_orders import UnitOrders
from pos_client.sandbox.unit_reviews import UnitReviews

__all__ = ["Registrations"]


class Registrations:
    """The ledger. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        decisions: Decisions,
        devices: Devices,
        opening: Opening,
        checks: RegistrationChecks,
        numbers: Numbers,
        quota: Quota,
        returns: Returns,
        own_numbers: OwnNumbers,
        population: Population,
        controls: Controls,
        restoring: Restoring,
        trustees: Trustees,
        sealed_cases: SealedCases,
        transcriptions: Transcriptions,
        unit_reviews: UnitReviews,
        unit_orders: UnitOrders,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._decisions = decisions
        self._devices = devices
        self._opening = opening
        self._checks = checks
        self._numbers = numbers
        self._quota = quota
        self._returns = returns
        self._own_numbers = own_numbers
        self._population = population
        self._controls = controls
        self._restoring = restoring
        self._trustees = trustees
        self._sealed_cases = sealed_cases
        self._transcriptions = transcriptions
        self._unit_reviews = unit_reviews
        self._unit_orders = unit_orders

    def take(self, forwarding: Device, key: UUID, data: bytes, earlier: str = "") -> str:
        """Decide about frozen bytes, once, and answer with the signed receipt.

        Args:
            earlier: a receipt that we have signed for them and may have forgotten; else empty.

        Raises:
            Refusal: unreadable, of another outlet, or an id that came with other bytes before.
        """
        envelope = self._opening.read(data, Purpose.REGISTRATION)
        header = envelope.header
        if key != header.id:
            raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE)
        device = self._opening.capturing_device(envelope, forwarding)
        body_sha256 = hashlib.sha256(data).digest()
        known = self._decisions.find(device.id, str(header.id))
        if not self._controls.is_on(Control.IDEMPOTENCY):
            known = None
        word = self._restoring.word(earlier, device, header.id, body_sha256)
        if known is not None and known.body_sha256 == body_sha256:
            if word is not None:
                self._restoring.decide_again(known, word)
                return self.status(device, header.id)
            return self._decisions.newest_word(known)
        self._opening.check_signature(envelope, device)
        if known is not None:
            self._devices.raise_alarm(device.id, "IDEMPOTENCY_CONFLICT", str(header.id))
            raise Refusal(422, TroubleCode.ID_REUSED)
        body = self._opening.body(envelope, RegistrationBody)
        disputed = self._own_numbers.named_by(body)
        submission = Submission(header.id, body_sha256, header, body, device, disputed)
        self._unit_orders.note(device, str(header.id), body)
        if word is None:
            decision, receipt = self._decide(submission), ""
        else:
            decision, receipt = self._restoring.decide(submission, word)
        if not receipt:
            number = body.phone_number if decision.outcome is Outcome.ACCEPTED else ""
            receipt = self._decisions.receipt(device.id, header.id, body_sha256, decision, number)
        self._enter(submission, data, decision, forwarding, receipt, word)
        return receipt

    def status(self, device: Device, registration_id: UUID) -> str:
        """The newest receipt for an id of this device.

        Raises:
            Refusal: 404, it never came.
        """
        known = self._decisions.find(device.id, str(registration_id))
        if known is None:
            raise Refusal(404, TroubleCode.REGISTRATION_UNKNOWN)
        return self._decisions.newest_word(known)

    def finish_review(
        self, registration_id: UUID, *, is_accepted: bool, device_id: str = ""
    ) -> None:
        """A reviewer of the carrier decides what was under review.

        Args:
            device_id: whose registration it is; empty where only one device has made this id.

        Raises:
            LookupError: nothing of this name is under review, or more than one thing.
        """
        rows = [
            row
            for row in self._decisions.find_all(str(registration_id))
            if row.outcome == Outcome.UNDER_REVIEW.value and device_id in ("", row.device_id)
        ]
        if len(rows) != 1:
            raise LookupError(str(registration_id))
        (row,) = rows
        original = self._returns.of_completion(row) if row.completes else None
        if is_accepted and row.completes and original is None:
            self._reject(row, TroubleCode.RETURN_COMPLETED.value)
        elif is_accepted and _waits_for_somebody(row):
            self._decisions.redecide(row, Decision(Outcome.AWAITING_CUSTOMER, "CUSTOMER_RETURNS"))
        elif is_accepted and FLOWS[row.flow].reads_no_card:
            self._accept_transcribed(row)
        elif is_accepted and (against := self._against(row)):
            self._reject(row, against)
        elif is_accepted:
            whose = (row.flow, row.device_id, row.id)
            iccid = row.iccid or (original.iccid if original is not None else "")
            decision = self._decisions.take_effect(
                Acceptance(*whose, row.phone_number, row.person_key, iccid)
            )
            if original is not None:
                is_restored = decision.is_restored
                self._decisions.complete(original, row.phone_number, is_restored=is_restored)
            self._decisions.redecide(row, decision)
        else:
            self._reject(row, row.code)

    def answer_dispute(self, phone_number: str, answer: DisputeAnswer) -> None:
        """The carrier has looked into a dispute: whoever asks for its receipt gets the answer."""
        filed = self._own_numbers.answer(phone_number, answer)
        row = self._decisions.find(*filed)
        if row is None:
            raise LookupError(phone_number)
        decision = Decision(Outcome.ACCEPTED, answer.value, row.person_key)
        self._decisions.redecide(row, decision)

    def _accept_transcribed(self, row: LedgerRow) -> None:
        """Let take effect what reviewers have read.

        Raises:
            LookupError: they have read nothing, so there is nobody to accept.
        """
        person_key, whose = self._transcriptions.person_key(row), (row.flow, row.device_id, row.id)
        if against := self._transcriptions.against(row):
            self._reject(row, against)
            return
        accepted = Acceptance(*whose, row.phone_number, person_key, row.iccid)
        decision = self._decisions.take_effect(accepted)
        self._transcriptions.mark(row.phone_number)
        self._decisions.redecide(row, decision)

    def _against(self, row: LedgerRow) -> str:
        """What speaks by now against a unit that was transcribed, or against an owner."""
        if against := self._unit_reviews.against(row):
            return against
        is_asked = self._controls.is_on(Control.OWNER_AFTER_REVIEW)
        return self._decisions.against_owner(row) if is_asked else ""

    def _reject(self, row: LedgerRow, code: str) -> None:
        self._numbers.void(row.phone_number)
        self._unit_orders.reject(row.device_id, row.id)
        self._decisions.redecide(row, Decision(Outcome.REJECTED, code))

    def _decide(self, submission: Submission) -> Decision:
        body, device = submission.body, submission.device
        try:
            passed = self._checks.run(submission)
        except CheckFailed as failed:
            decision = Decision(failed.outcome, failed.code, self._person_key(submission, failed))
            self._sealed_cases.note(device.id, submission.id, failed.open_codes)
            self._apply_no(submission, decision)
            alert(self._devices, device, failed.code, body)
        else:
            person_key = self._population.person_key(passed.card)
            number = submission.phone_number
            whose = (body.flow, device.id, str(submission.id))
            sim_number = body.sim_number
            if FLOWS[body.flow].activates and passed.original is not None:
                sim_number = passed.original.iccid
            decision = self._decisions.take_effect(
                Acceptance(*whose, number, person_key, sim_number)
            )
            if passed.original is not None:
                is_restored = decision.is_restored
                self._decisions.complete(passed.original, number, is_restored=is_restored)
        # From here on the ledger counts for this case, or nothing does.
        self._quota.settle(device.id, body.case_id)
        return decision

    def _person_key(self, submission: Submission, failed: CheckFailed) -> bytes | None:
        if failed.outcome is Outcome.REJECTED or not submission.body.reads:
            return None
        read = submission.body.evidence[-1]
        card = CardRead.parse(read.raw_text, read.raw_photo, read_at=read.read_at)
        return self._population.person_key(card)

    def _apply_no(self, submission: Submission, decision: Decision) -> None:
        """What is not decided keeps its number; a rejection gives up what was its own."""
        body = submission.body
        if decision.outcome is Outcome.REJECTED:
            self._unit_orders.reject(submission.device.id, str(submission.id))
        is_its_own = self._numbers.belongs(
            submission.device.id,
            body.phone_number,
            body.hold_id,
            body.real_name_transaction_id,
            body.confirmed_at,
        )
        if not (is_its_own or self._checks.has_forgotten_number(submission)):
            return
        if decision.outcome is Outcome.REJECTED:
            self._numbers.void(body.phone_number)
        else:
            self._numbers.keep(body.phone_number)

    def _enter(
        self,
        submission: Submission,
        data: bytes,
        decision: Decision,
        forwarding: Device,
        receipt: str,
        word: Receipt | None,
    ) -> None:
        header, body = submission.header, submission.body
        phone_number = submission.phone_number
        if word is not None and word.outcome is Outcome.ACCEPTED and not body.disputed_number:
            # What completed it may have given another one; and one that is somebody else's by
            # now is no more asked for.
            phone_number = word.phone_number if receipt == word.token else ""
        # What was rejected may call itself anything.
        is_rejected = decision.outcome is Outcome.REJECTED
        if not is_rejected:
            self._trustees.note(header.device_id, str(header.id), body)
        whose = (str(header.id), body, decision.person_key)
        self._unit_orders.note_registered(submission.device, *whose)
        self._decisions.enter(
            {
                "device_id": header.device_id,
                "id": str(header.id),
                "sequence": header.sequence,
                "body_sha256": submission.body_sha256,
                "case_id": str(body.case_id),
                "flow": body.flow,
                "person_key": decision.person_key,
                "outcome": decision.outcome.value,
                "code": decision.code,
                "phone_number": phone_number,
                "iccid": body.sim_number,
                "is_offline": body.is_offline,
                "evidence_level": "" if is_rejected or not body.reads else level_of(body).value,
                "return_token_sha256": token_sha256(body.return_token),
                "completes": str(body.completes.registration_id) if body.completes else "",
                "captured_at": body.confirmed_at,
                "forwarded_by": forwarding.id,
                "previous_head": header.previous_head,
                "received_at": self._clock(),
                "receipt": receipt,
                "envelope": data,
            },
            submission.device.outlet_code,
            body.clerk_number,
        )


def _waits_for_somebody(row: LedgerRow) -> bool:
    """Whether a row that nothing speaks against awaits its customer, or the user of its number."""
    flow = FLOWS[row.flow]
    return flow.awaits_user or not (row.phone_number or flow.opens_order)
