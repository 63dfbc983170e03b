"""The calls about an outlet's blank SIMs (白卡库存): figures, receipts, bookings, counts.

A SIM is named by its ICCID as a device read it, a range by stock numbers: the first 19 characters.
None of these calls is about a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pos_client.domain.sim_stock import (
    SimDelivery,
    SimRange,
    SimStanding,
    SpoiledReason,
    StockCount,
    StockFigures,
    StockPlace,
)
from pos_client.protocol.message import Length, Message, MessageRefused, NoIdNumber, Pattern, Range

__all__ = [
    "SimBookingRequest",
    "SimCheckAnswer",
    "SimCheckRequest",
    "SimCountAnswer",
    "SimCountRequest",
    "SimDeliveryJson",
    "SimRangeJson",
    "SimReceiptRequest",
    "StockAnswer",
    "StockPaths",
    "count_from",
    "figures_from",
    "range_json",
]

_MOST = 200
_Iccid = Annotated[str, Pattern(r"^89[0-9A-F]{17,18}$"), NoIdNumber()]
_StockNumber = Annotated[str, Pattern(r"^89[0-9A-F]{17}$"), NoIdNumber()]
_DeliveryId = Annotated[str, Pattern(r"^delivery-[0-9a-f]{16}$")]
_Count = Annotated[int, Range(0, 10**15)]


class StockPaths:
    """Where they go. All of them name a session."""

    SIM_STOCK = "/v1/sim-stock"  # GET: StockAnswer
    SIM_CHECKS = "/v1/sim-checks"  # POST: SimCheckAnswer
    SIM_RECEIPTS = "/v1/sim-receipts"  # POST: StockAnswer; 422 DELIVERY_REFUSED
    SIM_BOOKINGS = "/v1/sim-bookings"  # POST: StockAnswer; 422 SIM_NOT_BOOKED
    SIM_COUNTS = "/v1/sim-counts"  # POST: SimCountAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class SimRangeJson(Message):
    """From one stock number to another, both included."""

    first: _StockNumber
    last: _StockNumber

    def check(self) -> None:
        try:
            self.value()
        except ValueError:
            raise MessageRefused("makes no range", "last") from None

    def value(self) -> SimRange:
        return SimRange(self.first, self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimDeliveryJson(Message):
    """A parcel on its way to this outlet."""

    id: _DeliveryId
    ranges: Annotated[tuple[SimRangeJson, ...], Length(1, _MOST)]
    sent_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAnswer(Message):
    """The book of this outlet."""

    issued: _Count
    used: _Count
    spoiled: _Count
    returned: _Count
    missing: _Count
    deliveries: Annotated[tuple[SimDeliveryJson, ...], Length(most=_MOST)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SimCheckRequest(Message):
    """May this SIM go over the counter of this outlet?"""

    iccid: _Iccid


@dataclass(frozen=True, slots=True, kw_only=True)
class SimCheckAnswer(Message):
    """Where it stands. Nothing but `USABLE` may go over the counter."""

    standing: SimStanding


@dataclass(frozen=True, slots=True, kw_only=True)
class SimReceiptRequest(Message):
    """A parcel has come, and this is what was scanned of it: its ranges, by their ends."""

    delivery_id: _DeliveryId
    ranges: Annotated[tuple[SimRangeJson, ...], Length(1, _MOST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimBookingRequest(Message):
    """A SIM of this outlet's stock goes elsewhere, or one that was missing is there again.

    `reason` is asked for where it is spoiled, and nowhere else.
    """

    iccid: _Iccid
    place: StockPlace
    reason: SpoiledReason | None = None

    def check(self) -> None:
        if self.place is StockPlace.USED:
            raise MessageRefused("is for registrations alone", "place")
        if (self.place is StockPlace.SPOILED) is not (self.reason is not None):
            raise MessageRefused("goes with SPOILED alone", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class SimCountRequest(Message):
    """What lies in the drawer, scanned by its ends; none where it is empty."""

    ranges: Annotated[tuple[SimRangeJson, ...], Length(most=_MOST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimCountAnswer(Message):
    """The count against the book. The numbers named are the first of them."""

    stock: StockAnswer
    counted: _Count
    lacking: Annotated[tuple[_StockNumber, ...], Length(most=_MOST)] = ()
    surplus: Annotated[tuple[_StockNumber, ...], Length(most=_MOST)] = ()
    lacking_count: _Count = 0
    surplus_count: _Count = 0


def range_json(each: SimRange) -> SimRangeJson:
    """A range as it is sent."""
    return SimRangeJson(first=each.first, last=each.last)


def figures_from(answer: StockAnswer) -> tuple[StockFigures, tuple[SimDelivery, ...]]:
    """What the client makes of the book: figures, and what is on its way."""
    deliveries = tuple(
        SimDelivery(each.id, tuple(one.value() for one in each.ranges), each.sent_on)
        for each in answer.deliveries
    )
    figures = StockFigures(
        answer.issued, answer.used, answer.spoiled, answer.returned, answer.missing
    )
    return figures, deliveries


def count_from(answer: SimCountAnswer) -> StockCount:
    """What the client makes of a count."""
    figures, _ = figures_from(answer.stock)
    return StockCount(
        figures,
        answer.counted,
        answer.lacking,
        answer.surplus,
        answer.lacking_count,
        answer.surplus_count,
    )
