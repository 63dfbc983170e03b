"""No line edit of any page takes an ID number, by whatever way it comes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.people import ID_NUMBER
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage, queue_page
from tests.ui.ways_in import EDITS, FORMS, WAYS, Put, committed_in_pieces, pasted, typed
from ui.i18n import text
from ui.presenters.keys import Page
from ui.views.keyboard import Keyboard
from ui.widgets.line_edit import GuardedLineEdit


def edit_on(stage: Stage, name: str) -> GuardedLineEdit:
    stage.tell(SCENES[EDITS[name]])
    edit = stage.find(name)
    assert isinstance(edit, GuardedLineEdit)
    edit.setFocus()
    return edit


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("put", WAYS, ids=lambda put: put.__name__)
def test_an_id_number_stays_in_no_field(stage: Stage, name: str, put: Put) -> None:
    edit = edit_on(stage, name)
    for form in FORMS.values():
        if put in (typed, committed_in_pieces) and not form.isascii():
            continue
        edit.clear()
        put(edit, form)
        assert ID_NUMBER not in edit.text()
        # Nothing of it stays: not its first seventeen digits either, only what came after them.
        assert len(edit.text()) <= 9, (form, put.__name__)
    assert stage.wishes == []


@pytest.mark.parametrize("name", [name for name in EDITS if name != "numberSearch"])
def test_the_refusal_says_why_until_the_next_key(stage: Stage, name: str) -> None:
    edit = edit_on(stage, name)
    pasted(edit, ID_NUMBER)
    said = stage.said(f"{name}Hint")
    assert said == text("log_in.identity_typed", code="B-602")
    assert edit.accessibleDescription() == said
    typed(edit, "1")
    assert not stage.sees(f"{name}Hint")


def test_a_search_takes_eight_digits_and_nothing_else(stage: Stage) -> None:
    edit = edit_on(stage, "numberSearch")
    typed(edit, "12ab34 5678")
    assert edit.text() == "12345678"
    typed(edit, "9")
    assert edit.text() == ""
    assert "8" in stage.said("numberSearchHint")


@pytest.mark.parametrize("words", ["0017", "clerk@shop", "110101190001010015", "1" * 17, "张三"])
def test_other_words_are_left_alone(stage: Stage, words: str) -> None:
    edit = edit_on(stage, "loginClerkNumber")
    pasted(edit, words)
    assert edit.text() == words


def test_every_line_edit_there_is_is_guarded(stage: Stage) -> None:
    for state in SCENES.values():
        stage.tell(state)
    stage.tell(SCENES["idle"])
    stage.show_queue()
    edits = stage.window.findChildren(QLineEdit)
    assert {edit.objectName() for edit in edits} == EDITS.keys()
    assert all(isinstance(edit, GuardedLineEdit) for edit in edits)


def test_the_file_dialog_is_guarded_too(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCENES["enrolment"])
    button = stage.find("enrolBrowse")
    button.click()  # type: ignore[attr-defined]
    dialogs = stage.window.findChildren(QFileDialog)
    assert len(dialogs) == 1
    edits = dialogs[0].findChildren(QLineEdit)
    assert edits
    for edit in edits:
        edit.clear()
        edit.insert(ID_NUMBER)
        assert edit.text() == ""
    dialogs[0].reject()
    qtbot.waitUntil(lambda: not stage.window.findChildren(QFileDialog))


def test_nothing_typed_reaches_a_label_or_the_counter(stage: Stage) -> None:
    """On every page: keys, paste and input methods to whatever has the focus."""
    # All in one instant, as a scanner types; on a slow machine a digit that comes alone chooses.
    keyboard = stage.window.findChildren(Keyboard)[0]
    keyboard._pressed_at = lambda _: 0.0
    keyboard._pause.setInterval(60_000)
    for name, state in SCENES.items():
        stage.tell(state)
        stage.asked.clear()
        focus = QApplication.focusWidget() or stage.window
        for letter in "11010519491231002X":
            QTest.keyClick(stage.window.windowHandle(), letter)
        if isinstance(focus, QLineEdit):
            pasted(focus, ID_NUMBER)
        committed_to = QInputMethodEvent()
        committed_to.setCommitString("11010519491231002X")
        QApplication.sendEvent(focus, committed_to)
        stage.settle()
        assert stage.wishes == [], name
        said = [w.accessibleName() for w in stage.window.findChildren(QLineEdit)]
        assert not any("11010519491231002" in each for each in said), name
        for edit in stage.window.findChildren(QLineEdit):
            assert "11010519491231002" not in edit.text(), name
            edit.clear()


def test_the_table_takes_no_words(stage: Stage) -> None:
    stage.tell(SCENES["idle"])
    stage.desk.show_page(Page.QUEUE)
    stage.desk.take_news(queue_page(5))
    stage.settle()
    stage.find("queueTable").setFocus()
    for letter in ID_NUMBER:
        QTest.keyClick(stage.window.windowHandle(), letter)
    assert stage.window.findChildren(QLineEdit) == [
        edit for edit in stage.window.findChildren(QLineEdit) if edit.objectName() in EDITS
    ]
