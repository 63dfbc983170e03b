"""The mark: over every page with a customer, faint, and in nobody's way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from ui.widgets.watermark import Watermark

WITH_CUSTOMER = ["visual-check", "consent", "live-photo", "review", "number", "form", "seal"]


def mark(stage: Stage) -> Watermark:
    (found,) = stage.window.findChildren(Watermark)
    return found


@pytest.mark.parametrize("scene", WITH_CUSTOMER)
def test_it_says_who_and_when_over_the_whole_page(stage: Stage, scene: str) -> None:
    stage.tell(SCENES[scene])
    shown = mark(stage)
    assert shown.isVisible()
    assert shown.words == f"0017  {stage.now:%Y-%m-%d %H:%M}"
    page = shown.parentWidget()
    assert page is not None
    assert shown.rect() == page.rect()
    siblings = [each for each in page.children() if isinstance(each, QWidget)]
    assert siblings[-1] is shown, "something lies above it"


@pytest.mark.parametrize("scene", ["log-in", "locked", "idle", "stopped", "enrolment"])
def test_it_is_gone_with_the_customer(stage: Stage, scene: str) -> None:
    stage.tell(SCENES["visual-check"])
    stage.tell(SCENES[scene])
    assert not mark(stage).isVisible()
    assert mark(stage).words == ""


def test_the_minute_goes_on_and_another_clerk_is_another_mark(stage: Stage) -> None:
    stage.tell(SCENES["visual-check"])
    before = mark(stage).words
    stage.wait(60)
    assert mark(stage).words != before
    state = SCENES["visual-check"]
    assert state.session is not None
    clerk = replace(state.session.clerk, clerk_number="0018")
    stage.tell(replace(state, session=replace(state.session, clerk=clerk)))
    assert mark(stage).words.startswith("0018")


def test_the_mouse_and_the_keys_pass_through_it(stage: Stage) -> None:
    stage.tell(SCENES["visual-check"])
    button = next(
        each
        for each in stage.window.findChildren(QWidget)
        if each.isVisible() and each.metaObject().className() == "KeyButton" and each.isEnabled()
    )
    middle = button.mapTo(stage.window, QPoint(button.width() // 2, button.height() // 2))
    hit = QApplication.widgetAt(stage.window.mapToGlobal(middle))
    assert hit is not mark(stage)
    assert mark(stage).focusPolicy() == Qt.FocusPolicy.NoFocus
    assert mark(stage).accessibleName() == ""
    stage.asked.clear()
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes != []
    QTest.mouseClick(mark(stage), Qt.MouseButton.LeftButton)


def test_it_is_faint_and_it_is_there(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["visual-check"])
    with_mark = stage.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    mark(stage).hide()
    without = stage.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    changed, largest = 0, 0
    for y in range(0, with_mark.height(), 2):
        for x in range(0, with_mark.width(), 2):
            one, other = with_mark.pixelColor(x, y), without.pixelColor(x, y)
            difference = max(
                abs(one.red() - other.red()),
                abs(one.green() - other.green()),
                abs(one.blue() - other.blue()),
            )
            changed += difference > 2
            largest = max(largest, difference)
    assert changed > 300, "nobody would find it on a photograph"
    assert largest <= 24, "it would be seen beside the words"


def test_it_follows_the_page_when_the_window_grows(stage: Stage) -> None:
    stage.tell(SCENES["visual-check"])
    stage.window.resize(1600, 900)
    stage.settle()
    page = mark(stage).parentWidget()
    assert page is not None
    assert mark(stage).size() == page.size()
