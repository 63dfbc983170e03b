"""A month is read in slices, between which every other job of the counter gets its turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from pos_client.application.month_reading import A_SLICE, MonthReading
from pos_client.domain.month_report import MonthReport, ReportHead
from pos_client.domain.outcome import Outcome
from pos_client.testing.months import InMemoryMonths
from pos_client.testing.workers import InlineWorkers
from tests.month_reports import month_report
from tests.registrations import registration

MONTH = date(2026, 3, 1)
BEGINS = datetime(2026, 2, 28, 16, tzinfo=UTC)  # the first midnight of March in China
HEAD: ReportHead = replace(month_report().head, month=MONTH)


class Turns(InlineWorkers):
    """Takes one job at a time, when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: deque[Callable[[], None]] = deque()

    def on_counter(self, job: Callable[[], None]) -> None:
        self.waiting.append(job)

    def run(self) -> int:
        turns = 0
        while self.waiting:
            self.waiting.popleft()()
            turns += 1
        return turns


def months(*times: datetime, flow: str = "new_number") -> InMemoryMonths:
    made = InMemoryMonths({})
    for place, at in enumerate(times, 1):
        sealed = replace(registration(place, created_at=at, is_offline=place % 2 == 0), flow=flow)
        made.note(sealed, Outcome.ACCEPTED if place % 3 else None)
    return made


def read(
    made: InMemoryMonths, workers: Turns, is_wanted: Callable[[], bool] = lambda: True
) -> list[MonthReport]:
    reports: list[MonthReport] = []
    MonthReading(made, workers, HEAD, None, is_wanted, reports.append).begin()
    return reports


def test_every_slice_is_a_job_of_its_own() -> None:
    count = 4 * A_SLICE + 1
    made = months(*(BEGINS + timedelta(minutes=place) for place in range(count)))
    reports = read(made, workers := Turns())
    assert reports == []
    assert workers.run() == 5
    assert reports[0].registrations == count


def test_only_the_month_is_read_whatever_lies_before_and_behind_it() -> None:
    before = [BEGINS - timedelta(minutes=place) for place in range(900, 0, -1)]
    within = [BEGINS, BEGINS + timedelta(days=30, hours=23, minutes=59)]
    behind = [BEGINS + timedelta(days=31), BEGINS + timedelta(days=40)]
    made = months(*before, *within, *behind)
    reports = read(made, workers := Turns())
    assert workers.run() == 1
    assert reports[0].registrations == 2


def test_flows_are_told_apart_with_what_became_of_them() -> None:
    made = months(*(BEGINS + timedelta(minutes=place) for place in range(6)))
    reports = read(made, workers := Turns())
    workers.run()
    (flow,) = reports[0].flows
    assert (flow.flow, flow.saved, flow.captured) == ("new_number", 6, 3)
    assert (flow.accepted, flow.rejected, flow.waiting) == (4, 0, 2)


def test_a_reading_that_nobody_wants_any_more_ends_without_a_word() -> None:
    made = months(*(BEGINS + timedelta(minutes=place) for place in range(3 * A_SLICE)))
    wanted = [True, True, False]
    reports = read(made, workers := Turns(), lambda: wanted.pop(0))
    workers.run()
    assert reports == []
    assert wanted == []


def test_a_month_without_a_registration_is_a_report_too() -> None:
    reports = read(months(), workers := Turns())
    assert workers.run() == 1
    assert reports[0].registrations == 0
