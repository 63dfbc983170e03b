"""The outlets' blank SIMs (白卡): delivered, received, used, spoiled, returned, missing, counted.

A SIM is in stock while it lies in a received delivery and has no row of its own. What a
registration does to it is done in the transaction that enters the registration.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as new_row

from pos_client.domain.local_day import local_day
from pos_client.domain.outlet import Right
from pos_client.domain.sim_stock import SimRange, SimStanding, StockFigures, StockPlace
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.sim_stock import (
    SimBookingRequest,
    SimCheckAnswer,
    SimCountAnswer,
    SimCountRequest,
    SimDeliveryJson,
    SimReceiptRequest,
    StockAnswer,
    range_json,
)
from pos_client.protocol.words import Session
from pos_client.sandbox import stock_tables
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.sim_standings import AROUND, PLACE_OF, SimStandings, stock_number
from pos_client.sandbox.stock_spans import numbers_of, overlap, span_of, without

__all__ = ["SimStock"]

_DELIVERIES, _RANGES = stock_tables.sim_deliveries, stock_tables.sim_ranges
_PLACES = stock_tables.sim_places
_NAMED = 20


class SimStock:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self.standings = SimStandings(connection)

    # The carrier's side --------------------------------------------------------------------

    def deliver(
        self, outlet_code: str, ranges: Iterable[SimRange], *, is_received: bool = False
    ) -> str:
        """Book a parcel to an outlet; answers its id.

        Raises:
            ValueError: a SIM of it was delivered before, to whomever.
        """
        id_, now = f"delivery-{secrets.token_hex(8)}", self._clock()
        self._connection.execute(
            insert(_DELIVERIES).values(
                id=id_,
                outlet_code=outlet_code,
                sent_on=local_day(now),
                received_at=now if is_received else None,
            )
        )
        for each in ranges:
            ends = {"first": each.first, "last": each.last}
            if self._connection.execute(AROUND, ends).first() is not None:
                raise ValueError("delivered before")
            self._connection.execute(insert(_RANGES).values(**ends, delivery_id=id_))
        return id_

    # A SIM that is to go over a counter -------------------------------------------------------

    def check(self, device: Device, iccid: str) -> SimCheckAnswer:
        """What a counter is told before the SIM goes into a case."""
        against = self.standings.objections(iccid, device.outlet_code)
        return SimCheckAnswer(standing=against[0] if against else SimStanding.USABLE)

    def use(
        self, iccid: str, outlet_code: str, device_id: str, registration_id: str, clerk: str
    ) -> None:
        """A registration is entered that is not rejected: its SIM is out."""
        self._put(
            stock_number(iccid),
            outlet_code,
            StockPlace.USED,
            device_id=device_id,
            registration_id=registration_id,
            clerk_number=clerk,
        )

    def give_back(self, device_id: str, registration_id: str) -> None:
        """A registration has come to nothing: its SIM lies in the drawer again."""
        self._connection.execute(
            delete(_PLACES)
            .where(_PLACES.c.device_id == device_id)
            .where(_PLACES.c.registration_id == registration_id)
            .where(_PLACES.c.place == StockPlace.USED.value)
        )

    # The shop's side -----------------------------------------------------------------------

    def ranges_of(self, outlet_code: str) -> tuple[SimRange, ...]:
        """All that was ever received there: what a counter may take without the gateway."""
        rows = self._connection.execute(
            select(_RANGES.c.first, _RANGES.c.last)
            .join_from(_RANGES, _DELIVERIES, _RANGES.c.delivery_id == _DELIVERIES.c.id)
            .where(_DELIVERIES.c.outlet_code == outlet_code)
            .where(_DELIVERIES.c.received_at.is_not(None))
            .order_by(_RANGES.c.first)
        )
        return tuple(SimRange(first, last) for first, last in rows)

    def figures(self, outlet_code: str) -> StockFigures:
        """The book of one outlet."""
        counted = select(_PLACES.c.place, func.count()).where(_PLACES.c.outlet_code == outlet_code)
        rows = self._connection.execute(counted.group_by(_PLACES.c.place))
        by_place: dict[str, int] = {row[0]: row[1] for row in rows}
        return StockFigures(
            issued=sum(each.count for each in self.ranges_of(outlet_code)),
            **{
                place.value.lower(): by_place.get(place.value, 0)
                for place in StockPlace
                if place is not StockPlace.IN_STOCK
            },
        )

    def show(self, outlet_code: str) -> StockAnswer:
        """Figures, and what is on its way."""
        figures = self.figures(outlet_code)
        open_ = select(_DELIVERIES).where(
            _DELIVERIES.c.outlet_code == outlet_code, _DELIVERIES.c.received_at.is_(None)
        )
        rows = self._connection.execute(open_.order_by(_DELIVERIES.c.sent_on, _DELIVERIES.c.id))
        return StockAnswer(
            issued=figures.issued,
            used=figures.used,
            spoiled=figures.spoiled,
            returned=figures.returned,
            missing=figures.missing,
            deliveries=tuple(
                SimDeliveryJson(
                    id=row.id,
                    ranges=tuple(range_json(each) for each in self._ranges_in(row.id)),
                    sent_on=row.sent_on,
                )
                for row in rows
            ),
        )

    def receive(self, device: Device, session: Session, request: SimReceiptRequest) -> StockAnswer:
        """A parcel is here, whole: what was scanned of it is what was sent.

        Raises:
            Refusal: no such parcel is awaited here, or another one was scanned.
        """
        found = self._connection.execute(
            select(_DELIVERIES.c.id).where(
                _DELIVERIES.c.id == request.delivery_id,
                _DELIVERIES.c.outlet_code == device.outlet_code,
                _DELIVERIES.c.received_at.is_(None),
            )
        ).one_or_none()
        if found is None:
            raise Refusal(422, TroubleCode.DELIVERY_REFUSED)
        sent = [span_of(each) for each in self._ranges_in(found.id)]
        scanned = [span_of(each.value()) for each in request.ranges]
        if without(sent, scanned) or without(scanned, sent) or overlap(scanned):
            raise Refusal(422, TroubleCode.DELIVERY_REFUSED)
        self._connection.execute(
            update(_DELIVERIES)
            .where(_DELIVERIES.c.id == found.id)
            .values(received_at=self._clock(), received_by=session.clerk.clerk_number)
        )
        return self.show(device.outlet_code)

    def book(self, device: Device, session: Session, request: SimBookingRequest) -> StockAnswer:
        """Put a SIM of this outlet's stock elsewhere, or one that was missing back.

        Raises:
            Refusal: it is not where it would have to be, or whoever asks may book no such thing.
        """
        number, outlet = stock_number(request.iccid), device.outlet_code
        if request.place is not StockPlace.SPOILED and not session.clerk.may(Right.REVIEW):
            raise Refusal(403, TroubleCode.ROLE_REFUSED)
        against = set(self.standings.objections(request.iccid, outlet))
        row = self._connection.execute(PLACE_OF, {"wanted": number}).one_or_none()
        if request.place is StockPlace.IN_STOCK:
            if row is None or row.place != StockPlace.MISSING.value or row.outlet_code != outlet:
                raise Refusal(422, TroubleCode.SIM_NOT_BOOKED)
            self._connection.execute(delete(_PLACES).where(_PLACES.c.stock_number == number))
        else:
            # A spoiled one is sent back in the end.
            is_sent_back = request.place is StockPlace.RETURNED
            if against - ({SimStanding.SPOILED} if is_sent_back else set()):
                raise Refusal(422, TroubleCode.SIM_NOT_BOOKED)
            reason = request.reason.value if request.reason is not None else ""
            clerk = session.clerk.clerk_number
            self._put(number, outlet, request.place, reason=reason, clerk_number=clerk)
        return self.show(outlet)

    def count(self, device: Device, session: Session, request: SimCountRequest) -> SimCountAnswer:
        """Compare what lies in the drawer with the book, SIM by SIM, and keep what it was.

        Raises:
            Refusal: one SIM was scanned twice.
        """
        outlet = device.outlet_code
        scanned = [span_of(each.value()) for each in request.ranges]
        if overlap(scanned):
            raise Refusal(422, TroubleCode.SIM_NOT_BOOKED)
        gone = [span_of(SimRange(number, number)) for number in self._gone(outlet)]
        in_stock = without((span_of(each) for each in self.ranges_of(outlet)), gone)
        lacking, surplus = without(in_stock, scanned), without(scanned, in_stock)
        counted = sum(each.count for each in scanned)
        answer = SimCountAnswer(
            stock=self.show(outlet),
            counted=counted,
            lacking=numbers_of(lacking, _NAMED),
            surplus=numbers_of(surplus, _NAMED),
            lacking_count=sum(each.count for each in lacking),
            surplus_count=sum(each.count for each in surplus),
        )
        self._connection.execute(
            insert(stock_tables.sim_counts).values(
                outlet_code=outlet,
                clerk_number=session.clerk.clerk_number,
                in_hand=self.figures(outlet).in_hand,
                counted=counted,
                lacking=answer.lacking_count,
                surplus=answer.surplus_count,
                at=self._clock(),
            )
        )
        return answer

    def _gone(self, outlet_code: str) -> Iterable[str]:
        return self._connection.scalars(
            select(_PLACES.c.stock_number).where(_PLACES.c.outlet_code == outlet_code)
        ).all()

    def _ranges_in(self, delivery_id: str) -> tuple[SimRange, ...]:
        rows = self._connection.execute(
            select(_RANGES.c.first, _RANGES.c.last)
            .where(_RANGES.c.delivery_id == delivery_id)
            .order_by(_RANGES.c.first)
        )
        return tuple(SimRange(first, last) for first, last in rows)

    def _put(self, number: str, outlet_code: str, place: StockPlace, **more: str) -> None:
        plain = {"reason": "", "device_id": "", "registration_id": "", "clerk_number": ""}
        values = {
            **plain,
            **more,
            "outlet_code": outlet_code,
            "place": place.value,
            "at": self._clock(),
        }
        self._connection.execute(
            new_row(_PLACES)
            .values(stock_number=number, **values)
            .on_conflict_do_update(index_elements=["stock_number"], set_=values)
        )
