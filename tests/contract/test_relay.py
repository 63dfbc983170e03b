"""One suite for the relay in memory and the one in PostgreSQL."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from pos_client.application.copies import Copy
from pos_client.application.relay import Relay
from pos_client.domain.outcome import Outcome
from pos_client.infrastructure.relay.sql_relay import SqlRelay
from pos_client.testing.relay import InMemoryRelay, SharedEnvelopes
from tests.registrations import receipt, registration

LONG, NONE = timedelta(hours=1), timedelta(0)
Counter = Callable[[str], Relay]


@pytest.fixture(params=["memory", "postgresql"])
def counter(request: pytest.FixtureRequest) -> Iterator[Counter]:
    """Make a counter's way to one relay: of the outlet O-1, or of the one behind an @."""
    made: list[Relay] = []
    if request.param == "memory":
        shared = SharedEnvelopes()

        def make(device: str) -> Relay:
            name, _, outlet = device.partition("@")
            made.append(InMemoryRelay(shared, name, outlet or "O-1"))
            return made[-1]
    else:
        address = request.getfixturevalue("postgresql").address

        def make(device: str) -> Relay:
            name, _, outlet = device.partition("@")
            made.append(SqlRelay(address, name, outlet or "O-1"))
            return made[-1]

    yield make
    for relay in made:
        relay.close()
        relay.release()


def copy(sequence: int, predecessor_id: UUID | None = None) -> Copy:
    sealed = registration(sequence)
    return Copy(sealed.id, sequence, sealed.envelope, sealed.envelope_sha256, predecessor_id)


def test_it_gives_back_what_was_put_and_says_the_hash_of_its_bytes(counter: Counter) -> None:
    ours, other = counter("D-1"), counter("D-2")
    ours.put([copy(1), copy(2)], NONE)
    assert ours.held([copy(1).id, copy(3).id]) == {copy(1).id: copy(1).envelope_sha256}
    assert other.held([copy(1).id]) == {}
    leased = other.claim(9, LONG)
    assert [(each.device_id, each.id, each.sequence, each.attempts) for each in leased] == [
        ("D-1", copy(1).id, 1, 0),
        ("D-1", copy(2).id, 2, 0),
    ]
    assert [each.envelope for each in leased] == [copy(1).envelope, copy(2).envelope]


def test_putting_it_again_changes_nothing(counter: Counter) -> None:
    ours, other = counter("D-1"), counter("D-2")
    ours.put([copy(1)], NONE)
    (leased,) = other.claim(9, LONG)
    other.answer(leased, receipt(registration(1)))
    ours.put([copy(1)], NONE)
    assert [left.token for left in ours.receipts(0, 9)] == ["token-ACCEPTED"]
    assert ours.counts().waiting == 0


def test_other_bytes_under_the_same_id_are_replaced(counter: Counter) -> None:
    ours, other = counter("D-1"), counter("D-2")
    rotten = replace(copy(1), envelope=b"rotten")
    ours.put([rotten], NONE)
    assert ours.held([copy(1).id]) == {copy(1).id: hashlib.sha256(b"rotten").digest()}
    ours.put([copy(1)], NONE)
    assert ours.held([copy(1).id]) == {copy(1).id: copy(1).envelope_sha256}
    assert other.claim(9, LONG)[0].envelope == copy(1).envelope


def test_a_counter_claims_neither_its_own_nor_what_is_leased_nor_another_outlets(
    counter: Counter,
) -> None:
    ours, second, third = counter("D-1"), counter("D-2"), counter("D-3")
    ours.put([copy(1), copy(2), copy(3)], NONE)
    assert ours.claim(9, LONG) == ()
    assert counter("D-9@O-2").claim(9, LONG) == ()
    assert [each.sequence for each in second.claim(2, LONG)] == [1, 2]
    assert [each.sequence for each in third.claim(9, LONG)] == [3]
    assert second.claim(9, LONG) == ()


def test_what_its_own_counter_delivers_is_left_to_it(counter: Counter) -> None:
    ours, other = counter("D-1"), counter("D-2")
    ours.put([copy(1)], LONG)
    assert other.claim(9, LONG) == ()
    ours.put([copy(2)], NONE)
    ours.keep_own(LONG)
    assert other.claim(9, LONG) == ()
    ours.keep_own(NONE)
    assert [each.sequence for each in other.claim(9, LONG)] == [1, 2]


