"""A counter worked with keys alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pos_client.application.commands import (
    CancelCase,
    ChooseNumber,
    ConfirmStep,
    DismissTrouble,
    FindNumbers,
    FinishCase,
    Lock,
    LogIn,
    RefuseVisualCheck,
    SendNow,
    StepBack,
    TakeScan,
    Unlock,
)
from pos_client.application.state import CasePhase, CounterState, TroubleState
from pos_client.domain.flow import Step
from pos_client.domain.outcome import Outcome
from tests.ui.people import NUMBERS, at_step, ready, saved, with_case
from tests.ui.scenes import QUEUE_SCENES, SCENES
from tests.ui.stage import Stage
from ui.views.keyboard import Keyboard, pressed_at

CONTROL = Qt.KeyboardModifier.ControlModifier
ENTER, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


@pytest.fixture(autouse=True)
def typing(stage: Stage) -> Callable[[float], None]:
    """A keyboard whose keys come as far apart as the test says; a hand by default."""
    keyboard = stage.window.findChild(Keyboard)
    assert keyboard is not None
    moment = [0.0]
    gap = [0.5]

    def next_moment(_event: QKeyEvent) -> float:
        moment[0] += gap[0]
        return moment[0]

    def set_gap(seconds: float) -> None:
        gap[0] = seconds

    keyboard._pressed_at = next_moment
    return set_gap


def scan(stage: Stage, text: str = "6901234567892") -> None:
    """What a scanner does: a code and an Enter, faster than any hand."""
    handle = stage.window.windowHandle()
    for letter in text:
        QTest.keyClick(handle, letter)
    QTest.keyClick(handle, ENTER)
    stage.settle()


def test_a_whole_case_takes_one_key_for_each_step(stage: Stage) -> None:
    stage.tell(with_case(at_step(Step.VISUAL_CHECK)))
    stage.press(ENTER)
    stage.tell(with_case(at_step(Step.VERIFICATION, CasePhase.WORKING)))
    stage.press(ENTER)
    stage.tell(with_case(at_step(Step.NUMBER_AND_SIM)))
    stage.press(ENTER)
    stage.tell(with_case(at_step(Step.SEAL)))
    stage.press(ENTER)
    stage.tell(saved())
    stage.press(ENTER)
    stage.tell(replace(saved(outcome=Outcome.ACCEPTED), case=None))
    assert stage.wishes == [
        ConfirmStep("VISUAL_CHECK"),
        ConfirmStep("NUMBER_AND_SIM"),
        ConfirmStep("SEAL"),
        FinishCase(),
    ]


def test_enter_pressed_twice_is_one_answer(stage: Stage) -> None:
    stage.tell(SCENES["visual-check"])
    for _ in range(3):
        stage.press(ENTER)
    assert stage.wishes == [ConfirmStep("VISUAL_CHECK")]
    assert not stage.find("primaryAction").isEnabled()


def test_news_of_something_else_does_not_open_the_question_again(stage: Stage) -> None:
    stage.tell(SCENES["seal"])
    stage.press(ENTER)
    stage.tell(replace(SCENES["seal"], queue=ready().queue, is_logging_in=False))
    stage.press(ENTER)
    assert stage.wishes == [ConfirmStep("SEAL")]


def test_a_trouble_opens_the_question_again(stage: Stage) -> None:
    stage.tell(SCENES["seal"])
    stage.press(ENTER)
    stage.tell(SCENES["seal-disk-full"])
    stage.press(ENTER)
    assert stage.wishes == [ConfirmStep("SEAL"), ConfirmStep("SEAL")]


def test_an_answer_that_changes_nothing_can_be_given_again(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["seal"])
    stage.desk._patience.setInterval(10)
    stage.press(ENTER)
    qtbot.waitUntil(stage.find("primaryAction").isEnabled)
    stage.press(ENTER)
    assert stage.wishes == [ConfirmStep("SEAL"), ConfirmStep("SEAL")]


@pytest.mark.parametrize("scene", ["verifying", "sealing", "reread", "number-none", "idle"])
def test_enter_does_nothing_where_nothing_is_asked(stage: Stage, scene: str) -> None:
    stage.tell(SCENES[scene])
    stage.press(ENTER)
    assert stage.wishes == []


def test_a_key_held_down_counts_once(stage: Stage) -> None:
    stage.tell(SCENES["visual-check"])
    handle = stage.window.windowHandle()
    for _ in range(3):
        QTest.keyPress(handle, ENTER)
    QTest.keyRelease(handle, ENTER)
    assert stage.wishes == [ConfirmStep("VISUAL_CHECK")]


def test_escape_closes_what_is_in_front_first(stage: Stage) -> None:
    stage.tell(replace(SCENES["seal"], trouble=TroubleState("S-301")))
    stage.press(Qt.Key.Key_F1)
    assert stage.sees("helpOverlay")
    stage.press(ESCAPE)
    assert not stage.sees("helpOverlay")
    stage.press(ESCAPE)
    stage.tell(SCENES["seal"])
    stage.press(ESCAPE)
    assert stage.wishes == [DismissTrouble(), StepBack()]


def test_escape_goes_back_only_where_there_is_a_way_back(stage: Stage) -> None:
    stage.tell(SCENES["number"])
    stage.press(ESCAPE)
    assert stage.wishes == []


def test_a_person_who_differs_is_refused_by_a_key_of_its_own(stage: Stage) -> None:
    stage.tell(SCENES["visual-check"])
    stage.press(Qt.Key.Key_F8)
    assert stage.wishes == [RefuseVisualCheck()]


# Cancelling -----------------------------------------------------------------------------------


def test_cancelling_names_what_is_lost_and_takes_its_key_twice(stage: Stage) -> None:
    stage.tell(SCENES["seal"])
    stage.press(Qt.Key.Key_Delete, CONTROL)
    assert "核验结论" in stage.said("cancelLoses")
    assert stage.find("cancelKeep").hasFocus()
    assert stage.wishes == []
    stage.press(Qt.Key.Key_Delete, CONTROL)
    assert stage.wishes == [CancelCase()]
    assert not stage.sees("cancelOverlay")


@pytest.mark.parametrize("key", [ENTER, ESCAPE, Qt.Key.Key_Space])
def test_enter_escape_and_space_keep_the_case(stage: Stage, qtbot: QtBot, key: Qt.Key) -> None:
    stage.tell(SCENES["seal"])
    stage.press(Qt.Key.Key_Delete, CONTROL)
    stage.press(key)
    qtbot.waitUntil(lambda: not stage.sees("cancelOverlay"))
    assert stage.wishes == []


def test_a_scanner_answers_no_question(stage: Stage, typing: Callable[[float], None]) -> None:
    stage.tell(SCENES["seal"])
    stage.press(Qt.Key.Key_Delete, CONTROL)
    typing(0.002)
    scan(stage)
    assert stage.sees("cancelOverlay")
    assert stage.wishes == []


def test_tab_stays_inside_the_question(stage: Stage) -> None:
    stage.tell(SCENES["seal"])
    stage.press(Qt.Key.Key_Delete, CONTROL)
    seen = set()
    for _ in range(4):
        stage.press(Qt.Key.Key_Tab)
        focus = stage.window.focusWidget()
        seen.add(focus.objectName())
    assert seen == {"cancelKeep", "cancelConfirm"}


@pytest.mark.parametrize("scene", ["idle", "saved", "sealing", "refused-mismatch", "log-in"])
def test_there_is_nothing_to_cancel_without_an_open_case(stage: Stage, scene: str) -> None:
    stage.tell(SCENES[scene])
    stage.press(Qt.Key.Key_Delete, CONTROL)
    assert not stage.sees("cancelOverlay")


def test_closing_the_window_with_an_open_case_asks_first(stage: Stage) -> None:
    stage.tell(SCENES["seal"])
    stage.window.close()
    assert stage.window.isVisible()
    assert stage.sees("cancelOverlay")


# Scanners -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scene",
    [
        "visual-check",
        "consent",
        "live-photo",
        "review",
        "number",
        "form",
        "seal",
        "saved",
        "refused-mismatch",
        "card-unreadable",
        "idle",
    ],
)
def test_a_scanner_presses_nothing(
    stage: Stage, typing: Callable[[float], None], qtbot: QtBot, scene: str
) -> None:
    stage.tell(SCENES[scene])
    typing(0.002)
    scan(stage)
    qtbot.wait(60)
    assert stage.wishes == [TakeScan("6901234567892")]


def test_a_code_of_one_digit_presses_nothing_either(
    stage: Stage, typing: Callable[[float], None]
) -> None:
    stage.tell(SCENES["visual-check"])
    typing(0.02)
    scan(stage, "7")
    assert stage.wishes == []


def test_after_a_scanner_the_clerk_goes_on(stage: Stage, typing: Callable[[float], None]) -> None:
    stage.tell(SCENES["visual-check"])
    typing(0.002)
    scan(stage)
    typing(0.5)
    stage.press(ENTER)
    assert stage.wishes == [TakeScan("6901234567892"), ConfirmStep("VISUAL_CHECK")]


def test_a_busy_window_does_not_take_a_late_enter_for_a_scanners(stage: Stage) -> None:
    keyboard = stage.window.findChild(Keyboard)
    assert keyboard is not None
    keyboard._pressed_at = pressed_at
    stage.tell(SCENES["visual-check"])
    # All keys are looked at in one moment ...
    for number, letter in enumerate("6901"):
        press_at(stage, 5_000 + 2 * number, Qt.Key.Key_0, letter)
    press_at(stage, 5_010, ENTER)
    assert stage.wishes == []
    press_at(stage, 5_400, ENTER)  # ... but this one was pressed by a hand
    assert stage.wishes == [ConfirmStep("VISUAL_CHECK")]


def press_at(stage: Stage, milliseconds: int, key: Qt.Key, text: str = "") -> None:
    """A key as the window system sends it, with the time at which it went down."""
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
    event.setTimestamp(milliseconds)
    QApplication.sendEvent(stage.window.windowHandle(), event)
    stage.settle()


# The number -----------------------------------------------------------------------------------


def test_a_digit_chooses_a_number(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["number"])
    stage.press(Qt.Key.Key_3)
    qtbot.waitUntil(lambda: bool(stage.wishes))
    assert stage.wishes == [ChooseNumber(NUMBERS[2])]


def test_while_a_number_is_held_the_others_stay_and_cannot_be_chosen(
    stage: Stage, qtbot: QtBot
) -> None:
    stage.tell(SCENES["number-holding"])
    assert stage.sees("numberOffer-2")
    stage.press(Qt.Key.Key_3)
    qtbot.wait(60)
    assert stage.wishes == []


def test_a_slash_searches_and_enter_only_searches(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["number"])
    stage.press(Qt.Key.Key_Slash)
    search = stage.find("numberSearch")
    qtbot.waitUntil(search.hasFocus)
    for key in (Qt.Key.Key_8, Qt.Key.Key_8):
        stage.press(key)
    stage.press(ENTER)
    assert stage.wishes == [FindNumbers("88")]
    assert not search.hasFocus()
    stage.press(ENTER)
    assert stage.wishes[-1] == ConfirmStep("NUMBER_AND_SIM")


def test_a_scanner_does_not_search(stage: Stage, typing: Callable[[float], None]) -> None:
    stage.tell(SCENES["number"])
    stage.find("numberSearch").setFocus()
    typing(0.002)
    scan(stage, "6901")
    assert stage.wishes == []


def test_space_presses_the_button_that_has_the_focus(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["number"])
    stage.find("numberOffer-4").setFocus()
    stage.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(stage.wishes))
    assert stage.wishes == [ChooseNumber(NUMBERS[4])]


def test_a_redraw_leaves_a_half_typed_search_alone(stage: Stage) -> None:
    stage.tell(SCENES["number"])
    search = stage.find("numberSearch")
    assert isinstance(search, QLineEdit)
    search.setFocus()
    stage.press(Qt.Key.Key_8)
    stage.wait(3)
    stage.tell(replace(SCENES["number"], queue=replace(ready().queue, pending=9)))
    assert search.text() == "8"
    assert search.hasFocus()


# Log-in, lock, pages --------------------------------------------------------------------------


def type_words(stage: Stage, words: str) -> None:
    for letter in words:
        QTest.keyClick(stage.window.windowHandle(), letter)


def test_log_in_by_keys_alone(stage: Stage) -> None:
    stage.tell(SCENES["log-in"])
    type_words(stage, "0017")
    stage.press(ENTER)
    type_words(stage, "secret")
    stage.press(ENTER)
    assert stage.wishes == []
    type_words(stage, "012345")
    stage.press(ENTER)
    assert stage.wishes == [LogIn("0017", "secret", "012345")]
    for name in ("loginPassword", "loginSecondFactor"):
        field = stage.find(name)
        assert isinstance(field, QLineEdit)
        assert field.text() == ""
    # Whoever was refused types password and code again, and no work id.
    stage.tell(SCENES["log-in-busy"])
    stage.tell(SCENES["log-in-refused"])
    assert stage.find("loginPassword").hasFocus()


def test_nobody_logs_in_without_the_code_that_is_asked_for(stage: Stage) -> None:
    stage.tell(SCENES["log-in"])
    type_words(stage, "0017")
    stage.press(ENTER)
    type_words(stage, "secret")
    for _ in range(3):
        stage.press(ENTER)
    assert stage.wishes == []
    assert stage.find("loginSecondFactor").hasFocus()


@pytest.mark.parametrize("scene", ["log-in-one-factor", "log-in-offline"])
def test_where_nobody_asks_for_a_code_there_is_no_field_for_it(stage: Stage, scene: str) -> None:
    stage.tell(SCENES[scene])
    assert not stage.sees("loginSecondFactor")
    is_away = "无法连接" in stage.said("subline")
    assert is_away is (scene == "log-in-offline")
    type_words(stage, "0017")
    stage.press(ENTER)
    type_words(stage, "secret")
    stage.press(ENTER)
    assert stage.wishes == [LogIn("0017", "secret")]


def test_a_log_in_typed_before_that_was_known_goes_on_by_itself(stage: Stage) -> None:
    type_words(stage, "0017")
    stage.press(ENTER)
    type_words(stage, "secret")
    stage.press(ENTER)
    assert stage.find("loginSecondFactor").hasFocus()
    stage.tell(SCENES["log-in-offline"])
    assert stage.wishes == [LogIn("0017", "secret")]


def test_an_early_enter_is_kept_and_not_asked_twice(stage: Stage) -> None:
    assert stage.sees("loginButton")
    type_words(stage, "0017")
    stage.press(ENTER)
    type_words(stage, "secret")
    stage.press(ENTER)
    type_words(stage, "012345")
    stage.press(ENTER)
    assert stage.wishes == [LogIn("0017", "secret", "012345")]
    assert "启动" in stage.said("loginButton")
    stage.tell(ready(session=None))
    assert not stage.find("loginButton").isEnabled()
    stage.tell(SCENES["log-in-busy"])
    stage.tell(SCENES["log-in-refused"])
    assert stage.find("loginButton").isEnabled()


def test_locking_asks_the_same_clerk_for_the_password(stage: Stage) -> None:
    stage.tell(SCENES["seal"])
    stage.press(Qt.Key.Key_L, CONTROL)
    assert stage.sees("loginPassword")
    assert not stage.sees("loginClerkNumber")
    stage.press(Qt.Key.Key_F4)
    stage.tell(SCENES["locked"])
    type_words(stage, "secret")
    stage.press(ENTER)
    assert stage.wishes == [Lock(), Unlock("secret")]


def test_locking_takes_an_open_question_away(stage: Stage) -> None:
    stage.tell(SCENES["seal"])
    stage.press(Qt.Key.Key_Delete, CONTROL)
    stage.desk.lock()
    stage.settle()
    assert not stage.sees("cancelOverlay")
    assert stage.find("loginPassword").hasFocus()


def test_five_minutes_without_a_hand_lock_the_counter(stage: Stage) -> None:
    stage.tell(SCENES["visual-check"])
    stage.wait(299)
    stage.press(Qt.Key.Key_Shift)
    stage.wait(299)
    assert stage.wishes == []
    stage.wait(2)
    assert stage.wishes == [Lock()]
    assert stage.sees("loginPassword")


def test_a_clock_that_is_set_back_keeps_nothing_open(stage: Stage) -> None:
    stage.tell(SCENES["visual-check"])
    assert stage.desk.glance.hidden_read is None
    stage.now -= timedelta(days=1)
    stage.ticks_s += 60
    stage.desk.tick()
    assert stage.desk.glance.hidden_read is not None
    stage.ticks_s += 240
    stage.desk.tick()
    assert stage.wishes == [Lock()]


def test_the_signed_configuration_says_after_how_long(stage: Stage) -> None:
    stage.tell(replace(SCENES["idle"], idle_lock=timedelta(seconds=30)))
    stage.wait(29)
    assert stage.wishes == []
    stage.wait(1)
    assert stage.wishes == [Lock()]


def test_nobody_locks_a_counter_without_a_clerk(stage: Stage) -> None:
    stage.tell(SCENES["log-in"])
    stage.press(Qt.Key.Key_L, CONTROL)
    stage.wait(1000)
    assert stage.wishes == []


def test_function_keys_turn_the_pages(stage: Stage) -> None:
    stage.tell(SCENES["idle"])
    stage.press(Qt.Key.Key_F4)
    assert stage.sees("queueTable")
    stage.press(Qt.Key.Key_F2)
    assert not stage.sees("queueTable")


@pytest.mark.parametrize(("scene", "asked"), [("queue", [SendNow()]), ("queue-empty", [])])
def test_the_queue_is_sent_by_its_key(stage: Stage, scene: str, asked: list[object]) -> None:
    stage.tell(QUEUE_SCENES[scene])
    stage.show_queue()
    stage.press(Qt.Key.Key_F5)
    assert stage.wishes == asked


def test_a_page_without_a_session_takes_no_key(stage: Stage) -> None:
    stage.tell(CounterState())
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F4, Qt.Key.Key_F5, Qt.Key.Key_F8, ESCAPE):
        stage.press(key)
    assert stage.asked == []
