"""The door between the window and a counter that is not there yet."""

from __future__ import annotations

import subprocess
import sys

# In a process of its own: here everything has long been imported.
_SCRIPT = """
import sys
from pathlib import Path
from pos_client.infrastructure.settings import Settings
from ui.door import LateCounter

def make(folder, settings, tell):
    print("drivers.card.number" in sys.modules)
    raise SystemExit

door = LateCounter(make, Path(), Settings(), print, lambda fault: None)
door.start()
door.stop(1)
"""


def test_what_line_edits_import_is_there_before_the_counter_is_imported() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("True\n", "")
