"""Reading a month in slices on the counter's thread, so that a customer waits for none of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from pos_client.application.months import Months
from pos_client.application.workers import Workers
from pos_client.domain.local_day import end_of_local_day
from pos_client.domain.month_report import FlowFigures, MonthReport, ReportHead
from pos_client.domain.oversight import OutletOversight, last_of_month

__all__ = ["A_SLICE", "MonthReading"]

A_SLICE = 250
"""So many rows at a time: some milliseconds, between which other jobs get their turn."""


@dataclass(slots=True)
class MonthReading:
    """One month that is being read; each slice asks for the next one behind whatever waits.

    Attributes:
        is_wanted: asked before each slice; a reading that nobody wants ends without a word.
        done: takes the report, on the counter's thread.
    """

    months: Months
    workers: Workers
    head: ReportHead
    outlet: OutletOversight | None
    is_wanted: Callable[[], bool]
    done: Callable[[MonthReport], None]
    _flows: dict[str, FlowFigures] = field(default_factory=dict)

    def begin(self) -> None:
        """Find the last registration of the month, and go backwards from there."""
        beyond = end_of_local_day(self._last_day)
        self._go_on_from(self.months.newest_before(beyond))

    def _go_on_from(self, sequence: int) -> None:
        self.workers.on_counter(lambda: self._read(sequence))

    def _read(self, up_to: int) -> None:
        if not self.is_wanted():
            return
        beginning = end_of_local_day(self.head.month - _ONE)
        lines = self.months.slice(up_to, A_SLICE)
        ours = [each for each in lines if each.created_at > beginning]
        for line in ours:
            so_far = self._flows.get(line.flow) or FlowFigures(line.flow)
            self._flows[line.flow] = so_far.with_one(line.outcome, is_offline=line.is_offline)
        if len(ours) == A_SLICE:
            self._go_on_from(lines[-1].sequence - 1)
        else:
            self._finish()

    def _finish(self) -> None:
        first, last = self.head.month, self._last_day
        self.done(
            MonthReport(
                head=self.head,
                days=tuple(self.months.days(first, last)),
                clerks=tuple(self.months.clerks(first, last)),
                flows=tuple(sorted(self._flows.values(), key=lambda each: -each.saved)),
                outlet=self.outlet,
            )
        )

    @property
    def _last_day(self) -> date:
        return last_of_month(self.head.month)


_ONE = timedelta(days=1)
