"""The whole program with its window, drawn for nobody, worked until somebody ends it.

python -m tests.faults.kill.window_life ORDERS
"""

from __future__ import annotations

import sys
import threading
from typing import Any

from PySide6.QtCore import QObject, Slot

from pos_client.application.state import DevicePhase
from tests.faults.kill.life import Telling, prepare
from tests.faults.kill.orders import Orders
from tests.faults.kill.quick import quick_verifiers
from tests.faults.kill.steps import Striker
from tests.integration.chain.watch import say
from ui.app import Birth, OpenWindow, open_window

__all__ = ["main"]

_OPENED_WITHIN_S = 120


class _Ear(QObject):
    """Hears on the GUI thread what the window is told."""

    def __init__(self, telling: Telling) -> None:
        super().__init__()
        self._telling = telling

    @Slot(object)
    def take(self, news: object) -> None:
        self._telling.tell(news)  # type: ignore[arg-type]


class _Door:
    """Stands in for the running counter that the window has opened."""

    def __init__(self, opened: OpenWindow) -> None:
        self._opened = opened

    def submit(self, command: Any) -> None:
        door = self._opened._door
        assert door is not None
        door.submit(command)

    def stop(self, _timeout_s: float) -> None:
        """As if the clerk had closed the window."""
        self._opened.window.closed.emit()

    def __getattr__(self, name: str) -> Any:
        door = self._opened._door
        assert door is not None
        return getattr(door._counter, name)


def main(line: str) -> None:
    """Open the window of a home and let a clerk work at it."""
    orders = Orders.from_line(line)
    quick_verifiers()
    striker = prepare(orders)
    telling = Telling(striker, orders.step)
    application, opened = open_window(Birth(orders.home))
    ear = _Ear(telling)
    opened.bridge.arrived.connect(ear.take)
    work = (opened, telling, orders, striker)
    threading.Thread(target=_work, args=work, daemon=True).start()
    application.exec()
    opened.end()


def _work(opened: OpenWindow, telling: Telling, orders: Orders, striker: Striker) -> None:
    try:
        telling.wait_for(lambda now: now.device is not DevicePhase.STARTING, _OPENED_WITHIN_S)
        from tests.faults.kill.work import FarPlate, customers, live
        from tests.integration.chain.shop import Counter

        counter = Counter(_Door(opened), telling, FarPlate(orders))  # type: ignore[arg-type]
        live(counter, orders, striker, customers())
    except BaseException as fault:  # noqa: BLE001 - told to whoever has begun this
        say(f"failed {type(fault).__name__} {fault}"[:2000].replace("\n", " "))


if __name__ == "__main__":
    main(sys.argv[1])
