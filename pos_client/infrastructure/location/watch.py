"""A thread that asks the source again and again, so that whoever wants to know never waits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from pos_client.application.ports import Clock
from pos_client.application.whereabouts import Locator, LocatorAway
from pos_client.domain.location import Lack, Location, NoPosition, usable
from pos_client.domain.work_signal import Surroundings, WorkSignal

__all__ = ["WhereaboutsWatch"]

log = logging.getLogger(__name__)

REOPENED_AFTER_S = 5.0
LOOKED_AFTER = timedelta(seconds=30)
_POLL_S = 0.5
# A read is sealed within a quarter of an hour.
_KEPT = timedelta(minutes=20)
_APART = timedelta(seconds=5)


class WhereaboutsWatch:
    """Implements `Whereabouts`.

    Args:
        open_locator: opens the source; None where none is set, and then no place is told at all.
        look: collects the signals of this computer.
    """

    def __init__(
        self,
        open_locator: Callable[[], Locator] | None,
        look: Callable[[], tuple[WorkSignal, ...]],
        clock: Clock,
    ) -> None:
        self._open = open_locator
        self._look = look
        self._clock = clock
        # Replaced as a whole, so that whoever reads it on another thread sees one or the other.
        self._words: tuple[tuple[datetime, Location], ...] = ()
        self._signals: tuple[WorkSignal, ...] = ()
        self._look_due: datetime | None = None
        self._is_lost = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="whereabouts", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def now(self) -> Surroundings:
        return self.at(self._clock.now())

    def at(self, moment: datetime) -> Surroundings:
        if self._open is None:
            return Surroundings(None, self._signals)
        until_then = [location for came_at, location in self._words if came_at <= moment]
        found: Location = NoPosition(Lack.SOURCE_AWAY)
        # A fix that is lost for a moment leaves the one before for as long as it counts.
        for word in until_then:
            now_usable = usable(word, moment)
            if not isinstance(now_usable, NoPosition) or isinstance(found, NoPosition):
                found = now_usable
        return Surroundings(found, self._signals)

    def turn(self, locator: Locator) -> None:
        """Look around, and hear one word of the source.

        Raises:
            LocatorAway: it is gone.
        """
        self._look_around()
        word = locator.poll(_POLL_S)
        if word is not None:
            self._note(word)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._serve()
            except LocatorAway:
                self._lose()
            except Exception as bug:  # noqa: BLE001 - a place that nobody knows stops no counter
                log.error("bug in a source of positions: %s", type(bug).__name__)  # noqa: TRY400
                self._lose()
            self._stopping.wait(REOPENED_AFTER_S)

    def _serve(self) -> None:
        self._look_around()
        if self._open is None:
            return
        locator = self._open()
        try:
            while not self._stopping.is_set():
                self.turn(locator)
        finally:
            with suppress(LocatorAway):
                locator.close()

    def _lose(self) -> None:
        if not self._is_lost:  # say it once, however long it stays away
            log.info("the source of positions is away")
        self._is_lost = True
        self._note(NoPosition(Lack.SOURCE_AWAY))

    def _note(self, word: Location) -> None:
        now = self._clock.now()
        if not isinstance(word, NoPosition) and self._is_lost:
            self._is_lost = False
            log.info("the source of positions is there again")
        kept = [each for each in self._words if now - _KEPT <= each[0] <= now]
        # One of each kind in five seconds is kept for later, and always the newest.
        if len(kept) > 1 and kept[-1][0] - kept[-2][0] < _APART and _are_alike(kept[-1][1], word):
            kept.pop()
        self._words = (*kept, (now, word))

    def _look_around(self) -> None:
        now = self._clock.now()
        if self._look_due is None or not self._look_due - LOOKED_AFTER <= now < self._look_due:
            self._look_due = now + LOOKED_AFTER
            self._signals = self._look()


def _are_alike(one: Location, other: Location) -> bool:
    return isinstance(one, NoPosition) is isinstance(other, NoPosition)
