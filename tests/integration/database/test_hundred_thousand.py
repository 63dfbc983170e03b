"""A long history costs a page nothing: every question is one walk of an index."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest

from pos_client.application.storage import Store
from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.database.store import SqlStore
from tests.history import store_with_history
from tests.registrations import NOON

MANY, FEW = 100_000, 200
ALL = tuple(OutboxState)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqlStore, SqlStore]]:
    folder = tmp_path_factory.mktemp("history")
    with (
        closing(store_with_history(folder / "few", FEW)) as few,
        closing(store_with_history(folder / "many", MANY)) as many,
    ):
        yield few, many


def page(*states: OutboxState, below: int | None = None) -> Callable[[Store], object]:
    return lambda store: store.page(
        states=states or ALL, below_sequence=below, above_sequence=None, limit=50
    )


READS: dict[str, Callable[[Store], object]] = {
    "newest page": page(),
    "open page": page(OutboxState.PENDING, OutboxState.QUARANTINED),
    "settled page": page(OutboxState.SETTLED),
    "page in the middle": page(below=FEW // 2),
    "page upwards": lambda store: store.page(
        states=ALL, below_sequence=None, above_sequence=FEW // 2, limit=50
    ),
    "claim": lambda store: store.claim(NOON - timedelta(days=9999)),
    "summary": lambda store: store.summary(date(2026, 3, 2)),
    "offline pending": lambda store: store.count_pending(offline_only=True),
    "open outcomes": lambda store: store.awaiting_outcome(50),
    "next sequence": lambda store: store.next_sequence(),
    "needs customer": lambda store: store.page(
        states=ALL, below_sequence=None, above_sequence=None, limit=50, needs_customer=True
    ),
    "under review": lambda store: store.page(
        states=ALL, below_sequence=None, above_sequence=None, limit=50, under_review=True
    ),
    "brought by others": lambda store: store.page(
        states=ALL, below_sequence=None, above_sequence=None, limit=50, forwarded=True
    ),
    "what the gateway has to know": lambda store: store.forgotten.receipted(),
    "what it has forgotten": lambda store: store.forgotten.noted(),
    "asked for one by one": lambda store: store.forgotten.receipted_below(None, 20),
    "copies missing": lambda store: store.copies.missing_count(),
    "copies to take out": lambda store: store.copies.settled(100),
    "copies to compare": lambda store: store.copies.confirmed(0, 100),
}


def seconds(read: Callable[[Store], object], store: Store) -> float:
    times = []
    for _ in range(15):
        start = time.perf_counter()
        read(store)
        times.append(time.perf_counter() - start)
    return min(times)


@pytest.mark.parametrize("name", READS)
def test_a_question_costs_the_same_after_years(
    stores: tuple[SqlStore, SqlStore], name: str
) -> None:
    few, many = (seconds(READS[name], store) for store in stores)
    # A walk of the whole table takes forty; forty open rows, where the other has one, take two.
    assert many < 4 * few + 0.01


@pytest.mark.parametrize("name", READS)
def test_no_question_walks_the_whole_table(stores: tuple[SqlStore, SqlStore], name: str) -> None:
    many = stores[1]
    asked: list[str] = []
    driver = many.database.driver()
    driver.set_trace_callback(asked.append)
    READS[name](many)
    driver.set_trace_callback(None)
    selects = [statement for statement in asked if statement.startswith("SELECT")]
    assert selects
    for statement in selects:
        plan = [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}")]
        assert not [step for step in plan if "TEMP B-TREE" in step], (statement, plan)
        scans = [step for step in plan if step.startswith("SCAN outbox") and "INDEX" not in step]
        assert not scans, (statement, plan)


def test_a_page_is_read_within_its_twenty_milliseconds(stores: tuple[SqlStore, SqlStore]) -> None:
    assert seconds(READS["newest page"], stores[1]) < 0.02
