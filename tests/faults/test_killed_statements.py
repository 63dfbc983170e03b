"""kill -9 before every statement of a migration and of shredding."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pos_client.infrastructure.database import schema

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
    pytest.mark.timeout(400),
]

ROOT = Path(__file__).parents[2]
_RELEASED = [
    file
    for file in sorted((ROOT / "tests" / "data").glob("store-*.sql"))
    if file.stem != f"store-{schema.NEWEST}"
]
# On the way from the oldest lies every other one.
OLDER = [_RELEASED[0], _RELEASED[-1]]


def deaths(what: str) -> int:
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.killed_statements", what],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert run.returncode == 0, run.stderr
    return int(run.stdout)


@pytest.mark.parametrize("file", OLDER, ids=lambda file: file.stem)
def test_row_07_a_migration_killed_anywhere_leaves_the_old_store_or_the_new_one(file: Path) -> None:
    assert deaths(str(file)) > 25


def test_row_06_shredding_killed_anywhere_keeps_the_receipt_and_ends_at_the_next_start() -> None:
    assert deaths("shredding") > 25
