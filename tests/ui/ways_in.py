"""Ways to get an ID number into a line edit, and where a window has one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.ui.people import ID_NUMBER

__all__ = [
    "EDITS",
    "FORMS",
    "WAYS",
    "Put",
    "committed",
    "committed_in_pieces",
    "dropped",
    "inserted",
    "pasted",
    "pasted_by_slot",
    "poked",
    "set_by_accessibility",
    "set_by_program",
    "set_by_property",
    "shown_by_an_input_method",
    "typed",
]

Put = Callable[[QLineEdit, str], None]

FORMS = {
    "plain": ID_NUMBER,
    "spaced": "110101 19000101 0014",
    "hyphens": "110101-19000101-0014",
    "full-width": "１１０１０１１９０００１０１００１４",
    "small x": "11010519491231002x",
    "full-width x": "11010519491231002ｘ",
    "in rings": "⑪0101⑲00010100⑭",
    "in dark rings": "❶❶⓿❶⓿❶❶❾⓿⓿⓿❶⓿❶⓿⓿❶❹",
    "in words": "壹壹零壹零壹壹玖零零零壹零壹零零壹肆",
    "hidden": f"Mr 9{ID_NUMBER}7 or so",
}
EDITS = {
    "loginClerkNumber": "log-in",
    "loginPassword": "log-in",
    "loginSecondFactor": "log-in",
    "enrolGatewayFile": "enrolment",
    "enrolCode": "enrolment",
    "numberSearch": "number",
    "reviewClerkNumber": "review",
    "reviewPassword": "review",
    "reviewSecondFactor": "review",
    "contactNumber": "seal-offline",
    "lookUpNumber": "look-up",
    "usageCode": "proof-code",
    "portedNumber": "port-in",
    "donorCode": "port-in",
    "unitCreditCode": "unit",
    "unitCount": "unit-known",
    "simsIssued": "day",
    "simsUsed": "day",
    "simsSpoiled": "day",
    "simsLeft": "day",
    "takingClerk": "day",
    "takingPassword": "day-sheet",
    "takingSecondFactor": "day-sheet",
    "inspectionNote": "inspection-last",
    "inspectionSigner": "inspection-last",
    "inspectionPassword": "inspection-sheet",
    "inspectionSecondFactor": "inspection-sheet",
}


def typed(edit: QLineEdit, words: str) -> None:
    for letter in words:
        QTest.keyClick(edit.window().windowHandle(), letter)


def pasted(edit: QLineEdit, words: str) -> None:
    QApplication.clipboard().setText(words)
    QTest.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def pasted_by_slot(edit: QLineEdit, words: str) -> None:
    QApplication.clipboard().setText(words)
    edit.paste()


def dropped(edit: QLineEdit, words: str) -> None:
    """Drag over the field first: Qt drops nothing where nothing was dragged."""
    mime = QMimeData()
    mime.setText(words)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(edit, QDragEnterEvent(QPoint(5, 5), copy, mime, buttons, keys))
    QApplication.sendEvent(edit, QDropEvent(QPointF(5, 5), copy, mime, buttons, keys))


def committed(edit: QLineEdit, words: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(edit, event)


def committed_in_pieces(edit: QLineEdit, words: str) -> None:
    for letter in words:
        committed(edit, letter)


def shown_by_an_input_method(edit: QLineEdit, words: str) -> None:
    QApplication.sendEvent(edit, QInputMethodEvent(words, []))


def inserted(edit: QLineEdit, words: str) -> None:
    edit.insert(words)


def set_by_program(edit: QLineEdit, words: str) -> None:
    edit.setText(words)


WAYS: list[Put] = [
    *(typed, pasted, pasted_by_slot, dropped, committed, committed_in_pieces),
    *(shown_by_an_input_method, inserted, set_by_program),
]


def set_by_property(edit: QWidget, words: str) -> None:
    edit.setProperty("text", words)


def set_by_accessibility(widget: QWidget, words: str) -> None:
    """Set name and value as a screen reader's interface can."""
    interface = QAccessible.queryAccessibleInterface(widget)
    interface.setText(QAccessible.Text.Value, words)
    interface.setText(QAccessible.Text.Name, words)


def poked(widget: QWidget, words: str) -> None:
    """Click, type, commit and drop at a widget that is no field."""
    QTest.mouseDClick(widget, Qt.MouseButton.LeftButton)
    widget.setFocus()
    for letter in words:
        QTest.keyClick(widget, letter)
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)
