"""The library that works a program from outside, tried on a small window."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.whole.screen import (
    Accessibility,
    Application,
    Desktop,
    Eyes,
    Giver,
    Hands,
    NotInTime,
    ProgramGone,
    Widget,
    wait_for,
)

pytestmark = pytest.mark.screen

SAMPLE = [sys.executable, "-m", "tests.whole.sample_window"]


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desktop]:
    with Desktop() as desktop:
        yield desktop


@pytest.fixture(scope="module")
def accessibility(desktop: Desktop) -> Iterator[Accessibility]:
    with Accessibility(desktop.bus_address) as accessibility:
        yield accessibility


@pytest.fixture(scope="module")
def giver(desktop: Desktop) -> Iterator[Giver]:
    with Giver(desktop) as giver:
        yield giver


@pytest.fixture(scope="module")
def program(desktop: Desktop) -> subprocess.Popen[bytes]:
    return desktop.start(SAMPLE)


@pytest.fixture(scope="module")
def sample(program: subprocess.Popen[bytes], accessibility: Accessibility) -> Application:
    application = accessibility.application(program.pid)
    wait_for("the window", lambda: application.scene().find("line"))
    return application


@pytest.fixture
def hands(desktop: Desktop) -> Iterator[Hands]:
    with Hands(desktop.display) as hands:
        yield hands


@pytest.fixture
def line(sample: Application, hands: Hands) -> Widget:
    """The first line of the window, empty and with the focus."""
    line = part(sample, "line")
    hands.click(line.centre)
    wait_for("the focus", lambda: part(sample, "line").is_focused)
    hands.press("ctrl+a")
    hands.press("delete")
    wait_for("an empty line", lambda: not part(sample, "line").text)
    hands.keystrokes = 0
    return line


def part(sample: Application, name: str) -> Widget:
    widget = sample.scene().find(name)
    assert widget is not None, name
    return widget


def reads(sample: Application, name: str, text: str) -> Callable[[], bool]:
    return lambda: text in part(sample, name).texts


def test_a_window_tells_its_title_its_words_and_its_table(sample: Application) -> None:
    scene = sample.scene()
    assert scene.says("实名登记")
    assert scene.find(role="push button", words="Clear") is not None
    assert scene.find(words="in a cell") is not None


def test_what_is_hidden_is_seen_only_when_asked_for(sample: Application) -> None:
    assert not sample.scene().says("hidden words")
    hidden = sample.scene(hidden_too=True).find("hidden")
    assert hidden is not None
    assert not hidden.is_showing


def test_a_widget_has_a_place_inside_its_window(sample: Application) -> None:
    line, window = part(sample, "line"), part(sample, "sample")
    assert line.parent is not None
    assert line.parent.object_name == "sample"
    assert window.box[0] < line.box[0]
    assert line.box[2] > 100


def test_typed_keys_arrive_and_are_counted(sample: Application, hands: Hands, line: Widget) -> None:
    hands.type_text("Counter 7, X-ray_@!")
    wait_for("the text", reads(sample, "line", "Counter 7, X-ray_@!"))
    assert part(sample, "label").name == "Counter 7, X-ray_@!"
    assert hands.keystrokes == 19


def test_one_widget_can_be_looked_at_again(sample: Application, hands: Hands, line: Widget) -> None:
    hands.type_text("x")
    wait_for("the text", lambda: (now := sample.again(line)) and now.text == "x")


def test_a_chord_and_a_function_key_are_one_keystroke_each(
    sample: Application, hands: Hands, line: Widget
) -> None:
    hands.press("F5")
    wait_for("F5", reads(sample, "label", "refreshed"))
    hands.press("ctrl+shift+l")
    wait_for("the chord", reads(sample, "label", "chord"))
    assert hands.keystrokes == 2


def test_tab_moves_the_focus_and_a_mnemonic_presses_a_button(
    sample: Application, hands: Hands, line: Widget
) -> None:
    hands.type_text("gone soon")
    hands.press("tab")
    wait_for("the focus", lambda: part(sample, "other").is_focused)
    focused = sample.scene().focused
    assert focused is not None
    assert focused.object_name == "other"
    hands.press("alt+c")
    wait_for("an empty line", lambda: not part(sample, "line").text)


def test_focusable_widgets_are_listed(sample: Application) -> None:
    names = {widget.object_name for widget in sample.scene().focusable}
    assert {"line", "other", "button", "table"} <= names
    assert "label" not in names


@pytest.mark.parametrize("character", ["证", "\uff0d"])  # the second has the number of Return
def test_a_key_that_no_keyboard_has_is_refused(hands: Hands, character: str) -> None:
    with pytest.raises(ValueError, match="no key"):
        hands.type_text(character)


def test_text_is_pasted_by_key_and_by_the_middle_button(
    sample: Application, hands: Hands, line: Widget, giver: Giver
) -> None:
    giver.copy("张三丰𠮷")
    hands.press("ctrl+v")
    wait_for("the pasted text", reads(sample, "line", "张三丰𠮷"))
    hands.click(part(sample, "other").centre, middle=True)
    wait_for("the selection", reads(sample, "other", "张三丰𠮷"))


def test_text_is_dragged_onto_a_line_by_mouse(
    sample: Application, hands: Hands, line: Widget, giver: Giver
) -> None:
    assert giver.drag("dragged 欧阳", line.centre, hands)
    wait_for("the dropped text", reads(sample, "line", "dragged 欧阳"))


def test_a_widget_that_takes_no_text_refuses_the_drop(
    sample: Application, hands: Hands, line: Widget, giver: Giver
) -> None:
    assert not giver.drag("dragged", part(sample, "button").centre, hands)
    assert not giver.drag("dragged", (1300, 700), hands)
    assert not sample.scene().says("dragged")


def test_a_picture_shows_the_window(sample: Application, desktop: Desktop, tmp_path: Path) -> None:
    window = part(sample, "sample").box
    with Eyes(desktop.display) as eyes:
        assert eyes.size == (1366, 768)
        assert len(eyes.picture(window).getcolors(1 << 24) or ()) > 10
        file = eyes.shoot(tmp_path / "shots" / "whole.png")
    assert file.read_bytes().startswith(b"\x89PNG")


def test_waiting_has_a_deadline() -> None:
    with pytest.raises(NotInTime, match="rain"):
        wait_for("rain", lambda: False, timeout_s=0.05)


def test_a_program_that_was_killed_is_gone(desktop: Desktop, accessibility: Accessibility) -> None:
    program = desktop.start(SAMPLE)
    application = accessibility.application(program.pid)
    program.kill()
    program.wait()

    def is_gone() -> bool:
        try:
            application.scene()
        except ProgramGone:
            return True
        return False

    wait_for("the end", is_gone)


def group_of(folder: Path) -> list[str]:
    """List the processes whose command line or environment names a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            text = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if os.fsencode(folder) in text:
            found.append(text.replace(b"\0", b" ").decode(errors="replace"))
    return found


def fail_in_the_middle(folders: list[Path]) -> None:
    with Desktop((640, 480)) as desktop:
        folders.append(desktop.folder)
        program = desktop.start(SAMPLE)
        with Accessibility(desktop.bus_address) as accessibility:
            accessibility.application(program.pid)
            assert len(group_of(desktop.folder)) >= 4
            raise ZeroDivisionError


def test_nothing_is_left_when_the_screen_closes_in_the_middle_of_trouble() -> None:
    folders: list[Path] = []
    with pytest.raises(ZeroDivisionError):
        fail_in_the_middle(folders)
    assert group_of(folders[0]) == []
    assert not folders[0].exists()
