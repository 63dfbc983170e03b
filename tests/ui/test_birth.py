"""Birth, the door behind the paint, the bridge, and what happens when something breaks."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pos_client.application.commands import CounterCommand, LogIn, SendNow
from pos_client.application.news import CounterChanged, News
from pos_client.application.state import CounterState, DevicePhase
from pos_client.application.trouble import StoreMissing
from pos_client.infrastructure.settings import Settings
from tests.ui.people import ID_NUMBER
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from ui import launch
from ui.app import window_fitting
from ui.bridge import Bridge
from ui.crash import CrashGuard, crash_code
from ui.door import LateCounter

ROOT = Path(__file__).parents[2]


# The bridge -----------------------------------------------------------------------------------


def test_news_from_any_thread_arrive_on_this_one(stage: Stage, qtbot: QtBot) -> None:
    bridge = Bridge()
    threads: list[threading.Thread] = []
    bridge.arrived.connect(lambda _: threads.append(threading.current_thread()))
    bridge.arrived.connect(stage.desk.take_news)
    senders = [
        threading.Thread(target=bridge.post, args=(CounterChanged(SCENES["idle"]),))
        for _ in range(4)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    qtbot.waitUntil(lambda: len(threads) == 4)
    assert set(threads) == {threading.main_thread()}
    assert stage.said("headline") == "请将客户的身份证放在读卡器上"


# The door -------------------------------------------------------------------------------------


class NotedCounter:
    def __init__(self) -> None:
        self.asked: list[object] = []

    def start(self) -> None:
        self.asked.append("start")

    def submit(self, command: CounterCommand) -> None:
        self.asked.append(command)

    def prepare_photos(self) -> None:
        raise AssertionError

    def decode_photo(self, raw: bytes) -> None:
        raise AssertionError(raw)

    def stop(self, timeout_s: float) -> None:
        self.asked.append(("stop", timeout_s))


Make = Callable[[Path, Settings, Callable[[News], None]], NotedCounter]


@pytest.fixture
def faults() -> list[BaseException]:
    return []


@pytest.fixture
def told() -> list[News]:
    return []


@pytest.fixture
def make_door(
    faults: list[BaseException], told: list[News]
) -> Iterator[Callable[[Make], LateCounter]]:
    doors: list[LateCounter] = []

    def make(maker: Make) -> LateCounter:
        door = LateCounter(maker, Path("home"), Settings(), told.append, faults.append)
        doors.append(door)
        return door

    yield make
    for door in doors:
        door._worker.shutdown()


def test_what_is_asked_before_there_is_a_counter_waits_in_order(
    make_door: Callable[[Make], LateCounter], faults: list[BaseException]
) -> None:
    may_open, counter = threading.Event(), NotedCounter()

    def slow(_folder: Path, _settings: Settings, _tell: Callable[[News], None]) -> NotedCounter:
        assert may_open.wait(5)
        return counter

    door = make_door(slow)
    door.start()
    early = LogIn("0017", "secret")
    door.submit(early)
    door.submit(SendNow())
    assert counter.asked == []
    may_open.set()
    door.stop(3.0)
    assert counter.asked == ["start", early, SendNow(), ("stop", 3.0)]
    assert faults == []


def test_a_trouble_at_the_door_becomes_a_page(
    make_door: Callable[[Make], LateCounter], told: list[News]
) -> None:
    def missing(_folder: Path, _settings: Settings, _tell: Callable[[News], None]) -> NotedCounter:
        raise StoreMissing(expected=7)

    door = make_door(missing)
    door.start()
    door.submit(SendNow())
    door.stop(1.0)
    (news,) = told
    assert isinstance(news, CounterChanged)
    assert news.state.device is DevicePhase.STOPPED
    assert news.state.trouble is not None
    assert (news.state.trouble.code, dict(news.state.trouble.facts)) == ("S-304", {"expected": "7"})


def test_a_fault_at_the_door_is_a_crash(
    make_door: Callable[[Make], LateCounter], faults: list[BaseException]
) -> None:
    def broken(_folder: Path, _settings: Settings, _tell: Callable[[News], None]) -> NotedCounter:
        raise ZeroDivisionError

    door = make_door(broken)
    door.start()
    door.stop(1.0)
    assert [type(fault) for fault in faults] == [ZeroDivisionError]


# The crash window -----------------------------------------------------------------------------


@pytest.fixture
def guard(qapp: QApplication) -> Iterator[CrashGuard]:
    guard = CrashGuard()
    yield guard
    if guard.window is not None:
        guard.window.hide()
        guard.window.deleteLater()


def quoting() -> None:
    name, number = "林样本", ID_NUMBER
    raise ValueError(f"the card of {name}, {number}")


@pytest.mark.expected_log("crash X-[0-9A-F]{6}: ValueError$")
def test_a_crash_shows_a_code_and_never_the_text(
    guard: CrashGuard, stage: Stage, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    stage.tell(SCENES["visual-check"])
    with caplog.at_level(logging.DEBUG):
        try:
            quoting()
        except ValueError as fault:
            guard.take(fault)
    qtbot.waitUntil(lambda: guard.window is not None)
    assert guard.window is not None
    told = "\n".join(label.text() for label in guard.window.findChildren(QLabel))
    assert "X-" in told
    for secret in ("林样本", ID_NUMBER, "card of"):
        assert secret not in told
        assert secret not in caplog.text
    assert not stage.window.isVisible()


@pytest.mark.expected_log("crash X-.*: RuntimeError < KeyError")
def test_only_the_first_crash_is_shown_and_the_log_has_the_chain(
    guard: CrashGuard, qtbot: QtBot
) -> None:
    def chained() -> None:
        try:
            {}["secret"]
        except KeyError as cause:
            raise RuntimeError from cause

    for _ in range(2):
        thread = threading.Thread(target=_taken, args=(guard, chained))
        thread.start()
        thread.join()
    qtbot.waitUntil(lambda: guard.window is not None)
    crashes = [w for w in QApplication.topLevelWidgets() if w.objectName() == "crashWindow"]
    assert len([each for each in crashes if each.isVisible()]) == 1


def _taken(guard: CrashGuard, broken: Callable[[], None]) -> None:
    try:
        broken()
    except RuntimeError as fault:
        guard.take(fault)


def test_the_code_tells_places_apart_and_not_texts() -> None:
    def fail(words: str) -> None:
        raise ValueError(words)

    def one(words: str) -> str:
        with pytest.raises(ValueError) as fault:  # noqa: PT011 - any will do
            fail(words)
        return crash_code(fault.value)

    def another() -> str:
        with pytest.raises(ValueError) as fault:  # noqa: PT011 - any will do
            fail("a")
        return crash_code(fault.value)

    assert one("a") == one("b") != another()


# Launching ------------------------------------------------------------------------------------


def test_other_verbs_never_import_qt() -> None:
    program = (
        "import sys; from ui import launch; code = launch.main(['--version']);"
        "launch.main(['--help']);"
        "sys.exit(code or any(name.startswith('PySide6') for name in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60, check=False)
    assert run.returncode == 0


def test_a_trouble_of_a_verb_is_told_in_the_words_of_the_window() -> None:
    told = launch._say(StoreMissing(expected=7))
    assert told.startswith("The data file is missing: numbers 1 to 7")
    assert told.endswith("S-304")


def test_the_first_paint_stands_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from ui import app
application, opened = app.open_window(app.Birth(Path(sys.argv[1])))
opened.window.grab()
heavy = {"sqlalchemy", "urllib3", "httpx", "cryptography", "pydantic", "joserfc", "alembic"}
heavy |= {"pos_client.application.state", "pos_client.application.commands", "ui.views.desk"}
heavy |= {"pos_client.bootstrap", "pos_client.protocol", "ui.views.case", "ui.views.queue"}
print(sorted(heavy & set(sys.modules)), opened.window.isVisible())
opened.end()
"""
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stdout.strip() == "[] True", run.stderr


