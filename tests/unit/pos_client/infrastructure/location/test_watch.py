"""The newest place without waiting: what was known at a moment, and no later."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

from pos_client.application.whereabouts import Locator, LocatorAway
from pos_client.domain.location import (
    OLDEST,
    Lack,
    LocationSource,
    NoPosition,
    Position,
)
from pos_client.domain.work_signal import Surroundings, WorkSignal
from pos_client.infrastructure.location import watch as watch_module
from pos_client.infrastructure.location.watch import LOOKED_AFTER, WhereaboutsWatch
from pos_client.testing.clock import FrozenClock
from pos_client.testing.locator import FakeLocator


class Stand:
    """A watch whose thread does not run, and the receiver before it."""

    def __init__(self) -> None:
        self.clock = FrozenClock()
        self.receiver = FakeLocator()
        self.signals: tuple[WorkSignal, ...] = ()
        self.looked = 0
        self.watch = WhereaboutsWatch(lambda: self.receiver, self.look, self.clock)

    def look(self) -> tuple[WorkSignal, ...]:
        self.looked += 1
        return self.signals

    def here(self, north: int = 0) -> Position:
        now = self.clock.now()
        return Position(26_000_000 + north, 119_000_000, 10, now, LocationSource.GPSD)

    def hear(self, word: Position | NoPosition) -> None:
        self.receiver.say(word)
        self.watch.turn(self.receiver)


def test_before_the_first_word_the_place_is_unknown() -> None:
    assert Stand().watch.now().location == NoPosition(Lack.SOURCE_AWAY)


def test_without_a_source_nothing_is_said_of_the_place() -> None:
    watch = WhereaboutsWatch(None, tuple, FrozenClock())
    assert watch.now() == Surroundings()


def test_the_newest_position_is_told_until_it_is_too_old() -> None:
    stand = Stand()
    stand.hear(stand.here())
    stand.hear(newest := stand.here(7))
    assert stand.watch.now().location == newest
    stand.clock.advance(OLDEST + timedelta(seconds=1))
    assert stand.watch.now().location == NoPosition(Lack.TOO_OLD)


def test_a_fix_that_is_lost_for_a_moment_leaves_the_one_before() -> None:
    stand = Stand()
    stand.hear(here := stand.here())
    stand.clock.advance(timedelta(seconds=3))
    stand.hear(NoPosition(Lack.NO_FIX))
    assert stand.watch.now().location == here
    stand.clock.advance(OLDEST)
    assert stand.watch.now().location == NoPosition(Lack.NO_FIX)


def test_a_moment_of_before_has_the_place_of_then() -> None:
    stand = Stand()
    stand.hear(then := stand.here())
    read_at = stand.clock.now()
    for step in range(1, 100):
        stand.clock.advance(timedelta(seconds=6))
        stand.hear(stand.here(1000 * step))
    assert stand.watch.at(read_at).location == then


def test_a_coarse_position_is_unknown() -> None:
    stand = Stand()
    stand.hear(replace(stand.here(), accuracy_m=5000))
    assert stand.watch.now().location == NoPosition(Lack.TOO_COARSE)


def test_signals_are_looked_for_again_after_a_while() -> None:
    stand = Stand()
    stand.hear(stand.here())
    stand.signals = (WorkSignal.REMOTE_DESKTOP,)
    stand.hear(stand.here())
    assert (stand.looked, stand.watch.now().signals) == (1, ())
    stand.clock.advance(LOOKED_AFTER)
    stand.hear(stand.here())
    assert stand.watch.now().signals == (WorkSignal.REMOTE_DESKTOP,)


def test_a_source_that_went_away_is_opened_again() -> None:
    clock, opened = FrozenClock(), threading.Event()
    receivers: list[FakeLocator] = []

    def open_one() -> Locator:
        receivers.append(FakeLocator())
        if len(receivers) == 1:
            raise LocatorAway("not yet")
        opened.set()
        return receivers[-1]

    watch = WhereaboutsWatch(open_one, tuple, clock)
    kept, watch_module.REOPENED_AFTER_S = watch_module.REOPENED_AFTER_S, 0.01
    try:
        watch.start()
        assert opened.wait(10)
        assert watch.now().location == NoPosition(Lack.SOURCE_AWAY)
    finally:
        watch.stop()
        watch_module.REOPENED_AFTER_S = kept
    assert receivers[-1].is_closed
