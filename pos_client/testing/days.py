"""Days and shifts of the store that forgets when the program ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from pos_client.domain.audit import AuditEntry, AuditEvent
from pos_client.domain.day_figures import ClerkFigures, Figures, Frozen, Shift, takes_sim, total
from pos_client.domain.day_sheet import DaySheet, SheetKind
from pos_client.domain.local_day import local_day
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import SealedRegistration
from pos_client.testing.kept import Day
from pos_client.testing.months import InMemoryMonths

__all__ = ["InMemoryDays"]


class InMemoryDays:
    """Implements `Days`, and counts what the store saves and settles."""

    def __init__(self, append_audit: Callable[[AuditEvent], AuditEntry]) -> None:
        self._append_audit = append_audit
        self._totals: dict[tuple[date, int, str], Figures] = {}
        self.months = InMemoryMonths(self._totals)
        self._shift = Shift()
        self._sheets: list[tuple[DaySheet, datetime]] = []

    def begin_shift(self, clerk_number: str, now: datetime) -> None:
        if self._shift.began_at is None:
            self._shift = replace(self._shift, clerk_number=clerk_number, began_at=now)

    def shift(self) -> Shift:
        return self._shift

    def of_day(self, day: date) -> Sequence[ClerkFigures]:
        return self._lines(lambda key: key[0] == day)

    def of_shift(self, number: int) -> Sequence[ClerkFigures]:
        return self._lines(lambda key: key[1] == number)

    def note_printed(
        self, clerk_number: str, now: datetime, *, is_slip: bool, is_reprint: bool
    ) -> None:
        figures = Figures(
            slips=int(is_slip and not is_reprint),
            slip_reprints=int(is_slip and is_reprint),
            forms=int(not is_slip and not is_reprint),
            form_reprints=int(not is_slip and is_reprint),
        )
        self._count(local_day(now), clerk_number, figures)

    def note_refused(self, clerk_number: str, event: AuditEvent) -> AuditEntry:
        self._count(local_day(event.at), clerk_number, Figures(refused=1))
        return self._append_audit(event)

    def day_ends(self, day: date) -> int:
        whole = (sheet.day for sheet, _ in self._sheets if sheet.kind is SheetKind.DAY_END)
        return sum(each == day for each in whole)

    def freeze(self, day: date | None) -> Frozen:
        counted = self._counted_in(self._shift.number)
        if day is None:
            return Frozen(tuple(self.of_shift(self._shift.number)), counted)
        return Frozen(tuple(self.of_day(day)), counted, self.day_ends(day))

    def next_number(self) -> int:
        return self._sheets[-1][0].number + 1 if self._sheets else 1

    def close(
        self, sheet: DaySheet, event: AuditEvent, counted: Mapping[tuple[date, str], Figures]
    ) -> AuditEntry:
        if sheet.number != self.next_number() or sheet.shift != self._shift.number:
            raise ValueError("this sheet is of another shift")
        self._sheets.append((sheet, sheet.made_at))
        self._shift = Shift(sheet.shift + 1)
        for key, figures in self._counted_in(sheet.shift).items():
            late = figures + -counted.get(key, Figures())
            if late != Figures():
                self._count(*key, -late, sheet.shift)
                self._count(*key, late)
        return self._append_audit(event)

    def last_sheet(self) -> DaySheet | None:
        return self._sheets[-1][0] if self._sheets else None

    def forget(self, before: datetime) -> int:
        """Let go of old figures and sheets; say how many."""
        old = [key for key in self._totals if key[0] < local_day(before)]
        for key in old:
            del self._totals[key]
        kept = [each for each in self._sheets[:-1] if each[1] > before] + self._sheets[-1:]
        gone, self._sheets = len(self._sheets) - len(kept), kept
        return len(old) + gone

    # What the store counts

    def of_queue(self, day: date) -> Day:
        """The totals of a day, as the summary of the queue shows them."""
        counted = total(self.of_day(day))
        return Day(counted.saved, counted.accepted, counted.rejected)

    def count_saved(self, sealed: SealedRegistration) -> None:
        self.months.note(sealed)
        figures = Figures(
            saved=1,
            captured=int(sealed.is_offline),
            sims_used=int(takes_sim(sealed.flow, sealed.masked_phone_number)),
        )
        self._count(local_day(sealed.created_at), sealed.clerk_number, figures)

    def count_outcome(
        self, sealed: SealedRegistration, outcome: Outcome, at: datetime, by: int = 1
    ) -> None:
        """Count an outcome, or with -1 take one back that was counted then."""
        self.months.note(sealed, outcome if by > 0 else None)
        if not outcome.is_final:
            return
        is_rejected = outcome is Outcome.REJECTED
        has_sim = takes_sim(sealed.flow, sealed.masked_phone_number)
        figures = Figures(
            accepted=by * (not is_rejected),
            rejected=by * is_rejected,
            sims_used=-by * (is_rejected and has_sim),
        )
        ended = [sheet.shift for sheet, closed_at in self._sheets if closed_at > at]
        shift = ended[0] if by < 0 and ended else None
        self._count(local_day(at), sealed.clerk_number, figures, shift)

    def _count(
        self, day: date, clerk_number: str, figures: Figures, shift: int | None = None
    ) -> None:
        key = (day, self._shift.number if shift is None else shift, clerk_number)
        self._totals[key] = self._totals.get(key, Figures()) + figures

    def _counted_in(self, shift: int) -> dict[tuple[date, str], Figures]:
        return {(key[0], key[2]): each for key, each in self._totals.items() if key[1] == shift}

    def _lines(self, is_asked: Callable[[tuple[date, int, str]], bool]) -> Sequence[ClerkFigures]:
        found: dict[str, Figures] = {}
        for key, figures in self._totals.items():
            if is_asked(key):
                found[key[2]] = found.get(key[2], Figures()) + figures
        return tuple(ClerkFigures(clerk, found[clerk]) for clerk in sorted(found))
