"""Every guard bites: a tiny suite with our conftest misbehaves once in every way."""

from __future__ import annotations

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]

SUITE = """
import logging, os, socket, threading, time, warnings
import pytest
from hypothesis import given, strategies
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QLabel

kept = []

def test_quiet():
    pass

@given(strategies.integers())
def test_quiet_with_invented_values(number):
    pass

def test_leaks_a_thread():
    threading.Thread(target=time.sleep, args=(8,), name="forgotten", daemon=True).start()

def test_ends_its_thread_a_little_late():
    threading.Thread(target=time.sleep, args=(0.2,)).start()

def test_raises_in_a_thread():
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()

def test_leaks_a_widget(qapp):
    kept.append(QLabel("forgotten"))

def test_gives_its_widget_to_qtbot(qtbot):
    label = QLabel()
    qtbot.addWidget(label)
    kept.append(label)

def test_deletes_its_widget_later(qapp):
    QLabel().deleteLater()

def test_warns():
    warnings.warn("a warning")

def test_leaves_a_file_open(tmp_path):
    (tmp_path / "file").open("w")

def test_qt_complains(qapp):
    qWarning("a complaint of Qt")

def test_logs_a_warning():
    logging.getLogger("shop").warning("an unexpected line")

@pytest.mark.expected_log("an expected l.ne")
def test_logs_what_it_expects():
    logging.getLogger("shop").error("an expected line")

@pytest.mark.expected_log("never said")
def test_expects_in_vain():
    pass

def test_connects_to_a_stranger():
    with pytest.raises(PermissionError), socket.socket() as line:
        line.settimeout(0.1)
        line.connect(("192.0.2.1", 9))

def test_asks_for_a_name():
    with pytest.raises(PermissionError):
        socket.getaddrinfo("gateway.example", 443)

def test_talks_to_itself():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()):
            server.accept()[0].close()

tries = []

@pytest.mark.limit_in_seconds
def test_is_slow_twice(tmp_path):
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "trace").touch()
    tries.append(1)
    assert len(tries) == 3

@pytest.mark.limit_in_seconds
def test_is_slow_every_time():
    tries.append(1)
    assert not tries, "too slow"

def test_environment_is_scrubbed(tmp_path):
    assert "http_proxy" not in os.environ
    assert "DISPLAY" not in os.environ
    assert os.environ["LANG"] == "C.UTF-8"
    assert time.localtime(0).tm_hour == 8
    assert os.listdir(os.path.expanduser("~")) == ["run"]
    assert os.path.expanduser("~") in os.environ["XDG_CONFIG_HOME"]
"""

BITES = {
    "test_leaks_a_thread": "threads outlived the test: forgotten",
    "test_raises_in_a_thread": "ZeroDivisionError",
    "test_leaks_a_widget": "widgets outlived the test: QLabel",
    "test_warns": "UserWarning: a warning",
    "test_leaves_a_file_open": "ResourceWarning",
    "test_qt_complains": "a complaint of Qt",
    "test_logs_a_warning": "unexpected in the log: WARNING shop: an unexpected line",
    "test_expects_in_vain": "never said",
    "test_connects_to_a_stranger": "reached for the network: socket.connect 192.0.2.1",
    "test_is_slow_every_time": "too slow",
    "test_asks_for_a_name": "reached for the network: socket.getaddrinfo gateway.example",
}
PASSES = (
    "test_quiet",
    "test_quiet_with_invented_values",
    "test_ends_its_thread_a_little_late",
    "test_gives_its_widget_to_qtbot",
    "test_deletes_its_widget_later",
    "test_logs_what_it_expects",
    "test_talks_to_itself",
    "test_is_slow_twice",
    "test_environment_is_scrubbed",
)


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the tiny suite got to hear, by test; silence is an empty text."""
    folder = tmp_path_factory.mktemp("suite")
    (folder / "test_suite.py").write_text(SUITE, "utf-8")
    for name in ("tests/conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--junitxml=told.xml", "test_suite.py"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "http_proxy": "http://192.0.2.1", "DISPLAY": ":99"},
        stdout=subprocess.DEVNULL,
        timeout=60,
    )
    told: dict[str, str] = {}
    for case in ET.parse(folder / "told.xml").iter("testcase"):
        parts = [f"{part.get('message')} {part.text}" for part in case]
        told[case.get("name", "")] = told.get(case.get("name", ""), "") + "".join(parts)
    return told


@pytest.mark.parametrize("name", BITES)
def test_noise_fails_the_test_that_made_it(name: str, complaints: dict[str, str]) -> None:
    assert BITES[name] in complaints[name]


@pytest.mark.parametrize("name", PASSES)
def test_a_quiet_test_is_left_alone(name: str, complaints: dict[str, str]) -> None:
    assert complaints[name] == ""


def test_the_tiny_suite_holds_nothing_else(complaints: dict[str, str]) -> None:
    assert set(complaints) == {*BITES, *PASSES}
