"""The reader under examination: each call into it has a limit, and nothing is forgotten."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeVar

from drivers.api import (
    CardEvent,
    CardPresent,
    CardRefused,
    CardRemoved,
    Driver,
    Reader,
    ReaderError,
    ReaderInfo,
    ReaderRestarted,
    ReaderRestarting,
    ReaderUnavailable,
)
from drivers.card.number import CHINA_TIME
from drivers.card.read import CardRead
from drivers.conformance.calls import DriverThread, Stuck
from drivers.conformance.hands import Hand
from drivers.conformance.traces import Traces
from drivers.conformance.verdict import Figure
from drivers.conformance.watch import IdentityWatch
from drivers.registry import Registry, split_address

__all__ = ["DEFAULT_POLL_S", "OVERRUN_S", "DriverRaised", "Heard", "Subject", "seconds"]

DEFAULT_POLL_S: Final = 0.1
"""How long a hub lets a poll take."""
# Calling a poll off may take 250 ms in all, and the hub's own poll takes 100 of them.
OVERRUN_S: Final = 0.15

_OPEN_LIMIT_S: Final = 20.0
_CALL_LIMIT_S: Final = 5.0
# How long a device may need to notice that it was let go.
_REOPEN_S: Final = 5.0
_PAUSE_S: Final = 0.1
_CARDS: Final = (CardRead, CardRefused, CardPresent)
_Result = TypeVar("_Result")


class DriverRaised(Exception):
    """The driver has raised something; its text is not repeated, it may quote a card."""

    def __init__(self, what: str, error: BaseException) -> None:
        self.error = error
        self.is_typed = isinstance(error, ReaderError)
        name = type(error).__name__
        told = f"{name} ({error.code})" if isinstance(error, ReaderError) else name
        super().__init__(f"{what} raised {told}")


@dataclass(frozen=True, slots=True)
class Heard:
    """An event, when it came, and where and when its reader was opened."""

    event: CardEvent = field(repr=False)
    at_s: float
    wall: datetime
    opened_at_s: float
    opened_wall: datetime


class Subject:
    """One address and whatever is done with it."""

    def __init__(
        self,
        address: str,
        registry: Registry,
        *,
        hand: Hand | None = None,
        watch: IdentityWatch | None = None,
        wait_s: float = 10.0,
    ) -> None:
        self.address = address
        self.registry = registry
        self.hand = hand
        self.watch = watch or IdentityWatch()
        self.wait_s = wait_s
        self.scheme, self.target, self.options = split_address(address)
        self.heard: list[Heard] = []
        self.overruns: list[tuple[float, float]] = []
        self.untyped: list[str] = []
        self.infos: list[ReaderInfo] = []
        self.trouble = ""  # why there is nothing to talk to
        self.reader: Reader | None = None
        self._opened = (0.0, datetime.now(CHINA_TIME))
        self._thread = DriverThread()
        self.before = Traces.now()

    @property
    def is_stuck(self) -> bool:
        """Whether some call has never come back, so that nothing more can be found out."""
        return self._thread.is_stuck

    @property
    def card(self) -> CardRead | None:
        """The first card that was read, if any."""
        return next((e.event for e in self.heard if isinstance(e.event, CardRead)), None)

    @property
    def removals(self) -> int:
        """How often a removal was told since the last card."""
        count = 0
        for heard in reversed(self.heard):
            if isinstance(heard.event, _CARDS):
                break
            count += isinstance(heard.event, CardRemoved)
        return count

    @property
    def is_card_told(self) -> bool:
        """Whether this opening has told a card, and not yet that it has gone."""
        told = [each.event for each in self.heard if each.opened_at_s == self._opened[0]]
        return any(isinstance(each, _CARDS) for each in told) and not self.removals

    def wait_gone(self, within_s: float) -> bool:
        """Poll until the card that was told last is told to have gone; False where it is not."""
        until = time.monotonic() + within_s
        while self.is_card_told and time.monotonic() < until:
            self.poll()
        return not self.is_card_told

    def again(self, address: str, hand: Hand | None) -> Subject:
        """Examine another address of the same driver, heard by the same watch."""
        return Subject(address, self.registry, hand=hand, watch=self.watch, wait_s=self.wait_s)

    def driver(self) -> Driver:
        """The driver of this scheme."""
        return self.call("loading", lambda: self.registry.driver(self.scheme), _OPEN_LIMIT_S)

    def call(self, what: str, do: Callable[[], _Result], limit_s: float = _CALL_LIMIT_S) -> _Result:
        """Call into the driver.

        Raises:
            DriverRaised: it raised something.
            Stuck: it did not come back.
        """
        try:
            return self._thread.call(what, self._guarded(what, do), limit_s)
        except DriverRaised as raised:
            self.watch.hear_error(raised.error)
            if not raised.is_typed:
                self.untyped.append(str(raised))
            raise

    def open(self, address: str | None = None) -> Reader:
        """Open the reader; one that is open is closed before."""
        self.close()
        reader = self.call(
            "open()", lambda: self.registry.open_reader(address or self.address), _OPEN_LIMIT_S
        )
        self.reader = reader
        self._opened = (time.monotonic(), datetime.now(CHINA_TIME))
        if self.hand is not None:
            self.hand.take(reader)
        return reader

    def reopen(self) -> Reader:
        """Open it again, with some patience: a device may still be busy with having been let go."""
        until = time.monotonic() + _REOPEN_S
        self.close()
        while True:
            try:
                return self.open()
            except DriverRaised as raised:
                is_away = isinstance(raised.error, ReaderUnavailable)
                if not is_away or time.monotonic() > until:
                    raise
            time.sleep(_PAUSE_S)

    def opened(self) -> Reader:
        """The open reader, opened again where it was lost."""
        return self.reader or self.reopen()

    def close(self) -> None:
        """Close it, if it is open."""
        reader, self.reader = self.reader, None
        if reader is not None:
            self.call("close()", reader.close)

    def info(self) -> ReaderInfo:
        """Ask for what is known of it."""
        reader = self.opened()
        info = self.call("info", lambda: reader.info)
        self.infos.append(info)
        self.watch.hear("the repr of ReaderInfo", repr(info))
        return info

    def poll(self, timeout_s: float = DEFAULT_POLL_S) -> CardEvent | None:
        """Poll once; a reader that raises is closed, as its promise says."""
        reader = self.opened()
        began = time.monotonic()
        try:
            event = self.call(
                f"poll({timeout_s:g})", lambda: reader.poll(timeout_s), timeout_s + _CALL_LIMIT_S
            )
        except DriverRaised:
            self.close()
            raise
        finally:
            took_s = time.monotonic() - began
            if took_s > timeout_s + OVERRUN_S:
                self.overruns.append((timeout_s, took_s))
        if event is not None:
            now = time.monotonic(), datetime.now(CHINA_TIME)
            self.heard.append(Heard(event, *now, *self._opened))
            self.watch.hear_event(event)
        return event

    def wait_for(self, *kinds: type, within_s: float) -> CardEvent | None:
        """Poll until an event of one of these kinds comes, or any where none is named."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            event = self.poll()
            if isinstance(event, ReaderRestarting | ReaderRestarted):
                continue
            if event is not None and (not kinds or isinstance(event, kinds)):
                return event
        return None

    def listen(self, for_s: float) -> list[CardEvent]:
        """Poll for so long and return all that was told."""
        first = len(self.heard)
        until = time.monotonic() + for_s
        while time.monotonic() < until:
            self.poll()
        return [each.event for each in self.heard[first:]]

    def let_go(self) -> None:
        """Close it; what goes wrong with that is remembered like everything else."""
        with suppress(DriverRaised, Stuck):
            self.close()

    def end(self) -> None:
        """Let go of everything, also where something else has gone wrong."""
        self.let_go()
        self._thread.end()

    def _guarded(self, what: str, do: Callable[[], _Result]) -> Callable[[], _Result]:
        def guarded() -> _Result:
            try:
                return do()
            except BaseException as error:
                raise DriverRaised(what, error) from error

        return guarded


def seconds(value: float, limit: float | None = None) -> Figure:
    """A time."""
    return Figure(value, "s", limit)
