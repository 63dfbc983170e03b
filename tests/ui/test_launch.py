"""What the console script does before there is a window."""

from __future__ import annotations

import subprocess
import sys

# In a process of its own: Qt was imported here long ago, in its own way.
_SCRIPT = """
import builtins, linecache
from ui import launch

plain = builtins.__import__
launch._import_qt()
from ui import app
import PySide6.QtGui, PySide6.QtWidgets, pos_client.bootstrap
print(builtins.__import__ is plain, any("bootstrap" in name for name in linecache.cache))
"""


def test_imports_behind_qt_are_pythons_own_again() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("True False\n", "")
