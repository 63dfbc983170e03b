"""A month's report of 20,000 registrations out of a long history, while a customer is served."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from pos_client.domain.local_day import end_of_local_day, local_day
from pos_client.domain.oversight import first_of_month
from tests.bench.children import Child, python
from tests.bench.history import MANY
from tests.bench.results import Row, Samples
from tests.bench.stall import goal_for
from tests.bench.world import World
from tests.history import store_with_history

__all__ = ["measure"]

REGISTRATIONS = 20_000
LIMIT_S = 5.0
_REPETITIONS = 3
_ANSWERS_WITHIN_S = 300.0
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FLOWS = "CASE sequence % 4 WHEN 0 THEN 're_registration' WHEN 1 THEN 'transfer' ELSE flow END"


def measure(world: World) -> Iterator[Row]:
    """Make the report beside a customer, and serve the same customer without one, in turns."""
    pattern = world.new_folder("report") / "store.sqlite3"
    with closing(store_with_history(pattern, MANY)) as store:
        store.database.write(lambda link: _fill_month(link, datetime.now(UTC)))
    ours: list[dict[str, Any]] = []
    without: list[dict[str, Any]] = []
    for _ in range(_REPETITIONS):
        ours.append(_served(world, pattern, "with"))
        without.append(_served(world, pattern, "without"))
    for each in ours:
        if each["registrations"] < REGISTRATIONS:
            raise RuntimeError(f"only {each['registrations']} of {REGISTRATIONS} were read")
    made = Samples(tuple(each["report"] for each in ours), (LIMIT_S,) * len(ours))
    yield Row.of(
        "report",
        "s",
        made,
        1.0,
        f"the oversight page with its plots, then {REGISTRATIONS:,} registrations of a month read "
        f"and made a PDF, an XLSX and a CSV on the disk, with {MANY:,} in the history, while a "
        "customer is served / the limit that was set",
    )
    waits = Samples(tuple(each["stall"] for each in ours), tuple(each["stall"] for each in without))
    yield Row.of(
        "report_stall",
        "s",
        waits,
        goal_for(median(waits.reference)),
        "longest wait for an answer of the window's thread while that report is read and made, and "
        "a customer's pages are drawn and registrations saved / the same without a report",
    )
    longest = max(each["counter"] for each in ours)
    world.note(f"longest wait of a registration for the counter beside a report: {longest:.3f} s")


def _served(world: World, pattern: Path, how: str) -> dict[str, Any]:
    folder = world.new_folder("reporting")
    shutil.copy(pattern, folder / "store.sqlite3")
    command = python("reporting", str(folder), how)
    with Child(command, folder.with_name(f"{folder.name}.log")) as child:
        return child.answer(_ANSWERS_WITHIN_S)


def _fill_month(link: Any, now: datetime) -> None:
    """Let the newest registrations be this month's, spread over its days, with their totals."""
    today = local_day(now)
    first = first_of_month(today)
    begins = end_of_local_day(first - timedelta(days=1))
    span = max(now - begins, timedelta(hours=1)) / _MICROSECOND
    link.exec_driver_sql(
        f"UPDATE outbox SET flow = {_FLOWS}, created_at = ? + "  # noqa: S608 - our own words
        "CAST((sequence - ?) * ? AS INTEGER) WHERE sequence > ?",
        (
            int((begins - _EPOCH) / _MICROSECOND) + 1,
            MANY - REGISTRATIONS,
            (span - 1) / (REGISTRATIONS + 1),
            MANY - REGISTRATIONS,
        ),
    )
    days = [first + timedelta(days=ahead) for ahead in range((today - first).days + 1)]
    for day in days:
        for clerk in range(8):
            link.exec_driver_sql(
                "INSERT OR REPLACE INTO shift_totals (day, shift, clerk_number, saved, accepted, "
                "rejected, refused) VALUES (?, 1, ?, ?, ?, ?, ?)",
                (day.isoformat(), f"10{clerk:02d}", *_figures(day, clerk, len(days))),
            )


def _figures(day: date, clerk: int, days: int) -> tuple[int, int, int, int]:
    saved = REGISTRATIONS // days // 8
    return saved, saved - clerk, clerk % 3, day.day % 4
