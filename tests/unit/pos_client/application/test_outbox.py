"""What each kind of answer does to a record, and that none does more."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest

from pos_client.application import commands
from pos_client.application.backoff import Backoff
from pos_client.application.outbox import Delivery, KeepStore, Outbox, StoreAtHand
from pos_client.application.storage import Due, Store
from pos_client.application.trouble import (
    DiskFull,
    NotAuthorised,
    OutcomeUnknown,
    Trouble,
    Unreachable,
    Unreadable,
    UntrustedReceipt,
)
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import OutboxRow, OutboxState
from tests.unit.pos_client.application.rig import Rig

T = TypeVar("T")
ALL = tuple(OutboxState)
PEOPLE = ("mainland_han_20y", "mainland_longterm_female", "mainland_nation_97")


class BusyStore:
    """A store whose thread does what was begun only when somebody waits, in the order of asking."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._begun: deque[Callable[[], None]] = deque()

    def __call__(self, job: Callable[[Store], T]) -> T:
        return self.begin(job)()

    def begin(self, job: Callable[[Store], T]) -> Callable[[], T]:
        done: Future[T] = Future()

        def do() -> None:
            try:
                done.set_result(job(self._store))
            except Exception as error:  # noqa: BLE001
                done.set_exception(error)

        def wait() -> T:
            while not done.done():
                self._begun.popleft()()
            return done.result()

        self._begun.append(do)
        return wait


class Line:
    """Three saved registrations and the outbox that delivers them."""

    def __init__(self, folder: Path, store_of: Callable[[Store], KeepStore]) -> None:
        self.rig = Rig(folder)
        self.rig.fill_pool()
        self.rig.log_in()
        for name in PEOPLE:
            self.save(name)
        self.receipts: list[Receipt] = []
        self.outbox = Outbox(
            store_of(self.rig.store),
            self.rig.gateway,
            self.rig.clock,
            Backoff(),
            self.receipts.append,
        )

    def save(self, name: str) -> UUID:
        return self.rig.register(name)

    def rows(self) -> list[OutboxRow]:
        page = self.rig.store.page(states=ALL, below_sequence=None, above_sequence=None, limit=100)
        return sorted(page, key=lambda row: row.sequence)

    def states(self) -> list[str]:
        return [row.state.value for row in self.rows()]

    def drain(self) -> list[Delivery]:
        steps = []
        while (step := self.outbox.deliver_next()) is not None and len(steps) < 20:
            steps.append(step)
            if step in (Delivery.PAUSED, Delivery.BREAKER_OPEN, Delivery.LINE_DOWN):
                break
        return steps


@pytest.fixture(params=[StoreAtHand, BusyStore])
def line(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Line]:
    made = Line(tmp_path, request.param)
    yield made
    made.rig.close()


def test_each_record_takes_effect_once(line: Line) -> None:
    assert line.drain() == [Delivery.SETTLED] * 3
    assert line.states() == ["SETTLED"] * 3
    assert len(line.rig.gateway.ledger) == 3
    assert line.outbox.deliver_next() is None
    assert [receipt.outcome for receipt in line.receipts] == [Outcome.ACCEPTED] * 3


def test_a_lost_receipt_is_asked_for_and_makes_no_second_effect(line: Line) -> None:
    line.rig.gateway.answers_lost = 1
    assert line.drain() == [Delivery.POSTPONED, Delivery.SETTLED, Delivery.SETTLED]
    assert line.states()[0] == "PENDING"
    line.rig.clock.advance(timedelta(minutes=30))
    assert line.drain() == [Delivery.SETTLED]
    assert len(line.rig.gateway.ledger) == 3


@pytest.mark.parametrize("trouble", [OutcomeUnknown(), UntrustedReceipt()])
def test_what_proves_nothing_settles_nothing(line: Line, trouble: Trouble) -> None:
    line.rig.gateway.troubles.append(trouble)
    assert line.drain()[0] is Delivery.POSTPONED
    first = line.rows()[0]
    assert (first.state, first.attempts, first.reason) == (OutboxState.PENDING, 1, trouble.code)


@pytest.mark.fault(37)
def test_401_pauses_the_queue_and_burns_no_attempt(line: Line) -> None:
    line.rig.gateway.troubles.append(NotAuthorised())
    assert line.drain() == [Delivery.PAUSED]
    assert [row.attempts for row in line.rows()] == [0, 0, 0]
    assert line.drain() == [Delivery.SETTLED] * 3


