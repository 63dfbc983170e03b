"""The power goes, and what was called saved is there: a seeded slice of `./dev soak power`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.power.shim import is_possible

pytestmark = [
    pytest.mark.skipif(not is_possible(), reason="needs Linux and gcc"),
    pytest.mark.timeout(600),
]

ROOT = Path(__file__).parents[2]


def soak(folder: Path, *arguments: str) -> tuple[int, dict[str, Any]]:
    figures = folder / "figures.json"
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.power", *arguments, "--json", figures],
        capture_output=True,
        text=True,
        timeout=500,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert figures.exists(), run.stderr
    return run.returncode, json.loads(figures.read_text("utf-8"))


def test_rows_14_15_whatever_the_disk_lost_or_tore_all_that_was_called_saved_is_there(
    tmp_path: Path,
) -> None:
    code, figures = soak(tmp_path, "--count", "600", "--seed", "14")
    assert code == 0, figures
    assert figures["runs"] == 600
    assert figures["acknowledged"] > 600
    harm = [figures[name] for name in ("lost", "doubled", "wedged", "between", "damaged")]
    assert harm == [0, 0, 0, 0, 0]


def test_rows_16_17_18_wherever_the_disk_refuses_nothing_is_called_saved_that_is_not(
    tmp_path: Path,
) -> None:
    code, figures = soak(tmp_path, "--sweep", "--every", "9")
    assert code == 0, figures
    assert figures["runs"] > 200
    assert figures["refused"] > 180
    harm = [figures[name] for name in ("false_saved", "unsaid", "lost", "wrong_code", "wedged")]
    assert harm == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("mutant", ["synchronous-off", "wal-normal"])
def test_a_store_that_promises_less_is_seen_to_lose(tmp_path: Path, mutant: str) -> None:
    code, figures = soak(tmp_path, "--count", "200", "--seed", "14", "--mutant", mutant)
    assert code == 0, figures
    assert figures["lost"] > 0
