"""`pos-client demo`: the world first, then the counter window and the panel beside it."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from drivers.simulator.command import explained, place
from pos_client.application.news import CounterChanged
from ui.app import Birth, OpenWindow, has_screen, run_window
from ui.demo.panel import Panel
from ui.demo.service import ServiceFailed
from ui.demo.services import DemoServices
from ui.demo.stagehand import Stagehand

__all__ = ["run"]

_NO_SCREEN = """\
There is no screen here (DISPLAY is not set), so there is nobody to play with.
The same demo runs by itself on a screen of its own: ./dev demo --auto
"""
_GAP = 12


def run(arguments: Sequence[str]) -> int:
    """Open everything and clean up behind it, however it ends."""
    parser = argparse.ArgumentParser(
        prog="pos-client demo",
        description="Open the counter window on an invented gateway and a simulated reader. "
        "Everything lives in a throwaway folder and is gone at the end, unless you name one.",
    )
    parser.add_argument(
        "--home",
        type=_new_folder,
        metavar="DIR",
        help="a new folder that stays: the client's home in DIR/home, the gateway in DIR/gateway",
    )
    parser.add_argument(
        "--guards",
        action="store_true",
        help="the gateway goes by a carrier's usual rules of pace, hours (8 to 21 in China) and "
        "bulk opening, and the counter says a sentence before it acts",
    )
    parser.add_argument("--language", choices=("zh_CN", "en"), default="zh_CN")
    asked = parser.parse_args(list(arguments))
    if not has_screen():
        sys.stderr.write(_NO_SCREEN)
        return 2
    try:
        with (
            _ended_by_signals(),
            # The panel has its place beside the window where the screen is wide enough.
            DemoServices(
                language=asked.language,
                window_size=(1366, 768),
                kept=asked.home,
                guards=asked.guards,
            ) as services,
        ):
            birth = Birth(
                folder=services.home,
                language=asked.language,
                clerk_number=services.clerk_number,
                password=services.password,
                shown_digits=services.authenticators[services.clerk_number].shown,
            )
            return run_window(birth, lambda opened: _Beside(opened, services, asked.language))
    except ServiceFailed as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    except KeyboardInterrupt:
        return 130


def _new_folder(text: str) -> Path:
    """Where nothing lies yet: a demo begins with a device and a gateway of its own."""
    folder = place(text).expanduser()
    try:
        if any(folder.iterdir()):
            raise argparse.ArgumentTypeError(f"{text} is not empty; choose a new folder")
    except FileNotFoundError:
        pass
    except OSError as no:
        raise argparse.ArgumentTypeError(explained(no)) from None
    return folder.absolute()


class _Beside(QObject):
    """The panel and its stagehand, which leave the stage before the world is taken down."""

    def __init__(self, opened: OpenWindow, services: DemoServices, language: str) -> None:
        super().__init__()
        self._panel = Panel(services.reader.deck(), language, services.authenticators)
        self._stagehand = Stagehand(services, self._panel.arrived.emit)
        self._panel.follow(self._stagehand)
        self._panel.scanned.connect(opened.window.scan)
        opened.bridge.arrived.connect(self._take_news)
        _place(self._panel, opened.window)
        self._panel.show()
        if sys.platform != "win32":  # the terminal was closed
            signal.signal(signal.SIGHUP, lambda *_: QApplication.exit(0))
        application = QApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.leave)

    @Slot(object)
    def _take_news(self, news: object) -> None:
        """Whoever takes a slip home may come back with it."""
        last = news.state.last_saved if isinstance(news, CounterChanged) else None
        if last is not None and last.qr_text:
            self._panel.take_slip(last.qr_text)

    @Slot()
    def leave(self) -> None:
        self._panel.stop()
        self._stagehand.close()


def _place(panel: Panel, window: QWidget) -> None:
    """Put the panel to the right of the window, or over its edge where there is no room."""
    screen = window.screen().availableGeometry()
    if not window.isMaximized():
        free = screen.width() - window.width() - panel.width() - 3 * _GAP
        window.move(screen.left() + max(0, _GAP + free // 2), screen.top() + 5 * _GAP)
    left = min(window.x() + window.width() + _GAP, screen.right() - panel.width() - _GAP)
    panel.move(left, screen.bottom() - panel.height() - 5 * _GAP)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """A closed terminal and a polite kill end the demo like Ctrl+C; the window has its own way."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    names = ("SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
