"""A short seeded slice of `./dev soak relay`, and the mutant that it has to catch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.relay.cluster import Cluster

ROOT = Path(__file__).resolve().parents[3]


def soaked(file: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """In a process of its own: it forks, which one with threads should not."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults.relay", *words, "--json", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert file.exists(), run.stderr
    return run.returncode, json.loads(file.read_text("utf-8"))


@pytest.mark.timeout(420)
def test_rows_49_51_a_few_kills_lose_double_and_block_nothing(
    tmp_path: Path, postgresql: Cluster
) -> None:
    status, figures = soaked(tmp_path / "figures", "--count", "5", "--seed", "6")
    assert (figures["lost"], figures["doubled"], figures["wedged"], status) == (0, 0, 0, 0)
    assert (figures["runs"], figures["relay_kills"], figures["holder_kills"]) == (5, 5, 5)
    assert figures["forged_receipts"] > 0
    assert figures["acknowledged"] >= 16
    assert figures["left_in_relay"] == 0


@pytest.mark.timeout(420)
def test_a_counter_that_takes_unsigned_receipts_is_found_out(
    tmp_path: Path, postgresql: Cluster
) -> None:
    words = ("--count", "3", "--seed", "6", "--mutant", "unsigned-receipt")
    status, figures = soaked(tmp_path / "figures", *words)
    assert figures["lost"] > 0
    assert status == 0
