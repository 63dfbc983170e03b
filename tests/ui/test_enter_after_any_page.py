"""An Enter right behind the change of a page is heard, whatever had the keys on the page before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from pos_client.application.commands import ConfirmStep
from pos_client.domain.flow import Step
from tests.ui.day_scenes import DAY_SCENES
from tests.ui.inspection_scenes import INSPECTION_SCENES
from tests.ui.people import ready
from tests.ui.port_in_scenes import PORT_IN_SCENES
from tests.ui.review_scenes import REVIEW_SCENES
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from tests.ui.subject_scenes import SUBJECT_SCENES
from tests.ui.unit_scenes import UNIT_SCENES
from ui.views.keyboard import Keyboard

_ALL = (
    SCENES
    | SUBJECT_SCENES
    | PORT_IN_SCENES
    | UNIT_SCENES
    | REVIEW_SCENES
    | DAY_SCENES
    | INSPECTION_SCENES
)
_BY_HAND_S = 0.5
_TYPED_INTO = (
    *(("log-in", name) for name in ("loginClerkNumber", "loginPassword", "loginSecondFactor")),
    *(("review", f"review{name}") for name in ("ClerkNumber", "Password", "SecondFactor")),
    ("number", "numberSearch"),
    ("seal-offline", "contactNumber"),
    ("look-up", "lookUpNumber"),
    ("proof-code", "usageCode"),
    ("port-in", "portedNumber"),
    ("port-in", "donorCode"),
    ("unit", "unitCreditCode"),
    ("unit-known", "unitCount"),
    ("day-with-stock", "simsLeft"),
    ("day-sheet-stock", "takingPassword"),
    ("inspection-last", "inspectionNote"),
)
"""Every kind of page with a line edit, which has an Enter of its own, and one of its edits."""


@pytest.fixture(autouse=True)
def _typed_by_hand(stage: Stage) -> None:
    keyboard = stage.window.findChild(Keyboard)
    assert keyboard is not None
    moment = [0.0]

    def next_moment(_event: QKeyEvent) -> float:
        moment[0] += _BY_HAND_S
        return moment[0]

    keyboard._pressed_at = next_moment


def put_cursor(stage: Stage, name: str) -> None:
    edit = stage.find(name)
    assert isinstance(edit, QLineEdit)
    edit.setFocus()
    stage.settle()
    assert edit.hasFocus()


@pytest.mark.parametrize("after", ["visual-check", "visual-check-offline"])
@pytest.mark.parametrize(("before", "edit"), _TYPED_INTO)
def test_enter_is_heard_on_the_page_behind_a_line_edit(
    stage: Stage, before: str, edit: str, after: str
) -> None:
    stage.tell(_ALL[before])
    put_cursor(stage, edit)
    stage.tell(_ALL[after])
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes == [ConfirmStep(Step.VISUAL_CHECK.value)]


def test_enter_is_heard_behind_a_line_edit_that_was_switched_off(stage: Stage) -> None:
    """While the gateway is asked nothing can be typed, so the cursor goes elsewhere by itself."""
    stage.tell(_ALL["port-in"])
    put_cursor(stage, "portedNumber")
    for scene in ("port-in-asking", "port-in-card", "visual-check-offline"):
        stage.tell(_ALL[scene])
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes == [ConfirmStep(Step.VISUAL_CHECK.value)]


def test_enter_is_heard_once_the_page_is_told_even_if_it_was_pressed_on_the_one_before(
    stage: Stage,
) -> None:
    """An Enter that found nothing to press is nothing; the next one, on the page, is heard."""
    stage.tell(ready())
    stage.press(Qt.Key.Key_Return)
    stage.tell(_ALL["visual-check-offline"])
    assert stage.wishes == []
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes == [ConfirmStep(Step.VISUAL_CHECK.value)]
