"""Keeps readers open, each on a thread of its own, and tells what happens as frozen values."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self, TypeAlias

from drivers.api import CardEvent, Prospect, Reader, ReaderError, ReaderInfo, ReaderRestarting
from drivers.registry import open_reader

__all__ = ["CardNews", "Hub", "HubNews", "ProspectsSeen", "ReaderFound", "ReaderLost"]

DRIVER_BUG: Final = "driver_bug"
# How long one poll may take; stopping waits for the one under way.
_POLL_S: Final = 0.1
_STOP_S: Final = 0.5
# A port that never answered like a reader is not left alone, but nearly.
_LONGEST_PAUSE_S: Final = 15.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReaderFound:
    """A reader is open, for the first time or again."""

    info: ReaderInfo


@dataclass(frozen=True, slots=True)
class ReaderLost:
    """A reader cannot be used. Said once, however long it stays away."""

    code: str
    address: str


@dataclass(frozen=True, slots=True)
class CardNews:
    """Something happened on the plate of the reader at `info.address`."""

    info: ReaderInfo
    event: CardEvent


@dataclass(frozen=True, slots=True)
class ProspectsSeen:
    """What may be a reader here has changed, or was looked for the first time."""

    prospects: tuple[Prospect, ...]


HubNews: TypeAlias = ReaderFound | ReaderLost | CardNews | ProspectsSeen


class Hub:
    """Opens, polls and reopens readers until it is stopped.

    Those at `addresses` are kept whatever happens. With `look`, whatever it finds is tried too,
    for as long as it is there: a known reader that cannot be opened is lost, any other prospect
    is not spoken of before it has answered like a reader. A reader at rest is closed and left to
    others until it is wanted again.

    `tell` is called on the hub's own threads, and `look` on one of them. Use a hub in a `with`,
    or call `start` and `stop`.
    """

    def __init__(
        self,
        addresses: Iterable[str],
        tell: Callable[[HubNews], None],
        *,
        open_reader: Callable[[str], Reader] = open_reader,
        reopen_s: float = 1.0,
        look: Callable[[], Sequence[Prospect]] | None = None,
        look_s: float = 1.0,
    ) -> None:
        self._tell = tell
        self._open_reader = open_reader
        self._reopen_s = reopen_s
        self._look = look
        self._look_s = look_s
        self._is_blind = False
        self._resting: frozenset[str] = frozenset()  # replaced whole, so nobody has to lock it
        self._stopping = threading.Event()
        self._keepers = {
            address: _Keeper(self, address, is_known=True) for address in dict.fromkeys(addresses)
        }
        self._lookout = threading.Thread(target=self._look_out, name="readers", daemon=True)

    def start(self) -> None:
        """Begin. A hub is started once."""
        for keeper in self._keepers.values():
            keeper.start()
        if self._look is not None:
            self._lookout.start()

    def stop(self) -> None:
        """Stop telling and close all readers, within half a second.

        Only a reader whose opening hangs in the system keeps its thread a little longer.
        """
        self._stopping.set()
        threads = [self._lookout] if self._look is not None else []
        _join(threads)  # first, for it begins others
        for keeper in self._keepers.values():
            keeper.leave()
        _join([keeper.thread for keeper in self._keepers.values()])

    def let_rest(self, addresses: Iterable[str]) -> None:
        """Close these when the poll under way is over, and open again those at rest before."""
        self._resting = frozenset(addresses)

    def is_open(self, address: str) -> bool:
        """Whether this hub has a reader open, or is just closing it."""
        keeper = self._keepers.get(address)
        return keeper is not None and keeper.is_open

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # Used by the keepers -------------------------------------------------------------------

    def is_resting(self, address: str) -> bool:
        """Whether somebody wants this reader closed for now."""
        return address in self._resting

    @property
    def reopen_s(self) -> float:
        """How long to wait before a reader is tried again."""
        return self._reopen_s

    def open(self, address: str) -> Reader:
        """Open a reader as this hub was told to."""
        return self._open_reader(address)

    def say(self, news: HubNews) -> None:
        """Tell, whatever the listener does."""
        try:
            self._tell(news)
        except Exception as cause:  # noqa: BLE001 - a listener's bug is not the reader's
            log.warning("news was not taken: %s", type(cause).__name__)

    # The lookout's thread ------------------------------------------------------------------

    def _look_out(self) -> None:
        fixed, seen = frozenset(self._keepers), None
        while not self._stopping.is_set():
            prospects = self._looked()
            if prospects is not None and prospects != seen:
                seen = prospects
                self.say(ProspectsSeen(prospects))
            if prospects is not None:
                self._follow({each.address: each for each in prospects if each.address}, fixed)
            self._stopping.wait(self._look_s)

    def _looked(self) -> tuple[Prospect, ...] | None:
        """What is there, or None where even that could not be found out."""
        try:
            prospects = tuple(self._look()) if self._look is not None else None
        except Exception as cause:  # noqa: BLE001 - whatever a bus does, readers in use stay
            if not self._is_blind:
                log.warning("readers cannot be looked for: %s", type(cause).__name__)
            self._is_blind = True
            return None
        self._is_blind = False
        return prospects

    def _follow(self, present: dict[str, Prospect], fixed: frozenset[str]) -> None:
        """Keep what is there, and give up what has left and is not open any more."""
        for address in [each for each in self._keepers if each not in fixed]:
            keeper = self._keepers[address]
            if address not in present and not keeper.is_open:
                keeper.leave()
            if keeper.has_left:  # also one whose reader came back while it was leaving
                del self._keepers[address]
        for address, prospect in present.items():
            if address not in self._keepers and not prospect.obstacle:
                keeper = _Keeper(self, address, is_known=prospect.is_known)
                self._keepers[address] = keeper
                keeper.start()


class _Keeper:
    """One reader and its thread.

    Args:
        is_known: whether it is a reader. Any other prospect is one once it has said its SAM id,
            or told of a card; until then nothing is told, and it is tried less and less often.
    """

    def __init__(self, hub: Hub, address: str, *, is_known: bool) -> None:
        self._hub = hub
        self._address = address
        self._is_known = is_known
        self._is_found = False
        self._is_loss_told = False  # say it once, however long the reader stays away
        self._pause_s = hub.reopen_s
        self._leaving = threading.Event()
        self.is_open = False
        self.thread = threading.Thread(target=self._keep, name=f"reader {address}", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def leave(self) -> None:
        """Tell the thread to end; it does when the poll under way is over."""
        self._leaving.set()

    @property
    def has_left(self) -> bool:
        return self._leaving.is_set() and not self.thread.is_alive()

    def _keep(self) -> None:
        while not self._leaving.is_set():
            if self._hub.is_resting(self._address):
                self._leaving.wait(_POLL_S)
                continue
            try:
                with self._hub.open(self._address) as reader:
                    self.is_open = True
                    self._serve(reader)
            except Exception as cause:  # noqa: BLE001 - a bug in a driver ends no thread in silence
                self._lose(cause)
                self._leaving.wait(self._pause_s)
            finally:
                self.is_open = False

    @property
    def _is_wanted(self) -> bool:
        return not (self._leaving.is_set() or self._hub.is_resting(self._address))

    def _serve(self, reader: Reader) -> None:
        self._is_found = False
        if self._is_known:
            self._find(reader)
        while self._is_wanted:
            event = reader.poll(_POLL_S)
            if not self._is_found and (event is not None or reader.info.sam_id):
                self._find(reader)
            if isinstance(event, ReaderRestarting):
                count = {"reader": self._address, "count": event.restart}
                log.info("a reader's library stopped and is started again", extra=count)
            if event is not None and self._is_wanted:
                self._hub.say(CardNews(reader.info, event))

    def _find(self, reader: Reader) -> None:
        self._is_found = self._is_known = True
        self._is_loss_told = False
        self._pause_s = self._hub.reopen_s
        found = {"reader": self._address, "driver": reader.info.driver}
        log.info("a reader was found", extra=found)
        self._hub.say(ReaderFound(reader.info))

    def _lose(self, cause: Exception) -> None:
        if not self._is_wanted:
            return
        if not self._is_known:
            self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
            return
        if self._is_loss_told:
            return
        self._is_loss_told = True
        code = cause.code if isinstance(cause, ReaderError) else DRIVER_BUG
        lost = {"reader": self._address, "code": code, "reason": type(cause).__name__}
        log.info("a reader was lost", extra=lost)
        self._hub.say(ReaderLost(code, self._address))


def _join(threads: Iterable[threading.Thread]) -> None:
    for thread in threads:
        if thread.is_alive() and thread is not threading.current_thread():
            thread.join(_STOP_S)
