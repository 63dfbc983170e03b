"""The readers of this computer: the hub that keeps them, and the thread that tries one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from drivers.api import Reader
from drivers.discovery import Lookout, Rung, climb
from drivers.hub import Hub, HubNews
from drivers.registry import Registry
from pos_client.application.reader_trial import CARD_WITHIN

__all__ = ["ReaderWatch"]

_LET_GO_S = 1.0
_PAUSE_S = 0.02
_STOP_S = 0.5

log = logging.getLogger(__name__)


class ReaderWatch:
    """Implements `ReaderControl`.

    Args:
        named: the addresses of the settings; where there are none, readers are looked for.
        tell: takes the hub's news, on the hub's threads.
        on_counter: runs a job on the counter's thread.
        registry: opens them.
    """

    def __init__(
        self,
        named: tuple[str, ...],
        tell: Callable[[HubNews], None],
        on_counter: Callable[[Callable[[], None]], None],
        registry: Registry,
    ) -> None:
        look = None if named else Lookout(registry).look
        self._hub = Hub(named, tell, open_reader=registry.open_reader, look=look)
        self._open_alone = registry.open_alone
        self._on_counter = on_counter
        self._trial: _Trial | None = None

    def start(self) -> None:
        self._hub.start()

    def stop(self) -> None:
        """End all threads, as far as they can be; not called on the counter's."""
        trial = self._trial
        self.stop_test()
        self._hub.stop()
        if trial is not None:
            trial.thread.join(_STOP_S)

    def let_rest(self, addresses: frozenset[str]) -> None:
        self._hub.let_rest(addresses)

    def test(self, address: str, tell: Callable[[Rung | None], None]) -> None:
        self.stop_test()
        self._trial = _Trial(
            address,
            lambda rung: self._on_counter(lambda: tell(rung)),
            self._hub.is_open,
            self._open_alone,
        )
        self._trial.thread.start()

    def stop_test(self) -> None:
        if self._trial is not None:
            self._trial.stopping.set()
            self._trial = None


class _Trial:
    """One test and its thread, which a device that hangs keeps for itself."""

    def __init__(
        self,
        address: str,
        tell: Callable[[Rung | None], None],
        is_held: Callable[[str], bool],
        open_reader: Callable[[str], Reader],
    ) -> None:
        self._address = address
        self._tell = tell
        self._is_held = is_held
        self._open_reader = open_reader
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run, name="reader test", daemon=True)

    def _run(self) -> None:
        try:
            self._climb()
        except Exception as bug:  # noqa: BLE001 - whoever asked must not wait for ever
            log.warning("a reader cannot be tested: %s", type(bug).__name__)
        if not self.stopping.is_set():
            self._tell(None)

    def _climb(self) -> None:
        due = time.monotonic() + _LET_GO_S
        while self._is_held(self._address) and time.monotonic() < due:
            if self.stopping.wait(_PAUSE_S):
                return
        wanted_s = CARD_WITHIN.total_seconds()
        for rung in climb(
            self._address,
            wanted_s,
            open_reader=self._open_reader,
            is_wanted=lambda: not self.stopping.is_set(),
        ):
            if self.stopping.is_set():
                return
            self._tell(rung)