def test_a_counter_imports_nothing_for_later(tmp_path: Path) -> None:
    """Each of these costs from half a megabyte to ten, and comes with what needs it, if ever."""
    program = """
import sys
from pathlib import Path
from ui import launch
launch._import_qt()
from ui import app
from ui.door import make_counter
from pos_client.infrastructure.settings import Settings
application, opened = app.open_window(app.Birth(Path(sys.argv[1])))
import ui.views.case, ui.views.desk
counter = make_counter(Path(sys.argv[1]), Settings(), lambda news: None)
counter.start()
counter.stop(5.0)
for_later = {"alembic", "mako", "sqlalchemy.orm", "greenlet", "psycopg", "httpx", "pydantic"}
for_later |= {"PIL", "escpos", "segno", "pkcs11", "usb", "hid", "smartcard", "numpy", "xml"}
for_later |= {"PySide6.QtMultimedia", "PySide6.QtNetwork", "PySide6.QtPrintSupport"}
for_later |= {"drivers.simulator", "pos_client.sandbox", "pos_client.testing", "ui.demo"}
for_later |= {"asyncio", "difflib", "ui.views.queue", "pos_client.application.forwarder"}
for_later |= {"pos_client.application.relay", "pos_client.infrastructure.database.salvage"}
print(sorted(for_later & set(sys.modules)))
opened.end()
"""
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stdout.strip() == "[]", run.stderr


def test_a_wrong_setting_stops_the_window_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("langage = 'en'\n", "utf-8")
    program = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QLabel
from ui import app
application, opened = app.open_window(app.Birth(Path(sys.argv[1])))
for _ in range(20):
    application.processEvents()
shown = [each for each in opened.window.findChildren(QLabel, "headline") if each.isVisible()]
print(shown[0].text())
opened.end()
"""
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
        env={"PYTHONIOENCODING": "utf-8", "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"},
    )
    assert run.stdout.decode().strip() == "本机现在不能办理", run.stderr.decode()


@pytest.mark.parametrize(
    ("settings", "screen", "size", "is_maximised"),
    [
        (Settings(), (1920, 1080), (1366, 768), True),
        (Settings(), (1280, 720), (1280, 720), True),
        (Settings(window_size=(1366, 768)), (1920, 1080), (1366, 768), False),
        (Settings(window_size=(1366, 768)), (1366, 768), (1366, 768), True),
        (Settings(window_size=(1400, 900), is_window_maximised=True), (1920, 1080), None, True),
    ],
)
def test_the_window_fills_the_screen_unless_the_shop_says_how_much(
    settings: Settings,
    screen: tuple[int, int],
    size: tuple[int, int] | None,
    is_maximised: bool,
) -> None:
    fitting = window_fitting(QSize(*screen), settings)
    assert fitting == (QSize(*(size or settings.window_size or ())), is_maximised)


def test_a_new_window_says_that_it_checks_before_it_knows(stage: Stage) -> None:
    assert stage.said("sign") == "统一标识 核对中…"
    assert stage.sees("loginButton")
    stage.tell(CounterState(device=DevicePhase.NOT_ENROLLED))
    assert stage.sees("enrolButton")
    assert isinstance(stage.find("enrolCode"), QWidget)
