"""The step that photographs a document: one key a page, a mark on every copy, and no field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from drivers.simulator.papers import draw_paper
from pos_client.application.people_commands import (
    ChooseDocument,
    DropDocumentImage,
    FinishDocument,
    TakeDocumentImage,
)
from pos_client.application.step_state import DocumentState
from pos_client.domain.document import LARGEST_IMAGE, UnitDocumentType, jpeg_size
from tests.ui.acting_scenes import ACTING_SCENES, MARK
from tests.ui.stage import Stage
from ui.camera.papers import PAPER_SIZE, hints_of_paper, paper_jpeg, paper_picture
from ui.widgets.thumbnails import Thumbnails

ENTER, SPACE, MINUS = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Minus
KINDS = tuple(UnitDocumentType)[:3]


@pytest.fixture
def stage(make_stage: Callable[..., Stage]) -> Stage:
    return make_stage((1366, 768))


def keys(stage: Stage) -> tuple[bool, bool]:
    return stage.find("documentTake").isEnabled(), stage.find("documentDrop").isEnabled()


def primary(stage: Stage) -> tuple[bool, str]:
    button = stage.find("primaryAction")
    return button.isEnabled(), button.accessibleName()


def test_space_takes_a_page_and_what_is_taken_is_marked(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(ACTING_SCENES["trustee-letter"])
    assert (keys(stage), primary(stage)[0]) == ((False, False), False)
    stage.camera.show(draw_paper("bare"))
    qtbot.waitUntil(lambda: keys(stage)[0])
    assert primary(stage) == (False, "请按空格键拍摄")
    assert stage.wishes == []
    stage.press(SPACE)
    qtbot.waitUntil(lambda: bool(stage.wishes))
    (taken,) = stage.wishes
    assert isinstance(taken, TakeDocumentImage)
    assert taken.image.is_sound
    assert taken.image.camera_id == "simulated:counter"


def test_what_was_taken_is_dropped_from_the_end_or_goes_on(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(ACTING_SCENES["trustee-letter-pages"])
    pages = stage.find("documentPages")
    assert isinstance(pages, Thumbnails)
    assert "已拍 2 张" in pages.accessibleName()
    assert primary(stage) == (True, "拍好了，继续")
    stage.press(MINUS)
    qtbot.waitUntil(lambda: bool(stage.wishes))
    stage.press(ENTER)
    assert stage.wishes == [DropDocumentImage(2), FinishDocument()]


def test_a_kind_is_chosen_by_a_digit_and_nothing_is_typed(stage: Stage, qtbot: QtBot) -> None:
    shown = ACTING_SCENES["trustee-letter"]
    assert shown.case is not None
    asks = DocumentState(KINDS, None, (), 0, MARK)
    stage.tell(replace(shown, case=replace(shown.case, document=asks)))
    assert primary(stage) == (False, "请按数字键选择种类")
    stage.press(Qt.Key.Key_2)
    qtbot.waitUntil(lambda: bool(stage.wishes))
    assert stage.wishes == [ChooseDocument(KINDS[1])]
    panel = stage.find("documentPanel")
    assert panel.isVisible()
    assert panel.findChildren(QLineEdit) == []


def test_nobodys_paper_stays_behind_the_step(stage: Stage) -> None:
    stage.tell(ACTING_SCENES["trustee-letter-pages"])
    pages = stage.find("documentPages")
    stage.tell(ACTING_SCENES["trustee-relation"])
    assert stage.camera.info is None
    assert pages.accessibleName() == ""


def test_the_mark_changes_every_part_of_the_picture() -> None:
    white = QImage(1800, 1200, QImage.Format.Format_RGB888)
    white.fill(QColor("white"))
    jpeg = paper_jpeg(white, MARK)
    assert len(jpeg) <= LARGEST_IMAGE
    size = jpeg_size(jpeg)
    assert size is not None
    assert size[0] == PAPER_SIZE[0]
    marked = paper_picture(jpeg)
    assert marked is not None
    for left in range(0, marked.width() - 400, 400):
        for top in range(0, marked.height() - 400, 400):
            part = marked.copy(left, top, 400, 400)
            dark = sum(
                part.pixelColor(x, y).green() < 200
                for x in range(0, 400, 4)
                for y in range(0, 400, 4)
            )
            assert dark > 20, (left, top)


def test_a_hint_says_what_keeps_a_paper_from_being_read() -> None:
    good = paper_picture(draw_paper("1"))
    assert good is not None
    assert hints_of_paper(good) == ()
    black, white = (QImage(640, 480, QImage.Format.Format_RGB888) for _ in range(2))
    black.fill(QColor("#101010"))
    white.fill(QColor("#ffffff"))
    assert hints_of_paper(black) == ("too_dark",)
    assert hints_of_paper(white) == ("too_bright",)
    small = good.scaled(20, 15)
    assert hints_of_paper(small.scaled(640, 480)) in (("blurred",), ())
