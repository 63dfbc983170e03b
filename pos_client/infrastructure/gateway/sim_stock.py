"""The port `SimStock`: the outlet's blank SIMs, over the interactive client's line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pos_client.application.case_trouble import StockRefused
from pos_client.application.sim_stock import ShownStock
from pos_client.application.trouble import NotAuthorised, Unreadable, UntrustedGateway
from pos_client.domain.sim_stock import (
    SimRange,
    SimStanding,
    SpoiledReason,
    StockCount,
    StockPlace,
)
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.gateway.signed_headers import SignedHeaders
from pos_client.protocol import sim_stock as messages
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.message import Message, MessageRefused
from pos_client.protocol.sim_stock import StockPaths
from pos_client.protocol.words import Session

__all__ = ["HttpSimStock"]

_REFUSED: dict[str, str] = {
    TroubleCode.SIM_NOT_BOOKED: "sim",
    TroubleCode.DELIVERY_REFUSED: "delivery",
    TroubleCode.ROLE_REFUSED: "role",
}


class HttpSimStock:
    """Implements `application.sim_stock.SimStock`, on the interactive client's thread."""

    def __init__(self, line: GatewayLine, headers: SignedHeaders) -> None:
        self._line = line
        self._headers = headers

    def check(self, iccid: str, session: Session) -> SimStanding:
        with _told():
            return self._line.call(
                "POST",
                StockPaths.SIM_CHECKS,
                messages.SimCheckAnswer,
                stranger=UntrustedGateway,
                headers=self._headers.of(session),
                message=messages.SimCheckRequest(iccid=iccid),
            ).standing

    def show(self, session: Session) -> ShownStock:
        answer = self._line.call(
            "GET",
            StockPaths.SIM_STOCK,
            messages.StockAnswer,
            stranger=UntrustedGateway,
            headers=self._headers.of(session),
        )
        return ShownStock(*messages.figures_from(answer))

    def receive(self, delivery_id: str, ranges: Sequence[SimRange], session: Session) -> ShownStock:
        with _told():
            scanned = tuple(messages.range_json(each) for each in ranges)
            asked = messages.SimReceiptRequest(delivery_id=delivery_id, ranges=scanned)
            return self._book(StockPaths.SIM_RECEIPTS, asked, session)

    def book(
        self, iccid: str, place: StockPlace, reason: SpoiledReason | None, session: Session
    ) -> ShownStock:
        with _told():
            asked = messages.SimBookingRequest(iccid=iccid, place=place, reason=reason)
            return self._book(StockPaths.SIM_BOOKINGS, asked, session)

    def count(self, ranges: Sequence[SimRange], session: Session) -> StockCount:
        with _told():
            answer = self._line.call(
                "POST",
                StockPaths.SIM_COUNTS,
                messages.SimCountAnswer,
                stranger=UntrustedGateway,
                headers=self._headers.of(session),
                message=messages.SimCountRequest(
                    ranges=tuple(messages.range_json(each) for each in ranges)
                ),
            )
            return messages.count_from(answer)

    def _book(self, path: str, asked: Message, session: Session) -> ShownStock:
        answer = self._line.call(
            "POST",
            path,
            messages.StockAnswer,
            stranger=UntrustedGateway,
            headers=self._headers.of(session),
            message=asked,
        )
        return ShownStock(*messages.figures_from(answer))


@contextmanager
def _told() -> Iterator[None]:
    """What the book refuses, in words of the counter's own."""
    try:
        yield
    except MessageRefused:
        raise StockRefused(reason="sim") from None
    except (Unreadable, NotAuthorised) as no:
        reason = _REFUSED.get(str(no.facts.get("code")))
        if reason is None:
            raise
        raise StockRefused(reason=reason) from None
