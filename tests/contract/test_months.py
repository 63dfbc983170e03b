"""Months of the store in memory and of that on disk say the same, and no more is read for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pos_client.application.storage import Store
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import SealedRegistration
from pos_client.infrastructure.database.store import SqlStore
from pos_client.testing.store import InMemoryStore
from tests.registrations import NOON, SEALED, receipt, registration

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = InMemoryStore() if request.param == "memory" else SqlStore(tmp_path / "store")
    yield made
    made.close()


def saved(store: Store, at: datetime, clerk: str = "1001", flow: str = "new_number") -> None:
    made = registration(store.next_sequence(), created_at=at, clerk_number=clerk)
    store.save(replace(made, flow=flow), SEALED)


def settled(store: Store, at: datetime, outcome: Outcome) -> SealedRegistration:
    made = registration(store.next_sequence(), created_at=at)
    store.save(made, SEALED)
    store.settle(made.id, receipt(made, outcome), at)
    return made


def test_an_empty_store_has_no_months(store: Store) -> None:
    months = store.days.months
    assert tuple(months.days(FIRST, LAST)) == ()
    assert tuple(months.clerks(FIRST, LAST)) == ()
    assert months.newest_before(NOON) == 0
    assert tuple(months.slice(10, 5)) == ()


def test_days_are_summed_up_and_those_outside_are_not(store: Store) -> None:
    for ahead in (-2, 0, 0, 1, 29, 30):
        saved(store, NOON + DAY * ahead, clerk="1001" if ahead else "1002")
    days = {each.day: each.figures.saved for each in store.days.months.days(FIRST, LAST)}
    assert days == {date(2026, 3, 2): 2, date(2026, 3, 3): 1, date(2026, 3, 31): 1}
    clerks = {
        each.clerk_number: each.figures.saved for each in store.days.months.clerks(FIRST, LAST)
    }
    assert clerks == {"1001": 2, "1002": 2}


def test_a_day_is_one_of_the_chinese_calendar(store: Store) -> None:
    saved(store, datetime(2026, 3, 1, 15, 59, tzinfo=UTC))
    saved(store, datetime(2026, 3, 1, 16, 1, tzinfo=UTC))
    days = {each.day: each.figures.saved for each in store.days.months.days(FIRST, LAST)}
    assert days == {date(2026, 3, 1): 1, date(2026, 3, 2): 1}


def test_the_border_of_a_month_is_found_by_halves(store: Store) -> None:
    times = [NOON + timedelta(hours=place) for place in range(37)]
    for at in times:
        saved(store, at)
    months = store.days.months
    for place, at in enumerate(times):
        assert months.newest_before(at) == place
        assert months.newest_before(at + timedelta(minutes=1)) == place + 1
    assert months.newest_before(times[-1] + DAY) == 37


def test_a_slice_goes_downwards_and_names_nobody(store: Store) -> None:
    saved(store, NOON, flow="re_registration")
    settled(store, NOON + DAY, Outcome.ACCEPTED)
    settled(store, NOON + 2 * DAY, Outcome.REJECTED)
    first = store.days.months.slice(3, 2)
    assert [each.sequence for each in first] == [3, 2]
    assert [each.outcome for each in first] == [Outcome.REJECTED, Outcome.ACCEPTED]
    (last,) = store.days.months.slice(1, 2)
    assert (last.flow, last.outcome) == ("re_registration", None)
    assert not {"masked_name", "masked_id_number", "masked_phone_number"} & set(
        type(last).__dataclass_fields__
    )


def test_a_month_out_of_a_long_history_is_found_by_the_keys_of_its_tables(tmp_path: Path) -> None:
    """Plans, not times: none of these questions walks all that was ever saved."""
    store = SqlStore(tmp_path / "store")
    statements: list[str] = []

    def plan(link: object) -> None:
        for statement in (
            "SELECT day, sum(saved) FROM shift_totals WHERE day BETWEEN ? AND ? GROUP BY day",
            "SELECT flow FROM outbox WHERE sequence <= ? AND ? ORDER BY sequence DESC LIMIT 9",
        ):
            found = link.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", ("1", "2"))  # type: ignore[attr-defined]
            statements.extend(row[3] for row in found)

    try:
        store.database.read(plan)
    finally:
        store.close()
    assert not any(each.startswith("SCAN") for each in statements), statements
