"""What goes wrong in a paint is told, and the next paint finds everything in its place."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

# In a child, since it is the process that would die.
_ONE_ROW_FAILS = """
import sys
from PySide6.QtWidgets import QApplication
application = QApplication([])
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from ui.theme import icons
from ui.widgets import step_list

drawn, told = [], []
sys.excepthook = lambda kind, fault, trace: told.append(str(fault))

def draw_step(*where):
    drawn.append(where)
    if len(drawn) == 3:
        raise ValueError("a step that nobody can draw")
    icons.draw_step(*where)

step_list.draw_step = draw_step
references = sys.getrefcount(vars(step_list._StepRow)["paintEvent"])
stage = Stage()
for scene in list(SCENES.values())[:30]:
    stage.tell(scene)
    stage.window.grab()  # however busy the computer is, each scene is painted
stage.close()
lost = references - sys.getrefcount(vars(step_list._StepRow)["paintEvent"])
print(told, lost, len(drawn) > 20)
"""


def test_a_paint_that_fails_is_told_once_and_takes_nothing_along() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _ONE_ROW_FAILS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = (run.returncode, run.stdout.strip())
    assert said == (0, "['a step that nobody can draw'] 0 True"), run.stderr


def test_no_paint_of_ours_lets_its_exceptions_out() -> None:
    """Nor leaves a painter at work, which only `with` ends for sure."""
    found = []
    for path in sorted((ROOT / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name == "paintEvent":
                source = ast.unparse(node)
                is_kept = "@contained" in source and "= QPainter(" not in source
                found.append((path.name, is_kept))
    assert [name for name, is_kept in found if not is_kept] == []
    assert len(found) > 10
