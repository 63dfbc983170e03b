"""The port `Gateway` over HTTPS with mutual TLS.

Interactive calls and outbox have an instance each, so that a stuck drain holds up no customer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Self, TypeVar
from urllib.parse import quote, urlsplit
from uuid import UUID

from joserfc.jwk import ECKey

from pos_client.application.ports import EvidenceKey, Heard, Return, ReviewAsked
from pos_client.application.storage import Due
from pos_client.application.trouble import (
    GatewayTrouble,
    LogInRefused,
    OutcomeUnknown,
    Unreadable,
    UntrustedGateway,
    UntrustedReceipt,
)
from pos_client.domain.audit import AuditEntry
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.evidence import Challenge
from pos_client.domain.outcome import Receipt
from pos_client.domain.oversight import DeviceFigures
from pos_client.domain.policy import Configuration
from pos_client.domain.registration import QueueSummary
from pos_client.domain.review import Review
from pos_client.domain.slip_code import Completing
from pos_client.domain.verdict import Verdict
from pos_client.domain.work_signal import NOTHING_SEEN, Surroundings
from pos_client.infrastructure.gateway import messages
from pos_client.infrastructure.gateway.answers import clerk_refused
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.credentials import Credentials, RenewedWire
from pos_client.infrastructure.gateway.decodings import HttpDecodings
from pos_client.infrastructure.gateway.inspections import HttpInspections
from pos_client.infrastructure.gateway.line import DELIVERY_S, GatewayLine, wire_to
from pos_client.infrastructure.gateway.outlet_figures import HttpOutletFigures
from pos_client.infrastructure.gateway.review_centre import HttpReviewCentre, no_review
from pos_client.infrastructure.gateway.signed_headers import SignedHeaders
from pos_client.infrastructure.gateway.sim_stock import HttpSimStock
from pos_client.infrastructure.gateway.special_cases import HttpSpecialCases
from pos_client.infrastructure.gateway.subscribers import HttpSubscribers
from pos_client.infrastructure.gateway.units import HttpUnits
from pos_client.protocol import api, heartbeat, words
from pos_client.protocol.api import Paths, TroubleCode
from pos_client.protocol.envelope import Envelope
from pos_client.protocol.jws import TokenRefused, TokenType
from pos_client.protocol.message import Message, MessageRefused
from pos_client.protocol.strict_json import JsonRefused
from pos_client.protocol.surroundings import location_json
from pos_client.protocol.words import Countersignature, Session

__all__ = ["HttpGateway"]

_NO_LOG_IN = "too long for a work id or password, no text, or not six digits"

Word = TypeVar("Word")
Answer = TypeVar("Answer", bound=Message)


class HttpGateway:
    """Implements `ports.Gateway`. What the gateway signs is checked here, once, at the door."""

    def __init__(
        self,
        line: GatewayLine,
        wordings: SignedWordings,
        evidence_key: EvidenceKey,
        audit_head: Callable[[], tuple[int, bytes]],
        program_version: str,
        surroundings: Callable[[], Surroundings] = lambda: NOTHING_SEEN,
    ) -> None:
        """Take what is needed; `audit_head` and `surroundings` are called on any call's thread."""
        self._line = line
        self._wordings = wordings
        self._evidence_key = evidence_key
        self._headers = SignedHeaders(wordings, evidence_key, audit_head)
        self._program_version = program_version
        self._surroundings = surroundings
        # The other ports over the same line: their calls take their turn with these.
        self.decodings = HttpDecodings(line, wordings, self._headers)
        self.subscribers = HttpSubscribers(line, self._headers)
        self.units = HttpUnits(line, self._headers)
        self.special = HttpSpecialCases(line, self._headers)
        self.stock = HttpSimStock(line, self._headers)
        self.inspections = HttpInspections(line, wordings, self._headers)
        self.figures = HttpOutletFigures(line, self._headers)
        self.centre = HttpReviewCentre(line, wordings, self._headers)

    @classmethod
    def connect(
        cls,
        credentials: Credentials,
        wordings: SignedWordings,
        evidence_key: EvidenceKey,
        audit_head: Callable[[], tuple[int, bytes]],
        program_version: str,
        surroundings: Callable[[], Surroundings] = lambda: NOTHING_SEEN,
    ) -> Self:
        """Use an enrolled device's certificate. Nothing is sent before the first call.

        Raises:
            DeviceTrouble: its files are gone, damaged or exposed.
        """
        url = credentials.device.gateway.url
        wire = RenewedWire(credentials, partial(wire_to, url))
        line = GatewayLine(wire, urlsplit(url).path.rstrip("/"))
        return cls(line, wordings, evidence_key, audit_head, program_version, surroundings)

    def configuration(self) -> tuple[str, Configuration]:
        """Raises ConfigurationInvalid too."""
        answer = self._line.call(
            "GET",
            Paths.CONFIGURATION,
            api.TokenAnswer,
            stranger=UntrustedGateway,
            headers=self._headers.plain(),
        )
        return answer.token, self._wordings.configuration(answer.token)

    def log_in(self, clerk_number: str, password: str, second_factor: str = "") -> Session:
        """Raises LogInRefused too."""
        proof, seen = self._proof_of(clerk_number), self._surroundings()
        try:
            request = api.SessionRequest(
                clerk_number=clerk_number,
                password=password,
                second_factor=second_factor,
                proof=proof,
                location=location_json(seen.location),
                signals=seen.signals,
            )
        except MessageRefused:
            raise LogInRefused(_NO_LOG_IN) from None
        with clerk_refused():
            answer = self._post(Paths.SESSIONS, api.TokenAnswer, request)
        session = self._signed(answer.token, words.session_from, UntrustedGateway)
        ours = (session.device_id, session.clerk.clerk_number)
        if ours != (self._wordings.device_id, clerk_number):
            raise UntrustedGateway("a session for somebody else")
        return session

    def open_case(self, flow: str, session: Session) -> Challenge:
        answer = self._post(Paths.CASES, api.CaseAnswer, api.CaseRequest(flow=flow), session)
        return messages.challenge_from(answer.challenge, answer.real_name_transaction_id)

    def challenges(self) -> Sequence[Challenge]:
        answer = self._post(Paths.CHALLENGES, api.ChallengePoolAnswer)
        return tuple(messages.challenge_from(each) for each in answer.challenges)

    def verify(self, envelope: Envelope, session: Session) -> tuple[Verdict, ...]:
        answer = self._line.send_envelope(
            Paths.VERIFICATIONS,
            api.VerificationAnswer,
            stranger=UntrustedGateway,
            headers=self._headers.of(session),
            envelope=envelope.to_bytes(),
        )
        return tuple(
            self._signed(token, words.verdict_from, UntrustedGateway) for token in answer.verdicts
        )

    def find_numbers(self, pattern: str, limit: int, session: Session) -> Sequence[str]:
        answer = self._line.call(
            "GET",
            Paths.NUMBERS,
            api.NumberSearchAnswer,
            stranger=UntrustedGateway,
            headers=self._headers.of(session),
            params={"pattern": pattern, "limit": limit},
        )
        return tuple(found.phone_number for found in answer.numbers[:limit])

    def hold_number(
        self, phone_number: str, real_name_transaction_id: str, session: Session
    ) -> ChosenNumber:
        request = api.HoldRequest(
            phone_number=phone_number, real_name_transaction_id=real_name_transaction_id
        )
        answer = self._post(Paths.NUMBER_HOLDS, api.HoldAnswer, request, session)
        if answer.phone_number != phone_number:
            raise UntrustedGateway("holds a number that nobody asked for")
        return ChosenNumber(answer.phone_number, answer.held_until, answer.hold_id)

    def give_back(self, number: ChosenNumber, session: Session) -> None:
        if not number.hold_id:
            return  # of the leased block: the gateway holds nothing
        self._line.call_without_answer(
            "DELETE",
            f"{Paths.NUMBER_HOLDS}/{quote(number.hold_id, safe='')}",
            stranger=UntrustedGateway,
            headers=self._headers.of(session),
        )

    def release_quota(self, reservation_id: str, session: Session) -> None:
        self._line.call_without_answer(
            "DELETE",
            f"{Paths.QUOTA_RESERVATIONS}/{quote(reservation_id, safe='')}",
            stranger=UntrustedGateway,
            headers=self._headers.of(session),
        )

    def review(self, request: ReviewAsked, session: Session) -> Review:
        """Raises LogInRefused and ReviewRefused too."""
        proof = self._proof_of(request.clerk_number)
        try:
            message = api.ReviewRequest(**asdict(request), proof=proof)
        except MessageRefused:
            raise LogInRefused(_NO_LOG_IN) from None
        try:
            with clerk_refused():
                answer = self._post(Paths.REVIEWS, api.TokenAnswer, message, session)
        except Unreadable as no:
            raise no_review(no) from None
        review = self._signed(answer.token, words.review_from, UntrustedGateway)
        asked = (request.case_id, request.clerk_number, request.is_approved)
        if (review.case_id, review.supervisor_number, review.is_approved) != asked:
            raise UntrustedGateway("a review that nobody asked for")
        return review

    def open_return(self, completing: Completing, session: Session) -> Return:
        """Raises ReturnRefused too."""
        message = api.ReturnRequest(**asdict(completing))
        try:
            answer = self._post(Paths.RETURNS, api.ReturnAnswer, message, session)
        except (Unreadable, OutcomeUnknown) as no:
            raise messages.return_refused(no) from None
        return messages.return_from(answer)

    def deliver(self, due: Due) -> Receipt:
        sha256 = hashlib.sha256(due.envelope).digest()
        device_id = messages.capturing_device(due, sha256)
        answer = self._line.send_envelope(
            Paths.REGISTRATIONS,
            api.TokenAnswer,
            stranger=UntrustedReceipt,
            headers={**self._headers.plain(), **messages.headers_of(due)},
            envelope=due.envelope,
            within_s=DELIVERY_S,
        )
        return self._receipt(answer.token, due.id, device_id, sha256)

    def status(self, registration_id: UUID, envelope_sha256: bytes) -> Receipt | None:
        try:
            answer = self._line.call(
                "GET",
                f"{Paths.REGISTRATIONS}/{registration_id}",
                api.TokenAnswer,
                stranger=UntrustedReceipt,
                headers=self._headers.plain(),
            )
        except Unreadable as no:
            if no.facts.get("code") == TroubleCode.REGISTRATION_UNKNOWN:
                return None
            raise
        device_id = self._wordings.device_id
        return self._receipt(answer.token, registration_id, device_id, envelope_sha256)

    def send_audit(self, entries: Sequence[AuditEntry]) -> Countersignature:
        signed_head = self._headers.signed_head(entries[-1].index, entries[-1].head)
        try:
            request = api.AuditRequest(
                entries=tuple(messages.audit_entry_json(entry) for entry in entries),
                signed_head=signed_head,
            )
        except MessageRefused:  # somebody has touched the chain, so that it has not even its form
            raise Unreadable(code="AUDIT_HEAD_REFUSED") from None
        answer = self._post(Paths.AUDIT_ENTRIES, api.TokenAnswer, request)
        countersigned = self._signed(answer.token, words.countersignature_from, UntrustedReceipt)
        sent = {(entry.index, entry.head) for entry in entries}
        if (
            countersigned.device_id != self._wordings.device_id
            or (countersigned.index, countersigned.head) not in sent
        ):
            raise UntrustedReceipt("countersigns another chain")
        return countersigned

    def heartbeat(
        self,
        summary: QueueSummary,
        stalls: int = 0,
        session_id: str = "",
        figures: DeviceFigures | None = None,
    ) -> Heard:
        told = (stalls, session_id, figures)
        request = messages.heartbeat_from(
            summary, *told, self._program_version, self._surroundings()
        )
        return messages.heard_from(self._post(Paths.HEARTBEATS, heartbeat.HeartbeatAnswer, request))

    def close(self) -> None:
        self._line.close()

    def _proof_of(self, clerk_number: str) -> str:
        """Show that this is the device it says it is, for one log-in or review.

        Raises:
            LogInRefused: no text that a gateway could know.
        """
        challenge = self._post(Paths.SESSION_CHALLENGES, api.SessionChallengeAnswer)
        claims: dict[str, str | int] = {
            "nonce": challenge.nonce,
            "device_id": self._wordings.device_id,
            "clerk_number": clerk_number,
        }
        try:
            return self._evidence_key.sign_token(claims, TokenType.SESSION_PROOF)
        except JsonRefused:
            raise LogInRefused("no text") from None

    def _post(
        self,
        path: str,
        expects: type[Answer],
        message: Message | None = None,
        session: Session | None = None,
    ) -> Answer:
        headers = self._headers.plain() if session is None else self._headers.of(session)
        return self._line.call(
            "POST", path, expects, stranger=UntrustedGateway, headers=headers, message=message
        )

    def _signed(
        self,
        token: str,
        read: Callable[[str, Mapping[str, ECKey]], Word],
        otherwise: type[GatewayTrouble],
    ) -> Word:
        try:
            return read(token, self._wordings.signing_keys)
        except TokenRefused as error:
            raise otherwise(str(error)) from None

    def _receipt(
        self, token: str, registration_id: UUID, device_id: str, body_sha256: bytes
    ) -> Receipt:
        receipt = self._signed(token, words.receipt_from, UntrustedReceipt)
        answered = (receipt.registration_id, receipt.device_id, receipt.body_sha256)
        if answered != (registration_id, device_id, body_sha256):
            raise UntrustedReceipt("a receipt for something else")
        return receipt
