"""Registrations without any read: what a document without a chip has to pass to be looked at.

Nothing that comes so is ever accepted by a check. The most it can become is `UNDER_REVIEW`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NoReturn

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from drivers.card.number import CHINA_TIME
from pos_client.domain.flow import Flow
from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome
from pos_client.domain.party import GROWN_UP
from pos_client.domain.special_document import SpecialDocumentIdentity
from pos_client.domain.verdict import Check
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.bodies import RegistrationBody, VerificationBody
from pos_client.protocol.envelope import Header
from pos_client.protocol.jws import TokenRefused
from pos_client.protocol.people import Person
from pos_client.protocol.special_documents import SpecialCaseAnswer
from pos_client.protocol.words import review_from, verdict_from
from pos_client.sandbox.challenges import Challenges
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.judging import Answer
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed, Refusal
from pos_client.sandbox.special_tables import special_registrations
from pos_client.sandbox.submission import LEEWAY, Submission
from pos_client.sandbox.switches import Switches

__all__ = ["SPECIAL", "SpecialDocuments"]

SPECIAL = "special_document"
_SEALED_WITHIN = timedelta(minutes=30)
_BOOK = special_registrations


class SpecialDocuments:
    """Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        keys: KeyRing,
        outlets: Outlets,
        challenges: Challenges,
        switches: Switches,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._demand = policy.controls.demand
        self._keys = keys
        self._outlets = outlets
        self._challenges = challenges
        self._switches = switches

    def open(self, device: Device) -> SpecialCaseAnswer:
        """Let a counter begin: nothing is photographed before.

        Raises:
            Refusal: none of them at this outlet, or no more of them today.
        """
        kind = self._outlets.get(device.outlet_code).kind
        if not self._policy.may_do(FLOWS[SPECIAL], kind):
            raise Refusal(422, TroubleCode.SPECIAL_REFUSED)
        captured = self._captured(device.outlet_code, self._today())
        if captured >= self._policy.special.daily_cap:
            raise Refusal(422, TroubleCode.SPECIAL_LIMIT)
        case = self._challenges.open_case(device, SPECIAL)
        return SpecialCaseAnswer(
            real_name_transaction_id=case.real_name_transaction_id,
            challenge=case.challenge,
            captured_today=captured,
            daily_cap=self._policy.special.daily_cap,
        )

    def answer(self, header: Header, body: VerificationBody, device: Device) -> Answer:
        """What may become of an open case: a second person looks, or nothing more today.

        Raises:
            CheckFailed: what does not hold of it.
        """
        special = body.special
        if special is None or body.evidence:
            raise CheckFailed("IDENTITY_MISMATCH")
        self._check_place(device, FLOWS[body.flow], self._clock())
        self._check_kind(special)
        self._challenges.use_without_read(
            device, header.challenge_id, body.real_name_transaction_id, body.case_id
        )
        self._check_consent(body.person)
        captured = self._captured(device.outlet_code, self._today())
        is_left = captured < self._policy.special.daily_cap
        facts: dict[str, int | str] = {
            "captured_today": captured,
            "daily_cap": self._policy.special.daily_cap,
            "images_sha256": special.images_sha256.hex(),
            "document_type": special.type.value,
            "reason": special.reason.value,
        }
        check, found = Check.SPECIAL_DOCUMENT, "SPECIAL_REVIEW" if is_left else "SPECIAL_LIMIT"
        return Answer(check, self._switches.scripted(check) or found, facts)

    def check(self, submission: Submission) -> None:
        """What belongs to such a registration alone; the common checks are run beside it.

        Raises:
            CheckFailed: with the code of the first check that says no.
        """
        body, device = submission.body, submission.device
        if body.reads or body.reason is None or body.completes is not None or body.parties:
            raise CheckFailed("IDENTITY_MISMATCH")
        self._demand(Control.ONLINE_ONLY, not body.is_offline, "ONLINE_ONLY")
        self._check_place(device, FLOWS[body.flow], body.confirmed_at)
        header = submission.header
        self._challenges.use_without_read(
            device, header.challenge_id, body.real_name_transaction_id, body.case_id
        )
        was_live = device.revoked_at is None or body.confirmed_at < device.revoked_at
        self._demand(Control.READ_BEFORE_REVOCATION, was_live, "SIGNATURE_INVALID")
        (person,) = body.people
        if person.visual_check_at is None:
            raise CheckFailed("IDENTITY_MISMATCH")
        self._check_consent(person)
        sealed_in = body.confirmed_at - body.opened_at
        is_in_time = -LEEWAY <= sealed_in <= _SEALED_WITHIN
        is_now = abs(header.created_at - body.confirmed_at) <= LEEWAY
        self._demand(Control.CASE_TIMES, is_in_time and is_now, "READ_EXPIRED")

    def check_bound(self, submission: Submission) -> None:
        """Check kind and reason, and that what was looked at is what was sealed.

        Raises:
            CheckFailed: another document than the one that the second person has approved.
        """
        body = submission.body
        special = _special_of(body)
        self._check_kind(special)
        said = {
            "images_sha256": special.images_sha256.hex(),
            "document_type": special.type.value,
            "reason": special.reason.value,
        }
        facts = verdict_from(body.verdicts[0], self._keys.words_keys).facts if body.verdicts else {}
        is_same = all(facts.get(name) == fact for name, fact in said.items())
        self._demand(Control.SPECIAL_BOUND, is_same, "VERDICT_INVALID")

    def leave_to_reviewers(self, submission: Submission) -> NoReturn:
        """Count it, and end the checks: reviewers decide, whatever else it says.

        Raises:
            CheckFailed: always; `SPECIAL_LIMIT` where it is one too many.
        """
        body, device = submission.body, submission.device
        day = body.confirmed_at.astimezone(CHINA_TIME).date()
        is_left = self._captured(device.outlet_code, day) < self._policy.special.daily_cap
        self._demand(Control.SPECIAL_LIMIT, is_left, "SPECIAL_LIMIT")
        special = _special_of(body)
        self._connection.execute(
            insert(_BOOK).on_conflict_do_nothing(),
            {
                "device_id": device.id,
                "registration_id": str(submission.id),
                "outlet_code": device.outlet_code,
                "captured_on": day,
                "document_type": special.type.value,
                "reason": special.reason.value,
                "clerk_number": body.clerk_number,
                "supervisor_number": self._supervisor(body),
            },
        )
        raise CheckFailed("SPECIAL_REVIEW", Outcome.UNDER_REVIEW)

    def _supervisor(self, body: RegistrationBody) -> str:
        try:
            return review_from(body.review, self._keys.words_keys).supervisor_number
        except TokenRefused:
            return ""

    def _check_place(self, device: Device, flow: Flow, at: datetime) -> None:
        outlet = self._outlets.get(device.outlet_code)
        may_be_done = flow.may_be_done_at(outlet.kind)
        self._demand(Control.OWN_HALL, may_be_done, "OWN_HALL_ONLY")
        is_offered = self._policy.may_do(flow, outlet.kind)
        self._demand(Control.FLOW_OFFERED, is_offered or not may_be_done, "FLOW_NOT_OFFERED")
        self._outlets.commissions.demand(outlet, at)

    def _check_kind(self, special: SpecialDocumentIdentity) -> None:
        policy = self._policy.special
        is_listed = special.type in policy.types and special.reason in policy.reasons
        self._demand(Control.DOCUMENTS, is_listed, "DOCUMENT_MISSING")

    def _check_consent(self, person: Person) -> None:
        consent, notices = person.consent, self._policy.notices
        is_answered = consent is not None and consent.answers(notices, GROWN_UP, matches_face=False)
        self._demand(Control.CONSENT, is_answered, "CONSENT_MISSING")
        self._demand(Control.PARTS_OF_ROLE, person.live_photo is not None, "PHOTO_INVALID")

    def _captured(self, outlet_code: str, day: date) -> int:
        of_day = select(func.count()).where(
            _BOOK.c.outlet_code == outlet_code, _BOOK.c.captured_on == day
        )
        return self._connection.scalar(of_day) or 0

    def _today(self) -> date:
        return self._clock().astimezone(CHINA_TIME).date()


def _special_of(body: RegistrationBody) -> SpecialDocumentIdentity:
    """By what was sealed.

    Raises:
        CheckFailed: it says nothing of the kind.
    """
    if body.reason is None or len(body.documents) != 1:
        raise CheckFailed("DOCUMENT_MISSING")
    try:
        return SpecialDocumentIdentity.of(body.documents[0], body.reason)
    except TypeError:
        raise CheckFailed("DOCUMENT_MISSING") from None
