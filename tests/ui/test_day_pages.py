"""The page of the day: keys, the count of SIMs, and a sheet that two people sign."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from pos_client.application.day_commands import (
    DropSheet,
    LeaveDay,
    MakeSheet,
    NoteSheetPrinted,
    OpenDay,
    ShowSheet,
    SignSheet,
)
from pos_client.application.news import PaperMade
from pos_client.domain.day_figures import SimCount
from pos_client.domain.day_sheet import SheetKind
from tests.day_sheets import sheet_paper
from tests.ui.day_scenes import DAY_SCENES, at_day
from tests.ui.people import CHINA_NOW, ready
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from ui.views.keyboard import Keyboard
from ui.views.printing_thread import Printed
from ui.widgets.signature_pad import SignaturePad


@pytest.fixture(autouse=True)
def slow_hands(stage: Stage) -> None:
    """A second between two keys: nobody is taken for a scanner."""
    seconds = itertools.count()
    keyboard = stage.window.findChildren(Keyboard)[0]
    keyboard._pressed_at = lambda _: float(next(seconds))


def type_into(stage: Stage, name: str, words: str) -> QLineEdit:
    edit = stage.find(name)
    assert isinstance(edit, QLineEdit)
    edit.setFocus()
    for letter in words:
        QTest.keyClick(stage.window.windowHandle(), letter)  # type: ignore[call-overload]
    stage.settle()
    return edit


def count(stage: Stage, *numbers: int) -> None:
    for name, number in zip(("Issued", "Used", "Spoiled", "Left"), numbers, strict=False):
        type_into(stage, f"sims{name}", str(number))


def pad(stage: Stage, name: str) -> SignaturePad:
    found = stage.find(name)
    assert isinstance(found, SignaturePad)
    return found


def write(pad: SignaturePad) -> None:
    """A zigzag with the mouse."""
    for row in range(2):
        top, left = 30 + 20 * row, 40
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(left, top))
        for step in range(1, 16):
            QTest.mouseMove(pad, QPoint(left + 14 * step, top + 30 * (step % 2)))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(left + 14 * 15, top))


def test_a_key_of_the_idle_counter_opens_the_day(stage: Stage) -> None:
    stage.tell(SCENES["idle"])
    stage.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert stage.wishes == [OpenDay()]


def test_nobody_opens_it_over_a_customer_or_before_the_log_in(stage: Stage) -> None:
    for name in ("visual-check", "log-in", "locked"):
        stage.tell(SCENES[name])
        stage.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert stage.wishes == []


def test_the_help_has_the_key(stage: Stage) -> None:
    stage.tell(SCENES["idle"])
    stage.press(Qt.Key.Key_F1)
    labels = [
        label.text()
        for label in stage.find("helpOverlay").findChildren(type(stage.find("helpTitle")))
    ]
    assert "Ctrl+D" in labels


def test_figures_stand_side_by_side(stage: Stage) -> None:
    stage.tell(DAY_SCENES["day"])
    assert (stage.said("shift-saved"), stage.said("day-saved")) == ("20", "20")
    assert (stage.said("shift-captured"), stage.said("shift-slips")) == ("5", "5 / 1")
    assert stage.said("open-0") == "3"
    assert (stage.said("shift-refused"), stage.said("day-refused")) == ("3", "3")
    assert "0017：登记 14，受理 11，驳回 1，现场未通过 3" in stage.said("dayClerks")


def test_a_day_that_was_ended_says_so_before_and_on_the_next_sheet(stage: Stage) -> None:
    stage.tell(DAY_SCENES["day-ended"])
    assert "已日结 1 次" in stage.said("headline")
    stage.tell(DAY_SCENES["day-sheet-again"])
    assert "本日第 2 张" in stage.said("headline")
    stage.tell(DAY_SCENES["day-sheet-day-end"])
    assert stage.said("headline") == "请双方核对后签名"


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ((), "未盘点"),
        ((50,), "四项"),
        ((50, 18, 1, 31), "账实相符"),
        ((50, 18, 1, 30), "少 1 张"),
        ((50, 18, 1, 33), "多 2 张"),
    ],
)
def test_the_count_says_at_once_whether_it_adds_up(
    stage: Stage, numbers: tuple[int, ...], says: str
) -> None:
    stage.tell(DAY_SCENES["day"])
    count(stage, *numbers)
    assert says in stage.said("simBalance")


def test_a_hand_over_is_made_by_keys_alone(stage: Stage) -> None:
    stage.tell(DAY_SCENES["day"])
    for number in ("50", "18", "1", "31"):
        focus = QApplication.focusWidget()
        assert isinstance(focus, QLineEdit)
        type_into(stage, focus.objectName(), number)
        stage.press(Qt.Key.Key_Return)
    type_into(stage, "takingClerk", "0023")
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes == [MakeSheet(SheetKind.HAND_OVER, "0023", SimCount(50, 18, 1, 31))]


def test_a_day_end_has_a_key_of_its_own_and_needs_no_count(stage: Stage) -> None:
    stage.tell(DAY_SCENES["day"])
    type_into(stage, "takingClerk", "0023")
    stage.press(Qt.Key.Key_F9)
    assert stage.wishes == [MakeSheet(SheetKind.DAY_END, "0023", None)]


def test_nothing_is_made_of_half_a_count_or_without_the_other_clerk(stage: Stage) -> None:
    stage.tell(DAY_SCENES["day"])
    stage.press(Qt.Key.Key_F9)
    assert "接班人" in stage.said("takingClerkHint")
    type_into(stage, "takingClerk", "0023")
    count(stage, 50)
    stage.press(Qt.Key.Key_F9)
    assert stage.wishes == []
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == "simsUsed"


def test_a_new_shift_begins_with_empty_fields(stage: Stage) -> None:
    stage.tell(DAY_SCENES["day"])
    count(stage, 50, 18, 1, 31)
    state = DAY_SCENES["day"].day
    assert state is not None
    stage.tell(at_day(shift=replace(state.shift, number=4)))
    edit = stage.find("simsLeft")
    assert isinstance(edit, QLineEdit)
    assert edit.text() == ""


def test_days_are_turned_by_keys_and_none_lies_ahead(stage: Stage) -> None:
    stage.tell(DAY_SCENES["day"])
    stage.press(Qt.Key.Key_PageDown)
    assert stage.wishes == []
    stage.press(Qt.Key.Key_PageUp)
    stage.tell(DAY_SCENES["day-earlier"])
    stage.press(Qt.Key.Key_PageDown)
    today = CHINA_NOW.date()
    day = timedelta(days=1)
    assert stage.wishes == [OpenDay(today - day), OpenDay(today + day)]


def test_who_only_looks_makes_no_sheet(stage: Stage) -> None:
    stage.tell(DAY_SCENES["day-looks-only"])
    assert stage.sees("looksOnly")
    assert not stage.sees("takingClerk")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F9):
        stage.press(key)
    assert stage.wishes == []
    stage.press(Qt.Key.Key_F3)
    stage.press(Qt.Key.Key_Escape)
    assert stage.wishes == [ShowSheet(), LeaveDay()]


def test_a_sheet_is_signed_by_both_and_confirmed_by_the_second(stage: Stage) -> None:
    stage.tell(DAY_SCENES["day-sheet"])
    type_into(stage, "takingPassword", "secret")
    type_into(stage, "takingSecondFactor", "123456")
    stage.press(Qt.Key.Key_Return)
    assert "双方" in stage.said("sheetMissing")
    write(pad(stage, "leavingPad"))
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes == []
    write(pad(stage, "takingPad"))
    stage.press(Qt.Key.Key_Return)
    (signed,) = stage.wishes
    assert isinstance(signed, SignSheet)
    paper = DAY_SCENES["day-sheet"].day
    assert paper is not None
    assert paper.sheet is not None
    for hand in (signed.leaving_signature, signed.taking_signature):
        assert hand.signed_sha256 == paper.sheet.sheet.sha256
        assert hand.is_written
    assert (signed.password, signed.second_factor) == ("secret", "123456")
    for name in ("takingPassword", "takingSecondFactor"):
        edit = stage.find(name)
        assert isinstance(edit, QLineEdit)
        assert edit.text() == ""


def test_without_a_password_nothing_is_confirmed(stage: Stage) -> None:
    stage.tell(DAY_SCENES["day-sheet-offline"])
    assert not stage.sees("takingSecondFactor")
    write(pad(stage, "leavingPad"))
    write(pad(stage, "takingPad"))
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes == []
    assert "0023" in stage.said("sheetMissing")


def test_ink_goes_with_the_page_and_with_another_sheet(stage: Stage) -> None:
    stage.tell(DAY_SCENES["day-sheet"])
    write(pad(stage, "leavingPad"))
    stage.press(Qt.Key.Key_Escape)
    assert stage.wishes == [DropSheet()]
    stage.tell(DAY_SCENES["day"])
    stage.tell(DAY_SCENES["day-sheet"])
    assert not pad(stage, "leavingPad").is_written
    write(pad(stage, "leavingPad"))
    stage.tell(DAY_SCENES["day-sheet-day-end"])
    assert not pad(stage, "leavingPad").is_written


def test_while_the_second_clerk_is_asked_for_nothing_else_is_taken(stage: Stage) -> None:
    stage.tell(DAY_SCENES["day-sheet-confirming"])
    stage.press(Qt.Key.Key_Return)
    stage.press(Qt.Key.Key_Escape)
    assert stage.wishes == []


def test_a_signed_sheet_is_shown_and_what_a_printer_took_is_told(stage: Stage) -> None:
    stage.tell(ready())
    paper = sheet_paper()
    stage.desk.take_news(PaperMade(paper))
    stage.settle()
    assert "《交接班单》" in stage.said("paperPicture")
    assert "F3" in stage.said("paperAdvice")
    stage.window._cover._take_printed(Printed(0, paper, None, is_begun=True))
    assert stage.wishes == [NoteSheetPrinted(paper.case_number)]
