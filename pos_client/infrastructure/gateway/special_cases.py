"""The port `SpecialCases` over the interactive client's line."""

from __future__ import annotations

from pos_client.application.case_trouble import FlowClosed, SpecialLimitReached
from pos_client.application.special_cases import OpenedSpecial
from pos_client.application.trouble import Unreadable, UntrustedGateway
from pos_client.infrastructure.gateway import messages
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.signed_headers import SignedHeaders
from pos_client.protocol.api import Paths, TroubleCode
from pos_client.protocol.special_documents import SpecialCaseAnswer
from pos_client.protocol.words import Session

__all__ = ["HttpSpecialCases"]


class HttpSpecialCases:
    """Works on the line's thread."""

    def __init__(self, line: GatewayLine, headers: SignedHeaders) -> None:
        self._line = line
        self._headers = headers

    def open(self, session: Session) -> OpenedSpecial:
        try:
            answer = self._line.call(
                "POST",
                Paths.SPECIAL_CASES,
                SpecialCaseAnswer,
                stranger=UntrustedGateway,
                headers=self._headers.of(session),
            )
        except Unreadable as no:
            code = no.facts.get("code")
            if code == TroubleCode.SPECIAL_LIMIT:
                raise SpecialLimitReached from None
            if code == TroubleCode.SPECIAL_REFUSED:
                raise FlowClosed from None
            raise
        challenge = messages.challenge_from(answer.challenge, answer.real_name_transaction_id)
        return OpenedSpecial(challenge, answer.captured_today, answer.daily_cap)
