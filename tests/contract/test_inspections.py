"""Months that were signed: the store in memory and the store on disk say the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_client.application.storage import Store
from pos_client.application.trouble import StoreDamaged
from pos_client.domain.audit import AuditEvent
from pos_client.domain.inspection import CaseFinding, ChecklistAnswer, report_of
from pos_client.domain.inspection_draft import InspectionDraft, draft_of
from pos_client.domain.month import Month
from pos_client.infrastructure.database.retention import RECORD_KEPT
from pos_client.infrastructure.database.store import SqlStore
from pos_client.testing.store import InMemoryStore
from tests.inspecting import the_report
from tests.registrations import NOON

MONTH = Month(2026, 2)
DAY = timedelta(days=1)
DRAFT = (
    InspectionDraft(MONTH, "a" * 32)
    .answered("sign_displayed", ChecklistAnswer.NO)
    .judged("0190a000-0000-7000-8000-000000000001", CaseFinding.OTHER)
)


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = InMemoryStore() if request.param == "memory" else SqlStore(tmp_path / "store")
    yield made
    made.close()


def sign(store: Store, month: Month = MONTH, days: int = 0, **changes: object) -> bytes:
    report = the_report(month, **changes)
    event = AuditEvent("inspection_signed", NOON + days * DAY, {"month": str(month)})
    store.inspections.close(report, "proof", event)
    return report.sha256


def test_a_new_counter_has_signed_nothing(store: Store) -> None:
    book = store.inspections
    assert (book.last(), book.next_to_deliver(), book.signed_until()) == (None, None, None)
    assert book.draft(MONTH) is None


def test_a_draft_is_kept_as_it_was_left_until_its_month_is_signed(store: Store) -> None:
    store.inspections.keep_draft(DRAFT)
    store.inspections.keep_draft(replace(DRAFT, note="换了读卡器"))
    assert store.inspections.draft(MONTH) == replace(DRAFT, note="换了读卡器")
    store.inspections.keep_draft(replace(DRAFT, month=MONTH.next))
    sign(store)
    assert store.inspections.draft(MONTH) is None
    assert store.inspections.draft(MONTH.next) is not None


def test_a_signed_month_is_kept_with_its_entry_and_signed_once(store: Store) -> None:
    sha256 = sign(store)
    kept = store.inspections.last()
    assert kept is not None
    assert (kept.number, kept.report.sha256, kept.is_waiting) == (1, sha256, True)
    assert store.audit_behind(0, 9)[-1].event.kind == "inspection_signed"
    with pytest.raises(ValueError, match="signed"):
        sign(store)
    assert len(store.audit_behind(0, 9)) == 1
    assert store.inspections.signed_until() == MONTH


def test_the_oldest_goes_first_and_once(store: Store) -> None:
    sign(store)
    sign(store, MONTH.next)
    first = store.inspections.next_to_deliver()
    assert first is not None
    assert first.report.month == MONTH
    store.inspections.acknowledge(first.number, "receipt", NOON)
    store.inspections.acknowledge(first.number, "another", NOON + DAY)
    second = store.inspections.next_to_deliver()
    assert second is not None
    assert second.report.month == MONTH.next
    store.inspections.acknowledge(second.number, "receipt", NOON)
    last = store.inspections.last()
    assert (store.inspections.next_to_deliver(), last and last.acknowledged_at) == (None, NOON)


def test_a_refused_month_counts_for_nothing_and_may_be_signed_again(store: Store) -> None:
    sign(store)
    store.inspections.refuse(1, "INSPECTION_SIGNED")
    assert store.inspections.signed_until() is None
    assert store.inspections.next_to_deliver() is None
    sign(store)
    last = store.inspections.last()
    assert last is not None
    assert (last.number, last.reason) == (2, "")


def test_signed_months_are_kept_for_24_months_and_what_nobody_has_answered_for_ever(
    store: Store,
) -> None:
    for place in range(3):
        sign(store, Month(2026, place + 1), days=place)
    store.inspections.acknowledge(1, "receipt", NOON)
    far = NOON + RECORD_KEPT + 30 * DAY
    store.note_contact(far, far)
    while store.shred(far):
        pass
    left = store.inspections.next_to_deliver()
    assert left is not None
    assert left.number == 2
    last = store.inspections.last()
    assert last is not None
    assert last.number == 3
    sign(store, Month(2026, 4), days=4)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inspections SET report = replace(report, '\"NO\"', '\"YES\"') WHERE number = 1",
        "UPDATE inspections SET sha256 = x'{zero}', chain = x'{zero}' WHERE number = 2",
        "UPDATE inspections SET number = 9 WHERE number = 2",
        "DELETE FROM inspections WHERE number = 2",
    ],
)
def test_nobody_changes_a_signed_month_without_being_found_out(
    tmp_path: Path, statement: str
) -> None:
    path = tmp_path / "store"
    with closing(SqlStore(path)) as made:
        for place in range(3):
            sign(made, Month(2026, place + 1))
    statement = statement.replace("{zero}", "00" * 32)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if not statement.startswith("DELETE"):
            with pytest.raises(sqlite3.IntegrityError, match="stays as it is"):
                connection.execute(statement)
        connection.execute("DROP TRIGGER inspections_stay")
        connection.execute(statement)
    with closing(SqlStore(path)) as again, pytest.raises(StoreDamaged):
        again.inspections.last()


def test_a_report_and_a_draft_are_read_back_as_they_were() -> None:
    report = the_report()
    assert report_of(report.canonical) == report
    assert draft_of(DRAFT.canonical) == DRAFT
    for broken in ("", "{}", report.canonical[:-1], report.canonical.replace(":3,", ":3 ,", 1)):
        with pytest.raises(ValueError, match=r"report|Expecting|delimiter|form"):
            report_of(broken)
    assert report_of(report.canonical).amiss == 2


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "26-01", "2026-00", "２０２６-01", "x"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


def test_months_follow_each_other() -> None:
    december = Month(2026, 12)
    assert (december.next, december.next.previous) == (Month(2027, 1), december)
    assert (str(Month(2026, 2)), Month(2028, 2).last_day.day) == ("2026-02", 29)
    assert december.ends_before == december.next.begins_at
