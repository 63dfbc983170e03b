"""Figures over days that the guards go by, each one question to the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    distinct,
    func,
    or_,
    select,
    type_coerce,
)

from pos_client.domain.guards import (
    Ages,
    Handset,
    RideAlong,
    SecondNumbers,
    Silent,
    SimLosses,
    Woken,
)
from pos_client.domain.local_day import local_day
from pos_client.domain.sim_stock import StockPlace
from pos_client.sandbox import stock_tables, tables
from pos_client.sandbox.guard_tables import guarded_cases, network_facts
from pos_client.sandbox.stock_findings import findings_of
from pos_client.sandbox.tables import Instant

__all__ = ["GuardFigures", "most_of_one_age", "most_together"]

_BOOK, _EFFECTS, _FACTS = guarded_cases, tables.effects, network_facts
# Accepted numbers with the case that each came by.
_ACCEPTED = _BOOK.join(
    _EFFECTS,
    (_EFFECTS.c.device_id == _BOOK.c.device_id)
    & (_EFFECTS.c.registration_id == _BOOK.c.registration_id),
)
_TAKEN_OUT = (StockPlace.SPOILED.value, StockPlace.MISSING.value)
_UNTRUE = frozenset({"SIM_USED_UNREGISTERED", "SIM_REGISTERED_IN_STOCK", "SIM_TWICE"})


class GuardFigures:
    """Runs inside the caller's transaction; all times are of the gateway's clock."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def clerks(self, outlet_code: str, since: datetime) -> list[str]:
        """Whose cases were read at an outlet since then."""
        asked = (
            select(_BOOK.c.clerk_number)
            .distinct()
            .where(_BOOK.c.outlet_code == outlet_code, _BOOK.c.read_at > since)
        )
        return sorted(self._connection.scalars(asked))

    def further_numbers(self, clerk: str, rule: SecondNumbers, now: datetime) -> tuple[int, int]:
        """How many new numbers of a work id, and how many of them were further ones."""
        asked = select(func.count(), func.count().filter(_BOOK.c.nth >= rule.from_nth)).where(
            _BOOK.c.clerk_number == clerk, _BOOK.c.nth > 0, _BOOK.c.read_at > now - rule.within
        )
        cases, further = self._connection.execute(asked).one()
        return int(cases), int(further)

    def ages(self, outlet_code: str, rule: Ages, now: datetime) -> list[int]:
        """Of everybody who came to an outlet for a number."""
        asked = select(_BOOK.c.age).where(
            _BOOK.c.outlet_code == outlet_code,
            _BOOK.c.nth > 0,
            _BOOK.c.read_at > now - rule.within,
        )
        return [int(age) for age in self._connection.scalars(asked)]

    def days(self, clerk: str, flows: Iterable[str], since: datetime) -> Counter[object]:
        """How many cases of a work id fell on each day of the Chinese calendar."""
        flows = list(flows)
        asked = select(_BOOK.c.read_at).where(
            _BOOK.c.clerk_number == clerk, _BOOK.c.read_at > since
        )
        asked = asked.where(_BOOK.c.flow.in_(flows)) if flows else asked
        return Counter(local_day(at) for at in self._connection.scalars(asked))

    def ride_along(self, outlet_code: str, rule: RideAlong, now: datetime) -> tuple[int, int]:
        """How many were registered anew at an outlet, and how many left with one number more."""
        first, then = _BOOK.alias("first"), _BOOK.alias("then")
        anew = (
            first.c.outlet_code == outlet_code,
            first.c.flow == "re_registration",
            first.c.read_at > now - rule.within,
        )
        both = (
            select(func.count(distinct(first.c.person_key)))
            .join_from(first, then, then.c.person_key == first.c.person_key)
            .where(
                *anew,
                then.c.outlet_code == outlet_code,
                then.c.nth > 0,
                # Whichever of the two was read first.
                then.c.read_at.between(
                    _later(first.c.read_at, -rule.soon), _later(first.c.read_at, rule.soon)
                ),
            )
        )
        came = self._connection.scalar(select(func.count()).select_from(first).where(*anew))
        return int(came or 0), int(self._connection.scalar(both) or 0)

    def silent(self, clerk: str, rule: Silent, now: datetime) -> tuple[int, int]:
        """How many accepted numbers of a work id are old enough, and how many lay unused."""
        unused = or_(
            func.min(_FACTS.c.first_at).is_(None),
            func.min(_FACTS.c.first_at) > _later(_EFFECTS.c.at, rule.after),
        )
        numbers = (
            select(_EFFECTS.c.phone_number, unused.label("is_unused"))
            .select_from(
                _ACCEPTED.outerjoin(_FACTS, _FACTS.c.phone_number == _EFFECTS.c.phone_number)
            )
            .where(
                _BOOK.c.clerk_number == clerk,
                _BOOK.c.nth > 0,
                _EFFECTS.c.at.between(now - rule.within, now - rule.after),
            )
            .group_by(_EFFECTS.c.phone_number)
            .subquery()
        )
        asked = select(func.count(), func.count().filter(numbers.c.is_unused))
        old, unused_ones = self._connection.execute(asked.select_from(numbers)).one()
        return int(old), int(unused_ones)

    def crowded_handset(
        self, outlet_code: str, rule: Handset, now: datetime
    ) -> Row[tuple[str, int]] | None:
        """The telephone with numbers of the most people, if they are too many."""
        persons = func.count(distinct(_BOOK.c.person_key))
        asked = (
            select(_FACTS.c.imei, persons.label("persons"))
            .select_from(_ACCEPTED.join(_FACTS, _FACTS.c.phone_number == _EFFECTS.c.phone_number))
            .where(
                _BOOK.c.outlet_code == outlet_code,
                _FACTS.c.last_at > now - rule.within,
                _FACTS.c.last_at >= _later(_FACTS.c.first_at, rule.stays),
            )
            .group_by(_FACTS.c.imei)
            .having(persons >= rule.persons)
            .order_by(persons.desc())
            .limit(1)
        )
        return self._connection.execute(asked).one_or_none()

    def woken(self, outlet_code: str, rule: Woken, now: datetime) -> list[datetime]:
        """When numbers of an outlet that had slept were first used, in their order."""
        first = func.min(_FACTS.c.first_at)
        asked = (
            select(first.label("first_at"))
            .select_from(_ACCEPTED.join(_FACTS, _FACTS.c.phone_number == _EFFECTS.c.phone_number))
            .where(_BOOK.c.outlet_code == outlet_code)
            .group_by(_EFFECTS.c.phone_number)
            .having(first > now - rule.within, first >= _later(_EFFECTS.c.at, rule.slept))
            .order_by(first)
        )
        return list(self._connection.scalars(asked))

    def lacking(self, outlet_code: str, rule: SimLosses, now: datetime) -> int:
        """The most blank SIMs that a count of these days did not find."""
        counts = stock_tables.sim_counts
        asked = select(func.max(counts.c.lacking)).where(
            counts.c.outlet_code == outlet_code, counts.c.at > now - rule.within
        )
        return int(self._connection.scalar(asked) or 0)

    def taken_out(self, outlet_code: str, rule: SimLosses, now: datetime) -> tuple[int, int]:
        """How many SIMs left the drawer in these days, and how many as spoiled or missing."""
        places = stock_tables.sim_places
        asked = select(func.count(), func.count().filter(places.c.place.in_(_TAKEN_OUT))).where(
            places.c.outlet_code == outlet_code, places.c.at > now - rule.within
        )
        gone, lost = self._connection.execute(asked).one()
        return int(gone), int(lost)

    def untrue(self, outlet_code: str) -> int:
        """How many SIMs of an outlet the two books tell differently."""
        places = stock_tables.sim_places
        asked = select(places.c.stock_number).where(places.c.outlet_code == outlet_code)
        own = set(self._connection.scalars(asked))
        found = [each for each in findings_of(self._connection) if each["code"] in _UNTRUE]
        return sum(each["stock_number"] in own for each in found)


def most_of_one_age(ages: Iterable[int], span_years: int) -> tuple[int, int]:
    """The band of ages with the most people: its lowest age, and how many are in it."""
    counts = Counter(ages)
    bands = {low: sum(counts[age] for age in range(low, low + span_years)) for low in counts}
    low = max(bands, key=lambda each: (bands[each], -each), default=0)
    return low, bands.get(low, 0)


def most_together(moments: list[datetime], rule: Woken) -> int:
    """The most of these moments, in their order, that fall within the time of the rule."""
    most, begin = 0, 0
    for end, at in enumerate(moments):
        while at - moments[begin] > rule.together:
            begin += 1
        most = max(most, end - begin + 1)
    return most


def _later(moment: ColumnElement[Any], by: timedelta) -> ColumnElement[Any]:
    """A moment of the books, moved: they are kept in microseconds."""
    moved = type_coerce(moment, BigInteger) + by // timedelta(microseconds=1)
    return type_coerce(moved, Instant())
