"""What the gateway has forgotten, in memory and on disk: delivered again, or named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from pos_client.application.storage import Store
from pos_client.domain.audit import AuditEvent
from pos_client.domain.books import DeviceBooks
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import GATEWAY_FORGOT, OutboxState, SealedRegistration
from pos_client.infrastructure.database.store import SqlStore
from pos_client.testing.store import InMemoryStore
from tests.registrations import NOON, SEALED, receipt, registration

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)
FORGOTTEN = AuditEvent("registration_forgotten", NOON, {"sequence": 1})


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = InMemoryStore() if request.param == "memory" else SqlStore(tmp_path / "store")
    yield made
    made.close()


def saved(store: Store, count: int) -> list[SealedRegistration]:
    made = [registration(sequence) for sequence in range(1, count + 1)]
    for each in made:
        store.save(each, SEALED)
    return made


def again(store: Store, sealed: SealedRegistration) -> bool:
    return store.forgotten.deliver_again(sealed.id, FORGOTTEN, NOON + DAY)


def test_the_same_bytes_are_due_again_with_the_earlier_receipt_beside_them(store: Store) -> None:
    (sealed,) = saved(store, 1)
    first = receipt(sealed)
    store.settle(sealed.id, first, NOON)
    entries = store.audit_head()[0]
    assert again(store, sealed)
    assert store.audit_head()[0] == entries + 1
    due = store.claim(NOON + DAY)
    assert due is not None
    assert (due.id, due.envelope, due.attempts) == (sealed.id, sealed.envelope, 0)
    assert due.earlier_receipt == first.token
    row = store.row(sealed.id)
    assert row is not None
    assert (row.state, row.reason, row.outcome) == (OutboxState.PENDING, GATEWAY_FORGOT, None)
    assert store.kept_receipt(sealed.id) is None
    assert store.forgotten.earlier_receipts(sealed.id) == (first.token,)


def test_what_has_no_receipt_is_not_touched(store: Store) -> None:
    pending, aside = saved(store, 2)
    store.quarantine(aside.id, "G-206")
    assert not again(store, pending)
    assert not again(store, aside)
    store.forgotten.note(pending.id, FORGOTTEN, NOON)
    assert store.forgotten.noted() == ()
    due = store.claim(NOON)
    assert due is not None
    assert due.earlier_receipt == ""


def test_the_same_word_again_changes_no_total_and_says_nothing(store: Store) -> None:
    (sealed,) = saved(store, 1)
    store.settle(sealed.id, receipt(sealed), NOON)
    again(store, sealed)
    assert store.settle(sealed.id, receipt(sealed), NOON + DAY) is None
    assert store.summary(TODAY).accepted_today == 1
    assert store.summary(TODAY + DAY).accepted_today == 0
    row = store.row(sealed.id)
    assert row is not None
    assert (row.state, row.settled_at, row.reason) == (OutboxState.SETTLED, NOON + DAY, "")


def test_another_word_stands_and_both_are_kept(store: Store) -> None:
    (sealed,) = saved(store, 1)
    first = receipt(sealed)
    store.settle(sealed.id, first, NOON)
    again(store, sealed)
    review = receipt(sealed, Outcome.UNDER_REVIEW, "NUMBER_NOT_HELD")
    assert store.settle(sealed.id, review, NOON + DAY) is Outcome.ACCEPTED
    no = receipt(sealed, Outcome.REJECTED, "NUMBER_NOT_HELD")
    assert store.settle(sealed.id, no, NOON + 2 * DAY) is None, "was told already"
    row = store.row(sealed.id)
    assert row is not None
    assert row.outcome is Outcome.REJECTED
    assert store.forgotten.earlier_receipts(sealed.id) == (first.token,)
    assert store.summary(TODAY).accepted_today == 0
    assert store.summary(TODAY + 2 * DAY).rejected_today == 1


def test_what_was_open_before_is_no_other_word(store: Store) -> None:
    (sealed,) = saved(store, 1)
    store.settle(sealed.id, receipt(sealed, Outcome.UNDER_REVIEW, "RISK_REVIEW"), NOON)
    again(store, sealed)
    assert store.settle(sealed.id, receipt(sealed), NOON + DAY) is None


def test_it_may_be_forgotten_more_than_once(store: Store) -> None:
    (sealed,) = saved(store, 1)
    for _ in range(2):
        store.settle(sealed.id, receipt(sealed), NOON)
        assert again(store, sealed)
    assert len(store.forgotten.earlier_receipts(sealed.id)) == 2


def test_shredded_bytes_cannot_go_again_and_are_noted_once(store: Store) -> None:
    first, second = saved(store, 2)
    for each in (first, second):
        store.settle(each.id, receipt(each), NOON)
    store.shred(NOON + 8 * DAY)
    entries = store.audit_head()[0]
    assert not again(store, first)
    assert store.audit_head()[0] == entries
    for _ in range(2):
        store.forgotten.note(first.id, FORGOTTEN, NOON + 8 * DAY)
    assert store.audit_head()[0] == entries + 1
    assert store.forgotten.noted() == (1,)
    assert store.kept_receipt(first.id) is not None
    assert [each.sequence for each in store.forgotten.receipted_below(None, 9)] == [2]


def test_the_books_count_what_the_gateway_has_signed(store: Store) -> None:
    assert store.forgotten.receipted() == DeviceBooks(0, 0, 0)
    rows = saved(store, 5)
    store.settle(rows[0].id, receipt(rows[0]), NOON)
    store.settle(rows[1].id, receipt(rows[1], Outcome.UNDER_REVIEW, "RISK_REVIEW"), NOON)
    store.settle(rows[2].id, receipt(rows[2], Outcome.REJECTED, "QUOTA_FULL"), NOON)
    store.quarantine(rows[3].id, "G-206")
    assert store.forgotten.receipted() == DeviceBooks(3, 2, 0)
    again(store, rows[0])
    store.forgotten.note(rows[1].id, FORGOTTEN, NOON)
    assert store.forgotten.receipted() == DeviceBooks(1, 1, 0)


def test_what_was_let_go_of_long_ago_still_counts(store: Store) -> None:
    rows = saved(store, 3)
    for each in rows:
        store.settle(each.id, receipt(each), NOON)
    much_later = NOON + 800 * DAY
    store.note_contact(much_later, much_later)
    while store.shred(much_later):
        pass
    assert store.row(rows[0].id) is None
    assert store.forgotten.receipted() == DeviceBooks(3, 3, 0)


def test_rows_go_after_two_years_with_the_receipts_of_before(store: Store) -> None:
    rows = saved(store, 2)
    for each in rows:
        store.settle(each.id, receipt(each), NOON)
    again(store, rows[0])
    store.settle(rows[0].id, receipt(rows[0]), NOON)
    much_later = NOON + 800 * DAY
    store.note_contact(much_later, much_later)
    while store.shred(much_later):
        pass
    assert store.row(rows[0].id) is None
    assert store.forgotten.earlier_receipts(rows[0].id) == ()


def test_it_has_no_second_copy_for_nobody_else_can_show_its_receipt(store: Store) -> None:
    (sealed,) = saved(store, 1)
    store.settle(sealed.id, receipt(sealed), NOON)
    again(store, sealed)
    assert store.copies.missing(9) == ()
    assert store.copies.missing_count() == 1
