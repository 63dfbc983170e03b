"""The only crossing from other threads into the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

__all__ = ["Bridge"]


class Bridge(QObject):
    """Created on the GUI thread; `post` may be called from any thread."""

    arrived = Signal(object)
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, news: object) -> None:
        """Hand over a frozen value; it arrives on the GUI thread."""
        self._posted.emit(news)

    @Slot(object)
    def _deliver(self, news: object) -> None:
        self.arrived.emit(news)
