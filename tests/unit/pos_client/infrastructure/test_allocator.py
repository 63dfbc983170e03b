"""Memory that a picture needed for a moment is not kept for the next one."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys

import pytest

from pos_client.infrastructure.allocator import give_memory_back

_IS_GLIBC = sys.platform == "linux" and hasattr(ctypes.CDLL(None), "gnu_get_libc_version")
_PROGRAM = """
import sys
from pos_client.infrastructure.allocator import give_memory_back

def anonymous_kb():
    with open("/proc/self/smaps_rollup") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous"))

if sys.argv[1] == "with":
    give_memory_back()
before = anonymous_kb()
frame = bytearray(16 << 20)
del frame
pictures = [bytearray(1 << 20) for _ in range(12)]
del pictures
print(anonymous_kb() - before)
"""


def kept_kb(how: str) -> int:
    """How much a child holds when a large frame and a dozen small ones have come and gone."""
    environment = {name: text for name, text in os.environ.items() if "MALLOC" not in name}
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM, how],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    return int(run.stdout)


@pytest.mark.skipif(not _IS_GLIBC, reason="only glibc hoards")
def test_what_pictures_needed_goes_back_to_the_computer() -> None:
    assert kept_kb("without") > 8 * 1024
    assert kept_kb("with") < 1024


def test_another_system_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "CDLL", None)
    give_memory_back()


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    give_memory_back()
