"""The locks pin everything by hash and name no host."""

from __future__ import annotations

import re

import pytest

from tests.unit.house import tree

LOCKS = ("requirements.txt", "development.txt")


@pytest.fixture(params=(*LOCKS, "build.txt"))
def lock(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return (tree.ROOT / "packaging" / name).read_text("utf-8")


def pins(lock: str) -> dict[str, str]:
    """Read `name==version` and all that belongs to it, by name."""
    logical = re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    return {re.split(r"[ =<>;\[]", line)[0].lower(): line for line in logical if line.strip()}


def test_no_host_is_named(lock: str) -> None:
    assert ":/" + "/" not in lock
    assert not re.search(r"^\s*-(?!-hash=)", lock, flags=re.MULTILINE)


def test_every_pin_has_a_hash(lock: str) -> None:
    assert pins(lock)
    loose = [n for n, pin in pins(lock).items() if "==" not in pin or "--hash=sha256:" not in pin]
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS, indirect=True)
def test_qt_is_the_one_that_does_not_abort_python(lock: str) -> None:
    assert "==6.11.3" in pins(lock)["pyside6-essentials"]
    assert "pyside6" not in pins(lock)


def test_both_locks_pin_the_same_versions() -> None:
    runtime, development = (
        pins((tree.ROOT / "packaging" / name).read_text("utf-8")) for name in LOCKS
    )
    assert runtime.items() <= development.items()
