"""The port `Units`: units by their credit code, and their orders by the code of a paper."""

from __future__ import annotations

from pos_client.application.trouble import OutcomeUnknown, Unreadable, UntrustedGateway
from pos_client.application.unit_trouble import UnitOrderRefused, UnitRefused
from pos_client.domain.unit import Unit
from pos_client.domain.unit_order import OrderCode, OrderState, UnitOrder
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.signed_headers import SignedHeaders
from pos_client.protocol import units as messages
from pos_client.protocol.api import Paths, TroubleCode
from pos_client.protocol.message import Message, MessageRefused
from pos_client.protocol.words import Session

__all__ = ["HttpUnits"]

_REFUSED: dict[str, str] = {
    TroubleCode.UNIT_NOT_FOUND: "unknown",
    TroubleCode.UNIT_REVOKED: "revoked",
    TroubleCode.UNIT_NAME_DIFFERENT: "name",
    TroubleCode.UNIT_REFUSED: "hall",
}
_ORDER_REFUSED: dict[str, str] = {
    TroubleCode.UNIT_ORDER_UNKNOWN: "unknown",
    TroubleCode.UNIT_ORDER_TOO_EARLY: "early",
    TroubleCode.UNIT_ORDER_REJECTED: "rejected",
    TroubleCode.UNIT_ORDER_CLOSED: "closed",
}


class HttpUnits:
    """Implements `units.Units` over the interactive client's line, on its thread."""

    def __init__(self, line: GatewayLine, headers: SignedHeaders) -> None:
        self._line = line
        self._headers = headers

    def look_up(self, credit_code: str, session: Session) -> Unit:
        try:
            answer = self._line.call(
                "POST",
                Paths.UNITS,
                messages.UnitAnswer,
                stranger=UntrustedGateway,
                headers=self._headers.of(session),
                message=messages.UnitRequest(unit_credit_code=credit_code),
            )
        except MessageRefused:
            raise UnitRefused(reason="unknown") from None
        except Unreadable as no:
            reason = _REFUSED.get(str(no.facts.get("code")))
            raise UnitRefused(reason=reason) if reason is not None else no from None
        if answer.unit_credit_code != credit_code:
            raise UntrustedGateway("tells of a unit that nobody asked about")
        return messages.unit_from(answer)

    def order(self, code: OrderCode, before: int, session: Session) -> UnitOrder:
        try:
            asked = messages.UnitOrderRequest(
                order_id=code.order_id, token=code.token, before=before
            )
        except MessageRefused:
            raise UnitOrderRefused(reason="unknown") from None
        return self._order(Paths.UNIT_ORDERS, asked, session)

    def set_state(self, code: OrderCode, state: OrderState, session: Session) -> UnitOrder:
        asked = messages.UnitOrderStateRequest(
            order_id=code.order_id, token=code.token, state=state
        )
        return self._order(Paths.UNIT_ORDER_STATES, asked, session)

    def _order(self, path: str, asked: Message, session: Session) -> UnitOrder:
        try:
            answer = self._line.call(
                "POST",
                path,
                messages.UnitOrderAnswer,
                stranger=UntrustedGateway,
                headers=self._headers.of(session),
                message=asked,
            )
        except (Unreadable, OutcomeUnknown) as no:
            reason = _ORDER_REFUSED.get(str(no.facts.get("code")))
            raise UnitOrderRefused(reason=reason) if reason is not None else no from None
        return messages.unit_order_from(answer)
