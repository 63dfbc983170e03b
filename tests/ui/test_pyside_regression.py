"""PySide6 6.12.0 aborts CPython 3.11: many calls lose a reference to None or True.

Each loop runs in a child, since it is the process that dies. Once both pass on a newer PySide6
with Python 3.11, the pin in packaging/requirements.in can go.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

LOSING_NONE = """
from PySide6.QtWidgets import QApplication, QLineEdit
application = QApplication([])
line = QLineEdit()
for _ in range(20_000):
    line.setText("x")
"""

LOSING_TRUE = """
from PySide6.QtCore import QObject, Signal
class Sender(QObject):
    said = Signal(str)
sender = Sender()
sender.said.connect(lambda text: None)
for _ in range(20_000):
    sender.said.emit("x")
"""


@pytest.mark.parametrize("loop", [LOSING_NONE, LOSING_TRUE], ids=["set_text", "emit"])
def test_twenty_thousand_calls_leave_python_alive(loop: str) -> None:
    run = subprocess.run([sys.executable, "-c", loop], capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stderr) == (0, "")
