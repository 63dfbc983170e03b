"""The device's side of a transcript: it answers the same driver as it did when it was recorded.

Time is the transcript's own: it passes while the reader waits, as fast as asked for, and what
came within a wait then comes within it now. Nothing comes before the request that it followed.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from drivers.api import (
    LibraryUnusable,
    ReaderBusy,
    ReaderError,
    ReaderFaulty,
    ReaderForbidden,
    ReaderSilent,
    ReaderUnavailable,
    ServiceAway,
)
from drivers.transcripts.frames import name_of_request
from drivers.transcripts.steps import (
    Asked,
    Came,
    Commanded,
    Connected,
    Lost,
    Placed,
    Step,
)
from drivers.transport.pcsc import SlotState
from drivers.transport.winscard import ChipTrouble

__all__ = ["Clock", "ReplayLine", "ReplaySlot", "TranscriptDeviates", "TranscriptOver"]

# Two clocks never agree to the last digit about what came just in time.
_SLACK_S: Final = 0.002
# How long behind its end a transcript waits for requests that it still holds.
_PATIENCE_S: Final = 10.0
# What a line or a slot raises.
_KINDS: Final[tuple[type[ReaderError], ...]] = (
    *(ReaderUnavailable, ReaderForbidden, ReaderBusy, ServiceAway, LibraryUnusable),
    *(ReaderSilent, ReaderFaulty, ChipTrouble),
)
_NOTHING: Final = SlotState(is_present=False, is_mute=False, is_taken=False, atr=b"", changes=0)


class TranscriptOver(ReaderUnavailable):
    """The recording ended here. Whoever opens it again hears it from its beginning."""

    code = "transcript_over"


class TranscriptDeviates(ReaderUnavailable):
    """Here the recording has no answer: the driver asks for something else; the text says where."""

    code = "transcript_deviates"


class Clock:
    """Seconds of the transcript. At no `speed` they take no time at all."""

    def __init__(self, speed: float | None) -> None:
        self._speed = speed
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s

    def pass_to(self, at_s: float) -> None:
        """Let time pass until then; it never goes back."""
        if at_s > self.now_s:
            if self._speed is not None:
                time.sleep((at_s - self.now_s) / self._speed)
            self.now_s = at_s


class _Order:
    """What comes and what is asked for, each in its order, and what has to come first."""

    def __init__(self, steps: Sequence[Step], ended_s: float, clock: Clock) -> None:
        self._clock = clock
        self._ended_s = ended_s
        self._arrivals: list[tuple[int, Came | Placed | Lost]] = []
        self._requests: list[tuple[int, Asked | Connected | Commanded]] = []
        for row, step in enumerate(steps, 2):  # as the lines of the file are counted
            if isinstance(step, Asked | Connected | Commanded):
                self._requests.append((row, step))
            elif isinstance(step, Came | Placed | Lost):
                self._arrivals.append((len(self._requests), step))
        self._came = 0
        self._asked = 0

    def arrival(self, until_s: float) -> Came | Placed | Lost | None:
        """Let time pass until the next thing comes, or until then.

        Raises:
            TranscriptOver: nothing will come or be asked for any more.
        """
        following = self._following()
        if following is not None and following.at_s <= until_s + _SLACK_S:
            self._clock.pass_to(following.at_s)
            self._came += 1
            return following
        is_over = self._asked == len(self._requests) and self._came == len(self._arrivals)
        if is_over and until_s > self._ended_s + _SLACK_S:
            self._clock.pass_to(self._ended_s)
            raise TranscriptOver("the transcript is over")
        self._clock.pass_to(until_s)
        if until_s > self._ended_s + _PATIENCE_S:
            row, step = self._requests[min(self._asked, len(self._requests) - 1)]
            raise TranscriptDeviates(
                f"line {row}: {_name(step)} was asked for here, now nothing is"
            )
        return None

    def drop_arrived(self) -> None:
        """Forget what came by now."""
        while isinstance(came := self._following(), Came) and came.at_s <= self._clock.now_s:
            self._came += 1

    def request(self, asked: Asked | Connected | Commanded) -> Asked | Connected | Commanded:
        """Take the next request, which has to be the same.

        Raises:
            TranscriptDeviates: it is another one.
            TranscriptOver: there was none any more.
        """
        if self._asked == len(self._requests):
            if isinstance(lost := self._following(), Lost):
                self._came += 1
                raise _error_of(lost.code)
            raise TranscriptOver("the transcript is over")
        row, step = self._requests[self._asked]
        if _essence(step) != _essence(asked):
            raise TranscriptDeviates(
                f"line {row}: {_name(step)} was asked for here, now {_name(asked)} is"
            )
        self._asked += 1
        self._clock.pass_to(step.at_s)
        return step

    def _following(self) -> Came | Placed | Lost | None:
        if self._came < len(self._arrivals):
            behind, step = self._arrivals[self._came]
            if behind <= self._asked:
                return step
        return None


class ReplayLine:
    """A line that a transcript speaks on."""

    def __init__(self, steps: Sequence[Step], ended_s: float, clock: Clock) -> None:
        self._order = _Order(steps, ended_s, clock)
        self._clock = clock

    def write(self, data: bytes) -> None:
        """Take a request, which has to be the one that was recorded."""
        self._order.request(Asked(self._clock.now_s, data))

    def read(self, timeout_s: float) -> bytes:
        """Return what came in one read then, if it came in time; else nothing, after that time."""
        arrival = self._order.arrival(self._clock.now_s + timeout_s)
        if isinstance(arrival, Lost):
            raise _error_of(arrival.code)
        return arrival.data if isinstance(arrival, Came) else b""

    def flush_input(self) -> None:
        """Drop what came by now."""
        self._order.drop_arrived()

    def close(self) -> None:
        """There is nothing to give back."""


class ReplaySlot:
    """A slot whose chips a transcript knows."""

    def __init__(self, name: str, steps: Sequence[Step], ended_s: float, clock: Clock) -> None:
        self.name = name
        self._order = _Order(steps, ended_s, clock)
        self._clock = clock
        self._state = _NOTHING

    def watch(self, timeout_s: float) -> SlotState:
        arrival = self._order.arrival(self._clock.now_s + timeout_s)
        if isinstance(arrival, Lost):
            raise _error_of(arrival.code)
        if isinstance(arrival, Placed):
            self._state = arrival.state
        return self._state

    def connect(self) -> None:
        step = self._order.request(Connected(self._clock.now_s))
        if isinstance(step, Connected) and step.code:
            raise _error_of(step.code)

    def transmit(self, command: bytes) -> bytes:
        step = self._order.request(Commanded(self._clock.now_s, command))
        if not isinstance(step, Commanded) or step.code:
            raise _error_of(step.code if isinstance(step, Commanded) else "")
        return step.answer

    def disconnect(self) -> None:
        """There is nothing to leave alone."""

    def close(self) -> None:
        """There is nothing to give back."""


def _error_of(code: str) -> ReaderError:
    """Make the error again that ended a call."""
    known = {kind.code: kind for kind in _KINDS}
    return known.get(code, ReaderUnavailable)("so it was when this was recorded")


def _essence(step: Asked | Connected | Commanded) -> object:
    match step:
        case Asked(data=data):
            return data
        case Commanded(command=command):
            return command
    return None


def _name(step: Asked | Connected | Commanded) -> str:
    match step:
        case Asked(data=data):
            return name_of_request(data) or data.hex().upper()
        case Commanded(command=command):
            return f"the command {command.hex().upper()}"
    return "a connection to the chip"
