"""Paint every page in both languages and sizes: `python -m tests.ui.gallery FOLDER [NAME...]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.scenes import QUEUE_PAGES, QUEUE_SCENES, SCENES
from tests.ui.stage import Stage
from ui import i18n
from ui.theme.fonts import counter_font

_SIZES = ((1366, 768), (1920, 1080))


def main(folder: Path, names: list[str]) -> None:
    """Write one picture for each scene, language and size."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setFont(counter_font())
    folder.mkdir(parents=True, exist_ok=True)
    for spoken in i18n.LANGUAGES:
        i18n.use(spoken)
        for width, height in _SIZES:
            ending = f"{spoken}-{width}.png"
            for name, state in (SCENES | QUEUE_SCENES).items():
                if names and name not in names:
                    continue
                stage = Stage((width, height))
                stage.tell(state)
                if name in QUEUE_SCENES:
                    stage.show_queue(**QUEUE_PAGES.get(name, {}))
                stage.window.grab().save(str(folder / f"{name}-{ending}"))
                stage.close()
            if not names or "overlays" in names:
                _paint_overlays(folder, (width, height), ending)


def _paint_overlays(folder: Path, size: tuple[int, int], ending: str) -> None:
    stage = Stage(size)
    stage.tell(SCENES["seal"])
    stage.press(Qt.Key.Key_F1)
    stage.window.grab().save(str(folder / f"help-{ending}"))
    stage.press(Qt.Key.Key_Escape)
    stage.press(Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    stage.window.grab().save(str(folder / f"cancel-{ending}"))
    stage.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
