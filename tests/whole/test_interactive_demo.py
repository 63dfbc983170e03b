"""`pos-client demo`: a window, a panel beside it, and nothing left behind."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.whole.screen import Accessibility, Application, Desktop, Hands, Widget, wait_for
from ui.demo.service import PROGRAM

pytestmark = [pytest.mark.screen, pytest.mark.timeout(180)]

_START_S = 60.0


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    with Desktop((1920, 1080)) as desktop:
        yield desktop


def processes_below(folder: Path) -> list[bytes]:
    """List the command lines that name something in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if bytes(folder) + b"/" in line:
            found.append(line)
    return found


def seen(application: Application, name: str, timeout_s: float = 20.0) -> Widget:
    return wait_for(name, lambda: application.find(name), timeout_s)


def says(application: Application, name: str, words: str) -> Callable[[], bool]:
    def look() -> bool:
        widget = application.find(name)
        return widget is not None and widget.says(words)

    return look


@pytest.fixture
def program(desktop: Desktop, tmp_path: Path) -> subprocess.Popen[bytes]:
    return desktop.start([PROGRAM, "demo"], {"TMPDIR": str(tmp_path)})


@pytest.fixture
def application(desktop: Desktop, program: subprocess.Popen[bytes]) -> Iterator[Application]:
    with Accessibility(desktop.bus_address) as accessibility:
        application = accessibility.application(program.pid, _START_S)
        seen(application, "demo-lay", _START_S)
        yield application


def sign(application: Application, hands: Hands, pad: str) -> None:
    """A few strokes with the mouse, as slowly as a hand."""
    left, top, width, height = seen(application, pad).box
    for line in (0.3, 0.5, 0.7):
        hands.hold((left + width // 5, top + int(line * height)))
        for step in range(1, 11):
            hands.move((left + width // 5 + step * width // 20, top + int(line * height) - step))
            time.sleep(0.012)  # faster moves are thinned out on their way
        hands.release()


def world_of(folder: Path) -> Path:
    (world,) = folder.glob("pos-client-demo-*")
    return world


def test_a_customer_is_served_and_ctrl_c_leaves_nothing(
    desktop: Desktop, program: subprocess.Popen[bytes], application: Application, tmp_path: Path
) -> None:
    world = world_of(tmp_path)
    with Hands(desktop.display) as hands:
        hands.click(seen(application, "loginPassword").centre)
        hands.press("enter")  # work id and password stand there already
        seen(application, "clerk")
        hands.click(seen(application, "demo-lay").centre)
        wait_for("the person", says(application, "personName", "林样本"), 20)
        hands.press("enter")  # the click on the panel has not taken the keyboard
        seen(application, "consentPad")
        hands.press("0")
        hands.click(seen(application, "agree-face").centre)
        wait_for("the ticks", says(application, "primaryAction", "签名区签名"), 20)
        sign(application, hands, "consentPad")
        wait_for("the ink", says(application, "primaryAction", "客户已同意并签名"), 20)
        hands.press("enter")
        wait_for("a face", says(application, "viewfinder", "可以拍照"), 20)
        hands.press("enter")
        wait_for("the numbers", lambda: application.find("numberOffer-0"), 20)
        hands.click(seen(application, "demo-sim").centre)  # nobody here has a scanner
        wait_for("the SIM", says(application, "simIccid", "8986"), 20)
        hands.press("enter")
        sign(application, hands, "formPad")
        wait_for("the ink", says(application, "primaryAction", "客户已签名"), 20)
        hands.press("enter")
        wait_for("the summary", says(application, "primaryAction", "加密提交"), 20)
        hands.press("enter")
        wait_for("the receipt", says(application, "outcome", "已受理"), 30)
        hands.press("enter")
        hands.click(seen(application, "demo-lift").centre)
        wait_for("an empty plate", says(application, "demo-plate", "没有证件"))
        hands.click(seen(application, "demo-lay").centre)
        wait_for("the next customer", says(application, "personName", "林样本"), 20)
        hands.click(seen(application, "demo-lift").centre)
        wait_for("an empty plate", says(application, "demo-plate", "没有证件"))
        hands.click(seen(application, "demo-gateway").centre)
        wait_for("the gateway to end", lambda: len(processes_below(world)) == 1, 20)
    program.send_signal(signal.SIGINT)  # with an open case, which nobody has to be asked about
    assert program.wait(20) == 0
    assert processes_below(world) == []
    assert not world.exists()


def test_a_reader_is_tested_before_anybody_logs_in_and_nobody_is_shown(
    desktop: Desktop, application: Application
) -> None:
    with Hands(desktop.display) as hands:
        hands.click(seen(application, "loginPassword").centre)
        wait_for("the reader", says(application, "readerStatus", "读卡器已就绪"), 20)
        hands.press("ctrl+r")
        seen(application, "readersPage")
        hands.press("F9")
        wait_for("the module", says(application, "rung-5", "请放上证件"), 20)
        hands.click(seen(application, "demo-lay").centre)
        wait_for("the content", says(application, "rung-6", "正常"), 20)
        assert application.find("personName") is None
        hands.click(seen(application, "readersBack").centre)
        seen(application, "loginPassword")
        wait_for("the reader", says(application, "readerStatus", "读卡器已就绪"), 20)


def test_a_killed_demo_takes_its_children_with_it(
    program: subprocess.Popen[bytes], application: Application, tmp_path: Path
) -> None:
    world = world_of(tmp_path)
    assert len(processes_below(world)) == 2
    program.kill()
    program.wait(20)
    wait_for("the end of the children", lambda: not processes_below(world), 20)


def test_without_a_screen_it_says_so_and_names_the_other_demo() -> None:
    bare = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    run = subprocess.run([PROGRAM, "demo"], env=bare, capture_output=True, text=True, timeout=60)
    assert run.returncode == 2
    assert "./dev demo --auto" in run.stderr
