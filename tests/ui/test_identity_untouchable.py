"""What shows a person can be looked at: not selected, copied, dragged, printed or written into."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEditableTextInterface,
    QAccessibleInterface,
    QAction,
    QDrag,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QInputMethodEvent,
    QShortcut,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QLineEdit, QWidget

from tests.ui.people import ID_NUMBER
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage

CONTROL = Qt.KeyboardModifier.ControlModifier
MINE = "what stood on the clipboard before"
COPYING = (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X, Qt.Key.Key_Insert, Qt.Key.Key_P)
# Of a document without a chip nobody's identity is shown, so there is no card of a person.
WITHOUT_CHIP = "visual-check-special"
PEOPLE = sorted(name for name in SCENES if name.startswith("visual-check"))
PEOPLE.remove(WITHOUT_CHIP)
SHOWN = [*PEOPLE, "verifying", "review", "number", "seal"]


@pytest.fixture(autouse=True)
def no_drag(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[QMimeData]]:
    """A drag would wait for a drop; here it is only noted."""
    dragged: list[QMimeData] = []

    def note(drag: QDrag, *_: object) -> Qt.DropAction:
        dragged.append(drag.mimeData())
        return Qt.DropAction.IgnoreAction

    monkeypatch.setattr(QDrag, "exec", note)
    yield dragged
    assert dragged == []


@pytest.fixture(autouse=True)
def clipboard() -> Iterator[None]:
    """Whatever is done, the clipboard stays as it was."""
    board = QGuiApplication.clipboard()
    board.setText(MINE)
    yield
    assert board.text() == MINE
    if board.supportsSelection():
        assert ID_NUMBER not in board.text(board.Mode.Selection)


def parts(stage: Stage) -> list[QWidget]:
    """The window's visible widgets, but for the line edits, which are somebody's own words."""
    found = stage.window.findChildren(QWidget)
    return [each for each in found if each.isVisible() and not isinstance(each, QLineEdit)]


def sweep(widget: QWidget) -> None:
    """Press, draw across, let go; twice; and three times in one place."""
    begin, end = QPoint(1, 1), QPoint(max(1, widget.width() - 2), max(1, widget.height() - 2))
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(widget, end)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=end)
    QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseClick(widget, Qt.MouseButton.MiddleButton, pos=begin)


@pytest.mark.parametrize("scene", SHOWN)
def test_a_person_can_be_neither_selected_nor_copied(stage: Stage, scene: str) -> None:
    stage.tell(SCENES[scene])
    card = stage.find("personCard")
    for widget in [card, *card.findChildren(QWidget)]:
        if not widget.isVisible():
            continue
        sweep(widget)
        for key in COPYING:
            QTest.keyClick(widget, key, CONTROL)
        if isinstance(widget, QLabel):
            assert not widget.hasSelectedText()
            assert widget.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction
        assert widget.contextMenuPolicy() == Qt.ContextMenuPolicy.NoContextMenu or not isinstance(
            widget, QLabel
        )
        assert not widget.acceptDrops()
        assert widget.focusPolicy() == Qt.FocusPolicy.NoFocus
    for key in COPYING:
        stage.press(key, CONTROL)
    assert stage.find("personCard") is card


@pytest.mark.parametrize("scene", SHOWN)
def test_no_way_for_a_reader_of_the_screen_to_write_into_a_person(stage: Stage, scene: str) -> None:
    stage.tell(SCENES[scene])
    card = stage.find("personCard")
    for widget in [card, *card.findChildren(QWidget)]:
        face = QAccessible.queryAccessibleInterface(widget)
        if face is None:
            continue
        before = (face.text(QAccessible.Text.Name), face.text(QAccessible.Text.Value))
        assert face.editableTextInterface() is None
        assert face.valueInterface() is None
        assert face.textInterface() is None  # it would be able to select
        actions = face.actionInterface()
        assert actions is None or not actions.actionNames()
        assert not face.state().editable
        for what in (QAccessible.Text.Value, QAccessible.Text.Name, QAccessible.Text.Description):
            face.setText(what, "张三 110101190001010014")
        assert (face.text(QAccessible.Text.Name), face.text(QAccessible.Text.Value)) == before


@pytest.mark.parametrize("scene", SHOWN)
def test_what_is_dropped_on_a_person_or_committed_to_it_changes_nothing(
    stage: Stage, scene: str
) -> None:
    stage.tell(SCENES[scene])
    card = stage.find("personCard")
    labels = [each for each in card.findChildren(QLabel) if each.isVisible()]
    before = [label.text() for label in labels]
    words = QMimeData()
    words.setText("张三")
    committed = QInputMethodEvent()
    committed.setCommitString("张三")
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for widget in [card, *card.findChildren(QWidget)]:
        enter = QDragEnterEvent(QPoint(2, 2), Qt.DropAction.CopyAction, words, buttons, keys)
        QApplication.sendEvent(widget, enter)
        drop = QDropEvent(QPointF(2, 2), Qt.DropAction.CopyAction, words, buttons, keys)
        QApplication.sendEvent(widget, drop)
        QApplication.sendEvent(widget, committed)
        QTest.keyClicks(widget, "zhang 7")
    assert [label.text() for label in labels] == before


@pytest.mark.parametrize("scene", ["live-photo", "saved", "saved-offline", "seal-customer-returns"])
def test_photos_and_papers_on_the_screen_are_for_the_eyes_as_well(stage: Stage, scene: str) -> None:
    stage.tell(SCENES[scene])
    for widget in parts(stage):
        if type(widget).__name__ in ("Viewfinder", "PaperView", "PhotoFrame", "QrCode"):
            sweep(widget)
            assert not widget.acceptDrops()
            face = QAccessible.queryAccessibleInterface(widget)
            assert isinstance(face, QAccessibleInterface)
            assert face.editableTextInterface() is None
    for key in COPYING:
        stage.press(key, CONTROL)


def test_a_row_of_the_queue_is_not_copied(stage: Stage) -> None:
    stage.tell(SCENES["idle"])
    stage.show_queue(selected=2)
    table = stage.find("queueTable")
    assert isinstance(table, QAbstractItemView)
    assert not table.dragEnabled()
    assert table.editTriggers() == QAbstractItemView.EditTrigger.NoEditTriggers
    for column in range(table.model().columnCount()):
        table.setCurrentIndex(table.model().index(2, column))
        for key in COPYING:
            QTest.keyClick(table, key, CONTROL)
    sweep(table.viewport())


def test_no_shortcut_of_qt_prints_or_copies(stage: Stage) -> None:
    """Printing is a key of the counter, for papers only, which hold masks."""
    for state in SCENES.values():
        stage.tell(state)
    stage.tell(SCENES["visual-check"])
    assert stage.window.findChildren(QAction) == []
    assert stage.window.findChildren(QShortcut) == []
    stage.press(Qt.Key.Key_P, CONTROL)
    assert stage.wishes == []


def test_a_line_edit_does_have_what_is_missed_here(stage: Stage) -> None:
    """So that the tests above are no blind man's."""
    stage.tell(SCENES["log-in"])
    face = QAccessible.queryAccessibleInterface(stage.find("loginClerkNumber"))
    assert isinstance(face, QAccessibleInterface)
    assert isinstance(face.editableTextInterface(), QAccessibleEditableTextInterface)
