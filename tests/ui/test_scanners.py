"""Scanners of every manner: what they read is taken, and no key of theirs presses anything."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pos_client.application.commands import (
    ChooseNumber,
    ChooseOffer,
    ConfirmStep,
    CounterCommand,
    FindNumbers,
    StepBack,
    TakeScan,
)
from pos_client.application.review_commands import DecideReview
from pos_client.domain.flow import Step
from pos_client.sandbox.notices import OFFERS
from tests.ui.people import NUMBERS, at_step, with_case
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from ui.views.keyboard import SLOW_GAP_S, Keyboard

ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab
CODE = "89860000000000000123"
GAPS_S = [0.001, 0.015, 0.045, 0.075, 0.110]
PAGES = ["visual-check", "consent", "live-photo", "review", "number", "form", "seal", "saved"]


class Hand:
    """Somebody or something at the keyboard, whose keys come as far apart as the test says."""

    def __init__(self, stage: Stage) -> None:
        self.gap_s = 0.5
        self._stage = stage
        self._moment_s = 0.0
        keyboard = stage.window.findChild(Keyboard)
        assert keyboard is not None
        keyboard._pressed_at = self._next

    def _next(self, _event: QKeyEvent) -> float:
        return self._moment_s

    def press(self, key: Qt.Key | str, after_s: float | None = None) -> None:
        self._moment_s += self.gap_s if after_s is None else after_s
        QTest.keyClick(self._stage.window.windowHandle(), key)

    def repeat(self, digit: str, after_s: float) -> None:
        """Let the window system say that a key is held down."""
        self._moment_s += after_s
        again = QKeyEvent(
            QEvent.Type.KeyPress,
            Qt.Key(ord(digit)),
            Qt.KeyboardModifier.NoModifier,
            digit,
            autorep=True,
        )
        QApplication.sendEvent(self._stage.window.windowHandle(), again)

    def scan(self, text: str, gap_s: float, *ends: Qt.Key) -> None:
        """Type a code and what ends it, after a pause."""
        self._moment_s += 2
        for letter in text:
            self.press(letter, gap_s)
        for end in ends:
            self.press(end, gap_s)
        self._stage.settle()


@pytest.fixture
def hand(stage: Stage) -> Hand:
    return Hand(stage)


@pytest.mark.parametrize("gap_s", GAPS_S)
@pytest.mark.parametrize("page", PAGES)
def test_however_slow_it_is_a_scanner_presses_nothing(
    stage: Stage, hand: Hand, qtbot: QtBot, page: str, gap_s: float
) -> None:
    stage.tell(SCENES[page])
    if page == "review":
        stage.window.setFocus()
    hand.scan(CODE, gap_s, ENTER)
    qtbot.wait(int(1000 * SLOW_GAP_S) + 40)  # whatever might still wait for a hand
    assert stage.wishes == [TakeScan(CODE)]


@pytest.mark.parametrize("ends", [(TAB,), (ENTER, ENTER), (TAB, ENTER), (ENTER, TAB)])
def test_a_code_ends_once_however_it_ends(
    stage: Stage, hand: Hand, ends: tuple[Qt.Key, ...]
) -> None:
    stage.tell(SCENES["seal"])
    stage.find("primaryAction").setFocus()
    hand.scan(CODE, 0.004, *ends)
    assert stage.wishes == [TakeScan(CODE)]
    assert stage.find("primaryAction").hasFocus()


@pytest.mark.parametrize("code", [f"]C1{CODE}", f"ICCID:{CODE}", "8986 0000 0000 0000 0123"])
@pytest.mark.parametrize("gap_s", [0.004, 0.080])
def test_what_stands_around_the_code_comes_along(
    stage: Stage, hand: Hand, code: str, gap_s: float
) -> None:
    stage.tell(SCENES["seal"])
    stage.find("primaryAction").setFocus()  # a space would press it
    hand.scan(code, gap_s, ENTER)
    assert stage.wishes == [TakeScan(code)]


def test_a_code_that_falters_on_its_way_stays_one_code(stage: Stage, hand: Hand) -> None:
    stage.tell(SCENES["visual-check"])
    hand.scan(CODE[:12], 0.03)
    for letter in CODE[12:]:
        hand.press(letter, 0.3 if letter == CODE[12] else 0.03)
    hand.press(ENTER, 0.03)
    assert stage.wishes == [TakeScan(CODE)]


def test_a_scanner_that_shifts_types_one_code(stage: Stage, hand: Hand) -> None:
    """For each capital some press Shift as a key of its own, or turn it by the lock."""
    stage.tell(SCENES["idle"])
    hand.press(Qt.Key.Key_CapsLock)
    for letter in "RNR1-0123456789abcdef":
        hand.press(Qt.Key.Key_Shift, 0.002)
        hand.press(letter, 0.002)
    hand.press(ENTER, 0.002)
    assert stage.wishes == [TakeScan("RNR1-0123456789abcdef")]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F8, Qt.Key.Key_F9])
def test_a_key_of_ours_right_behind_a_code_is_the_scanners(
    stage: Stage, hand: Hand, key: Qt.Key
) -> None:
    stage.tell(SCENES["form"])
    hand.scan(CODE, 0.004, key)
    assert stage.wishes == []
    hand.press(Qt.Key.Key_Escape, 1.0)
    assert stage.wishes == [StepBack()]


def test_what_was_typed_into_a_field_before_is_no_part_of_the_code(
    stage: Stage, hand: Hand
) -> None:
    """A supervisor types quickly, and the SIM is scanned as soon as they have approved."""
    stage.tell(SCENES["review"])
    edit_of(stage, "reviewPassword").setFocus()
    for letter in "quick-secret":
        hand.press(letter, 0.02)
    hand.press(ENTER, 0.3)
    stage.wishes.clear()
    stage.tell(SCENES["number"])
    stage.window.setFocus()
    for letter in CODE:
        hand.press(letter, 0.01)
    hand.press(ENTER, 0.01)
    stage.settle()
    assert stage.wishes == [TakeScan(CODE)]


def test_over_a_dialog_a_scan_means_nothing(stage: Stage, hand: Hand) -> None:
    stage.tell(SCENES["seal"])
    stage.press(Qt.Key.Key_F1)
    hand.scan(CODE, 0.08, ENTER)
    assert stage.sees("helpOverlay")
    assert stage.wishes == []


def test_what_is_scanned_on_another_page_is_shown_at_the_counter(stage: Stage, hand: Hand) -> None:
    stage.tell(SCENES["idle"])
    stage.show_queue()
    hand.scan("RNR1-0123456789ABCDEF", 0.004, ENTER)
    assert stage.wishes == [TakeScan("RNR1-0123456789ABCDEF")]
    assert not stage.sees("queueTable")


def test_before_the_log_in_a_scan_means_nothing(stage: Stage, hand: Hand) -> None:
    stage.tell(SCENES["locked"])
    stage.window.setFocus()
    hand.scan(CODE, 0.004, ENTER)
    assert stage.wishes == []


# Fields ---------------------------------------------------------------------------------------


def edit_of(stage: Stage, name: str) -> QLineEdit:
    edit = stage.find(name)
    assert isinstance(edit, QLineEdit)
    edit.setFocus()
    return edit


def test_a_scanner_decides_no_review(stage: Stage, hand: Hand) -> None:
    stage.tell(SCENES["review"])
    edit_of(stage, "reviewClerkNumber").setText("0021")
    password = edit_of(stage, "reviewPassword")
    hand.scan(CODE, 0.004, ENTER)
    assert stage.wishes == [TakeScan(CODE)]
    assert password.text() == ""  # nothing of the code stays in front of the password
    for letter in "an invented secret":
        hand.press(letter, 0.2)
    hand.press(ENTER, 0.4)
    hand.scan("690123456789", 0.004, ENTER)  # what a shop sells decides nothing either
    assert edit_of(stage, "reviewSecondFactor").text() == ""
    assert stage.wishes[1:] == [TakeScan("690123456789")]
    for digit in "012345":
        hand.press(digit, 0.2)
    hand.press(ENTER, 0.4)
    assert stage.wishes[2:] == [DecideReview("0021", "an invented secret", True, "012345")]


def test_a_code_leaves_nothing_in_a_field_for_digits(stage: Stage, hand: Hand) -> None:
    stage.tell(SCENES["number"])
    search = edit_of(stage, "numberSearch")
    hand.press("8")
    hand.scan("12345678", 0.004, ENTER)
    assert search.text() in ("", "8")
    assert stage.wishes == []


@pytest.mark.parametrize("gap_s", [0.004, 0.02, 0.045, 0.09])
@pytest.mark.parametrize(
    ("scene", "field"),
    [
        ("log-in", "loginClerkNumber"),
        ("locked", "loginPassword"),
        ("review", "reviewClerkNumber"),
        ("review", "reviewPassword"),
        ("number", "numberSearch"),
        ("seal-offline", "contactNumber"),
    ],
)
def test_a_sim_that_is_scanned_into_a_field_is_nobodys_answer(
    stage: Stage, hand: Hand, scene: str, field: str, gap_s: float
) -> None:
    """Not a password that is tried either: five of those close the log-in for a minute."""
    stage.tell(SCENES[scene])
    for name in ("loginClerkNumber", "loginPassword", "reviewClerkNumber"):
        other = stage.window.findChild(QLineEdit, name)
        if other is not None and name != field and not other.text():
            other.setText("0021")
    edit = edit_of(stage, field)
    before = edit.text()
    hand.scan(CODE, gap_s, ENTER)
    assert [wish for wish in stage.wishes if not isinstance(wish, TakeScan)] == []
    assert edit.text() in ("", before)


def test_what_a_shop_sells_is_no_password(stage: Stage, hand: Hand) -> None:
    stage.tell(SCENES["locked"])
    password = edit_of(stage, "loginPassword")
    hand.scan("690123456789", 0.004, ENTER)
    assert (stage.wishes, password.text()) == ([], "")
    for letter in "a-quick-invented-secret":
        hand.press(letter, 0.02)
    hand.press(ENTER, 0.03)
    assert len(stage.wishes) == 1


def test_somebody_who_types_fast_in_a_field_is_no_scanner(stage: Stage, hand: Hand) -> None:
    stage.tell(SCENES["number"])
    edit_of(stage, "numberSearch")
    for letter, after_s in zip("8886", (1.0, 0.025, 0.06, 0.06), strict=True):
        hand.press(letter, after_s)
    hand.press(ENTER, 0.1)
    assert stage.wishes == [FindNumbers("8886")]


def test_an_input_method_types_no_code(stage: Stage, hand: Hand) -> None:
    """A Chinese input method commits full-width figures, and its keys never reach the window."""
    stage.tell(SCENES["number"])
    search = edit_of(stage, "numberSearch")
    committed = QInputMethodEvent()
    committed.setCommitString("８９８６００００００００００００")
    QApplication.sendEvent(search, committed)
    assert search.text() == ""
    stage.window.setFocus()  # elsewhere no input method listens
    hand.scan(CODE, 0.004, ENTER)
    assert stage.wishes == [TakeScan(CODE)]


# Hands ----------------------------------------------------------------------------------------


def waited(qtbot: QtBot, stage: Stage, wishes: list[CounterCommand]) -> None:
    qtbot.waitUntil(lambda: len(stage.wishes) >= len(wishes))
    assert stage.wishes == wishes


def test_two_digits_of_a_quick_hand_both_count(stage: Stage, hand: Hand, qtbot: QtBot) -> None:
    stage.tell(SCENES["number"])
    hand.press("3")
    hand.press("4", 0.08)
    waited(qtbot, stage, [ChooseNumber(NUMBERS[2]), ChooseNumber(NUMBERS[3])])


def test_a_digit_and_enter_of_a_quick_hand_keep_their_order(stage: Stage, hand: Hand) -> None:
    stage.tell(with_case(at_step(Step.NUMBER_AND_SIM)))
    hand.press("3")
    hand.press(ENTER, 0.08)
    assert stage.wishes == [ChooseNumber(NUMBERS[2]), ConfirmStep("NUMBER_AND_SIM")]


def test_a_key_held_down_is_no_scanner(stage: Stage, hand: Hand, qtbot: QtBot) -> None:
    stage.tell(SCENES["number"])
    hand.press("3")
    for count in range(30):
        hand.repeat("3", 0.03 if count else 0.25)
    waited(qtbot, stage, [ChooseNumber(NUMBERS[2])])


def test_equal_digits_that_a_busy_window_takes_for_a_held_key_are_the_scanners(
    stage: Stage, hand: Hand
) -> None:
    """The window system calls a press a repeat where its release came in the same moment."""
    stage.tell(SCENES["visual-check"])
    before = ""
    for letter in CODE:
        if letter == before:
            hand.repeat(letter, 0.002)
        else:
            hand.press(letter, 0.002)
        before = letter
    hand.press(ENTER, 0.002)
    stage.settle()
    assert stage.wishes == [TakeScan(CODE)]


def test_what_waits_for_a_hand_comes_before_the_next_key(stage: Stage, hand: Hand) -> None:
    stage.tell(SCENES["number"])
    hand.press("3")
    hand.press(Qt.Key.Key_F10, 0.2)
    assert stage.wishes == [ChooseNumber(NUMBERS[2]), ChooseOffer(OFFERS[1].code)]
