"""Whether a SIM may go over a counter of an outlet, asked before a case takes it and at the end."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Row, bindparam, select

from pos_client.domain.esim import is_eid
from pos_client.domain.outcome import Outcome
from pos_client.domain.sim import Sim, SimSource
from pos_client.domain.sim_stock import SimRange, SimStanding, StockPlace
from pos_client.domain.subject import SubscriberState
from pos_client.sandbox import stock_tables, subscriber_tables, tables

__all__ = ["AROUND", "PLACE_OF", "SimStandings", "stock_number"]

_DELIVERIES, _RANGES = stock_tables.sim_deliveries, stock_tables.sim_ranges
_PLACES = stock_tables.sim_places
_ROWS = tables.registrations
# Whoever has a SIM that was replaced may be whoever has stolen it.
_IN_USE = subscriber_tables.subscribers
_WAS_IN_USE = subscriber_tables.sim_replacements
_IS_OUT = (
    select(_ROWS.c.id)
    .where(_ROWS.c.iccid.between(bindparam("wanted"), bindparam("wanted_end")))
    .where(_ROWS.c.id != bindparam("own_original"))
    .where(_ROWS.c.outcome != Outcome.REJECTED.value)
    .limit(1)
)
_IS_IN_USE = select(_IN_USE.c.phone_number).where(_IN_USE.c.sim_number == bindparam("wanted"))
_WAS_REPLACED = (
    select(_WAS_IN_USE.c.id).where(_WAS_IN_USE.c.old_sim_number == bindparam("wanted")).limit(1)
)
_EID_IS_OPEN = (
    select(_ROWS.c.id)
    .where(_ROWS.c.iccid == bindparam("wanted"), _ROWS.c.phone_number != bindparam("own"))
    .where(_ROWS.c.outcome == Outcome.UNDER_REVIEW.value)
    .limit(1)
)
_EID_IS_IN_USE = (
    select(_IN_USE.c.phone_number)
    .where(_IN_USE.c.sim_number == bindparam("wanted"))
    .where(_IN_USE.c.phone_number != bindparam("own"))
    .where(_IN_USE.c.state != SubscriberState.TERMINATED.value)
)
PLACE_OF = select(_PLACES).where(_PLACES.c.stock_number == bindparam("wanted"))
AROUND = (
    select(_RANGES.c.first, _RANGES.c.last, _DELIVERIES.c.outlet_code, _DELIVERIES.c.received_at)
    .join_from(_RANGES, _DELIVERIES, _RANGES.c.delivery_id == _DELIVERIES.c.id)
    .where(_RANGES.c.first <= bindparam("last"), _RANGES.c.last >= bindparam("first"))
)
_OBJECTIONS = {
    StockPlace.SPOILED.value: SimStanding.SPOILED,
    StockPlace.RETURNED.value: SimStanding.WITHDRAWN,
    StockPlace.MISSING.value: SimStanding.WITHDRAWN,
}


class SimStandings:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def objections(
        self, iccid: str, outlet_code: str, original: str = ""
    ) -> tuple[SimStanding, ...]:
        """All that speaks against this SIM going over a counter of this outlet; empty where none.

        Args:
            original: the registration that the one in question completes; its SIM may be meant.
        """
        return tuple(self._objections(stock_number(iccid), outlet_code, original))

    def is_eid_free(self, eid: str, phone_number: str) -> bool:
        """Whether no other number is on this eSIM, or about to be: one of this carrier's a chip."""
        wanted = {"wanted": eid, "own": phone_number}
        open_ = self._connection.scalar(_EID_IS_OPEN, wanted)
        return open_ is None and self._connection.scalar(_EID_IS_IN_USE, wanted) is None

    def _objections(self, number: str, outlet_code: str, original: str) -> Iterator[SimStanding]:
        wanted = {"wanted": number, "wanted_end": f"{number}F", "own_original": original}
        row = self._connection.execute(PLACE_OF, {"wanted": number}).one_or_none()
        if self._is_used(wanted, row, original):
            yield SimStanding.USED
        at = self._connection.execute(AROUND, {"first": number, "last": number}).all()
        around = next((each for each in at if SimRange(*each[:2]).holds(number)), None)
        if around is None:
            yield SimStanding.UNKNOWN
        elif around.outlet_code != outlet_code:
            yield SimStanding.ANOTHER_OUTLET
        elif around.received_at is None:
            yield SimStanding.NOT_RECEIVED
        if row is not None and row.place in _OBJECTIONS:
            yield _OBJECTIONS[row.place]

    def _is_used(self, wanted: dict[str, str], row: Row[tuple[str]] | None, original: str) -> bool:
        number = {"wanted": wanted["wanted"]}
        is_booked = row is not None and row.place == StockPlace.USED.value
        return (
            (is_booked and row is not None and row.registration_id != original)
            or self._connection.scalar(_IS_OUT, wanted) is not None
            or self._connection.scalar(_IS_IN_USE, number) is not None
            or self._connection.scalar(_WAS_REPLACED, number) is not None
        )


def stock_number(iccid: str) -> str:
    """What two SIMs are compared by; an eSIM's number is its EID, whole."""
    return iccid if is_eid(iccid) else Sim(iccid, SimSource.SCANNER).stock_number
