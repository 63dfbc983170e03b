"""A worker that hangs is replaced, and everybody who should know is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from pos_client.application.carrier import Carrier
from pos_client.application.errands import CarrierNews
from pos_client.application.outbox import StoreAtHand
from pos_client.application.ports import Heard
from pos_client.application.state import GatewayState
from pos_client.application.storage import Due
from pos_client.application.trouble import OutcomeUnknown, Trouble
from pos_client.domain.outcome import Receipt
from tests.unit.pos_client.application.rig import Rig

SECOND = timedelta(seconds=1)


class HangingLine:
    """A gateway whose deliveries end when the test says so, even if somebody hangs up."""

    def __init__(self, rig: Rig) -> None:
        self._gateway = rig.gateway
        self.under_way, self.over = threading.Event(), threading.Event()
        self.is_closed = False

    def deliver(self, _due: Due) -> Receipt:
        self.under_way.set()
        assert self.over.wait(60)
        raise OutcomeUnknown

    def close(self) -> None:
        self.is_closed = True

    def __getattr__(self, name: str) -> object:
        return getattr(self._gateway, name)


class SilentLine(HangingLine):
    """Already its first heartbeat hangs: nobody knows yet whether there is a line."""

    def heartbeat(self, *_: object) -> Heard:
        self.under_way.set()
        assert self.over.wait(60)
        raise OutcomeUnknown


class Watched:
    """A counter in memory, its carrier at work on a line that hangs."""

    def __init__(self, line: type[HangingLine] = HangingLine) -> None:
        self.rig = Rig(None)
        self.rig.fill_pool()
        self.rig.log_in()
        self.rig.register()
        self.line = line(self.rig)
        self.lines: list[GatewayState] = []
        self.met: list[Trouble] = []
        self.carrier = Carrier(
            StoreAtHand(self.rig.store),
            self.line,  # type: ignore[arg-type]
            self.rig.clock,
            self.rig.configuration,
            CarrierNews(
                line_changed=self.lines.append,
                contact_made=lambda _: None,
                receipt_settled=lambda _: None,
                configuration_found=lambda *_: None,
                queue_changed=lambda: None,
                trouble_met=self.met.append,
                session_ended=lambda *_: None,
                store_refuted=self.met.append,
            ),
            connect=lambda: self.rig.gateway,
        )

    @property
    def pending(self) -> int:
        return self.rig.store.count_pending(offline_only=False)

    def replaced_after(self) -> timedelta:
        """Let time pass until the watch acts."""
        passed = timedelta()
        while not self.carrier.watch(self.rig.store):
            self.rig.clock.advance(SECOND)
            passed += SECOND
            assert passed < timedelta(minutes=5)
        return passed


@pytest.fixture(params=[HangingLine])
def watched(request: pytest.FixtureRequest) -> Iterator[Watched]:
    made = Watched(request.param)
    yield made
    made.line.over.set()
    if made.carrier._thread.ident:
        made.carrier.stop(10)
    eventually(lambda: not any(each.name == "outbox" for each in threading.enumerate()))


def eventually(holds: Callable[[], object]) -> None:
    until = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.fault(34)
@pytest.mark.expected_log("another worker takes over")
def test_a_worker_that_hangs_is_replaced_within_two_minutes_and_the_queue_goes_on(
    watched: Watched,
) -> None:
    watched.carrier.start()
    assert watched.line.under_way.wait(30)
    assert watched.replaced_after() <= timedelta(seconds=120)
    eventually(lambda: not watched.pending)
    assert len(watched.rig.gateway.ledger) == 1
    assert watched.line.is_closed
    assert [trouble.code for trouble in watched.met] == ["G-207"]
    eventually(lambda: watched.rig.gateway.stalls == 1)


@pytest.mark.fault(34)
@pytest.mark.expected_log("another worker takes over")
@pytest.mark.parametrize("watched", [SilentLine], indirect=True)
def test_a_worker_whose_first_heartbeat_hangs_is_replaced_too(watched: Watched) -> None:
    watched.carrier.start()
    assert watched.line.under_way.wait(30)
    assert watched.replaced_after() <= timedelta(seconds=120)
    eventually(lambda: not watched.pending)
    assert [trouble.code for trouble in watched.met] == ["G-207"]
    eventually(lambda: watched.rig.gateway.stalls == 1)


@pytest.mark.expected_log("another worker takes over")
def test_whatever_the_old_worker_says_later_nobody_hears(watched: Watched) -> None:
    watched.carrier.start()
    assert watched.line.under_way.wait(30)
    watched.replaced_after()
    eventually(lambda: not watched.pending)
    watched.line.over.set()
    eventually(lambda: sum(each.name == "outbox" for each in threading.enumerate()) == 1)
    row = watched.rig.store.row(watched.rig.registered[0])
    assert row is not None
    assert (row.state.value, row.reason) == ("SETTLED", "")
    assert all(line.is_reachable for line in watched.lines)


def test_nobody_is_replaced_for_having_nothing_to_do_or_no_line(watched: Watched) -> None:
    store, clock = watched.rig.store, watched.rig.clock
    for _ in range(60):  # not reachable yet: nothing was ever tried
        clock.advance(timedelta(seconds=10))
        assert not watched.carrier.watch(store)
    for _ in range(60):
        watched.carrier.rounds.outbox.breaker.failed(OutcomeUnknown())
    for _ in range(5):
        clock.advance(timedelta(seconds=10))
        assert not watched.carrier.watch(store)
    assert watched.met == []


@pytest.mark.expected_log("another worker takes over")
def test_heartbeats_alone_are_no_work(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = watched.carrier.rounds
    monkeypatch.setattr(rounds, "_drain", lambda: None)  # however that may come about
    passed, clock = timedelta(), watched.rig.clock
    while not watched.carrier.watch(watched.rig.store):
        rounds.turn()
        clock.advance(SECOND)
        passed += SECOND
        assert passed <= timedelta(seconds=120)
    watched.line.over.set()


def test_a_watcher_that_was_asleep_itself_replaces_nobody(watched: Watched) -> None:
    watched.carrier.rounds.is_beating = True
    watched.rig.clock.advance(timedelta(hours=8))
    assert not watched.carrier.watch(watched.rig.store)
    watched.carrier.rounds.is_beating = False


def test_a_stall_of_another_worker_is_told_to_the_gateway_once(watched: Watched) -> None:
    watched.line.over.set()
    watched.carrier.note_stall(95)
    watched.carrier.turn()
    watched.carrier.wake(now=True)
    watched.carrier.turn()
    assert watched.rig.gateway.stalls == 1
    assert [(met.code, met.facts) for met in watched.met] == [("G-207", {"seconds": 95})]