def test_a_lease_that_has_run_out_is_claimed_by_another_and_counted(counter: Counter) -> None:
    ours, second, third = counter("D-1"), counter("D-2"), counter("D-3")
    ours.put([copy(1)], NONE)
    (first,) = second.claim(1, NONE)
    (again,) = third.claim(1, LONG)
    assert (first.id, first.attempts, again.id, again.attempts) == (first.id, 0, first.id, 1)


def test_a_lease_is_let_go_by_its_owner_only(counter: Counter) -> None:
    ours, second, third = counter("D-1"), counter("D-2"), counter("D-3")
    ours.put([copy(1)], NONE)
    (leased,) = second.claim(1, LONG)
    third.let_go(leased, NONE)
    assert third.claim(1, LONG) == ()
    second.let_go(leased, LONG)
    assert third.claim(1, LONG) == ()
    second.let_go(leased, NONE)
    assert third.claim(1, LONG) == ()  # it is nobody's until the wait is over


def test_one_that_fails_again_and_again_is_behind_those_that_wait(counter: Counter) -> None:
    ours, other = counter("D-1"), counter("D-2")
    ours.put([copy(1), copy(2), copy(3)], NONE)
    (first,) = other.claim(1, LONG)
    other.let_go(first, NONE)
    assert [each.sequence for each in other.claim(2, LONG)] == [2, 3]
    assert [each.sequence for each in other.claim(9, LONG)] == [1]


def test_only_what_was_tried_no_more_often_is_claimed_and_what_was_not_sent_was_not_tried(
    counter: Counter,
) -> None:
    ours, other = counter("D-1"), counter("D-2")
    ours.put([copy(1), copy(2)], NONE)
    first, second = other.claim(9, LONG)
    other.let_go(first, NONE)
    other.let_go(second, NONE, was_tried=False)
    assert [(each.id, each.attempts) for each in other.claim(9, LONG, 0)] == [(second.id, 0)]
    assert [(each.id, each.attempts) for each in other.claim(9, LONG, 1)] == [(first.id, 1)]


def test_the_first_receipt_stays_and_is_told_to_its_own_counter_only(counter: Counter) -> None:
    ours, other = counter("D-1"), counter("D-2")
    ours.put([copy(1), copy(2)], NONE)
    first, second = other.claim(9, LONG)
    other.answer(second, receipt(registration(2)))
    other.answer(first, receipt(registration(1)))
    other.answer(first, receipt(registration(1), Outcome.REJECTED, "QUOTA_FULL"))
    assert [(left.id, left.sequence, left.token) for left in ours.receipts(0, 9)] == [
        (copy(1).id, 1, "token-ACCEPTED"),
        (copy(2).id, 2, "token-ACCEPTED"),
    ]
    assert [left.sequence for left in ours.receipts(1, 9)] == [2]
    assert [left.sequence for left in ours.receipts(0, 1)] == [1]
    assert other.receipts(0, 9) == ()
    assert other.claim(9, LONG) == ()


def test_a_word_that_is_no_receipt_is_discarded_and_the_envelope_goes_again(
    counter: Counter,
) -> None:
    ours, other = counter("D-1"), counter("D-2")
    ours.put([copy(1)], NONE)
    (leased,) = other.claim(9, NONE)
    other.answer(leased, receipt(registration(1)))
    ours.discard_receipt(copy(1).id, "another word")
    assert len(ours.receipts(0, 9)) == 1
    ours.discard_receipt(copy(1).id, "token-ACCEPTED")
    assert ours.receipts(0, 9) == ()
    assert [each.id for each in other.claim(9, LONG)] == [copy(1).id]


def test_what_the_gateway_will_never_take_is_tried_by_nobody_else(counter: Counter) -> None:
    ours, second, third = counter("D-1"), counter("D-2"), counter("D-3")
    ours.put([copy(1)], NONE)
    (leased,) = second.claim(9, NONE)
    second.refuse(leased, "ENVELOPE_UNREADABLE")
    assert third.claim(9, LONG) == ()
    counts = ours.counts()
    assert (counts.waiting, counts.refused) == (1, 1)


def test_a_successor_waits_for_the_receipt_of_what_is_before_it(counter: Counter) -> None:
    ours, other = counter("D-1"), counter("D-2")
    ours.put([copy(1), copy(2, copy(1).id)], NONE)
    (first,) = other.claim(9, LONG)
    assert first.sequence == 1
    other.answer(first, receipt(registration(1)))
    assert [each.sequence for each in other.claim(9, LONG)] == [2]


