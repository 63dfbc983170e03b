"""Envelopes of other counters: taken in once, delivered behind our own, kept like our own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos_client.application.storage import Store
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import (
    PREDECESSOR_REJECTED,
    OutboxRow,
    OutboxState,
    SealedRegistration,
)
from pos_client.infrastructure.database.store import SqlStore
from pos_client.protocol.bundle import SealedRecord
from pos_client.testing.store import InMemoryStore
from tests.registrations import NOON, SEALED, receipt, registration

HOUR = timedelta(hours=1)
OPEN = (OutboxState.PENDING, OutboxState.QUARANTINED)


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = InMemoryStore() if request.param == "memory" else SqlStore(tmp_path / "store")
    yield made
    made.close()


def saved(store: Store, sequence: int, **more: object) -> SealedRegistration:
    made = registration(sequence, **more)  # type: ignore[arg-type]
    store.save(made, SEALED)
    return made


def record(number: int) -> tuple[SealedRecord, SealedRegistration]:
    sealed = registration(900 + number)
    made = SealedRecord(
        sealed.id, "D-2", "FJ-1", number, NOON - HOUR, sealed.envelope, sealed.envelope_sha256
    )
    return made, sealed


def taken(store: Store, *numbers: int) -> list[SealedRegistration]:
    pairs = [record(number) for number in numbers]
    store.take_in([each for each, _ in pairs], NOON)
    return [sealed for _, sealed in pairs]


def others(store: Store, states: tuple[OutboxState, ...] = OPEN) -> list[OutboxRow]:
    page = store.page(
        states=states, below_sequence=None, above_sequence=None, limit=9, forwarded=True
    )
    return list(page)


def test_what_is_taken_in_again_or_is_our_own_changes_nothing(store: Store) -> None:
    own = saved(store, 1)
    known = SealedRecord(own.id, "D-1", "FJ-1", 1, NOON, own.envelope, own.envelope_sha256)
    assert store.take_in([record(1)[0], record(2)[0], known], NOON) == 2
    assert store.take_in([record(1)[0], record(2)[0], known], NOON) == 0
    assert [row.captured_by for row in others(store)] == ["D-2", "D-2"]
    assert store.next_sequence() == 2


def test_our_own_go_first_and_then_the_others_in_the_order_of_their_coming(store: Store) -> None:
    first, second = taken(store, 1, 2)
    own = saved(store, 1)
    for expected in (own, first, second):
        due = store.claim(NOON)
        assert due is not None
        assert (due.id, due.envelope) == (expected.id, expected.envelope)
        store.settle(due.id, receipt(expected), NOON)
    assert store.claim(NOON) is None
    assert others(store) == []
    assert {row.outcome for row in others(store, (OutboxState.SETTLED,))} == {Outcome.ACCEPTED}


def test_they_count_as_pending_and_make_the_queue_older(store: Store) -> None:
    taken(store, 1, 2)
    saved(store, 1)
    summary = store.summary(NOON.date())
    assert (summary.pending, summary.forwarded, summary.oldest_pending_at) == (3, 2, NOON - HOUR)
    assert store.count_pending(offline_only=False) == 3
    assert store.count_pending(offline_only=True) == 0
    assert store.count_pending("1001", offline_only=False) == 1


def test_they_wait_are_put_aside_and_let_go_like_our_own(store: Store) -> None:
    (other,) = taken(store, 1)
    store.postpone(other.id, NOON + HOUR, "G-202")
    assert store.claim(NOON) is None
    assert store.claim(NOON + HOUR, most_attempts=0) is None
    store.make_all_due()
    assert store.claim(NOON) is not None
    store.quarantine(other.id, "ID_REUSED")
    assert store.claim(NOON + HOUR) is None
    (row,) = others(store)
    assert (row.state, row.reason, row.attempts) == (OutboxState.QUARANTINED, "ID_REUSED", 1)
    assert store.summary(NOON.date()).quarantined == 1
    store.release(other.id)
    assert store.claim(NOON) is not None


def test_a_receipt_for_other_bytes_settles_none_of_them(store: Store) -> None:
    first, second = taken(store, 1, 2)
    with pytest.raises(ValueError, match="answers for something else"):
        store.settle(first.id, receipt(second), NOON)
    store.settle(first.id, receipt(first), NOON)
    store.settle(first.id, receipt(first, Outcome.REJECTED), NOON)
    assert others(store, (OutboxState.SETTLED,))[0].outcome is Outcome.ACCEPTED


def test_their_bytes_go_seven_days_after_the_receipt(store: Store) -> None:
    (other,) = taken(store, 1)
    assert store.shred(NOON + timedelta(days=99)) == 0
    store.settle(other.id, receipt(other), NOON)
    assert store.shred(NOON + timedelta(days=6)) == 0
    assert store.sealed(other.id) is not None
    assert store.shred(NOON + timedelta(days=7)) == 1
    assert store.sealed(other.id) is None
    assert store.shred(NOON + timedelta(days=8)) == 0


def test_one_record_can_be_had_whole_in_whatever_state(store: Store) -> None:
    own, (other,) = saved(store, 1), taken(store, 1)
    for each in (own, other):
        store.quarantine(each.id, "G-206")
        due = store.sealed(each.id)
        assert due is not None
        assert (due.envelope, due.envelope_sha256) == (each.envelope, each.envelope_sha256)
    assert store.sealed(registration(77).id) is None


def test_a_row_says_behind_whom_it_waits(store: Store) -> None:
    first = saved(store, 1)
    after = saved(store, 2, predecessor_id=first.id)

    def held_by() -> int:
        row = store.row(after.id)
        assert row is not None
        return row.held_by

    assert held_by() == 1
    store.quarantine(first.id, "G-206")
    assert held_by() == 1
    assert store.claim(NOON) is None
    store.release(first.id)
    store.settle(first.id, receipt(first), NOON)
    assert held_by() == 0
    due = store.claim(NOON)
    assert due is not None
    assert due.id == after.id


def test_a_rejected_predecessor_puts_its_successors_aside_until_somebody_lets_them_go(
    store: Store,
) -> None:
    first = saved(store, 1)
    after = saved(store, 2, predecessor_id=first.id)
    last = saved(store, 3, predecessor_id=after.id)
    store.settle(first.id, receipt(first, Outcome.REJECTED, "RISK_DENY"), NOON)
    assert store.claim(NOON) is None
    states = [store.row(each.id) for each in (after, last)]
    assert [dataclasses.astuple(row)[2] for row in states if row] == ["QUARANTINED", "PENDING"]
    aside = store.row(after.id)
    assert aside is not None
    assert aside.reason == PREDECESSOR_REJECTED
    store.release(after.id)
    due = store.claim(NOON)
    assert due is not None
    assert due.id == after.id
    store.settle(after.id, receipt(after), NOON)
    due = store.claim(NOON)
    assert due is not None
    assert due.id == last.id
