"""Which records have a second copy: one suite for the store in memory and the one on disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from pos_client.application.storage import Store
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import SealedRegistration
from pos_client.infrastructure.database.store import SqlStore
from pos_client.testing.store import InMemoryStore
from tests.registrations import NOON, SEALED, receipt, registration


@pytest.fixture(params=["memory", "sql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made: Store = InMemoryStore() if request.param == "memory" else SqlStore(tmp_path / "store")
    yield made
    made.close()


def saved(store: Store, predecessor_id: UUID | None = None) -> SealedRegistration:
    made = registration(store.next_sequence(), predecessor_id=predecessor_id)
    store.save(made, SEALED)
    return made


def missing(store: Store, limit: int = 9) -> list[int]:
    return [copy.sequence for copy in store.copies.missing(limit)]


def test_what_is_saved_lacks_a_copy_until_one_is_confirmed(store: Store) -> None:
    first, second = saved(store), saved(store)
    (copy, _) = store.copies.missing(9)
    assert (copy.id, copy.envelope) == (first.id, first.envelope)
    assert copy.envelope_sha256 == first.envelope_sha256
    assert (missing(store), missing(store, 1), store.copies.missing_count()) == ([1, 2], [1], 2)
    store.copies.note([first.id, first.id, uuid4()], NOON)
    store.copies.note([first.id], NOON)
    assert (missing(store), store.copies.missing_count()) == ([2], 1)
    store.copies.note([second.id], NOON)
    assert [(kept.id, kept.sequence) for kept in store.copies.confirmed(0, 9)] == [
        (first.id, 1),
        (second.id, 2),
    ]
    assert [kept.sequence for kept in store.copies.confirmed(1, 9)] == [2]
    assert [kept.sequence for kept in store.copies.confirmed(0, 1)] == [1]


def test_a_copy_that_is_gone_is_missing_again(store: Store) -> None:
    first = saved(store)
    store.copies.note([first.id], NOON)
    store.copies.forget([first.id, uuid4()])
    assert missing(store) == [1]


def test_what_is_put_aside_needs_a_copy_and_what_is_settled_needs_none(store: Store) -> None:
    first, second = saved(store), saved(store)
    store.quarantine(first.id, "G-206")
    store.settle(second.id, receipt(second), NOON)
    assert (missing(store), store.copies.settled(9)) == ([1], ())
    store.copies.note([first.id, second.id], NOON)
    assert store.copies.settled(9) == (second.id,)
    store.copies.forget([second.id])
    assert store.copies.settled(9) == ()


def test_a_copy_names_its_predecessor_until_that_is_settled_and_not_rejected(store: Store) -> None:
    first = saved(store)
    second = saved(store, first.id)
    assert [copy.predecessor_id for copy in store.copies.missing(9)] == [None, first.id]
    store.settle(first.id, receipt(first), NOON)
    assert [copy.predecessor_id for copy in store.copies.missing(9)] == [None]
    third = saved(store, second.id)
    store.settle(second.id, receipt(second, Outcome.REJECTED, "QUOTA_FULL"), NOON)
    assert [copy.predecessor_id for copy in store.copies.missing(9)] == [second.id]
    store.copies.note([second.id, third.id], NOON)
    assert store.copies.settled(9) == ()  # the relay holds what comes behind it by this one
    store.settle(third.id, receipt(third), NOON)
    assert store.copies.settled(9) == (second.id, third.id)


def test_bytes_that_have_rotted_are_not_copied(tmp_path: Path) -> None:
    store = SqlStore(tmp_path / "store")
    saved(store)
    saved(store)
    store.database.driver().execute("UPDATE envelopes SET envelope = x'00' WHERE sequence = 1")
    store.database.driver().commit()
    assert (missing(store), store.copies.missing_count()) == ([2], 2)
    store.close()
