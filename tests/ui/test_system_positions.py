"""What Qt hears of the operating system's service of positions, and what becomes of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QDateTime, QIODevice, QObject, Signal
from PySide6.QtPositioning import QGeoCoordinate, QGeoPositionInfo, QNmeaPositionInfoSource
from pytestqt.qtbot import QtBot

from pos_client.application.whereabouts import LocatorAway
from pos_client.domain.location import Lack, LocationSource, NoPosition, Position
from tests.contract.locator_worlds import sentence
from tests.ui.geoclue import InventedGeoClue
from tests.unit.house import tree
from ui.location.system import SystemPositions

SOON_S = 5.0


class Service(QObject):
    """Stands in for Qt's source: the same signals, and it counts how often it was asked."""

    positionUpdated = Signal(QGeoPositionInfo)  # noqa: N815 - Qt's own name
    errorOccurred = Signal(object)  # noqa: N815 - Qt's own name

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.started = self.stopped = 0

    def startUpdates(self) -> None:
        self.started += 1

    def stopUpdates(self) -> None:
        self.stopped += 1


def found(latitude: float, longitude: float, accuracy_m: float | None) -> QGeoPositionInfo:
    info = QGeoPositionInfo(QGeoCoordinate(latitude, longitude), QDateTime.currentDateTimeUtc())
    if accuracy_m is not None:
        info.setAttribute(QGeoPositionInfo.Attribute.HorizontalAccuracy, accuracy_m)
    return info


@pytest.fixture
def positions(qtbot: QtBot) -> Iterator[SystemPositions]:
    made = SystemPositions(make=Service)  # type: ignore[arg-type]
    yield made
    made.stop()
    made.deleteLater()


def service_of(positions: SystemPositions) -> Service:
    service = positions._source
    assert isinstance(service, Service)
    return service


def test_a_position_of_the_system_reaches_whoever_polls(positions: SystemPositions) -> None:
    service_of(positions).positionUpdated.emit(found(26.0745081, 119.2964949, 34.2))
    word = positions.locator.poll(SOON_S)
    assert isinstance(word, Position)
    assert (word.latitude_microdegrees, word.longitude_microdegrees) == (26_074_508, 119_296_495)
    assert (word.accuracy_m, word.source) == (35, LocationSource.SYSTEM)
    assert word.fixed_at.tzinfo is not None


def test_without_an_error_of_its_own_a_position_is_none(positions: SystemPositions) -> None:
    service_of(positions).positionUpdated.emit(found(26.0, 119.0, None))
    assert positions.locator.poll(SOON_S) == NoPosition(Lack.TOO_COARSE)


def test_what_is_not_valid_is_no_fix(positions: SystemPositions) -> None:
    service_of(positions).positionUpdated.emit(QGeoPositionInfo())
    assert positions.locator.poll(SOON_S) == NoPosition(Lack.NO_FIX)


def test_a_service_that_fails_is_away(positions: SystemPositions) -> None:
    service_of(positions).errorOccurred.emit(None)
    with pytest.raises(LocatorAway):
        positions.locator.poll(SOON_S)


def test_it_is_asked_anew_for_a_shop_that_does_not_move(positions: SystemPositions) -> None:
    service = service_of(positions)
    positions._again.timeout.emit()
    assert (service.started, service.stopped) == (2, 1)


def test_a_source_of_qts_own_is_understood(qtbot: QtBot) -> None:
    place = "2604.47048,N,11917.78964,E"
    said = b"".join(
        sentence(f"GNRMC,09000{second}.00,A,{place},0.0,0.0,010530,,,A")
        + sentence(f"GNGGA,09000{second}.00,{place},1,09,1.00,12.0,M,8.0,M,,")
        for second in range(4)
    )
    recorded = QBuffer()
    recorded.setData(QByteArray(said))
    recorded.open(QIODevice.OpenModeFlag.ReadOnly)

    def make(parent: QObject) -> QNmeaPositionInfoSource:
        source = QNmeaPositionInfoSource(QNmeaPositionInfoSource.UpdateMode.SimulationMode, parent)
        source.setUserEquivalentRangeError(5.1)
        source.setDevice(recorded)
        return source

    positions = SystemPositions(make=make)
    words: list[object] = []

    def heard() -> bool:
        words.append(positions.locator.poll(0.01))
        return isinstance(words[-1], Position)

    qtbot.waitUntil(heard, timeout=30_000)
    found = words[-1]
    assert isinstance(found, Position)
    assert (found.latitude_microdegrees, found.longitude_microdegrees) == (26_074_508, 119_296_494)
    assert found.accuracy_m == 11
    positions.stop()
    positions.deleteLater()


_CHILD = """
from PySide6.QtCore import QCoreApplication, QTimer
from pos_client.application.whereabouts import LocatorAway
from ui.location.system import SystemPositions

application = QCoreApplication([])
positions = SystemPositions()

def look():
    try:
        word = positions.locator.poll(0.001)
    except LocatorAway:
        word = "away"
    if word is not None:
        print(word)
        application.quit()

timer = QTimer()
timer.timeout.connect(look)
timer.start(50)
application.exec()
positions.stop()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="GeoClue is Linux's own")
def test_geoclue_is_asked_under_our_name_and_understood(tmp_path: Path) -> None:
    found_at = int(datetime(2030, 5, 1, 9, tzinfo=UTC).timestamp())
    with InventedGeoClue(tmp_path, (26.0745081, 119.2964949), 34.2, found_at) as service:
        # Qt keeps the system's bus of its first look, so it looks in a process of its own.
        child = subprocess.run(
            [sys.executable, "-c", _CHILD],
            env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": service.address},
            cwd=tree.ROOT,
            capture_output=True,
            text=True,
            timeout=100,
        )
    assert child.stdout.strip() == str(
        Position(
            *(26_074_508, 119_296_495, 35),
            datetime(2030, 5, 1, 9, tzinfo=UTC),
            LocationSource.SYSTEM,
        )
    )
    assert service.desktop_id == "pos-client"


def test_where_there_is_no_service_it_is_away(qtbot: QtBot) -> None:
    alone = SystemPositions(make=lambda _: None)
    with pytest.raises(LocatorAway):
        alone.locator.poll(SOON_S)
    alone.stop()
    alone.deleteLater()
