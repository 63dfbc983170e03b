"""Noise is failure: each guard watches one test and fails it for what it leaves behind.

`conftest.py` puts all of them around every test; `unit/house/test_guards.py` proves that each
one bites.
"""

from __future__ import annotations

import gc
import ipaddress
import logging
import os
import re
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

__all__ = [
    "close_network",
    "no_leaked_threads",
    "no_leaked_widgets",
    "no_network",
    "no_unexpected_log",
    "private_home",
    "scrub_environment",
]

_GRACE_S = 2.0
_KEPT = ("PATH", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "TERM", "COLUMNS")
_FIXED = {
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "CST-8",  # the time of China, without asking for a database of time zones
    "QT_QPA_PLATFORM": "offscreen",  # a person's own desktop is never touched
}

_attempts: list[str] = []


def scrub_environment() -> None:
    """Forget what the caller's shell said: proxies, displays, language, settings of tools."""
    for name in set(os.environ) - set(_KEPT):
        if not name.startswith(("PYTEST_", "COV_", "COVERAGE_")):
            del os.environ[name]
    os.environ.update(_FIXED)
    if sys.platform != "win32":
        time.tzset()
        _hear_signals()


def _hear_signals() -> None:
    """A shell's background and `nohup` ignore some signals, and so would every program started."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            is_break = number is signal.SIGINT
            signal.signal(number, signal.default_int_handler if is_break else signal.SIG_DFL)


@contextmanager
def private_home(folder: Path) -> Iterator[None]:
    """Let everything that asks for a home find an empty one."""
    before = dict(os.environ)
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    os.environ |= {"HOME": str(folder), "USERPROFILE": str(folder), "XDG_RUNTIME_DIR": str(runtime)}
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(folder / name.lower())
    yield
    os.environ.clear()
    os.environ.update(before)


def close_network() -> None:
    """Refuse every Python socket that leaves this machine, for the rest of the process.

    An audit hook also sees code that has bound `socket.connect` long before.
    """
    sys.addaudithook(_refuse_strangers)


def _refuse_strangers(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
    elif event == "socket.getaddrinfo":
        address = arguments[:1]
    else:
        return
    # A plain string or bytes is the path of a Unix socket.
    if isinstance(address, tuple) and not _is_here(address[0]):
        _attempts.append(f"{event} {address[0]}")
        raise PermissionError(f"the network is closed in tests: {event} {address[0]}")


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name is None or name in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(name))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


@contextmanager
def no_network() -> Iterator[None]:
    """Fail when something tried to leave, also if it took the refusal for a broken line."""
    _attempts.clear()
    yield
    if _attempts:
        pytest.fail(f"the test reached for the network: {', '.join(_attempts)}", pytrace=False)


@contextmanager
def no_leaked_threads() -> Iterator[None]:
    """Fail when a thread that the test began outlives it."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + _GRACE_S
    while leaked := _running(set(threading.enumerate()) - before):
        if time.monotonic() > deadline:
            names = ", ".join(sorted(f"{thread.name} ({thread!r})" for thread in leaked))
            pytest.fail(f"threads outlived the test: {names}", pytrace=False)
        time.sleep(0.005)


def _running(threads: Iterable[threading.Thread]) -> list[threading.Thread]:
    # A dummy stands for a thread of some library; Python never learns of its end.
    return [thread for thread in threads if not isinstance(thread, threading._DummyThread)]


@contextmanager
def no_leaked_widgets() -> Iterator[None]:
    """Fail when a window that the test made outlives it. Without Qt there is nothing to see."""
    before = set(_windows())
    yield
    leaked = {key: name for key, name in _windows().items() if key not in before}
    if leaked:
        leaked = {key: name for key, name in _swept_windows().items() if key not in before}
    if leaked:
        pytest.fail(f"widgets outlived the test: {', '.join(leaked.values())}", pytrace=False)


def _windows() -> dict[int, str]:
    """Tell every parentless widget by the address of its C++ half: wrappers come and go."""
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    from PySide6.QtWidgets import QApplication
    from shiboken6 import Shiboken

    if QApplication.instance() is None:
        return {}
    return {
        Shiboken.getCppPointer(widget)[0]: f"{type(widget).__name__} {widget.objectName()!r}"
        for widget in QApplication.topLevelWidgets()
        if widget.parent() is None
    }


def _swept_windows() -> dict[int, str]:
    from PySide6.QtCore import QCoreApplication, QEvent

    # Outside an event loop `deleteLater` waits for ever.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    return _windows()


class _Listener(logging.Handler):
    """Keeps what is said at WARNING or above, wherever on the tree of loggers."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@contextmanager
def no_unexpected_log(expected: Iterable[str]) -> Iterator[None]:
    """Fail for a warning nobody expected, and for an expected one that never came."""
    listener = _Listener()
    root = logging.getLogger()
    root.addHandler(listener)
    try:
        yield
    finally:
        root.removeHandler(listener)
    patterns = list(expected)
    strays = [line for line in listener.said if not any(re.search(p, line) for p in patterns)]
    if strays:
        pytest.fail("unexpected in the log: " + "; ".join(strays), pytrace=False)
    missing = [p for p in patterns if not any(re.search(p, line) for line in listener.said)]
    if missing:
        pytest.fail("expected in the log and never said: " + "; ".join(missing), pytrace=False)
