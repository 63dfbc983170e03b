"""A counter with its threads.

The counter's and the gateway's (`Threads`), one for each reader (`ReaderWatch`), the outbox's
(`Carrier`), the relay's where the shop has one (`Forwarder`), and a pulse that reminds the counter
of time. They are stopped in the order in which each one's work could still hand something to the
next.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from drivers.photo import DecodedPhoto
from pos_client import __version__
from pos_client.application import commands
from pos_client.application.news import CounterChanged, News
from pos_client.application.state import CounterState, DevicePhase, TroubleState
from pos_client.application.trouble import OpeningFailed, StoreDamaged, Trouble
from pos_client.application.whereabouts import Locator
from pos_client.application.workers import Stopped, Threads
from pos_client.bootstrap.papers import enrol_into, locked
from pos_client.bootstrap.whereabouts import whereabouts_of
from pos_client.bootstrap.work import Work
from pos_client.infrastructure.clock import SystemClock
from pos_client.infrastructure.gateway.device import Device, is_enrolled, load_device
from pos_client.infrastructure.home import Home, HomeLock
from pos_client.infrastructure.logs import LogFile
from pos_client.infrastructure.settings import Settings

__all__ = ["RunningCounter", "open_counter"]

log = logging.getLogger(__name__)

# What was under way at the gateway may come to its end.
END_S = 5.0


def open_counter(
    folder: Path,
    settings: Settings,
    tell: Callable[[News], None],
    system_locator: Locator | None = None,
) -> RunningCounter:
    """Make a counter for a home; `start` opens it on a thread of its own.

    Args:
        system_locator: the operating system's service of positions, which a window can ask.
    """
    return RunningCounter(Home.at(folder), settings, tell, system_locator)


class RunningCounter:
    """A counter with its threads. `tell` is called from them, one news at a time."""

    def __init__(
        self,
        home: Home,
        settings: Settings,
        tell: Callable[[News], None],
        system_locator: Locator | None = None,
    ) -> None:
        self._home = home
        self._system_locator = system_locator
        self._settings = settings
        self._tell = tell
        self._threads = Threads(self._publish, self._tell_trouble)
        self._lock: HomeLock | None = None
        self._log_file: LogFile | None = None
        self._work: Work | None = None
        self._ending: threading.Thread | None = None
        self._is_stopping = False
        self._is_stopped = False
        self._is_enrolling = False

    def start(self) -> None:
        """Return at once; the state tells how far it has come."""
        self._threads.on_counter(self._open)

    def submit(self, command: commands.CounterCommand) -> None:
        """Return at once; the state tells what came of it."""
        self._threads.on_counter(lambda: self._handle(command))

    def prepare_photos(self) -> None:
        """Find the decoders that the carrier lets run; for the thread that decodes."""
        if self._work is not None:
            self._work.photos.prepare()

    def decode_photo(self, raw: bytes) -> DecodedPhoto | None:
        """Decode a chip's photo of 1024 bytes; None where nobody can."""
        return None if self._work is None else self._work.photos.decode(raw)

    def stop(self, timeout_s: float) -> None:
        """Stop all threads. What was saved is saved; what was open is forgotten.

        Stopping twice does nothing.
        """
        try:
            work = self._threads.call(self._begin_stop)
        except Stopped:
            return
        if work is not None:
            work.stop(timeout_s)
        if self._ending is not None:
            self._ending.join()
        self._threads.close(self._close)

    # On the counter's thread ---------------------------------------------------------------

    def _open(self) -> None:
        self._or_stop(self._open_home)

    def _open_home(self) -> None:
        self._lock = locked(self._home)
        self._log_file = LogFile(self._home.logs_folder)
        log.info("the counter was opened: version %s", __version__)
        if is_enrolled(self._home.device_folder):
            self._begin(load_device(self._home.device_folder))
        else:
            self._say(CounterState(device=DevicePhase.NOT_ENROLLED))

    def _or_stop(self, begin: Callable[[], None]) -> None:
        """Do what opens the counter. Whatever hinders it is said: nobody waits for ever."""
        try:
            begin()
        except Trouble as trouble:
            self._say_stopped(trouble)
        except Exception as bug:  # noqa: BLE001 - a bug as well
            # The type only: a traceback's text may quote what was read.
            log.error("bug while the counter was opened: %s", type(bug).__name__)  # noqa: TRY400
            self._say_stopped(OpeningFailed(kind=type(bug).__name__))

    def _begin_stop(self) -> Work | None:
        self._is_stopping = True
        return self._work

    def _begin(self, device: Device) -> None:
        if self._is_stopping:
            return
        whereabouts = whereabouts_of(self._settings, SystemClock(), self._system_locator)
        parts = (self._threads, self._tell, self._stop_for, whereabouts)
        work = Work(self._home, device, self._settings, *parts)
        work.begin()
        self._work = work
        work.start()

    def _handle(self, command: commands.CounterCommand) -> None:
        if self._work is not None:
            self._work.counter.handle(command)
        elif isinstance(command, commands.Enrol) and not (self._is_enrolling or self._is_stopped):
            self._enrol(command)

    def _enrol(self, command: commands.Enrol) -> None:
        self._is_enrolling = True
        self._say(CounterState(device=DevicePhase.ENROLLING))
        self._threads.ask(
            lambda: enrol_into(self._home, Path(command.gateway_file), command.code, ""),
            self._enrolled,
            self._not_enrolled,
        )

    def _not_enrolled(self, trouble: Trouble) -> None:
        self._is_enrolling = False
        self._say(CounterState(device=DevicePhase.NOT_ENROLLED, trouble=_told(trouble)))

    def _enrolled(self, device: Device) -> None:
        self._or_stop(lambda: self._begin(device))

    def _stop_for(self, trouble: Trouble) -> None:
        """The store cannot be relied on any more: nothing is captured, and nothing written."""
        if self._work is not None and not self._is_stopping:
            self._say_stopped(trouble)

    def _say_stopped(self, trouble: Trouble) -> None:
        log.info("the counter cannot work", extra={"code": trouble.code})
        self._is_stopped = True
        work, self._work = self._work, None
        if work is not None:
            self._ending = threading.Thread(target=self._end, args=(work,), name="ending")
            self._ending.start()
        self._say(CounterState(device=DevicePhase.STOPPED, trouble=_told(trouble)))
        if isinstance(trouble, StoreDamaged):
            from pos_client.bootstrap.salvaging import with_what_is_whole  # late: hardly ever

            whole = with_what_is_whole(self._home, trouble)
            self._say(CounterState(device=DevicePhase.STOPPED, trouble=_told(whole)))

    def _end(self, work: Work) -> None:
        """End what was at work. Its threads ask things of the counter's, which must not wait."""
        work.stop(END_S)
        self._threads.on_counter(work.close)

    def _say(self, state: CounterState) -> None:
        self._tell(CounterChanged(state))

    def _tell_trouble(self, trouble: Trouble) -> None:
        if self._work is not None:
            self._work.counter.tell(trouble)

    def _publish(self) -> None:
        if self._work is not None:
            self._work.counter.publish()

    def _close(self) -> None:
        if self._work is not None:
            self._work.close()
            self._work = None
        if self._log_file is not None:
            log.info("the counter was closed")
            self._log_file.close()
            self._log_file = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _told(trouble: Trouble) -> TroubleState:
    facts = tuple(sorted((name, str(value)) for name, value in trouble.facts.items()))
    return TroubleState(trouble.code, facts)
