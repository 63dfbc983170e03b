"""What is done now and then is done as often when somebody has set the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos_client.application.counter import FIGURES_EVERY, SHREDDED_EVERY
from pos_client.application.next_case import ASKED_AGAIN_AFTER
from pos_client.application.pause import Pause
from pos_client.application.trouble import OutcomeUnknown
from pos_client.testing.clock import FrozenClock
from tests.unit.pos_client.application.rig import Rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    made.fill_pool()
    yield made
    made.close()


MOVED = [timedelta(hours=-5), timedelta(days=-3650), timedelta(days=365)]


@pytest.mark.parametrize("by", MOVED)
def test_a_pause_is_as_long_as_it_was_said(by: timedelta) -> None:
    clock = FrozenClock()
    pause = Pause(clock.monotonic_ns)
    assert pause.is_over
    pause.begin(timedelta(seconds=5))
    clock.set_wall(clock.now() + by)
    assert not pause.is_over
    clock.advance(timedelta(seconds=5))
    assert pause.is_over
    pause.begin(timedelta(seconds=5))
    pause.end()
    assert pause.is_over


@pytest.mark.fault(47)
@pytest.mark.parametrize("by", MOVED)
def test_the_figures_on_the_screen_go_on_behind_a_clock_that_was_set(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, by: timedelta
) -> None:
    rig.do(rig.counter.tick)
    asked: list[bool] = []
    summary = rig.store.summary
    monkeypatch.setattr(rig.store, "summary", lambda day: (asked.append(True), summary(day))[1])
    rig.clock.wall += by
    for _ in range(8):
        rig.clock.advance(FIGURES_EVERY)
        rig.do(rig.counter.tick)
    assert len(asked) == 8


@pytest.mark.parametrize("by", MOVED)
def test_shredding_goes_on_behind_a_clock_that_was_set(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, by: timedelta
) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(rig.store, "shred", lambda *_: bool(asked.append(True)))
    rig.do(rig.counter.tick)
    del asked[:]
    rig.clock.wall += by
    rig.do(rig.counter.tick)
    assert not asked
    rig.clock.advance(SHREDDED_EVERY)
    rig.do(rig.counter.tick)
    assert len(asked) == 1


@pytest.mark.parametrize("by", MOVED[:2])
def test_a_challenge_is_asked_for_again_behind_a_clock_that_was_set(
    rig: Rig, by: timedelta
) -> None:
    asked: list[bool] = []

    def fails(*_: object) -> None:
        asked.append(True)
        raise OutcomeUnknown

    rig.gateway.open_case = fails  # type: ignore[assignment, method-assign]
    rig.log_in()
    rig.do(rig.counter.tick)
    before = len(asked)
    assert before
    rig.clock.wall += by
    rig.clock.advance(ASKED_AGAIN_AFTER)
    rig.do(rig.counter.tick)
    assert len(asked) == before + 1