def test_a_rejected_one_holds_what_comes_behind_it(counter: Counter) -> None:
    ours, other = counter("D-1"), counter("D-2")
    ours.put([copy(1), copy(2, copy(1).id)], NONE)
    (first,) = other.claim(9, LONG)
    other.answer(first, receipt(registration(1), Outcome.REJECTED, "QUOTA_FULL"))
    assert other.claim(9, LONG) == ()


def test_a_successor_of_what_was_never_copied_waits_until_its_own_counter_says_so(
    counter: Counter,
) -> None:
    ours, other = counter("D-1"), counter("D-2")
    ours.put([copy(2, copy(1).id)], NONE)
    assert other.claim(9, LONG) == ()
    ours.retire([copy(1).id])
    assert [each.sequence for each in other.claim(9, LONG)] == [2]


def test_retired_copies_are_gone_and_free_what_waited_for_them(counter: Counter) -> None:
    ours, other = counter("D-1"), counter("D-2")
    ours.put([copy(1), copy(2, copy(1).id)], NONE)
    other.retire([copy(1).id])
    assert ours.counts().waiting == 2
    ours.retire([copy(1).id])
    assert ours.held([copy(1).id]) == {}
    assert [each.sequence for each in other.claim(9, LONG)] == [2]


def test_it_counts_what_waits_and_what_is_leased(counter: Counter) -> None:
    ours, other = counter("D-1"), counter("D-2")
    ours.put([copy(1), copy(2), copy(3)], NONE)
    leased = other.claim(2, LONG)
    other.answer(leased[0], receipt(registration(1)))
    counts = other.counts()
    assert (counts.waiting, counts.leased, counts.refused, counts.schema) == (2, 1, 0, 1)


def left(relay: Relay, limit: int = 9) -> list[tuple[str, int, str]]:
    found = relay.left_over(("", 0), limit)
    assert relay.counts().left_over == len(relay.left_over(("", 0), 99))
    return [(each.device_id, each.sequence, each.reason) for each in found]


def test_what_no_counter_takes_up_by_itself_is_named_with_the_reason(counter: Counter) -> None:
    lost, other = counter("D-1"), counter("D-2")
    lost.put([copy(1), copy(2, copy(1).id), copy(3), copy(4, copy(9).id)], NONE)
    lost.put([copy(5), copy(6, copy(5).id)], NONE)
    counter("D-9@O-2").put([copy(7, copy(8).id)], NONE)
    for leased in other.claim(9, NONE):
        if leased.sequence == 1:
            other.answer(leased, receipt(registration(1), Outcome.REJECTED, "QUOTA_FULL"))
        if leased.sequence == 3:
            other.refuse(leased, "ENVELOPE_UNREADABLE")
    expected = [
        ("D-1", 2, "PREDECESSOR_REJECTED"),
        ("D-1", 3, "ENVELOPE_UNREADABLE"),
        ("D-1", 4, "PREDECESSOR_MISSING"),
        ("D-1", 6, "PREDECESSOR_PENDING"),
    ]
    assert left(other) == expected
    assert left(other, 1) == expected[:1]
    (second, *_) = other.left_over(("D-1", 2), 9)
    assert (second.sequence, second.envelope) == (3, copy(3).envelope)


def test_what_its_own_counter_keeps_is_not_left_over(counter: Counter) -> None:
    ours, other = counter("D-1"), counter("D-2")
    ours.put([copy(4, copy(9).id)], NONE)
    ours.keep_own(LONG)
    assert left(other) == []
    ours.keep_own(NONE)
    assert left(other) == [("D-1", 4, "PREDECESSOR_MISSING")]


def test_what_is_left_over_is_let_go_by_its_id_and_claimed_like_any_other(
    counter: Counter,
) -> None:
    lost, other = counter("D-1"), counter("D-2")
    lost.put([copy(3), copy(4, copy(9).id), copy(5)], NONE)
    refused, _ = other.claim(9, NONE)
    other.refuse(refused, "ENVELOPE_UNREADABLE")
    assert other.free(copy(3).id)
    assert other.free(copy(4).id)
    assert not other.free(copy(5).id)  # that goes by itself
    assert not other.free(copy(6).id)
    assert not counter("D-9@O-2").free(copy(4).id)
    assert left(other) == []
    claimed = {each.sequence: each.attempts for each in other.claim(9, LONG)}
    assert claimed == {3: 0, 4: 0, 5: 1}


def test_it_connects_once_and_again_after_it_was_released(counter: Counter) -> None:
    ours = counter("D-1")
    assert ours.connections == 0
    ours.open()
    ours.put([copy(1)], NONE)
    assert ours.connections == 1
    ours.release()
    ours.open()
    assert ours.connections == 2
