"""The door between the window and the counter. Everything heavy is imported behind the paint."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from pos_client.application.commands import CounterCommand
from pos_client.application.news import CounterChanged, News
from pos_client.application.state import CounterState, DevicePhase, TroubleState
from pos_client.application.trouble import Trouble
from pos_client.infrastructure.late_asyncio import late_asyncio
from pos_client.infrastructure.settings import Settings

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from pos_client.application.whereabouts import Locator
    from ui.widgets.photo import Picture

__all__ = ["CounterDoor", "LateCounter", "MakeCounter", "make_counter", "stopped_by"]


class CounterDoor(Protocol):
    """What the window needs of a counter."""

    def start(self) -> None:
        """Return at once; the state tells how far it has come."""

    def submit(self, command: CounterCommand) -> None:
        """Return at once; the state tells what came of it."""

    def prepare_photos(self) -> None:
        """Find what decodes photos, on the thread that will ask for it."""

    def decode_photo(self, raw: bytes) -> Picture | None:
        """Decode with what the carrier lets run; None where nobody can."""

    def stop(self, timeout_s: float) -> None:
        """Stop all threads. What was saved is saved."""


MakeCounter: TypeAlias = Callable[[Path, Settings, Callable[[News], None]], CounterDoor]


def make_counter(
    folder: Path,
    settings: Settings,
    tell: Callable[[News], None],
    system_locator: Locator | None = None,
) -> CounterDoor:
    """The real one. Its import takes longer than the first paint, so it stands in here."""
    # What is imported stays for good. Looking through it for garbage takes a tenth of a second
    # in which nothing is drawn, so the collector neither looks meanwhile nor ever again.
    gc.disable()
    try:
        with late_asyncio():
            from pos_client.bootstrap import open_counter
    finally:
        gc.freeze()
        gc.enable()
    return open_counter(folder, settings, tell, system_locator)


def stopped_by(trouble: Trouble) -> CounterChanged:
    """The news that there will be no counter, and why."""
    facts = tuple(sorted((name, str(value)) for name, value in trouble.facts.items()))
    told = TroubleState(trouble.code, facts)
    return CounterChanged(CounterState(DevicePhase.STOPPED, trouble=told))


class LateCounter:
    """A door that may be used before there is a counter behind it.

    One worker opens the counter and then passes the commands on, in their order; whatever is
    submitted meanwhile waits in the worker's own queue, and before `start` here: keys may come
    before the first paint. Belongs to the GUI thread.
    """

    def __init__(
        self,
        make: MakeCounter,
        folder: Path,
        settings: Settings,
        tell: Callable[[News], None],
        fail: Callable[[BaseException], None],
    ) -> None:
        self._make = make
        self._folder = folder
        self._settings = settings
        self._tell = tell
        self._fail = fail
        self._hired: ThreadPoolExecutor | None = None
        self._counter: CounterDoor | None = None
        self._is_started = False
        self._early: list[CounterCommand] = []

    def start(self) -> None:
        # The line edits ask for this with the first key. Two threads that import a package and
        # a part of it at once are each refused by the other ("deadlock detected"), and an early
        # key came just then; so it is here before the worker imports anything.
        importlib.import_module("drivers.card.number")
        self._watch(self._worker.submit(self._open))
        self._is_started = True
        early, self._early = self._early, []
        for command in early:
            self.submit(command)

    def submit(self, command: CounterCommand) -> None:
        if not self._is_started:
            self._early.append(command)
            return
        self._watch(self._worker.submit(self._pass_on, command))

    def prepare_photos(self) -> None:
        if self._counter is not None:
            self._counter.prepare_photos()

    def decode_photo(self, raw: bytes) -> Picture | None:
        return None if self._counter is None else self._counter.decode_photo(raw)

    def stop(self, timeout_s: float) -> None:
        """Wait for what was submitted before, then stop the counter."""
        self._watch(self._worker.submit(self._close, timeout_s))
        self._worker.shutdown(wait=True)

    @property
    def _worker(self) -> ThreadPoolExecutor:
        if self._hired is None:
            from concurrent.futures import ThreadPoolExecutor

            self._hired = ThreadPoolExecutor(1, "door")
        return self._hired

    # On the worker -------------------------------------------------------------------------

    def _open(self) -> None:
        try:
            counter = self._make(self._folder, self._settings, self._tell)
            counter.start()
        except Trouble as trouble:
            self._tell(stopped_by(trouble))
            return
        self._counter = counter

    def _pass_on(self, command: CounterCommand) -> None:
        if self._counter is not None:
            self._counter.submit(command)

    def _close(self, timeout_s: float) -> None:
        if self._counter is not None:
            self._counter.stop(timeout_s)
            self._counter = None

    def _watch(self, job: Future[None]) -> None:
        job.add_done_callback(self._look_at)

    def _look_at(self, job: Future[None]) -> None:
        fault = job.exception()
        if fault is not None:
            self._fail(fault)
