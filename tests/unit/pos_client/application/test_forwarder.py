"""The forwarder: copies are made up by id, receipts are checked, and leases are given back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from pos_client.application.forwarder import Forwarder, ForwarderNews
from pos_client.application.forwarding import Forwarding, Terms
from pos_client.application.outbox import StoreAtHand
from pos_client.application.relay_trouble import RelayAway, RelayTooNew, RelayUnsafe
from pos_client.application.storage import Due
from pos_client.application.trouble import (
    NotAuthorised,
    OutcomeUnknown,
    Trouble,
    Unreachable,
    Unreadable,
)
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import OutboxState, SealedRegistration
from pos_client.testing.clock import FrozenClock
from pos_client.testing.relay import InMemoryRelay, SharedEnvelopes
from pos_client.testing.store import InMemoryStore
from tests.registrations import NOON, SEALED, registration

TERMS = Terms()


class Line:
    """A gateway that answers a delivery with a receipt, or as it is told."""

    def __init__(self, clock: FrozenClock) -> None:
        self._clock = clock
        self.troubles: list[Trouble] = []
        self.effects: dict[UUID, int] = {}
        self.sent: list[UUID] = []
        self.takes = timedelta(0)

    def deliver(self, due: Due) -> Receipt:
        self.sent.append(due.id)
        self._clock.advance(self.takes)
        if self.troubles:
            raise self.troubles.pop(0)
        self.effects.setdefault(due.id, 1)
        return given(due.id, "D-1", due.envelope_sha256)

    def close(self) -> None:
        """Nothing is open."""


def given(id_: UUID, device_id: str, sha256: bytes, by: str = "gateway") -> Receipt:
    token = f"{by} {device_id} {id_} {sha256.hex()}"
    return Receipt(id_, device_id, sha256, Outcome.ACCEPTED, "", "", NOON, token)


def read(token: str) -> Receipt:
    by, device_id, id_, sha256 = token.split()
    if by != "gateway":
        raise ValueError("not signed by the gateway")
    return given(UUID(id_), device_id, bytes.fromhex(sha256))


class Counter:
    """One counter of a shop, whose turns a test takes itself."""

    def __init__(self, shop: Shop, device_id: str) -> None:
        self.store = InMemoryStore()
        self.relay = InMemoryRelay(shop.shared, device_id, "O-1")
        self.line = Line(shop.clock)
        self.told: list[Trouble] = []
        self.settled: list[UUID] = []
        self.delivers = True
        self.puts: list[UUID] = []
        put = self.relay.put

        def counted(copies: Any, lease: timedelta) -> None:
            self.puts += [copy.id for copy in copies]
            put(copies, lease)

        self.relay.put = counted  # type: ignore[method-assign]
        self.forwarder = Forwarder(
            StoreAtHand(self.store),
            self.relay,
            Forwarding(self.relay, self.line, shop.clock, TERMS),  # type: ignore[arg-type]
            shop.clock,
            ForwarderNews(
                lambda: None,
                lambda receipt: self.settled.append(receipt.registration_id),
                self.told.append,
            ),
            read,
            device_id,
            lambda: self.delivers,
            TERMS,
        )
        self.turn = self.forwarder.turn

    def save(self, *, predecessor_id: UUID | None = None) -> SealedRegistration:
        made = registration(self.store.next_sequence(), predecessor_id=predecessor_id)
        self.store.save(made, SEALED)
        return made

    @property
    def pending(self) -> int:
        return self.store.count_pending(offline_only=False)


class Shop:
    """Two counters and what they share."""

    def __init__(self) -> None:
        self.clock = FrozenClock()
        self.shared = SharedEnvelopes(self.clock.now)
        self.ours, self.other = Counter(self, "D-1"), Counter(self, "D-2")
        self.ours.delivers = False

    @property
    def ids(self) -> list[UUID]:
        return [id_ for _, id_ in self.shared.rows]

    def later(self, by: timedelta = TERMS.own) -> None:
        self.clock.advance(by)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_what_was_saved_is_copied_and_known_to_be(shop: Shop) -> None:
    sealed = [shop.ours.save() for _ in range(45)]
    shop.ours.turn()
    assert shop.ids == [each.id for each in sealed]
    assert shop.ours.store.copies.missing_count() == 0
    shop.ours.turn()
    assert len(shop.ours.puts) == 45


@pytest.mark.fault(49)
def test_a_commit_whose_answer_was_lost_is_looked_up_by_id_and_not_written_again(
    shop: Shop,
) -> None:
    shop.ours.save()
    shop.shared.loses_answer = True
    shop.ours.turn()
    assert (shop.ours.forwarder.code, shop.ours.store.copies.missing_count()) == ("L-801", 1)
    shop.later()
    shop.ours.turn()
    assert (shop.ours.forwarder.code, shop.ours.store.copies.missing_count()) == ("", 0)
    assert len(shop.ours.puts) == 1


@pytest.mark.fault(49)
def test_a_relay_that_is_away_is_asked_less_and_less_often_and_nobody_is_bothered(
    shop: Shop,
) -> None:
    shop.ours.save()
    shop.shared.trouble = RelayAway()
    waits = []
    for _ in range(8):
        shop.ours.turn()
        waits.append(shop.ours.turn())
        shop.later(timedelta(seconds=waits[-1]))
    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]
    assert shop.ours.told == []
    shop.shared.trouble = None
    shop.ours.turn()
    assert (shop.ours.forwarder.code, shop.ours.store.copies.missing_count()) == ("", 0)


@pytest.mark.fault(52)
@pytest.mark.parametrize("trouble", [RelayUnsafe(setting="fsync"), RelayTooNew(found=2, known=1)])
def test_what_people_can_mend_is_told_now_and_then(
    shop: Shop, trouble: RelayUnsafe | RelayTooNew
) -> None:
    shop.shared.trouble = trouble
    for _ in range(60):
        shop.ours.turn()
        shop.later(timedelta(seconds=15))
    assert [(met.code, met.facts) for met in shop.ours.told] == [(trouble.code, trouble.facts)] * 2


@pytest.mark.fault(50)
def test_copies_that_a_new_connection_does_not_find_are_written_again(shop: Shop) -> None:
    first, second = shop.ours.save(), shop.ours.save()
    shop.ours.turn()
    del shop.shared.rows["D-1", second.id]
    shop.ours.relay.release()  # another connection, perhaps to another server
    shop.ours.turn()
    assert shop.ids == [first.id, second.id]
    assert shop.ours.puts == [first.id, second.id, second.id]


@pytest.mark.fault(50)
def test_copies_are_compared_now_and_then_on_the_same_connection_too(shop: Shop) -> None:
    first = shop.ours.save()
    shop.ours.turn()
    shop.shared.rows.clear()
    shop.ours.turn()
    assert shop.ids == []
    shop.later(TERMS.compare)
    shop.ours.turn()
    assert shop.ids == [first.id]


def test_what_its_own_counter_does_not_deliver_another_one_does(shop: Shop) -> None:
    first = shop.ours.save()
    second = shop.ours.save(predecessor_id=first.id)
    shop.ours.turn()
    shop.other.turn()
    assert shop.other.line.sent == []  # its own counter still may
    shop.later()
    shop.other.turn()
    assert shop.other.line.sent == [first.id, second.id]
    shop.ours.turn()
    assert (shop.ours.pending, shop.ours.settled) == (0, [first.id, second.id])
    assert shop.ids == []


def test_a_counter_that_delivers_keeps_its_own_for_itself(shop: Shop) -> None:
    shop.ours.delivers = True
    shop.ours.save()
    for _ in range(20):
        shop.ours.turn()
        shop.later(TERMS.own / 2)
        shop.other.turn()
    assert shop.other.line.sent == []


def test_a_counter_without_a_line_claims_nothing(shop: Shop) -> None:
    shop.ours.save()
    shop.ours.turn()
    shop.later()
    shop.other.delivers = False
    shop.other.turn()
    assert shop.other.line.sent == []


@pytest.mark.parametrize("away", [Unreachable(), NotAuthorised(code="DEVICE_REVOKED")])
def test_a_line_that_breaks_gives_its_leases_back_for_somebody_else(
    shop: Shop, away: Trouble
) -> None:
    sealed = [shop.ours.save() for _ in range(3)]
    shop.ours.turn()
    shop.later()
    shop.other.line.troubles = [away]
    shop.other.turn()
    assert len(shop.other.line.sent) == 1
    third = Counter(shop, "D-3")
    shop.later(TERMS.backoff.first)
    third.turn()
    assert third.line.sent == [each.id for each in sealed]


def test_an_answer_that_was_lost_is_asked_for_again_later_with_the_same_id(shop: Shop) -> None:
    (sealed,) = [shop.ours.save()]
    shop.ours.turn()
    shop.later()
    shop.other.line.troubles = [OutcomeUnknown()]
    shop.other.turn()
    assert shop.other.line.sent == [sealed.id]
    shop.later()
    shop.other.turn()
    assert shop.other.line.sent == [sealed.id, sealed.id]
    assert shop.other.line.effects == {sealed.id: 1}


def test_what_the_gateway_will_never_take_is_not_tried_by_the_others(shop: Shop) -> None:
    bad, good = shop.ours.save(), shop.ours.save()
    shop.ours.turn()
    shop.later()
    shop.other.line.troubles = [Unreadable(code="ENVELOPE_UNREADABLE")]
    shop.other.turn()
    assert shop.other.line.sent == [bad.id, good.id]
    shop.later(timedelta(days=1))
    shop.other.turn()
    assert shop.other.line.sent == [bad.id, good.id]
    shop.ours.turn()
    row = shop.ours.store.row(bad.id)
    assert row is not None
    assert row.state is OutboxState.PENDING  # its own counter decides what becomes of it


def test_one_that_is_refused_like_a_device_holds_up_none_of_the_others(shop: Shop) -> None:
    bad, *good = [shop.ours.save() for _ in range(6)]
    shop.ours.turn()
    shop.later()
    deliver = shop.other.line.deliver

    def refusing(due: Due) -> Receipt:
        if due.id == bad.id:
            shop.other.line.sent.append(due.id)
            raise NotAuthorised(code="SOME_CODE")
        return deliver(due)

    shop.other.line.deliver = refusing  # type: ignore[method-assign]
    for _ in range(60):
        shop.other.turn()
        shop.later(TERMS.look)
    assert set(shop.other.line.effects) == {each.id for each in good}
    assert shop.other.line.sent.count(bad.id) <= 15


def test_a_gateway_that_asks_everybody_to_wait_is_left_alone_so_long(shop: Shop) -> None:
    for _ in range(40):
        shop.ours.save()
    shop.ours.turn()
    shop.later()
    shop.other.line.troubles = [OutcomeUnknown(code="BUSY", status=429, retry_after_s=600)]
    began_at = shop.clock.now()
    while shop.clock.now() - began_at < timedelta(seconds=600):
        shop.other.turn()
        assert len(shop.other.line.sent) == 1
        shop.later(TERMS.look)
    shop.other.turn()
    assert len(shop.other.line.effects) == 40


def test_a_gateway_that_fails_is_met_by_single_probes(shop: Shop) -> None:
    for _ in range(40):
        shop.ours.save()
    shop.ours.turn()
    shop.later()
    shop.other.line.troubles = [OutcomeUnknown(code="HTTP_500")] * 1000
    for _ in range(120):  # ten minutes
        shop.other.turn()
        shop.later(TERMS.look)
    assert len(shop.other.line.sent) <= 20
    shop.other.line.troubles = []
    shop.other.delivers = False
    shop.other.turn()
    shop.other.delivers = True  # the line is back: nobody waits for a probe
    shop.other.turn()
    shop.later(timedelta(minutes=1))
    shop.other.turn()
    assert len(shop.other.line.effects) == 40


@pytest.mark.parametrize("ahead", [timedelta(days=365), timedelta(days=-365)])
def test_a_date_that_is_mended_ends_no_wait_later(shop: Shop, ahead: timedelta) -> None:
    right = shop.clock.now()
    shop.ours.save()
    shop.clock.set_wall(right + ahead)
    shop.shared.trouble = RelayAway()
    assert shop.ours.turn() == TERMS.look.total_seconds()
    shop.clock.set_wall(right)
    shop.shared.trouble = None
    assert shop.ours.turn() <= TERMS.backoff.first.total_seconds()
    shop.later(TERMS.backoff.first)
    shop.ours.turn()
    assert shop.ours.store.copies.missing_count() == 0


def test_a_copy_that_is_lost_is_missed_whatever_the_date_said_before(shop: Shop) -> None:
    right = shop.clock.now()
    first = shop.ours.save()
    shop.clock.set_wall(right + timedelta(days=365))
    shop.ours.turn()
    shop.clock.set_wall(right)
    shop.shared.rows.clear()
    shop.later(TERMS.compare)
    shop.ours.turn()
    assert shop.ids == [first.id]


@pytest.mark.expected_log("is none")
def test_a_receipt_for_other_bytes_is_taken_away_without_holding_up_the_counter(
    shop: Shop,
) -> None:
    sealed = shop.ours.save()
    shop.ours.turn()
    row = shop.shared.rows["D-1", sealed.id]
    row.receipt, row.outcome = of_other_bytes(sealed), Outcome.ACCEPTED
    jobs: list[bool] = []
    keep = shop.ours.forwarder._keep

    def on_counter(job: Callable[[Any], Any]) -> Any:
        jobs.append(True)
        try:
            return keep(job)
        finally:
            jobs.pop()

    discard = shop.ours.relay.discard_receipt

    def checked(registration_id: UUID, token: str) -> None:
        assert not jobs
        discard(registration_id, token)

    shop.ours.forwarder._keep = on_counter  # type: ignore[assignment]
    shop.ours.relay.discard_receipt = checked  # type: ignore[method-assign]
    shop.ours.turn()
    assert row.receipt is None


@pytest.mark.fault(51)
def test_a_slow_holder_gives_up_what_its_lease_would_not_last_for(shop: Shop) -> None:
    sealed = [shop.ours.save() for _ in range(4)]
    shop.ours.turn()
    shop.later()
    shop.other.line.takes = TERMS.lease / 2
    shop.other.forwarder._forwarding._deliver_all(shop.other.relay.claim(4, TERMS.lease))
    assert shop.other.line.sent == [sealed[0].id]
    third = Counter(shop, "D-3")
    third.turn()
    assert third.line.sent == [each.id for each in sealed[1:]]


def forged(sealed: SealedRegistration) -> str:
    return given(sealed.id, "D-1", sealed.envelope_sha256, by="somebody").token


def of_another_device(sealed: SealedRegistration) -> str:
    return given(sealed.id, "D-2", sealed.envelope_sha256).token


def of_other_bytes(sealed: SealedRegistration) -> str:
    return given(sealed.id, "D-1", hashlib.sha256(b"other").digest()).token


def of_another_record(sealed: SealedRegistration) -> str:
    return given(UUID(int=7), "D-1", sealed.envelope_sha256).token


@pytest.mark.fault(50)
@pytest.mark.expected_log("is none")
@pytest.mark.parametrize("word", [forged, of_another_device, of_other_bytes, of_another_record])
def test_what_is_no_receipt_for_these_bytes_settles_nothing_and_is_taken_away(
    shop: Shop, word: Callable[[SealedRegistration], str]
) -> None:
    sealed = shop.ours.save()
    shop.ours.turn()
    row = shop.shared.rows["D-1", sealed.id]
    row.receipt, row.outcome = word(sealed), Outcome.ACCEPTED
    shop.ours.turn()
    assert (shop.ours.pending, shop.ours.settled, row.receipt) == (1, [], None)
    shop.later()
    shop.other.turn()
    shop.ours.turn()
    assert (shop.ours.pending, shop.other.line.effects) == (0, {sealed.id: 1})


def test_a_receipt_for_a_record_that_the_store_does_not_know_is_left_alone(shop: Shop) -> None:
    stranger = registration(9)
    earlier = Counter(shop, "D-1")
    for _ in range(8):
        earlier.save()
    earlier.store.save(stranger, SEALED)
    earlier.turn()
    shop.later()
    shop.other.turn()
    shop.ours.turn()
    assert shop.ours.settled == []
    assert stranger.id in shop.ids


def test_what_the_counter_settled_itself_is_taken_out_of_the_relay(shop: Shop) -> None:
    first, second = shop.ours.save(), shop.ours.save()
    shop.ours.turn()
    receipt = given(first.id, "D-1", first.envelope_sha256)
    shop.ours.store.settle(first.id, receipt, datetime.now(NOON.tzinfo))
    shop.ours.turn()
    assert shop.ids == [second.id]


@pytest.mark.fault(8)
def test_a_holder_that_was_asleep_longer_than_its_lease_makes_no_second_effect(shop: Shop) -> None:
    sealed = shop.ours.save()
    shop.ours.turn()
    shop.later()
    third = Counter(shop, "D-3")
    third.line.effects = shop.other.line.effects  # one gateway
    asleep = shop.other.line.deliver

    def suspended(due: Due) -> Receipt:
        shop.later(timedelta(minutes=10))
        third.turn()
        return asleep(due)

    shop.other.line.deliver = suspended  # type: ignore[method-assign]
    shop.other.turn()
    assert (third.line.sent, shop.other.line.sent) == ([sealed.id], [sealed.id])
    assert third.line.effects == {sealed.id: 1}
    shop.ours.turn()
    assert (shop.ours.pending, shop.ours.settled) == (0, [sealed.id])
