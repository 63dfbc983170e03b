"""Birth, told in order: settings, application, crash window, door, window; then the counter."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QObject, QSize, QTranslator, Slot
from PySide6.QtWidgets import QApplication

from pos_client.application.trouble import SettingsInvalid
from pos_client.infrastructure.home import Home
from pos_client.infrastructure.settings import Settings, read_settings
from ui import i18n
from ui.bridge import Bridge
from ui.crash import CrashGuard
from ui.presenters.first import first_window
from ui.theme.fonts import counter_font
from ui.views.pages import Pages
from ui.views.window import CounterWindow

if TYPE_CHECKING:
    from datetime import datetime

    from ui.camera.source import FrameSource
    from ui.door import LateCounter, MakeCounter
    from ui.location.system import SystemPositions
    from ui.widgets.photo import Picture

__all__ = [
    "Birth",
    "OpenWindow",
    "has_screen",
    "main",
    "open_window",
    "run_window",
    "window_fitting",
]

STOP_WITHIN_S = 5.0
_SMALLEST = (1366, 768)


@dataclass(frozen=True, slots=True)
class Birth:
    """What a window is opened with. All but folder and language is filled in for the demo only."""

    folder: Path | None = None
    language: str | None = None
    clerk_number: str = ""
    password: str = ""
    shown_digits: Callable[[], str] | None = None


class OpenWindow(QObject):
    """The living parts, in the order in which they have to end."""

    def __init__(
        self, birth: Birth, home: Home, settings: Settings, invalid: SettingsInvalid | None
    ) -> None:
        super().__init__()
        self._home = home
        self._settings = settings
        self._invalid = invalid
        self._is_enrolled = (home.device_folder / "device.json").exists()
        self.guard = CrashGuard()
        self.guard.install()
        self.bridge = Bridge(self)
        self._door: LateCounter | None = None
        self._positions: SystemPositions | None = None
        self._pages = Pages(
            birth.clerk_number,
            birth.password,
            birth.shown_digits,
            make_camera=lambda: _camera_at(settings.camera_address),
            camera_address=settings.camera_address,
            decode=self._decode_photo,
            prepare_photos=self._prepare_photos,
        )
        first = first_window(time.strftime("%Y-%m-%d %H:%M"), is_enrolled=self._is_enrolled)
        self.window = CounterWindow(
            self._pages, first, settings.printer_address, settings.printer_roll_mm
        )
        self.window.painted.connect(self._wake)
        self.window.closed.connect(QApplication.quit)

    @Slot()
    def _wake(self) -> None:
        """Something stands on the screen: now the desk, and behind the door the counter."""
        from pos_client.infrastructure.allocator import give_memory_back
        from pos_client.infrastructure.dumps import forbid_dumps
        from pos_client.infrastructure.last_words import log_plainly_at_last
        from ui.door import LateCounter, make_counter, stopped_by
        from ui.views.desk import Desk

        if not gc.isenabled():  # it was born without a look through what stays anyway
            gc.freeze()
            gc.enable()
        give_memory_back()  # before there are threads
        forbid_dumps()  # before there is anybody to be found in one
        log_plainly_at_last()
        make: MakeCounter = make_counter
        if self._settings.location_source == "system":
            from ui.location.system import SystemPositions

            self._positions = SystemPositions(self)
            make = partial(make_counter, system_locator=self._positions.locator)
        door = LateCounter(
            make,
            self._home.folder,
            self._settings,
            self.bridge.post,
            self.guard.take,
        )
        desk = Desk(door.submit, _now, is_enrolled=self._is_enrolled, parent=self)
        self._door = door
        self.bridge.arrived.connect(desk.take_news)
        self.window.sit_at(desk)
        if self._invalid is None:
            door.start()
        else:
            desk.take_news(stopped_by(self._invalid))

    def _decode_photo(self, raw: bytes) -> Picture | None:
        return None if self._door is None else self._door.decode_photo(raw)

    def _prepare_photos(self) -> None:
        if self._door is not None:
            self._door.prepare_photos()

    def end(self) -> None:
        """Threads first, the bridge last: nobody may emit from a deleted object."""
        self.window.hide()
        self.window.end()
        if self._door is not None:
            self._door.stop(STOP_WITHIN_S)
        if self._positions is not None:
            self._positions.stop()
        self._pages.close()


def main(arguments: Sequence[str]) -> int:
    """`pos-client run`."""
    parser = argparse.ArgumentParser(prog="pos-client run", description="Open the counter window.")
    parser.add_argument("--home", type=Path, help="keep everything in this folder")
    parser.add_argument("--language", choices=i18n.LANGUAGES)
    told = parser.parse_args(list(arguments))
    if not has_screen():  # Qt would abort the process, in words of its own
        sentences = i18n.catalogue("frame")["frame.no_screen"]
        sys.stderr.writelines(f"{sentence}\n" for sentence in sentences)
        return 1
    return run_window(Birth(told.home, told.language))


def has_screen() -> bool:
    """Whether a window can be opened at all, as far as the environment tells."""
    if sys.platform != "linux":
        return True
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return any(os.environ.get(name) for name in names)


def run_window(birth: Birth, beside: Callable[[OpenWindow], object] | None = None) -> int:
    """Open the window and return when it is closed; `beside` may open more windows."""
    application, opened = open_window(birth)
    companion = beside(opened) if beside is not None else None
    # Not `quit`: that asks the windows, and one with an open case would ask the clerk.
    signal.signal(signal.SIGTERM, lambda *_: QApplication.exit(0))
    signal.signal(signal.SIGINT, lambda *_: QApplication.exit(0))
    try:
        return application.exec()
    finally:
        del companion
        opened.end()


def open_window(birth: Birth) -> tuple[QApplication, OpenWindow]:
    """Everything up to the first paint."""
    home = Home.at(birth.folder)
    settings, invalid = Settings(), None
    try:
        settings = read_settings(home.settings_file)
    except SettingsInvalid as trouble:
        invalid = trouble
    spoken = birth.language or settings.language
    i18n.use("en" if spoken == "en" else "zh_CN")
    application = QApplication(sys.argv[:1])
    application.setApplicationName("pos-client")
    application.setFont(counter_font())
    _speak_qt(application)
    opened = OpenWindow(birth, home, settings, invalid)
    _show(opened.window, settings)
    return application, opened


def _speak_qt(application: QApplication) -> None:
    """Qt's own words, such as those of the file dialog."""
    if i18n.language() != "zh_CN":
        return
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)


def _show(window: CounterWindow, settings: Settings) -> None:
    size, is_maximised = window_fitting(window.screen().availableGeometry().size(), settings)
    window.resize(size)
    if is_maximised:
        window.showMaximized()
    else:
        window.show()


def window_fitting(screen: QSize, settings: Settings) -> tuple[QSize, bool]:
    """How large the window is, and whether it is maximised: a counter has the screen to itself,
    unless the shop has said how much of it."""
    wanted = QSize(*(settings.window_size or _SMALLEST))
    is_filled = screen.width() <= wanted.width() or screen.height() <= wanted.height()
    is_maximised = settings.is_window_maximised or settings.window_size is None or is_filled
    return wanted.boundedTo(screen), is_maximised


def _camera_at(address: str) -> FrameSource:
    """The camera of the settings. An invented one stands on a floor above, so it is found by name;
    the gateway believes it in demo mode only."""
    kind, _, place = address.partition(":")
    if kind == "simulated":
        invented: FrameSource = import_module("ui.demo.camera").CounterCamera(place)
        return invented
    from ui.camera.devices import DeviceCamera

    return DeviceCamera(name=address)


def _now() -> datetime:
    from datetime import datetime

    return datetime.now().astimezone()
