"""Daily reconciliation of SIM stock: the book of SIMs against the book of registrations.

Each finding is told by comparing rows that were written by different hands, so it also shows what
nobody has done through a call: a lost transaction, a row put in by hand, a restoration.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from pos_client.domain.esim import is_eid
from pos_client.domain.outcome import Outcome
from pos_client.domain.sim_stock import SimRange, StockPlace
from pos_client.sandbox import stock_tables, tables
from pos_client.sandbox.database import open_for_reading
from pos_client.sandbox.home import SandboxHome
from pos_client.sandbox.sim_standings import stock_number

__all__ = ["findings_of", "read_stock"]

_PLACES, _ROWS = stock_tables.sim_places, tables.registrations
_OF_REGISTRATIONS = select(
    _ROWS.c.device_id, _ROWS.c.id, _ROWS.c.iccid, _ROWS.c.outcome, _ROWS.c.completes
).where(_ROWS.c.iccid != "", _ROWS.c.outcome != Outcome.REJECTED.value)


def read_stock(folder: Path) -> dict[str, Any]:
    """The findings of a sandbox's books, read beside the running gateway.

    Returns:
        `findings`: each with `code`, `stock_number` or `outlet`, and the registration concerned.
        None of them, and the books agree.
    """
    with open_for_reading(SandboxHome(folder).database_file) as connection:
        return {"findings": findings_of(connection)}


def findings_of(connection: Connection) -> list[dict[str, str]]:
    """All findings, by code and number.

    `SIM_USED_UNREGISTERED`: out of stock for a registration that is not there or was rejected.
    `SIM_REGISTERED_IN_STOCK`: in a registration, and still in stock or elsewhere by its own book.
    `SIM_REGISTERED_UNDELIVERED`: in a registration, and in no delivery that anybody has received.
    `SIM_TWICE`: in two registrations. `STOCK_NEGATIVE`: more out of an outlet than ever came in.
    """
    places = connection.execute(select(_PLACES)).all()
    ranges = _received(connection)
    by_number: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(_OF_REGISTRATIONS):
        if not is_eid(row.iccid):  # an eSIM lies in no drawer
            by_number[stock_number(row.iccid)].append(row)
    found = [
        *_unregistered(places, by_number),
        *_of_registrations(places, by_number, ranges),
        *_negative(places, ranges),
    ]
    return sorted(found, key=lambda each: (each["code"], each.get("stock_number", "")))


def _received(connection: Connection) -> dict[str, list[SimRange]]:
    """By outlet."""
    ranges, deliveries = stock_tables.sim_ranges, stock_tables.sim_deliveries
    received: dict[str, list[SimRange]] = defaultdict(list)
    for outlet, first, last in connection.execute(
        select(deliveries.c.outlet_code, ranges.c.first, ranges.c.last)
        .join_from(ranges, deliveries, ranges.c.delivery_id == deliveries.c.id)
        .where(deliveries.c.received_at.is_not(None))
    ):
        received[outlet].append(SimRange(first, last))
    return received


def _unregistered(places: Any, by_number: dict[str, list[Any]]) -> list[dict[str, str]]:
    found = []
    for place in places:
        whose = (place.device_id, place.registration_id)
        known = [(row.device_id, row.id) for row in by_number.get(place.stock_number, ())]
        if place.place == StockPlace.USED.value and whose not in known:
            found.append(_finding("SIM_USED_UNREGISTERED", place.stock_number, whose[1]))
    return found


def _of_registrations(
    places: Any, by_number: dict[str, list[Any]], ranges: dict[str, list[SimRange]]
) -> list[dict[str, str]]:
    used = {each.stock_number for each in places if each.place == StockPlace.USED.value}
    received = [each for of_outlet in ranges.values() for each in of_outlet]
    found = []
    for number, rows in by_number.items():
        newest = rows[-1].id
        completed = {row.completes for row in rows}
        if number not in used:
            found.append(_finding("SIM_REGISTERED_IN_STOCK", number, newest))
        if not any(each.holds(number) for each in received):
            found.append(_finding("SIM_REGISTERED_UNDELIVERED", number, newest))
        if len([row for row in rows if row.id not in completed]) > 1:
            found.append(_finding("SIM_TWICE", number, newest))
    return found


def _negative(places: Any, ranges: dict[str, list[SimRange]]) -> list[dict[str, str]]:
    gone: dict[str, int] = defaultdict(int)
    for place in places:
        gone[place.outlet_code] += 1
    return [
        {"code": "STOCK_NEGATIVE", "outlet": outlet}
        for outlet, count in gone.items()
        if count > sum(each.count for each in ranges.get(outlet, ()))
    ]


def _finding(code: str, number: str, registration_id: str) -> dict[str, str]:
    return {"code": code, "stock_number": number, "registration_id": registration_id}
