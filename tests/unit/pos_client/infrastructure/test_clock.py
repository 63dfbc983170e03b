"""The computer's clocks as the rules need them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos_client.application.ports import Clock
from pos_client.infrastructure import clock
from pos_client.infrastructure.clock import SystemClock
from pos_client.testing.clock import FrozenClock


@pytest.fixture(params=[SystemClock, FrozenClock])
def any_clock(request: pytest.FixtureRequest) -> Clock:
    made: Clock = request.param()
    return made


def test_time_is_utc_and_monotonic_time_never_goes_back(any_clock: Clock) -> None:
    assert any_clock.now().utcoffset() == timedelta(0)
    assert any_clock.monotonic_ns() <= any_clock.monotonic_ns()
    assert any_clock.boot_id() == any_clock.boot_id() != ""


def test_an_unknown_boot_counts_as_a_new_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(clock, "_BOOT_ID", clock.Path("absent"))
    assert SystemClock().boot_id() != SystemClock().boot_id()


def test_setting_the_wall_back_gains_no_monotonic_time() -> None:
    frozen = FrozenClock()
    start, wall = frozen.monotonic_ns(), frozen.now()
    frozen.advance(timedelta(hours=1))
    frozen.set_wall(wall)
    assert (frozen.now(), frozen.monotonic_ns() - start) == (wall, 3600 * 10**9)
    frozen.reboot()
    assert frozen.boot_id() != FrozenClock().boot_id()
