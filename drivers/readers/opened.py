"""What every opened reader has in common: polled until it is lost or closed, and closed once."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from types import TracebackType
from typing import Self

from drivers.api import CardEvent, ReaderError, ReaderUnavailable

__all__ = ["OpenedReader"]


class OpenedReader(ABC):
    """Implements `Reader` but for `info`.

    Args:
        clock: another one than this computer's, in seconds.
    """

    def __init__(self, address: str, clock: Callable[[], float] | None = None) -> None:
        self._address = address
        self._now = clock or time.monotonic
        self._is_closed = False

    def poll(self, timeout_s: float) -> CardEvent | None:
        """Return the next event, or None after `timeout_s` seconds without one.

        Raises:
            ReaderError: the reader is lost; close it and open it again.
        """
        if self._is_closed:
            raise ReaderUnavailable(f"{self._address} is closed")
        try:
            return self._next_event(self._now() + timeout_s)
        except ReaderError:
            self.close()
            raise

    def close(self) -> None:
        """Give back what it was opened with. Closing twice does nothing."""
        if not self._is_closed:
            self._is_closed = True
            self._let_go()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @abstractmethod
    def _next_event(self, due: float) -> CardEvent | None:
        """Work until there is an event, and no longer than until `due`."""

    @abstractmethod
    def _let_go(self) -> None:
        """Close everything; called once."""
