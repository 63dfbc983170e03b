"""The book that the guards count in: each case once, with keys of persons and no word of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from drivers.card.read import CardRead
from pos_client.domain.guards import OPENING_FLOWS, Burst, Counted, Group
from pos_client.domain.local_day import local_day
from pos_client.domain.outcome import Outcome
from pos_client.sandbox import tables
from pos_client.sandbox.case_tables import case_people
from pos_client.sandbox.consents import years
from pos_client.sandbox.guard_tables import guarded_cases
from pos_client.sandbox.population import Population
from pos_client.sandbox.review_tables import review_decisions
from pos_client.sandbox.submission import Submission

__all__ = ["GuardBook", "GuardedCase"]

_BOOK, _LEDGER, _NOES = guarded_cases, tables.registrations, review_decisions
_ENTER = insert(_BOOK).on_conflict_do_nothing()
_COLUMNS = {
    Counted.CLERK: _BOOK.c.clerk_number,
    Counted.DEVICE: _BOOK.c.device_id,
    Counted.OUTLET: _BOOK.c.outlet_code,
    Counted.PERSON: _BOOK.c.person_key,
}
_IN_SPAN = _BOOK.c.read_at.between(bindparam("since"), bindparam("until"))
# Reads may arrive in any order, so both what came before and what came after count.
_COUNTS = {
    (counted, has_flows): select(
        func.count().filter(_BOOK.c.read_at <= bindparam("at")),
        func.count().filter(_BOOK.c.read_at >= bindparam("at")),
    )
    .select_from(_BOOK)
    .where(
        column == bindparam("subject"),
        _IN_SPAN,
        *([_BOOK.c.flow.in_(bindparam("flows", expanding=True))] if has_flows else []),
    )
    for counted, column in _COLUMNS.items()
    for has_flows in (False, True)
}
_HOUSEHOLDS = (
    select(func.count(func.distinct(_BOOK.c.household_key)))
    .select_from(_BOOK)
    .where(_BOOK.c.outlet_code == bindparam("outlet"), _BOOK.c.nth > 0, _IN_SPAN)
)
_AT_ONCE = (
    select(_BOOK.c.device_id)
    .where(
        _BOOK.c.clerk_number == bindparam("clerk"),
        _BOOK.c.device_id != bindparam("device"),
        _BOOK.c.read_at.between(bindparam("since"), bindparam("sealed")),
        _BOOK.c.sealed_at > bindparam("read"),
    )
    .limit(1)
)
_NUMBERS = (
    select(func.count())
    .select_from(_BOOK)
    .outerjoin(
        _LEDGER,
        (_LEDGER.c.device_id == _BOOK.c.device_id) & (_LEDGER.c.id == _BOOK.c.registration_id),
    )
    .where(
        _BOOK.c.person_key == bindparam("person"),
        _BOOK.c.nth > 0,
        func.coalesce(_LEDGER.c.outcome, "") != Outcome.REJECTED.value,
    )
)
_NOES_OF_CLERK = select(func.count()).where(
    _NOES.c.clerk_number == bindparam("clerk"),
    _NOES.c.is_approved.is_(False),
    _NOES.c.at > bindparam("since"),
)
_NO_ABOUT = (
    select(_NOES.c.id)
    .join(
        case_people,
        (case_people.c.device_id == _NOES.c.device_id) & (case_people.c.case_id == _NOES.c.case_id),
    )
    .where(
        case_people.c.person_key == bindparam("person"),
        _NOES.c.is_approved.is_(False),
        _NOES.c.at > bindparam("since"),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class GuardedCase:
    """A case as it is counted.

    Attributes:
        household_key: the same for people of one address.
        age: in years, of whoever gets the number.
        nth: as which number of its person it was captured; 0 where it is no further number.
    """

    device_id: str
    registration_id: str
    outlet_code: str
    clerk_number: str
    person_key: bytes = field(repr=False)
    household_key: bytes = field(repr=False)
    age: int
    nth: int
    flow: str
    read_at: datetime
    sealed_at: datetime

    def subject(self, counted: Counted) -> str:
        """What it is counted under; a person by a part of the key, which is enough to look for."""
        return {
            Counted.CLERK: self.clerk_number,
            Counted.DEVICE: self.device_id,
            Counted.OUTLET: self.outlet_code,
            Counted.PERSON: self.person_key.hex()[:16],
        }[counted]

    @property
    def subjects(self) -> list[tuple[str, str]]:
        """Everybody and everything that it belongs to."""
        return [(counted.value, self.subject(counted)) for counted in Counted]


class GuardBook:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, population: Population) -> None:
        self._connection = connection
        self._population = population

    def enter(self, submission: Submission, card: CardRead) -> GuardedCase:
        """Count a case; one that was counted before stays what it was."""
        body, device = submission.body, submission.device
        read_at, person_key = body.evidence[-1].read_at, self._population.person_key(card)
        opens = body.flow in OPENING_FLOWS and body.completes is None
        case = GuardedCase(
            device_id=device.id,
            registration_id=str(submission.id),
            outlet_code=device.outlet_code,
            clerk_number=body.clerk_number,
            person_key=person_key,
            household_key=self._population.household_key(card),
            age=years(card, local_day(read_at)),
            nth=self._numbers_of(card, person_key) + 1 if opens else 0,
            flow=body.flow,
            read_at=read_at,
            sealed_at=body.confirmed_at,
        )
        self._connection.execute(_ENTER, asdict(case))
        return case

    def _numbers_of(self, card: CardRead, person_key: bytes) -> int:
        known = self._connection.scalar(_NUMBERS, {"person": person_key}) or 0
        return known + self._population.numbers_in_use(card)

    def count(self, case: GuardedCase, burst: Burst) -> int:
        """How many of its subject stand around a case, itself among them: before or after it."""
        column = _COLUMNS[burst.counted]
        asked = {
            "subject": getattr(case, column.name),
            "at": case.read_at,
            **_span(case, burst.within),
            **({"flows": list(burst.flows)} if burst.flows else {}),
        }
        counts = self._connection.execute(_COUNTS[burst.counted, bool(burst.flows)], asked).one()
        return int(max(counts))

    def elsewhere_at_once(self, case: GuardedCase, longest: timedelta) -> str:
        """At which other computer its work id was serving somebody meanwhile; empty for none."""
        asked = {
            "clerk": case.clerk_number,
            "device": case.device_id,
            "since": case.read_at - longest,
            "read": case.read_at,
            "sealed": case.sealed_at,
        }
        return self._connection.scalar(_AT_ONCE, asked) or ""

    def strangers(self, case: GuardedCase, group: Group) -> int:
        """How many households came to its outlet for a number, before a case or after it."""
        span = _span(case, group.within)
        spans = (span | {"until": case.read_at}, span | {"since": case.read_at})
        return max(
            self._connection.scalar(_HOUSEHOLDS, {"outlet": case.outlet_code, **each}) or 0
            for each in spans
        )

    def noes_about_clerk(self, clerk_number: str, since: datetime) -> int:
        """How often reviewers have said no about cases of one work id."""
        return self._connection.scalar(_NOES_OF_CLERK, {"clerk": clerk_number, "since": since}) or 0

    def has_no_about(self, person_key: bytes, since: datetime) -> bool:
        """Whether a reviewer has said no about this person, at whichever outlet."""
        asked = {"person": person_key, "since": since}
        return self._connection.scalar(_NO_ABOUT, asked) is not None


def _span(case: GuardedCase, reach: timedelta) -> dict[str, datetime]:
    return {"since": case.read_at - reach, "until": case.read_at + reach}
