"""Keeps readers open, each on a thread of its own, and tells what happens as frozen values."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self, TypeAlias

from drivers.api import CardEvent, Reader, ReaderError, ReaderInfo
from drivers.registry import open_reader

__all__ = ["CardNews", "Hub", "HubNews", "ReaderFound", "ReaderLost"]

DRIVER_BUG: Final = "driver_bug"
# How long one poll may take; stopping waits for the one under way.
_POLL_S: Final = 0.1
_STOP_S: Final = 0.5

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


HubNews: TypeAlias = ReaderFound | ReaderLost | CardNews


class Hub:
    """Opens, polls and reopens the readers at `addresses` until it is stopped.

    `tell` is called on the readers' own threads. Use it in a `with`, or call `start` and `stop`.
    """

    def __init__(
        self,
        addresses: Iterable[str],
        tell: Callable[[HubNews], None],
        *,
        open_reader: Callable[[str], Reader] = open_reader,
        reopen_s: float = 1.0,
    ) -> None:
        self._tell = tell
        self._open_reader = open_reader
        self._reopen_s = reopen_s
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(
                target=self._keep, args=(address,), name=f"reader {address}", daemon=True
            )
            for address in dict.fromkeys(addresses)
        ]

    def start(self) -> None:
        """Begin. A hub is started once."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop telling and close all readers, within half a second.

        Only a reader whose opening hangs in the system keeps its thread a little longer.
        """
        self._stopping.set()
        for thread in self._threads:
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(_STOP_S)

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

    def _keep(self, address: str) -> None:
        is_loss_told = False  # say it once, however long the reader stays away
        while not self._stopping.is_set():
            try:
                with self._open_reader(address) as reader:
                    is_loss_told = False
                    found = {"reader": address, "driver": reader.info.driver}
                    log.info("a reader was found", extra=found)
                    self._say(ReaderFound(reader.info))
                    self._serve(reader)
            except Exception as cause:  # noqa: BLE001 - a bug in a driver ends no thread in silence
                code = cause.code if isinstance(cause, ReaderError) else DRIVER_BUG
                if not is_loss_told and not self._stopping.is_set():
                    lost = {"reader": address, "code": code, "reason": type(cause).__name__}
                    log.info("a reader was lost", extra=lost)
                    self._say(ReaderLost(code, address))
                    is_loss_told = True
                self._stopping.wait(self._reopen_s)

    def _serve(self, reader: Reader) -> None:
        while not self._stopping.is_set():
            event = reader.poll(_POLL_S)
            if event is not None and not self._stopping.is_set():
                self._say(CardNews(reader.info, event))

    def _say(self, news: HubNews) -> None:
        try:
            self._tell(news)
        except Exception as cause:  # noqa: BLE001 - a listener's bug is not the reader's
            log.warning("news was not taken: %s", type(cause).__name__)
