"""What a file is built for is read from its head, and no file hurts who looks at it."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drivers.vendor.binary import Binary, look_at, misfit

HERE = Binary("Linux", 64, "x86-64")


def test_the_interpreter_knows_itself() -> None:
    own = look_at(sys.executable)
    assert own is not None
    assert own.bits == 8 * struct.calcsize("P")
    assert misfit(own, own) == ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([b"", b"\x7fELF", b"MZ" + bytes(58)]), st.binary(max_size=300))
def test_no_file_hurts(tmp_path: Path, magic: bytes, rest: bytes) -> None:
    file = tmp_path / "library"
    file.write_bytes(magic + rest)
    found = look_at(file)
    assert found is None or misfit(found, HERE) or found == HERE


@pytest.mark.parametrize(
    ("library", "said"),
    [
        (HERE, ""),
        (None, "no library"),
        (Binary("Windows", 32, "i386"), "for Windows"),
        (Binary("Linux", 32, "i386"), "32-bit"),
        (Binary("Linux", 64, "ARM64"), "ARM64"),
    ],
)
def test_a_misfit_says_in_what(library: Binary | None, said: str) -> None:
    words = misfit(library, HERE)
    assert said in words
    assert bool(words) == bool(said)


def test_a_windows_library_is_weighed_against_a_windows_worker() -> None:
    process = Binary("Windows", 64, "x86-64")
    words = misfit(Binary("Windows", 32, "i386"), process)
    assert "32-bit" in words
    assert "worker=" in words
