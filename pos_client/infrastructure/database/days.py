"""The tables of shifts, of their totals, and of the sheets that ended them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import Insert, insert

from pos_client.application.trouble import StoreDamaged
from pos_client.domain.audit import AuditEntry, AuditEvent
from pos_client.domain.day_figures import ClerkFigures, Figures, Frozen, Shift, takes_sim
from pos_client.domain.day_sheet import DaySheet, SheetKind, sheet_of
from pos_client.domain.local_day import local_day
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import SealedRegistration
from pos_client.infrastructure.database import audit_chain
from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.months import SqlMonths
from pos_client.infrastructure.database.prepared import Prepared
from pos_client.infrastructure.database.tables import day_sheets, outbox, shift_totals, shifts

__all__ = ["SqlDays", "count_outcome", "count_saved", "forget", "of_day"]

_NAMES = tuple(each.name for each in fields(Figures))
_KEY = ("day", "shift", "clerk_number")


def _adding() -> Insert:
    total = insert(shift_totals)
    was, more = shift_totals.c, total.excluded
    return total.on_conflict_do_update(set_={name: was[name] + more[name] for name in _NAMES})


_ADD = Prepared(_adding(), (*_KEY, *_NAMES))
_OPEN_SHIFT = Prepared(select(func.coalesce(func.max(shifts.c.number), 1)))
# What is taken back was counted in the first shift that ended behind it, else in the open one.
_SHIFT_AT = Prepared(
    select(func.min(day_sheets.c.shift)).where(day_sheets.c.closed_at > bindparam("at"))
)
_COUNTED_OF = Prepared(
    select(outbox.c.clerk_number, outbox.c.flow, outbox.c.masked_phone_number).where(
        outbox.c.id == bindparam("which")
    )
)
_HIGHEST_SHEET = select(func.coalesce(func.max(day_sheets.c.number), 0))
_LAST_SHEET = select(day_sheets.c.sheet).order_by(day_sheets.c.number.desc()).limit(1)


class SqlDays:
    """Implements `Days`; `appended` hears of each entry that was added to the chain."""

    def __init__(self, database: Database, appended: Callable[[AuditEntry], AuditEntry]) -> None:
        self._database = database
        self._appended = appended
        self.months = SqlMonths(database)

    def begin_shift(self, clerk_number: str, now: datetime) -> None:
        def work(link: Connection) -> None:
            begun = insert(shifts).values(
                number=_open_shift(link), clerk_number=clerk_number, began_at=now
            )
            more = begun.excluded
            link.execute(
                begun.on_conflict_do_update(
                    set_={"clerk_number": more.clerk_number, "began_at": more.began_at},
                    where=shifts.c.began_at.is_(None),
                )
            )

        self._database.write(work, may_use_reserve=True)

    def shift(self) -> Shift:
        newest = select(shifts).order_by(shifts.c.number.desc()).limit(1)
        found = self._database.read(lambda link: link.execute(newest).one_or_none())
        return Shift() if found is None else Shift(found.number, found.clerk_number, found.began_at)

    def of_day(self, day: date) -> Sequence[ClerkFigures]:
        return self._database.read(lambda link: of_day(link, day))

    def of_shift(self, number: int) -> Sequence[ClerkFigures]:
        return self._database.read(lambda link: _lines(link, shift_totals.c.shift == number))

    def note_printed(
        self, clerk_number: str, now: datetime, *, is_slip: bool, is_reprint: bool
    ) -> None:
        name = ("slip" if is_slip else "form") + ("_reprints" if is_reprint else "s")
        figures = Figures(**{name: 1})
        self._database.write(lambda link: _count(link, local_day(now), clerk_number, figures))

    def note_refused(self, clerk_number: str, event: AuditEvent) -> AuditEntry:
        def work(link: Connection) -> AuditEntry:
            _count(link, local_day(event.at), clerk_number, Figures(refused=1))
            return audit_chain.append(link, event)

        return self._appended(self._database.write(work, may_use_reserve=True))

    def next_number(self) -> int:
        return self._database.read(_next_number)

    def day_ends(self, day: date) -> int:
        return self._database.read(lambda link: _day_ends(link, day))

    def freeze(self, day: date | None) -> Frozen:
        def work(link: Connection) -> Frozen:
            shift = _open_shift(link)
            counted = _counted_in(link, shift)
            if day is None:
                return Frozen(tuple(_lines(link, shift_totals.c.shift == shift)), counted)
            return Frozen(tuple(of_day(link, day)), counted, _day_ends(link, day))

        return self._database.read(work)

    def close(
        self, sheet: DaySheet, event: AuditEvent, counted: Mapping[tuple[date, str], Figures]
    ) -> AuditEntry:
        def work(link: Connection) -> AuditEntry:
            if sheet.number != _next_number(link) or sheet.shift != _open_shift(link):
                raise ValueError("this sheet is of another shift")
            link.execute(
                insert(day_sheets).values(
                    number=sheet.number,
                    kind=sheet.kind.value,
                    day=sheet.day.isoformat(),
                    shift=sheet.shift,
                    closed_at=sheet.made_at,  # what comes behind it is of the next shift
                    sheet=sheet.canonical,
                    sha256=sheet.sha256,
                )
            )
            link.execute(insert(shifts).values(number=sheet.shift + 1, clerk_number=""))
            for (day, clerk_number), figures in _counted_in(link, sheet.shift).items():
                late = figures + -counted.get((day, clerk_number), Figures())
                if late != Figures():
                    _count(link, day, clerk_number, -late, sheet.shift)
                    _count(link, day, clerk_number, late)
            return audit_chain.append(link, event)

        return self._appended(self._database.write(work, may_use_reserve=True))

    def last_sheet(self) -> DaySheet | None:
        text = self._database.read(lambda link: link.execute(_LAST_SHEET).scalar_one_or_none())
        try:
            return None if text is None else sheet_of(text)
        except ValueError:
            raise StoreDamaged(table="day_sheets") from None


def count_saved(connection: Connection, sealed: SealedRegistration) -> None:
    """Count a registration that is being saved."""
    figures = Figures(
        saved=1,
        captured=int(sealed.is_offline),
        sims_used=int(takes_sim(sealed.flow, sealed.masked_phone_number)),
    )
    _count(connection, local_day(sealed.created_at), sealed.clerk_number, figures)


def count_outcome(
    connection: Connection,
    registration_id: UUID,
    outcome: Outcome,
    at: datetime,
    *,
    is_taken_back: bool = False,
) -> None:
    """Count an outcome for the clerk who registered, or take one back that was counted then."""
    row = _COUNTED_OF.run(connection, {"which": registration_id}).fetchone()
    if row is None or not outcome.is_final:
        return
    clerk_number, flow, masked_phone_number = row
    by = -1 if is_taken_back else 1
    is_rejected = outcome is Outcome.REJECTED
    figures = Figures(
        accepted=by * (not is_rejected),
        rejected=by * is_rejected,
        # The SIM of a rejected registration lies in the drawer again.
        sims_used=-by * (is_rejected and takes_sim(flow, masked_phone_number)),
    )
    shift = None
    if is_taken_back:
        shift = _SHIFT_AT.run(connection, {"at": at}).fetchone()[0]
    _count(connection, local_day(at), clerk_number, figures, shift)


def forget(connection: Connection, before: datetime) -> int:
    """Let go of old figures and sheets; the newest sheet stays, for it says what comes next."""
    newest = select(func.max(day_sheets.c.number)).scalar_subquery()
    rows = connection.execute(
        delete(shift_totals).where(shift_totals.c.day < local_day(before).isoformat())
    ).rowcount
    rows += connection.execute(
        delete(day_sheets).where(day_sheets.c.closed_at <= before, day_sheets.c.number != newest)
    ).rowcount
    connection.execute(
        delete(shifts).where(
            shifts.c.began_at <= before, shifts.c.number != _open_shift(connection)
        )
    )
    return rows


def of_day(connection: Connection, day: date) -> Sequence[ClerkFigures]:
    return _lines(connection, shift_totals.c.day == day.isoformat())


def _count(
    connection: Connection,
    day: date,
    clerk_number: str,
    figures: Figures,
    shift: int | None = None,
) -> None:
    key = {
        "day": day.isoformat(),
        "shift": _open_shift(connection) if shift is None else shift,
        "clerk_number": clerk_number,
    }
    _ADD.run(connection, {**key, **asdict(figures)})


def _open_shift(connection: Connection) -> int:
    number: int = _OPEN_SHIFT.run(connection).fetchone()[0]
    return number


def _next_number(connection: Connection) -> int:
    highest: int = connection.execute(_HIGHEST_SHEET).scalar_one()
    return highest + 1


def _day_ends(connection: Connection, day: date) -> int:
    which = (day_sheets.c.kind == SheetKind.DAY_END.value, day_sheets.c.day == day.isoformat())
    found: int = connection.execute(select(func.count()).where(*which)).scalar_one()
    return found


def _counted_in(connection: Connection, shift: int) -> dict[tuple[date, str], Figures]:
    """The figures of a shift by day and work id."""
    names = (shift_totals.c[name] for name in ("day", "clerk_number", *_NAMES))
    return {
        (date.fromisoformat(day), clerk_number): Figures(*counted)
        for day, clerk_number, *counted in connection.execute(
            select(*names).where(shift_totals.c.shift == shift)
        )
    }


def _lines(connection: Connection, which: ColumnElement[bool]) -> Sequence[ClerkFigures]:
    sums = [func.sum(shift_totals.c[name]) for name in _NAMES]
    by_clerk = (
        select(shift_totals.c.clerk_number, *sums)
        .where(which)
        .group_by(shift_totals.c.clerk_number)
        .order_by(shift_totals.c.clerk_number)
    )
    return tuple(
        ClerkFigures(clerk_number, Figures(*counted))
        for clerk_number, *counted in connection.execute(by_clerk)
    )
