"""本人名下号码 at the window: who sees what, a digit marks, and nothing stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_client.application.commands import ConfirmStep
from pos_client.application.subject_commands import CloseOwnNumbers, DisputeNumber
from pos_client.domain.flow import Step
from pos_client.testing.subscribers import OWN_NUMBERS
from tests.ui.people import ready
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from ui.views import own_numbers
from ui.views.customer_screen import CustomerScreen

ENTER = Qt.Key.Key_Return


def alone(stage: Stage, qtbot: QtBot, *keys: Qt.Key) -> None:
    """Digits as a hand types them: each by itself."""
    for key in keys:
        stage.press(key)
        qtbot.wait(150)
    stage.settle()


def primary(stage: Stage) -> tuple[bool, str]:
    button = stage.find("primaryAction")
    return button.isEnabled(), button.accessibleName()


def theirs() -> list[QWidget]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, CustomerScreen)]


def words_of(widget: QWidget) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_the_list_is_asked_for_by_a_key_when_the_customer_looks(stage: Stage) -> None:
    stage.tell(SCENES["own-numbers-turn"])
    assert not any(each.masked_phone_number[-4:] in words_of(stage.window) for each in OWN_NUMBERS)
    stage.press(ENTER)
    assert stage.wishes[-1] == ConfirmStep(Step.OWN_NUMBERS.value)


def test_a_digit_marks_the_number_that_enter_disputes(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["own-numbers"])
    is_on, name = primary(stage)
    assert not is_on
    assert "标记" in name
    alone(stage, qtbot, Qt.Key.Key_2)
    assert stage.said("ownNumberNote-1") == "不是我的"
    stage.press(ENTER)
    assert stage.wishes[-1] == DisputeNumber(OWN_NUMBERS[1].reference)


def test_the_same_digit_takes_the_mark_away_and_a_disputed_number_takes_none(
    stage: Stage, qtbot: QtBot
) -> None:
    stage.tell(SCENES["own-numbers"])
    alone(stage, qtbot, Qt.Key.Key_2, Qt.Key.Key_2, Qt.Key.Key_3)
    assert not primary(stage)[0]


def test_whoever_disputes_nothing_is_done_with_one_key(stage: Stage) -> None:
    stage.tell(SCENES["own-numbers"])
    stage.press(Qt.Key.Key_F8)
    assert stage.wishes[-1] == CloseOwnNumbers()
    stage.tell(SCENES["own-numbers-none"])
    stage.press(ENTER)
    assert stage.wishes[-1] == CloseOwnNumbers()


def test_more_than_nine_are_a_page_away(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["own-numbers-many"])
    stage.press(Qt.Key.Key_PageDown)
    alone(stage, qtbot, Qt.Key.Key_1)
    stage.press(ENTER)
    sent = stage.wishes[-1]
    assert isinstance(sent, DisputeNumber)
    assert sent.reference.endswith("10")


def test_nothing_stays_for_the_next_customer(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["own-numbers"])
    alone(stage, qtbot, Qt.Key.Key_2)
    stage.tell(ready())
    assert "0007" not in " ".join(
        each.accessibleName() for each in stage.window.findChildren(QWidget)
    )
    stage.tell(SCENES["own-numbers"])
    assert not primary(stage)[0], "somebody else's mark is still there"


@pytest.fixture
def second_screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The customer has a screen of their own."""
    screen = QGuiApplication.primaryScreen()
    monkeypatch.setattr(own_numbers, "screen_of_customer", lambda _window: screen)
    yield
    assert theirs() == []


@pytest.mark.usefixtures("second_screen")
def test_on_a_screen_of_their_own_only_the_customer_sees_the_numbers(
    stage: Stage, qtbot: QtBot
) -> None:
    stage.tell(SCENES["own-numbers-turn"])
    assert theirs() == []
    stage.tell(SCENES["own-numbers"])
    (screen,) = theirs()
    assert all(each.masked_phone_number[-4:] in words_of(screen) for each in OWN_NUMBERS)
    assert not any(each.masked_phone_number[-4:] in words_of(stage.window) for each in OWN_NUMBERS)
    alone(stage, qtbot, Qt.Key.Key_2)
    assert "不是我的" in words_of(screen)
    case = SCENES["own-numbers"].case
    assert case is not None
    stage.tell(replace(SCENES["own-numbers"], case=replace(case, own_numbers=None)))  # locked
    stage.settle()
    assert not any(each.isVisible() for each in theirs())
    stage.tell(ready())
    QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete


def test_an_own_hall_without_its_line_has_room_for_its_figures(stage: Stage) -> None:
    stage.tell(SCENES["idle-hall-away"])
    stage.settle()
    figure = stage.find("todayRejected")
    assert figure.height() >= figure.sizeHint().height()