def test_an_unreachable_gateway_counts_against_no_record(line: Line) -> None:
    line.rig.gateway.troubles.append(Unreachable())
    assert line.drain() == [Delivery.LINE_DOWN]
    assert [row.attempts for row in line.rows()] == [0, 0, 0]


@pytest.mark.fault(40)
def test_one_poisoned_record_does_not_stop_the_others(line: Line) -> None:
    line.rig.gateway.troubles.append(Unreadable(code="ENVELOPE_UNREADABLE"))
    assert line.drain() == [Delivery.QUARANTINED, Delivery.SETTLED, Delivery.SETTLED]
    first = line.rows()[0]
    assert (first.state, first.reason) == (OutboxState.QUARANTINED, "ENVELOPE_UNREADABLE")
    line.rig.ask(commands.ReleaseQuarantined(first.id))
    assert line.drain() == [Delivery.SETTLED]


def test_five_failures_in_a_row_open_the_breaker(line: Line) -> None:
    for name in ("hmt_hongkong", "foreign_2017_I", "foreign_2023_Y"):
        line.save(name)
    line.rig.gateway.troubles.extend(OutcomeUnknown() for _ in range(5))
    assert line.drain() == [Delivery.POSTPONED] * 4 + [Delivery.BREAKER_OPEN]


@pytest.mark.fault(32)
def test_retry_after_is_obeyed(line: Line) -> None:
    line.rig.gateway.troubles.append(OutcomeUnknown(retry_after_s=600))
    line.drain()
    first = line.rows()[0]
    assert first.next_try_at is not None
    assert first.next_try_at - line.rig.clock.now() >= timedelta(seconds=600)


def test_order_holds_within_one_person_only(line: Line) -> None:
    line.save(PEOPLE[0])
    line.rig.gateway.troubles.append(OutcomeUnknown())
    assert line.drain() == [Delivery.POSTPONED, Delivery.SETTLED, Delivery.SETTLED]
    assert line.states() == ["PENDING", "SETTLED", "SETTLED", "PENDING"]


def test_an_open_outcome_is_asked_for_until_it_is_final(line: Line) -> None:
    line.rig.gateway.outcome = Outcome.UNDER_REVIEW
    line.drain()
    assert line.outbox.ask_for_outcomes(10) == 0
    line.rig.gateway.decide(line.rows()[1].id, Outcome.REJECTED, "RISK_DENY")
    assert line.outbox.ask_for_outcomes(10) == 1
    row = line.rows()[1]
    assert (row.outcome, row.code) == (Outcome.REJECTED, "RISK_DENY")


def test_a_receipt_that_the_disk_refuses_is_asked_for_again(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, refused = line.rig.store.settle, iter([DiskFull()])

    def full_once(*given: Any) -> None:
        if trouble := next(refused, None):
            raise trouble
        settle(*given)

    monkeypatch.setattr(line.rig.store, "settle", full_once)
    with pytest.raises(DiskFull):
        line.drain()
    assert "PENDING" in line.states()
    line.drain()
    assert line.states() == ["SETTLED"] * 3
    assert len(line.rig.gateway.ledger) == 3


def test_the_disk_works_while_the_next_one_is_on_the_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(tmp_path, BusyStore)
    for name in ("hmt_hongkong", "foreign_2017_I", "foreign_2023_Y"):
        line.save(name)
    settled_before: list[int] = []
    deliver = line.rig.gateway.deliver

    def noting(due: Due) -> Receipt:
        settled_before.append(line.states().count("SETTLED"))
        return deliver(due)

    monkeypatch.setattr(line.rig.gateway, "deliver", noting)
    line.drain()
    line.rig.close()
    # The sixth finds four receipts kept, and did not wait for the fifth.
    assert settled_before[-1] == 4


def test_the_wait_has_full_jitter_below_a_growing_bound() -> None:
    backoff = Backoff()
    for attempts in range(40):
        bound = min(900.0, 2.0 * 2**attempts)
        waits = [backoff.after(attempts).total_seconds() for _ in range(50)]
        assert 0 <= min(waits) <= max(waits) <= bound
    assert len({backoff.after(5) for _ in range(20)}) > 10
