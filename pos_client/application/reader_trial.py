"""Trying one reader rung by rung, while the hub leaves it alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from drivers.discovery.ladder import RUNGS, Rung, RungState
from pos_client.application.ports import Clock, ReaderControl
from pos_client.application.state import ReaderTest

__all__ = ["CARD_WITHIN", "HANGS", "ReaderTrial"]

CARD_WITHIN: Final = timedelta(seconds=20)
"""How long a card is waited for."""
# Whatever takes longer neither works nor fails: the device hangs.
_OPENS_WITHIN = timedelta(seconds=10)
_ENDS_WITHIN = CARD_WITHIN + timedelta(seconds=5)
HANGS: Final = "hangs"
"""The code of a reader that neither opens nor fails."""


class ReaderTrial:
    """At most one test at a time. Its result stays until it is stopped.

    Args:
        settle: called when a reader is taken from the hub, or given back.
    """

    def __init__(self, clock: Clock, control: ReaderControl, settle: Callable[[], None]) -> None:
        self._clock = clock
        self._control = control
        self._settle = settle
        self._number = 0
        self._news_ns = 0
        self.state: ReaderTest | None = None

    @property
    def address(self) -> str:
        """The reader that the hub has to leave alone; empty while none is tried."""
        return self.state.address if self.state is not None and self.state.is_running else ""

    def begin(self, address: str) -> None:
        self.stop()
        self._number += 1
        self._news_ns = self._clock.monotonic_ns()
        self.state = ReaderTest(address)
        self._settle()
        self._control.test(address, partial(self._take, self._number))

    def stop(self) -> None:
        """Give the reader back; what was found is forgotten."""
        if self.state is None:
            return
        is_running, self.state = self.state.is_running, None
        self._number += 1  # whatever is still on its way belongs to nobody
        if is_running:
            self._control.stop_test()
            self._settle()

    def tick(self) -> None:
        """A device that hangs ends the test, and keeps its thread for itself."""
        state = self.state
        if state is None or not state.is_running:
            return
        span = _ENDS_WITHIN if state.rungs else _OPENS_WITHIN
        if self._clock.monotonic_ns() - self._news_ns < span // timedelta(microseconds=1) * 1000:
            return
        known = len(state.rungs) or RUNGS.index("reader")
        rungs = (
            *(state.rungs or (Rung(name, RungState.GOOD) for name in RUNGS[:known])),
            Rung(RUNGS[known], RungState.BROKEN, HANGS),
            *(Rung(name, RungState.NOT_REACHED) for name in RUNGS[known + 1 :]),
        )
        self._number += 1
        self.state = replace(state, rungs=rungs, is_running=False)
        self._control.stop_test()
        self._settle()

    def _take(self, number: int, rung: Rung | None) -> None:
        state = self.state
        if number != self._number or state is None:
            return
        self._news_ns = self._clock.monotonic_ns()
        if rung is not None:
            self.state = replace(state, rungs=(*state.rungs, rung))
        else:
            self.state = replace(state, is_running=False)
            self._settle()
