"""A forwarder that hangs in the middle of a turn is replaced; one that waits is not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from pos_client.application.forwarder import Forwarder
from pos_client.application.relay_trouble import RelayAway
from pos_client.application.watched_forwarder import WatchedForwarder
from tests.unit.pos_client.application.test_forwarder import Counter, Shop

SECOND = timedelta(seconds=1)


class Watched:
    """A counter whose first relay hangs when it is told to, even if somebody hangs up."""

    def __init__(self) -> None:
        self.shop = Shop()
        self.under_way, self.over = threading.Event(), threading.Event()
        self.stalled: list[int] = []
        self.made: list[Forwarder] = []
        self.counter = self.shop.ours
        self.watched = WatchedForwarder(self._make, self.shop.clock, self.stalled.append)

    def _make(self) -> Forwarder:
        if self.made:
            counter = Counter(self.shop, "D-1")
            counter.forwarder._keep = self.counter.forwarder._keep
        else:
            counter = self.counter
            counter.relay.open = self._hang  # type: ignore[method-assign]
        self.made.append(counter.forwarder)
        return counter.forwarder

    def _hang(self) -> None:
        self.under_way.set()
        assert self.over.wait(60)
        raise RelayAway

    def replaced_after(self, patience: timedelta) -> timedelta | None:
        """Let time pass until the watch acts; None when it never does."""
        passed = timedelta()
        while not self.watched.watch():
            self.shop.clock.advance(SECOND)
            passed += SECOND
            if passed > patience:
                return None
        return passed


@pytest.fixture
def watched() -> Iterator[Watched]:
    made = Watched()
    yield made
    made.over.set()
    if made.made[-1]._thread.ident:
        made.watched.stop(10)
    eventually(lambda: not any(each.name == "forwarder" for each in threading.enumerate()))


def eventually(holds: Callable[[], object]) -> None:
    until = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.expected_log("another one takes over")
def test_a_forwarder_that_hangs_is_replaced_within_two_minutes_and_copies_are_made(
    watched: Watched,
) -> None:
    watched.counter.save()
    watched.watched.start()
    assert watched.under_way.wait(30)
    passed = watched.replaced_after(timedelta(minutes=5))
    assert passed is not None
    assert passed <= timedelta(seconds=120)
    eventually(lambda: watched.counter.store.copies.missing_count() == 0)
    assert watched.stalled == [90]
    assert len(watched.made) == 2


def test_one_that_waits_for_its_next_turn_is_left_alone(watched: Watched) -> None:
    watched.over.set()  # the relay is away
    watched.counter.turn()
    assert watched.replaced_after(timedelta(minutes=5)) is None
    assert watched.stalled == []
