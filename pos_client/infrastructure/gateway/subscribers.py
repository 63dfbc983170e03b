"""The port `Subscribers`: numbers that exist looked up in masks, and the proof of their use."""

from __future__ import annotations

from pos_client.application.case_trouble import LookUpRefused, OwnNumbersRefused, PortInRefused
from pos_client.application.subscribers import Authorisation, FoundSubscriber, OwnNumbersAsked
from pos_client.application.trouble import Unreadable, UntrustedGateway
from pos_client.domain.own_number import OwnNumber
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.signed_headers import SignedHeaders
from pos_client.protocol import subject as messages
from pos_client.protocol.api import Paths, TroubleCode
from pos_client.protocol.message import MessageRefused
from pos_client.protocol.own_numbers import (
    OwnNumbersAnswer,
    OwnNumbersRequest,
    own_number_from,
)
from pos_client.protocol.words import Session

__all__ = ["HttpSubscribers"]

_REFUSED: dict[str, str] = {
    TroubleCode.NUMBER_NOT_FOUND: "unknown",
    TroubleCode.CODE_WRONG: "code",
    TroubleCode.CODE_NOT_SENT: "not_sent",
}
# The same words about a number of another carrier's.
_NOT_AUTHORISED: dict[str, str] = {
    TroubleCode.NUMBER_NOT_FOUND: "nobodys",
    TroubleCode.NUMBER_ALREADY_OURS: "ours",
    TroubleCode.CODE_WRONG: "code",
}


class HttpSubscribers:
    """Implements `ports.Subscribers` over the interactive client's line, on its thread."""

    def __init__(self, line: GatewayLine, headers: SignedHeaders) -> None:
        self._line = line
        self._headers = headers

    def look_up(self, phone_number: str, iccid: str, session: Session) -> FoundSubscriber:
        try:
            asked = messages.SubscriberRequest(phone_number=phone_number, iccid=iccid)
            answer = self._line.call(
                "POST",
                Paths.SUBSCRIBERS,
                messages.SubscriberAnswer,
                stranger=UntrustedGateway,
                headers=self._headers.of(session),
                message=asked,
            )
        except MessageRefused:
            raise LookUpRefused(reason="unknown") from None
        except Unreadable as no:
            raise _told(no) from None
        if phone_number not in ("", answer.phone_number):
            raise UntrustedGateway("tells of a number that nobody asked about")
        subscriber = messages.subscriber_from(answer)
        return FoundSubscriber(subscriber, is_sim_in_use=bool(iccid) and answer.is_sim_in_use)

    def send_code(self, phone_number: str, session: Session) -> None:
        try:
            self._line.call(
                "POST",
                Paths.USAGE_CODES,
                messages.UsageCodeAnswer,
                stranger=UntrustedGateway,
                headers=self._headers.of(session),
                message=messages.UsageCodeRequest(phone_number=phone_number),
            )
        except Unreadable as no:
            raise _told(no) from None

    def check_code(self, phone_number: str, code: str, session: Session) -> str:
        try:
            answer = self._line.call(
                "POST",
                Paths.USAGE_PROOFS,
                messages.UsageProofAnswer,
                stranger=UntrustedGateway,
                headers=self._headers.of(session),
                message=messages.UsageProofRequest(phone_number=phone_number, code=code),
            )
        except MessageRefused:
            raise LookUpRefused(reason="code") from None
        except Unreadable as no:
            raise _told(no) from None
        return answer.reference

    def own_numbers(self, asked: OwnNumbersAsked, session: Session) -> tuple[OwnNumber, ...]:
        try:
            answer = self._line.call(
                "POST",
                Paths.OWN_NUMBERS,
                OwnNumbersAnswer,
                stranger=UntrustedGateway,
                headers=self._headers.of(session),
                message=OwnNumbersRequest(
                    case_id=asked.case_id, verdicts=asked.verdicts, review=asked.review
                ),
            )
        except MessageRefused:
            raise OwnNumbersRefused from None
        except Unreadable as no:
            if no.facts.get("code") == TroubleCode.OWN_NUMBERS_REFUSED:
                raise OwnNumbersRefused from None
            raise
        return tuple(own_number_from(each) for each in answer.numbers)

    def authorise(self, phone_number: str, code: str, session: Session) -> Authorisation:
        try:
            answer = self._line.call(
                "POST",
                Paths.AUTHORISATIONS,
                messages.AuthorisationAnswer,
                stranger=UntrustedGateway,
                headers=self._headers.of(session),
                message=messages.AuthorisationRequest(phone_number=phone_number, code=code),
            )
        except MessageRefused:
            raise PortInRefused(reason="code") from None
        except Unreadable as no:
            reason = _NOT_AUTHORISED.get(str(no.facts.get("code")))
            raise PortInRefused(reason=reason) if reason is not None else no from None
        return Authorisation(answer.reference, answer.donor)


def _told(no: Unreadable) -> LookUpRefused | Unreadable:
    reason = _REFUSED.get(str(no.facts.get("code")))
    return LookUpRefused(reason=reason) if reason is not None else no
