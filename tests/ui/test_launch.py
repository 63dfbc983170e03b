"""What the console script does before there is a window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pos_client.infrastructure.home import Home
from ui.demo import program
from ui.demo.services import DemoServices

# In a process of its own: Qt was imported here long ago, in its own way.
_SCRIPT = """
import builtins, linecache
from ui import launch

plain = builtins.__import__
launch._import_qt()
from ui import app
import PySide6.QtGui, PySide6.QtWidgets, pos_client.bootstrap
print(builtins.__import__ is plain, [name for name in linecache.cache if name.endswith(".py")])
"""


def test_imports_behind_qt_are_pythons_own_again() -> None:
    done = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("True []\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_one_sentence_in_both_languages_says_what_is_missing() -> None:
    bare = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    for arguments in ("['run']", "['run', '--language', 'en']"):
        script = f"import sys; from ui import launch; sys.exit(launch.main({arguments}))"
        done = subprocess.run(
            [sys.executable, "-c", script], env=bare, capture_output=True, text=True
        )
        assert (done.returncode, done.stdout) == (1, "")
        chinese, english = done.stderr.splitlines()
        assert "DISPLAY" in chinese
        assert chinese.endswith("。")
        assert english.startswith("There is no screen here")


def test_help_needs_no_screen() -> None:
    script = "from ui import launch; launch.main(['run', '--help'])"
    done = subprocess.run([sys.executable, "-c", script], env={}, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "--home" in done.stdout


_BIRTH = """
import gc, sys
from ui import launch
launch._import_qt()
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui import app

show = app._show
def watched(window, settings):
    print(gc.isenabled())
    told = lambda: (print(gc.isenabled(), gc.get_freeze_count() > 0), QApplication.exit(0))
    window.painted.connect(lambda: QTimer.singleShot(0, told))
    show(window, settings)

app._show = watched
sys.exit(launch.main(["run", "--home", sys.argv[1]]))
"""


def test_garbage_is_looked_for_again_once_something_stands_on_the_screen(tmp_path: Path) -> None:
    settings = Home.at(tmp_path).settings_file
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("[", "utf-8")  # so no counter is opened, which looks the other way itself
    done = subprocess.run(
        [sys.executable, "-c", _BIRTH, str(tmp_path)], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.split()) == (0, ["False", "True", "True"]), done.stderr


def test_a_demo_keeps_home_and_gateway_where_it_is_told_to_and_writes_over_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "shop"
    services = DemoServices(kept=kept)
    for folder in (services.home, services.gateway_folder):
        assert folder.parent == kept
        folder.mkdir(parents=True)
    services.close()
    assert {each.name for each in kept.iterdir()} == {"home", "gateway"}
    assert not services.folder.exists()
    for given, said in ((str(kept), "is not empty"), ("", "names no place")):
        with pytest.raises(SystemExit) as wrong:
            program.run(["--home", given])
        assert wrong.value.code == 2
        assert said in capsys.readouterr().err
