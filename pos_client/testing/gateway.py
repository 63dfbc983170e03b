"""A gateway in memory that does what a script says, with a ledger as strict as the real one."""

from __future__ import annotations

import hashlib
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from pos_client.application.case_trouble import ReturnRefused
from pos_client.application.ports import Heard, Return, ReviewAsked
from pos_client.application.storage import Due
from pos_client.application.trouble import (
    NotAuthorised,
    OutcomeUnknown,
    ReviewRefused,
    Trouble,
    Unreachable,
    Unreadable,
)
from pos_client.domain.audit import GENESIS, AuditEntry, chain
from pos_client.domain.books import DeviceBooks
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.evidence import Challenge
from pos_client.domain.flows import AWAIT_CUSTOMER, COMPLETED_BY, FLOWS
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.outlet import Clerk, Role
from pos_client.domain.oversight import DeviceFigures
from pos_client.domain.policy import Configuration, SecondFactor
from pos_client.domain.registration import QueueSummary
from pos_client.domain.review import Review
from pos_client.domain.slip_code import Completing
from pos_client.domain.verdict import Check, Consequence, Verdict
from pos_client.protocol import words
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.bodies import VerificationBody
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from pos_client.protocol.envelope import Envelope, EnvelopeRefused, Purpose
from pos_client.protocol.words import Countersignature, Session
from pos_client.testing import usual
from pos_client.testing.gateway_words import GatewayWords, configuration_claims
from pos_client.testing.inspections import ScriptedInspections
from pos_client.testing.keys import InMemorySealer
from pos_client.testing.opened_body import opened_body
from pos_client.testing.recognising import recognised

__all__ = ["ScriptedGateway"]

_CHALLENGES = 8


