"""Whoever guesses a password without the gateway waits, and longer each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pos_client.application import commands
from pos_client.application.guesses import FIRST_WAIT_S, FREE, LONGEST_WAIT_S, Guesses
from pos_client.testing.clock import FrozenClock
from tests.unit.pos_client.application.rig import Rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    made.open()
    made.log_in()
    yield made
    made.close()


def test_each_wrong_one_behind_the_free_ones_doubles_the_wait() -> None:
    clock = FrozenClock()
    guesses = Guesses(clock.monotonic_ns)
    waits = []
    for _ in range(FREE + 6):
        guesses.note_wrong("8001")
        waits.append(guesses.wait_s("8001"))
        clock.advance(timedelta(seconds=waits[-1]))
        assert guesses.wait_s("8001") == 0
    free = [0] * (FREE - 1)
    assert waits == [*free, FIRST_WAIT_S, 120, 240, 480, *[LONGEST_WAIT_S] * 3]
    assert guesses.wait_s("8002") == 0
    guesses.forget("8001")
    guesses.note_wrong("8001")
    assert guesses.wait_s("8001") == 0


def test_a_locked_counter_is_not_guessed_open(rig: Rig) -> None:
    rig.ask(commands.Lock())
    for _ in range(FREE):
        rig.ask(commands.Unlock("wrong"))
        assert rig.trouble == "C-501"
    rig.ask(commands.Unlock("demo-8001"))
    assert rig.trouble == "C-506"
    assert rig.state.session is not None
    assert rig.state.session.is_locked
    rig.clock.advance(timedelta(seconds=FIRST_WAIT_S))
    rig.ask(commands.Unlock("demo-8001"))
    assert rig.state.session is not None
    assert not rig.state.session.is_locked


def test_nor_is_a_log_in_without_the_gateway(rig: Rig) -> None:
    rig.ask(commands.LogOut())
    rig.lose_gateway()
    for _ in range(FREE):
        rig.log_in("wrong")
        assert rig.trouble == "C-502"
    rig.log_in()
    assert (rig.trouble, rig.state.session) == ("C-506", None)
    rig.clock.advance(timedelta(seconds=FIRST_WAIT_S))
    rig.log_in()
    assert rig.state.session is not None
