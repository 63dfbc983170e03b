"""The page of the self-inspection: digits answer, lists make a violation, one person signs."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from pos_client.application.inspection_commands import (
    AddViolation,
    AnswerItem,
    DropReport,
    DropViolation,
    JudgeCase,
    KeepNote,
    LeaveInspection,
    LookAt,
    MakeReport,
    OpenInspection,
    ShowReport,
    SignReport,
)
from pos_client.application.papers import PaperRefused, paper_text
from pos_client.domain.inspection import (
    CaseFinding,
    ChecklistAnswer,
    Measure,
    ViolationKind,
)
from pos_client.domain.inspection_due import Urgency
from pos_client.sandbox.checklist import CHECKLIST
from tests.papers import signature
from tests.ui.inspection_scenes import INSPECTION_SCENES, REPORT, SIGNED_PAPER, report_paper
from tests.ui.pdf_page import read
from tests.ui.people import CHINA_NOW
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from ui.forms.renderer import PaperRenderer
from ui.presenters.inspection import present_reminder
from ui.theme.tokens import Tone
from ui.views.keyboard import Keyboard
from ui.widgets.signature_pad import SignaturePad


@pytest.fixture(autouse=True)
def slow_hands(stage: Stage) -> None:
    """A second between two keys: nobody is taken for a scanner."""
    seconds = itertools.count()
    keyboard = stage.window.findChildren(Keyboard)[0]
    keyboard._pressed_at = lambda _: float(next(seconds))


def press(stage: Stage, *digits: str) -> None:
    """Digits that a hand types, each waited for."""
    for digit in digits:
        stage.window.press(digit)
        stage.settle()


def type_into(stage: Stage, name: str, words: str) -> None:
    edit = stage.find(name)
    assert isinstance(edit, QLineEdit)
    edit.setFocus()
    edit.clear()
    for letter in words:
        QTest.keyClick(stage.window.windowHandle(), letter)  # type: ignore[call-overload]
    stage.settle()


def write(stage: Stage) -> None:
    """A zigzag with the mouse."""
    pad = stage.find("inspectionPad")
    assert isinstance(pad, SignaturePad)
    for row in range(2):
        top, left = 30 + 20 * row, 40
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(left, top))
        for step in range(1, 16):
            QTest.mouseMove(pad, QPoint(left + 14 * step, top + 30 * (step % 2)))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(left + 14 * 15, top))


def test_a_key_and_a_bar_lead_to_the_page(stage: Stage) -> None:
    stage.tell(INSPECTION_SCENES["inspection-due"])
    stage.press(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseClick(stage.find("reminderOpen"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(stage.find("openInspection"), Qt.MouseButton.LeftButton)
    assert stage.wishes == [OpenInspection()] * 3


def test_the_bar_is_calm_then_amber_and_away_while_a_customer_is_served(stage: Stage) -> None:
    tones, roles = {}, {}
    for urgency in Urgency:
        state = INSPECTION_SCENES[f"inspection-{urgency.value.lower()}"]
        reminder = present_reminder(state)
        assert reminder is not None
        tones[urgency] = reminder.tone
        stage.tell(state)
        roles[urgency] = stage.find("reminderBar").property("role")
        busy = replace(state, case=SCENES["visual-check"].case)
        assert present_reminder(busy) is None
    assert tones == {
        Urgency.READY: Tone.INFO,
        Urgency.DUE: Tone.WAITING,
        Urgency.OVERDUE: Tone.BAD,
    }
    assert list(roles.values()) == ["topbar", "banner", "trouble"]
    stage.tell(SCENES["idle"])
    assert not stage.sees("reminderBar")


def test_digits_answer_items_and_judge_cases(stage: Stage) -> None:
    stage.tell(INSPECTION_SCENES["inspection-item-1"])
    press(stage, "2")
    stage.tell(INSPECTION_SCENES["inspection-case"])
    press(stage, "5", "9")
    page = INSPECTION_SCENES["inspection-case"].inspection.page
    assert page is not None
    assert page.plan is not None
    assert stage.wishes == [
        AnswerItem(CHECKLIST[0].id, ChecklistAnswer.NO),
        JudgeCase(page.plan.sample_ids[4], CaseFinding.USED_BY_ANOTHER),
    ]


def test_keys_turn_and_leave(stage: Stage) -> None:
    stage.tell(INSPECTION_SCENES["inspection-item-4"])
    stage.press(Qt.Key.Key_PageUp)
    stage.press(Qt.Key.Key_PageDown)
    stage.press(Qt.Key.Key_Return)
    stage.press(Qt.Key.Key_Escape)
    assert stage.wishes == [LookAt(2), LookAt(4), LookAt(4), LeaveInspection()]


def test_what_the_program_knows_stands_beside_the_question(stage: Stage) -> None:
    said = {}
    for name, state in INSPECTION_SCENES.items():
        if name.startswith("inspection-item-"):
            stage.tell(state)
            said[name] = stage.said("inspectionKnown") if stage.sees("inspectionKnown") else ""
    told = " ".join(said.values())
    for words in ("领卡 50", "应余 31", "2036-12-31", "0017、0023", "待提交 3 单，异常 1 单"):
        assert words in told
    assert "FJ-" in told


def test_a_case_is_shown_in_masks(stage: Stage) -> None:
    stage.tell(INSPECTION_SCENES["inspection-case"])
    assert "陈** · 3501**********0042" in stage.said("inspectionKnown")


def test_who_looks_only_answers_nothing(stage: Stage) -> None:
    stage.tell(INSPECTION_SCENES["inspection-looks-only"])
    press(stage, "1")
    assert stage.wishes == []


def test_a_violation_is_put_together_of_lists(stage: Stage) -> None:
    stage.tell(INSPECTION_SCENES["inspection-last-empty"])
    stage.press(Qt.Key.Key_F9)
    press(stage, "2", "1")
    stage.press(Qt.Key.Key_Escape)  # takes the last choice back
    press(stage, "2", "3")
    stage.press(Qt.Key.Key_PageDown)
    press(stage, "1")
    (added,) = stage.wishes
    assert isinstance(added, AddViolation)
    assert (added.kind, added.clerk_number, added.measure) == (
        ViolationKind.WORK_ID_LENT,
        "0023",
        Measure.FINED,
    )
    assert (CHINA_NOW.date() - added.day).days == 8
    assert not stage.sees("violationQuestion")


def test_the_last_violation_is_taken_back_by_a_key(stage: Stage) -> None:
    stage.tell(INSPECTION_SCENES["inspection-last"])
    stage.press(Qt.Key.Key_F8)
    assert stage.wishes == [DropViolation()]


def test_note_and_signer_make_the_report(stage: Stage) -> None:
    stage.tell(INSPECTION_SCENES["inspection-last"])
    type_into(stage, "inspectionNote", "ok")
    stage.press(Qt.Key.Key_Return)
    type_into(stage, "inspectionSigner", "8021")
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes[0] == KeepNote("ok")
    assert stage.wishes[-1] == MakeReport("8021")


def test_nobody_signs_without_ink_or_password(stage: Stage) -> None:
    stage.tell(INSPECTION_SCENES["inspection-sheet"])
    stage.press(Qt.Key.Key_Return)
    type_into(stage, "inspectionPassword", "secret")
    type_into(stage, "inspectionSecondFactor", "123456")
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes == []
    write(stage)
    stage.press(Qt.Key.Key_Return)
    (signed,) = stage.wishes
    assert isinstance(signed, SignReport)
    assert signed.signature.signed_sha256 == REPORT.sha256
    assert (signed.password, signed.second_factor) == ("secret", "123456")
    edit = stage.find("inspectionPassword")
    assert isinstance(edit, QLineEdit)
    assert edit.text() == ""


def test_the_report_can_be_given_up(stage: Stage) -> None:
    stage.tell(INSPECTION_SCENES["inspection-sheet"])
    stage.press(Qt.Key.Key_Escape)
    assert stage.wishes == [DropReport()]


def test_the_last_report_is_shown_again(stage: Stage) -> None:
    stage.tell(INSPECTION_SCENES["inspection-nothing"])
    stage.press(Qt.Key.Key_F3)
    assert stage.wishes == [ShowReport()]


def test_the_paper_says_everything_and_holds_no_mask() -> None:
    on_page = "".join(read(PaperRenderer().pdf(SIGNED_PAPER)).split())
    for words in paper_text(SIGNED_PAPER).words:
        assert "".join(words.split()) in on_page
    for words in ("《网点自查月报》", "单据缺失", "借用工号", "培训", "负责人签名", "演示，无效"):
        assert words in on_page
    assert "陈" not in on_page
    assert "**" not in on_page


def test_no_paper_bears_the_hand_of_something_else() -> None:
    with pytest.raises(PaperRefused):
        paper_text(report_paper(signature=signature(bytes(32))))
