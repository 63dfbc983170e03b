"""Positions from the operating system by way of Qt: GeoClue 2 on Linux, Windows' own service.

Qt asks on the GUI thread, where it never waits; the counter's watch takes what has come on its own.
Only an invented GeoClue has been tried yet, and no Windows.
"""

from __future__ import annotations

import math
import queue
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QLoggingCategory, QObject, QTimer, Slot

from pos_client.application.whereabouts import LocatorAway
from pos_client.domain.location import Lack, Location, LocationSource, NoPosition, Position

if TYPE_CHECKING:
    from PySide6.QtPositioning import QGeoPositionInfo, QGeoPositionInfoSource

__all__ = ["SystemLocator", "SystemPositions"]

_PLUGINS = {"linux": "geoclue2", "win32": "winrt", "darwin": "corelocation"}
# The service tells what has changed. Asked anew it says where it is, and since when it knows.
_ASKED_AGAIN_MS = 45_000
_MICRO = 1_000_000
_QUIET = "qt.positioning.geoclue2=false"


class SystemLocator:
    """What the system has said, for one other thread. Implements `Locator`."""

    def __init__(self) -> None:
        self._words: queue.SimpleQueue[Location] = queue.SimpleQueue()

    def tell(self, word: Location) -> None:
        """On the GUI thread."""
        self._words.put(word)

    def poll(self, timeout_s: float) -> Location | None:
        try:
            word = self._words.get(timeout=timeout_s)
            while not self._words.empty():
                word = self._words.get()
        except queue.Empty:
            return None
        if word == NoPosition(Lack.SOURCE_AWAY):
            raise LocatorAway("system")
        return word

    def close(self) -> None:
        """It stays with the window."""


class SystemPositions(QObject):
    """Asks as long as the window stands. Belongs to the GUI thread.

    Args:
        make: makes Qt's source; None where there is no service or no module of Qt's.
    """

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        make: Callable[[QObject], QGeoPositionInfoSource | None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.locator = SystemLocator()
        self._source = (make or _source_of_system)(self)
        self._again = QTimer(self)
        self._again.setInterval(_ASKED_AGAIN_MS)
        self._again.timeout.connect(self._ask_again)
        if self._source is None:
            self.locator.tell(NoPosition(Lack.SOURCE_AWAY))
            return
        self._source.positionUpdated.connect(self._take)
        self._source.errorOccurred.connect(self._fail)
        self._source.startUpdates()
        self._again.start()

    def stop(self) -> None:
        """Ask no more. Stopping twice does nothing."""
        self._again.stop()
        if self._source is not None:
            self._source.stopUpdates()

    @Slot()
    def _ask_again(self) -> None:
        if self._source is not None:
            self._source.stopUpdates()
            self._source.startUpdates()

    @Slot(object)
    def _take(self, found: QGeoPositionInfo) -> None:
        self.locator.tell(_location(found))

    @Slot()
    def _fail(self) -> None:
        self.locator.tell(NoPosition(Lack.SOURCE_AWAY))


def _source_of_system(parent: QObject) -> QGeoPositionInfoSource | None:
    plugin = _PLUGINS.get(sys.platform)
    QLoggingCategory.setFilterRules(_QUIET)
    try:
        from PySide6.QtPositioning import QGeoPositionInfoSource
    except ImportError:  # the Addons of Qt are not installed
        return None
    # By this name GeoClue asks its user, or its administrator, whether we may.
    told = {"desktopId": "pos-client"}
    return QGeoPositionInfoSource.createSource(plugin, told, parent) if plugin else None


def _location(found: QGeoPositionInfo) -> Location:
    """The place; without a time or an error of its own it is none."""
    from PySide6.QtPositioning import QGeoPositionInfo

    error = QGeoPositionInfo.Attribute.HorizontalAccuracy
    if not found.isValid():
        return NoPosition(Lack.NO_FIX)
    if not found.hasAttribute(error) or not math.isfinite(found.attribute(error)):
        return NoPosition(Lack.TOO_COARSE)
    where, at_ms = found.coordinate(), found.timestamp().toMSecsSinceEpoch()
    place = (round(where.latitude() * _MICRO), round(where.longitude() * _MICRO))
    accuracy_m = max(1, math.ceil(found.attribute(error)))
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    return Position(*place, accuracy_m, at, LocationSource.SYSTEM)
