"""A life with a window: drawn for nobody, driven by commands, and broken in the end."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Slot

from tests.integration.chain.shop import Counter, Shop, reachable
from tests.integration.chain.watch import Watch, say
from ui.app import Birth, OpenWindow, open_window

__all__ = ["live_at_a_window"]


class _Break:
    """Posted like news: whoever takes it breaks."""


class _Breaking(QObject):
    """Raises on the GUI thread, with the customer in text and locals."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch

    @Slot(object)
    def take(self, news: object) -> None:
        if not isinstance(news, _Break):
            self._watch.tell(news)  # type: ignore[arg-type]
            return
        case = self._watch.state.case
        held = case.identity if case is not None else None
        raise RuntimeError(f"cannot draw {held and held.name} {held and held.id_number}", held)


class _Door:
    """Stands in for the running counter that the window has opened."""

    def __init__(self, opened: OpenWindow) -> None:
        self._opened = opened

    def submit(self, command: Any) -> None:
        door = self._opened._door
        assert door is not None
        door.submit(command)

    def __getattr__(self, name: str) -> Any:
        door = self._opened._door
        assert door is not None
        return getattr(door._counter, name)


def live_at_a_window(shop: Shop, slugs: Sequence[str], first: int) -> None:
    """Serve these people before a window; it crashes on the last one, and is aborted."""
    (shop.home.folder / "config.toml").write_text(
        f'[readers]\naddresses = ["{shop.plate.address}"]\n[camera]\naddress = "simulated:0"\n',
        "utf-8",
    )
    application, opened = open_window(Birth(shop.home.folder))
    watch = Watch()
    breaking = _Breaking(watch)
    opened.bridge.arrived.connect(breaking.take)
    counter = Counter(_Door(opened), watch, shop.plate, shop._deck)  # type: ignore[arg-type]
    worker = threading.Thread(
        target=_serve, args=(shop, counter, opened, slugs, first), daemon=True
    )
    worker.start()
    application.exec()


def _serve(
    shop: Shop, counter: Counter, opened: OpenWindow, slugs: Sequence[str], first: int
) -> None:
    from tests.canary.life import clear_around, tell_shown, walk

    try:
        counter.wait_for(lambda state: reachable(state) and state.reader.sam_id, 60)
        shop.log_in(counter)
        counter.wait_for(lambda state: state.session is not None)
        walk(shop, counter, slugs[:-1], first)
        clear_around(shop, slugs[-1])
        counter.lay(slugs[-1])
        tell_shown(counter, [slugs[-1]])
        opened.bridge.post(_Break())
        _wait_for_crash_window(opened)
        say("# crashed")
    except Exception as fault:  # noqa: BLE001 - told to the caller, who fails for it
        say(f"# failed window: {type(fault).__name__} {fault}"[:2000])
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGABRT)


def _wait_for_crash_window(opened: OpenWindow) -> None:
    from tests.integration.chain.shop import eventually

    eventually(lambda: opened.guard.window is not None, 30)
