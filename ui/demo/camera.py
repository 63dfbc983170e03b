"""The demo's camera: it sees whoever stands before the simulated counter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from drivers.simulator.control import ControlClient, ControlLost, ControlRefused
from ui.camera.simulated import SimulatedCamera

__all__ = ["CounterCamera"]

_LOOK_MS = 400


class CounterCamera(SimulatedCamera):
    """Asks the simulator again and again who stands there, on a thread of its own."""

    _seen = Signal(bytes)

    def __init__(self, control_address: str, parent: QObject | None = None) -> None:
        super().__init__("simulated camera", seed="counter", parent=parent)
        self._address = control_address
        self._thread: ThreadPoolExecutor | None = None
        self._last = b""
        self._look_again = QTimer(self)
        self._look_again.setInterval(_LOOK_MS)
        self._look_again.timeout.connect(self._look)
        self._seen.connect(self._show)

    def start(self) -> None:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "counter-camera")
            self._look_again.start()
            self._look()
        super().start()

    def stop(self) -> None:
        super().stop()
        self._look_again.stop()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.shutdown(wait=True, cancel_futures=True)
        self._last = b""
        self.show_nothing()

    @Slot()
    def _look(self) -> None:
        if self._thread is not None:
            self._thread.submit(self._ask)

    def _ask(self) -> None:
        seen = b""
        with suppress(ControlLost, ControlRefused), ControlClient(self._address) as simulator:
            seen = simulator.face()
        with suppress(RuntimeError):  # the camera is gone meanwhile
            self._seen.emit(seen)

    @Slot(bytes)
    def _show(self, jpeg: bytes) -> None:
        if self._thread is None or jpeg == self._last:
            return
        self._last = jpeg
        if jpeg:
            self.show(jpeg)
        else:
            self.show_nothing()
