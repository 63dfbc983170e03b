"""The door between the window and a counter that is not there yet."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pos_client.application.commands import CounterCommand, Lock, LogIn
from pos_client.application.news import News
from pos_client.infrastructure.settings import Settings
from ui.door import LateCounter

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


class RecordingCounter:
    """Writes down what reaches it."""

    def __init__(self, heard: list[object]) -> None:
        self._heard = heard

    def start(self) -> None:
        self._heard.append("start")

    def submit(self, command: CounterCommand) -> None:
        self._heard.append(command)

    def prepare_photos(self) -> None:
        raise AssertionError

    def decode_photo(self, raw: bytes) -> None:
        raise AssertionError(raw)

    def stop(self, timeout_s: float) -> None:
        self._heard.append(timeout_s)


def test_a_log_in_typed_before_the_first_paint_reaches_the_counter() -> None:
    heard: list[object] = []
    faults: list[BaseException] = []

    def make(folder: Path, settings: Settings, tell: Callable[[News], None]) -> RecordingCounter:
        return RecordingCounter(heard)

    door = LateCounter(make, Path(), Settings(), print, faults.append)
    early, later = LogIn("0017", "typed quickly"), Lock()
    door.submit(early)
    door.start()
    door.submit(later)
    door.stop(1.0)
    assert heard == ["start", early, later, 1.0]
    assert faults == []
