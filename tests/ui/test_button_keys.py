"""Each button's own key: it stands on the button, and does what the button does."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QFileDialog

from pos_client.application.commands import LogOut
from tests.ui.scenes import QUEUE_SCENES, SCENES
from tests.ui.stage import Stage
from ui.crash import CrashWindow
from ui.widgets.buttons import KeyButton
from ui.widgets.signature_pad import SignaturePad

# Tabs of the queue page, of which one has a key.
KEYLESS = ("filter-",)


def write(pad: SignaturePad) -> None:
    """A zigzag with the mouse."""
    for row in range(2):
        top, left = 30 + 20 * row, 40
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(left, top))
        for step in range(1, 16):
            QTest.mouseMove(pad, QPoint(left + 14 * step, top + 30 * (step % 2)))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(left + 14 * 15, top))


def bare_buttons(stage: Stage) -> set[str]:
    """The visible buttons that only a mouse or Tab reaches."""
    return {
        each.objectName()
        for each in stage.window.findChildren(KeyButton)
        if each.isVisible()
        and each.isEnabled()
        and not each.accessibleDescription()
        and not each.objectName().startswith(KEYLESS)
    }


def test_on_every_page_the_key_stands_on_the_button(stage: Stage) -> None:
    bare = {}
    for name, state in SCENES.items():
        stage.tell(state)
        bare[name] = bare_buttons(stage)
    for name, state in QUEUE_SCENES.items():
        stage.tell(state)
        stage.show_queue(selected=1)
        bare[name] = bare_buttons(stage)
    assert {name: found for name, found in bare.items() if found} == {}


def test_ink_is_wiped_and_a_face_match_declined_by_keys(stage: Stage) -> None:
    stage.tell(SCENES["consent"])
    pad = stage.find("consentPad")
    assert isinstance(pad, SignaturePad)
    write(pad)
    stage.press(Qt.Key.Key_F10)
    decline, agree = stage.find("decline-face"), stage.find("agree-face")
    assert isinstance(decline, QCheckBox)
    assert isinstance(agree, QCheckBox)
    assert (decline.isChecked(), agree.isChecked(), pad.is_written) == (True, False, True)
    stage.press(Qt.Key.Key_F10)
    stage.press(Qt.Key.Key_F9)
    assert (decline.isChecked(), pad.is_written) == (False, False)
    stage.tell(SCENES["form"])
    pad = stage.find("formPad")
    assert isinstance(pad, SignaturePad)
    write(pad)
    stage.press(Qt.Key.Key_F9)
    assert not pad.is_written


def test_the_hint_names_the_keys_of_the_offers_that_there_are(stage: Stage) -> None:
    state = SCENES["number"]
    assert state.case is not None
    assert state.case.choice is not None
    offers = state.case.choice.offers
    for count, keys in ((1, "F9 "), (2, "F9–F10 "), (4, "F9–F12 "), (6, "F9–F12 ")):
        some = replace(state.case.choice, offers=(offers * 6)[:count])
        stage.tell(replace(state, case=replace(state.case, choice=some)))
        assert keys in stage.said("subline")


def test_the_queue_is_taken_along_and_another_taken_in_by_keys(stage: Stage) -> None:
    stage.tell(SCENES["idle"])
    stage.show_queue()
    for key, name in ((Qt.Key.Key_F11, "exportDialog"), (Qt.Key.Key_F12, "importDialog")):
        stage.press(key)
        stage.press(key)
        (dialog,) = stage.window.findChildren(QFileDialog)
        assert dialog.objectName() == name
        dialog.reject()
        stage.settle()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_a_locked_clerk_logs_out_and_a_dead_program_is_left_by_keys(stage: Stage) -> None:
    stage.tell(SCENES["locked"])
    stage.press(Qt.Key.Key_F9)
    assert stage.wishes == [LogOut()]
    stage.tell(SCENES["stopped"])
    stage.press(Qt.Key.Key_Return)
    assert stage.window.isVisible()
    stage.press(Qt.Key.Key_Escape)
    assert not stage.window.isVisible()


def test_the_crash_window_is_left_by_escape_and_not_by_a_scanner() -> None:
    window = CrashWindow("ABC123")
    window.show()
    window.activateWindow()
    QCoreApplication.processEvents()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    assert window.isVisible()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
    assert not window.isVisible()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
