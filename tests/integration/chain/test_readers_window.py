"""The window over a real counter, its hub, and readers on real lines."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_client.application import commands
from pos_client.bootstrap import open_counter
from pos_client.infrastructure.settings import Settings
from tests.integration.chain.bus import READERS, Bus, hanging_ports, serial_bus
from tests.integration.chain.shop import STOP_S, Shop
from tests.ui.stage import Stage
from ui import i18n
from ui.bridge import Bridge
from ui.theme.fonts import counter_font

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="readers on pseudo-terminals")

PATIENCE_MS = 15_000


class Window:
    """A window and the counter behind it; a second one in the same home is the next day's."""

    def __init__(self, shop: Shop, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.stage = Stage()
        self.bridge = Bridge()
        self.counter = open_counter(shop.home.folder, Settings(), self.bridge.post)
        self.stage.desk._submit = self.counter.submit
        self.bridge.arrived.connect(self.stage.desk.take_news)
        self.counter.start()
        self.wait(lambda: self.stage.desk.state.gateway.is_reachable)
        self.counter.submit(commands.LogIn(shop.sandbox.clerk_number, shop.sandbox.password))
        self.wait(lambda: self.stage.desk.state.session is not None)

    def wait(self, holds: Callable[[], object]) -> None:
        self._qtbot.waitUntil(lambda: bool(holds()), timeout=PATIENCE_MS)

    def says(self, words: str, place: str = "readerStatus") -> None:
        self.wait(lambda: self.stage.sees(place) and self.stage.said(place) == words)

    def close(self) -> None:
        self.counter.stop(STOP_S)
        self.stage.close()


@pytest.fixture
def open_window(
    make_shop: Callable[..., Shop], qtbot: QtBot, qapp: QApplication
) -> Iterator[Callable[[], Window]]:
    qapp.setFont(counter_font())
    i18n.use("zh_CN")
    shop = make_shop(readers=READERS)
    opened: list[Window] = []

    def open_one() -> Window:
        for window in opened:
            window.close()
        opened[:] = [Window(shop, qtbot)]
        return opened[0]

    yield open_one
    for window in opened:
        window.close()


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    with serial_bus(tmp_path, monkeypatch) as bus:
        yield bus


@pytest.fixture
def hang(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Asked for before anything else, so that it hangs until the counter has been stopped."""
    with hanging_ports(monkeypatch) as hang:
        yield hang


def test_beside_a_device_that_hangs_the_window_shows_a_card(
    hang: Callable[[str], None], bus: Bus, open_window: Callable[[], Window]
) -> None:
    control = bus.serve(1)
    bus.serve(2)
    bus.plug(1, "port-a")
    hang(bus.plug(2, "port-b"))
    window = open_window()
    window.says("读卡器已就绪")
    control.lay("resident-lin")
    window.wait(lambda: window.stage.sees("casePage"))  # it hangs until the end of the test
    window.stage.press(Qt.Key.Key_F1)
    assert window.stage.sees("helpOverlay"), "the window itself is held up"


def test_a_reader_pulled_in_the_middle_of_a_read_comes_back_under_another_number(
    open_window: Callable[[], Window], bus: Bus
) -> None:
    control = bus.serve(1)
    bus.plug(1, "port-a")
    window = open_window()
    window.says("读卡器已就绪")
    control.fault("unplug on=read_base times=1")
    control.lay("resident-lin")
    bus.unplug("port-a")
    window.says("读卡器已断开")
    assert window.stage.said("headline") == "请连接读卡器"
    assert window.stage.desk.state.case is None
    control.clear_faults()
    control.lift()
    control.plug()
    bus.plug(1, "port-c")
    window.says("读卡器已恢复：reader 1")
    control.lay("resident-lin")
    window.wait(lambda: window.stage.sees("casePage"))


def test_a_choice_made_with_keys_holds_on_the_next_day_and_on_another_port(
    open_window: Callable[[], Window], bus: Bus
) -> None:
    first, second = bus.serve(1), bus.serve(2)
    bus.plug(1, "port-a")
    bus.plug(2, "port-b")
    window = open_window()
    window.says("2 台读卡器已就绪")
    window.stage.show_readers()
    window.stage.press(Qt.Key.Key_2)
    window.says("reader 2 · 逐级检查", "ladderTitle")
    window.stage.press(Qt.Key.Key_Return)
    window.says("未使用", "readerWord-1")
    for port in ("port-a", "port-b"):
        bus.unplug(port)
    bus.plug(2, "port-x")
    bus.plug(1, "port-y")
    window = open_window()
    window.says("读卡器已就绪")
    first.lay("resident-wang")
    second.lay("resident-lin")
    window.wait(lambda: window.stage.sees("casePage"))
    case = window.stage.desk.state.case
    assert case is not None
    assert case.masked_name == "林**"
