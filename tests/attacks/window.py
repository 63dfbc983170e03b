"""An unpatched window without a screen, for attacks on its fields."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING
from unittest import mock

from drivers.card.number import looks_like_id_number
from tests.attacks.attack import Mutant, Side
from tests.attacks.scene import Scene

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit, QWidget

    from tests.ui.stage import Stage

__all__ = ["UNGUARDED_FIELDS", "try_fields", "try_labels"]


_APPLICATIONS: set[object] = set()


@contextmanager
def _window() -> Iterator[Stage]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Late: an attack on the gateway alone needs no Qt.
    from PySide6.QtWidgets import QApplication

    from tests.ui.stage import Stage
    from ui import i18n
    from ui.theme.fonts import counter_font

    application = QApplication.instance() or QApplication([])
    _APPLICATIONS.add(application)  # it would go with its last reference
    i18n.use("zh_CN")
    if isinstance(application, QApplication):
        application.setFont(counter_font())
    stage = Stage()
    try:
        yield stage
    finally:
        stage.close()


def try_fields(scene: Scene, *ways: str) -> None:
    """Put an ID number, in all its forms, into every text field of the window.

    Args:
        ways: names of functions of `tests.ui.ways_in`.
    """
    from PySide6.QtWidgets import QLineEdit

    from tests.ui import ways_in
    from tests.ui.scenes import SCENES

    with _window() as stage:
        for name, page in ways_in.EDITS.items():
            stage.tell(SCENES[page])
            edit = stage.find(name)
            assert isinstance(edit, QLineEdit)
            edit.setFocus()
            kept = [
                form
                for way in ways
                for form in _forms(way)
                if _keeps(edit, getattr(ways_in, way), form)
            ]
            scene.tell_client(name, is_stopped=not kept)
        scene.tell_client("nothing was asked of the counter", is_stopped=not stage.wishes)


def try_labels(scene: Scene, put: Callable[[QWidget, str], None]) -> None:
    """Put an ID number into everything that shows an identity."""
    from tests.ui.people import ID_NUMBER
    from tests.ui.scenes import SCENES

    number = "62909919510714963X"
    with _window() as stage:
        stage.tell(SCENES["visual-check"])
        shown = [each for each in _widgets(stage) if each.objectName().startswith("person")]
        before = [each.accessibleName() for each in shown]
        assert any(ID_NUMBER in words.replace(" ", "") for words in before)
        for label in shown:
            put(label, number)
        stage.settle()
        after = [each.accessibleName() for each in shown]
        scene.tell_client("the person on the screen", is_stopped=before == after)


def _forms(way: str) -> list[str]:
    from tests.ui.ways_in import FORMS

    by_key = way in ("typed", "committed_in_pieces")
    return [form for form in FORMS.values() if form.isascii() or not by_key]


def _keeps(edit: QLineEdit, put: Callable[[QLineEdit, str], None], form: str) -> bool:
    edit.clear()
    put(edit, form)
    stays = looks_like_id_number(edit.text())
    edit.clear()
    return stays


def _widgets(stage: Stage) -> list[QWidget]:
    from PySide6.QtWidgets import QWidget

    return [each for each in stage.window.findChildren(QWidget) if each.isVisible()]


def _unguarded() -> AbstractContextManager[object]:
    return mock.patch("ui.widgets.line_edit._holds_id_number", return_value=False)


UNGUARDED_FIELDS = Mutant("fields refuse ID numbers", Side.CLIENT, _unguarded)