class ScriptedGateway:
    """Implements `ports.Gateway`. Change its attributes between calls to script what comes.

    Attributes:
        is_reachable: False makes every call raise `Unreachable`.
        troubles: raised by the next calls, one each, before anything happens.
        answers_lost: how many deliveries will take effect while their receipt is lost.
        verdict_codes, facts: what the checks of a verification find.
        released: the quota's slots that were given back.
        returns: the slips it knows, also of what it took in without a number, and no others.
        outcome, code: what becomes of registrations from now on.
        clerks: work id to password and clerk.
        second_factors: work id to the codes that are good, each for once, while claims ask.
        frozen: work ids that nobody logs in with, and whose sessions have ended.
        numbers: those free, in order.
        ledger: every effect, by capturing device and id; nothing is ever in it twice.
        given: every receipt ever signed; shown again it is believed, whatever was forgotten.
    """

    def __init__(
        self, device_id: str, clock: Callable[[], datetime], sealer: InMemorySealer
    ) -> None:
        self.device_id = device_id
        self.words = GatewayWords()
        self.is_reachable, self.answers_lost = True, 0
        self.troubles: deque[Trouble] = deque()
        self.inspections = ScriptedInspections()
        self.verdict_codes = dict(usual.VERDICTS)
        self.facts: dict[Check, dict[str, int | str]] = {Check.QUOTA: usual.room_left()}
        self.released: list[str] = []
        self.returns: dict[Completing, Return] = {}
        self.outcome, self.code = Outcome.ACCEPTED, ""
        self.clerks = usual.clerks()
        self.second_factors: dict[str, list[str]] = {}
        self.frozen: set[str] = set()
        self.numbers = [f"170555000{digit}{digit}" for digit in range(10)]
        self.ledger: dict[tuple[str, UUID], Receipt] = {}
        self.given: dict[str, Receipt] = {}
        self.claims = configuration_claims(self.words, device_id, clock())
        self.heartbeats: list[QueueSummary] = []
        self.figures: DeviceFigures | None = None
        self.is_drain_only, self.stalls = False, 0
        self._clock, self._sealer = clock, sealer
        self._sessions: dict[str, str] = {}
        self._completed: set[Completing] = set()
        self._asked_numbers: dict[tuple[str, UUID], str] = {}
        self._holds: dict[str, ChosenNumber] = {}
        self._countersigned: tuple[int, bytes] = (0, GENESIS)

    def decide(self, registration_id: UUID, outcome: Outcome, code: str = "") -> None:
        """A reviewer has decided; the next question for the status tells."""
        for key, receipt in self.ledger.items():
            if key[1] == registration_id:
                self.ledger[key] = self._receipt(key, receipt.body_sha256, outcome, code)

    def end_sessions(self) -> None:
        """No session that was given out counts any more."""
        self._sessions.clear()

    def configuration(self) -> tuple[str, Configuration]:
        self._reached()
        value = configuration_from(ConfigurationClaims.checked(self.claims))
        return self.words.configuration(self.claims), value

    def log_in(self, clerk_number: str, password: str, second_factor: str = "") -> Session:
        self._reached()
        clerk = self._recognised(clerk_number, password, second_factor)
        session_id = f"session-{secrets.token_hex(8)}"
        self._sessions[clerk_number] = session_id  # one clerk, one session
        outlet_code = str(self.claims["outlet"]["code"])
        return self.words.session(session_id, clerk, self.device_id, outlet_code, self._clock())

    def open_case(self, flow: str, session: Session) -> Challenge:
        self._reached(session)
        if flow not in FLOWS:
            raise Unreadable(code=TroubleCode.REQUEST_UNREADABLE)
        return self._challenge(timedelta(minutes=10), f"RN-{secrets.token_hex(8)}")

    def challenges(self) -> Sequence[Challenge]:
        self._reached()
        return tuple(self._challenge(timedelta(hours=72)) for _ in range(_CHALLENGES))

    def verify(self, envelope: Envelope, session: Session) -> tuple[Verdict, ...]:
        self._reached(session)
        opened = self._sealer.open(envelope.sealed_body, envelope.header)
        if opened is None or envelope.header.purpose is not Purpose.VERIFICATION:
            raise Unreadable(code=TroubleCode.ENVELOPE_UNREADABLE)
        body = VerificationBody.from_bytes(opened)
        reads = tuple(read.id for read in body.evidence)
        asked, codes = body.person.role, dict(self.verdict_codes)
        if body.consent is not None and body.consent.declines_face_match:
            codes[Check.FACE_MATCH] = "FACE_REFUSED"
        if body.completes is not None:
            codes.setdefault(Check.SAME_CUSTOMER, "CUSTOMER_SAME")
        flow = FLOWS[body.flow]
        takes_slot = body.subject is None and len(flow.roles) == 1 and not flow.keeps_owner
        is_of_unit = flow.opens_order or flow.is_of_order
        if not takes_slot or flow.reads_no_card or is_of_unit:
            judged, codes = flow.checks_of(asked), {**usual.OF_SUBJECT, **codes}
            codes = {each: codes[each] for each in judged if each in codes}
        return tuple(
            self.words.verdict(
                check,
                code,
                body.case_id,
                reads,
                self._clock(),
                photo_sha256=body.person.photo_sha256,
                facts={**self.facts.get(check, {}), "flow": body.flow, "role": asked.value},
            )
            for check, code in codes.items()
        )

    def release_quota(self, reservation_id: str, session: Session) -> None:
        self._reached(session)
        self.released.append(reservation_id)

    def review(self, request: ReviewAsked, session: Session) -> Review:
        self._reached(session)
        clerk = self._recognised(request.clerk_number, request.password, request.second_factor)
        if clerk.role is not Role.SUPERVISOR or clerk.clerk_number == session.clerk.clerk_number:
            raise ReviewRefused
        verdicts = [words.verdict_from(token, self.words.keys) for token in request.verdicts]
        codes = tuple(
            verdict.code for verdict in verdicts if verdict.consequence is Consequence.NEEDS_REVIEW
        )
        if not codes or request.is_approved is (request.reason is not None):
            raise ReviewRefused
        made = self.words.review(request.case_id, clerk.clerk_number, codes, self._clock())
        made = replace(made, verdicts=tuple(each.sha256 for each in verdicts))
        reason = request.reason.value if request.reason else ""
        return self.words.signed(replace(made, is_approved=request.is_approved, reason=reason))

    def open_return(self, completing: Completing, session: Session) -> Return:
        self._reached(session)
        if completing not in self.returns:
            is_over = completing in self._completed
            raise ReturnRefused(reason="completed" if is_over else "unknown")
        return self.returns[completing]

    def await_return(
        self, completing: Completing, flow: str = AWAIT_CUSTOMER.name, phone_number: str = ""
    ) -> None:
        """From now on this slip is known; `flow` completes its case, about a number kept."""
        challenge = self._challenge(timedelta(minutes=10), f"RN-{secrets.token_hex(8)}")
        until = (now := self._clock()) + timedelta(days=30)
        self.returns[completing] = Return(challenge, now, until, flow, phone_number)

    def find_numbers(self, pattern: str, limit: int, session: Session) -> Sequence[str]:
        self._reached(session)
        return tuple(number for number in self.numbers if pattern in number)[:limit]

    def hold_number(
        self, phone_number: str, real_name_transaction_id: str, session: Session
    ) -> ChosenNumber:
        self._reached(session)
        held = self._holds.get(real_name_transaction_id)
        if phone_number not in self.numbers and (held is None or held.phone_number != phone_number):
            raise Unreadable(code=TroubleCode.NUMBER_TAKEN)
        if phone_number in self.numbers:
            self.numbers.remove(phone_number)
        until = self._clock() + timedelta(minutes=15)
        chosen = ChosenNumber(phone_number, until, f"hold-{secrets.token_hex(8)}")
        self._holds[real_name_transaction_id] = chosen
        return chosen

    def give_back(self, number: ChosenNumber, session: Session) -> None:
        self._reached(session)
        for transaction_id, held in list(self._holds.items()):
            if held.hold_id == number.hold_id:
                del self._holds[transaction_id]
                self.numbers.append(held.phone_number)

    def deliver(self, due: Due) -> Receipt:
        self._reached()
        try:
            header = Envelope.from_bytes(due.envelope).header
        except EnvelopeRefused:
            raise Unreadable(code=TroubleCode.ENVELOPE_UNREADABLE) from None
        if header.id != due.id or header.purpose is not Purpose.REGISTRATION:
            raise Unreadable(code=TroubleCode.ENVELOPE_UNREADABLE)
        key, sha256 = (header.device_id, due.id), hashlib.sha256(due.envelope).digest()
        if earlier := self.given.get(due.earlier_receipt):
            self.ledger.setdefault(key, earlier)
        known = self.ledger.get(key)
        if known is not None and known.body_sha256 != sha256:
            raise Unreadable(code=TroubleCode.ID_REUSED)
        if known is None:
            self._take(key, sha256, due.envelope)
        if self.answers_lost:
            self.answers_lost -= 1
            raise OutcomeUnknown("the receipt was lost")
        return self.ledger[key]

    def status(self, registration_id: UUID, envelope_sha256: bytes) -> Receipt | None:
        self._reached()
        receipt = self.ledger.get((self.device_id, registration_id))
        if receipt is not None and receipt.body_sha256 != envelope_sha256:
            raise Unreadable(code=TroubleCode.ID_REUSED)
        return receipt

    def send_audit(self, entries: Sequence[AuditEntry]) -> Countersignature:
        self._reached()
        for entry in entries:
            index, head = self._countersigned
            if entry.index <= index:
                continue
            if entry.index != index + 1 or chain(head, entry.event) != entry.head:
                raise Unreadable(code=TroubleCode.AUDIT_HEAD_REFUSED)
            self._countersigned = entry.index, entry.head
        return self.words.countersignature(self.device_id, *self._countersigned)

    def heartbeat(
        self,
        summary: QueueSummary,
        stalls: int = 0,
        session_id: str = "",
        figures: DeviceFigures | None = None,
    ) -> Heard:
        self._reached()
        self.heartbeats.append(summary)
        self.figures = figures
        self.stalls += stalls
        version = int(self.claims["version"])
        is_ended = bool(session_id) and session_id not in self._live_sessions
        is_frozen = is_ended and session_id in self._sessions.values()
        told = (self._clock(), version, self.is_drain_only, self.books, is_ended)
        return Heard(*told, is_work_id_frozen=is_frozen)

    @property
    def books(self) -> DeviceBooks:
        ours = [word for (device, _), word in self.ledger.items() if device == self.device_id]
        final = sum(word.outcome.is_final for word in ours)
        return DeviceBooks(len(ours), final, self._countersigned[0])

    def close(self) -> None:
        """From now on nobody is reached."""
        self.is_reachable = False

    def _recognised(self, clerk_number: str, password: str, second_factor: str) -> Clerk:
        is_asked = self.claims.get("second_factor") != SecondFactor.NONE.value
        codes = self.second_factors.get(clerk_number, []) if is_asked else None
        return recognised(self.clerks, (clerk_number, password), second_factor, codes, self.frozen)

    @property
    def _live_sessions(self) -> set[str]:
        return {id_ for clerk, id_ in self._sessions.items() if clerk not in self.frozen}

    def _reached(self, session: Session | None = None) -> None:
        if self.troubles:
            raise self.troubles.popleft()
        if not self.is_reachable:
            raise Unreachable("scripted")
        if session is not None and session.id not in self._live_sessions:
            raise NotAuthorised(code=TroubleCode.SESSION_UNKNOWN)

    def _challenge(self, life: timedelta, transaction_id: str = "") -> Challenge:
        number, nonce = f"ch-{secrets.token_hex(10)}", secrets.token_bytes(32)
        return Challenge(number, nonce, self._clock() + life, transaction_id)

    def _receipt(
        self, key: tuple[str, UUID], sha256: bytes, outcome: Outcome, code: str
    ) -> Receipt:
        device_id, registration_id = key
        number = self._asked_numbers[key] if outcome is Outcome.ACCEPTED else ""
        receipt = self.words.receipt(
            registration_id, device_id, sha256, self._clock(), outcome, code, number
        )
        self.given[receipt.token] = receipt
        return receipt

    def _take(self, key: tuple[str, UUID], sha256: bytes, frozen: bytes) -> None:
        """Enter a registration; without a number its customer has to come back."""
        body, outcome, code = opened_body(self._sealer, frozen), self.outcome, self.code
        self._asked_numbers[key] = body.phone_number if body is not None else ""
        is_accepted = outcome is Outcome.ACCEPTED
        if body is not None and body.is_offline and not body.phone_number and is_accepted:
            outcome, code = Outcome.AWAITING_CUSTOMER, "CUSTOMER_RETURNS"
            flow = COMPLETED_BY[body.flow].name
            self.await_return(Completing(key[1], body.return_token), flow)
        self.ledger[key] = self._receipt(key, sha256, outcome, code)
        if body is not None and body.completes is not None and is_accepted:
            self._complete(body.completes, body.phone_number)

    def _complete(self, completing: Completing, phone_number: str) -> None:
        """The case of then ends with what its customer got now."""
        self.returns.pop(completing, None)
        self._completed.add(completing)
        for key in self._asked_numbers:
            if key[1] == completing.registration_id:
                self._asked_numbers[key] = phone_number
        self.decide(completing.registration_id, Outcome.ACCEPTED)
