"""`./dev demo --shop N` by itself, with its report."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.relay.cluster import Cluster

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.fault(49, 51)
@pytest.mark.timeout(600)
def test_a_shop_whose_relay_and_counters_die_brings_each_registration_to_the_gateway_once(
    tmp_path: Path, postgresql: Cluster
) -> None:
    report = tmp_path / "report.json"
    run = subprocess.run(
        [sys.executable, "-m", "tests.whole.shop", "--shop", "3", "--report", str(report)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=580,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    told = json.loads(report.read_text("utf-8"))
    assert told["ok"] is True
    assert told["totals"] | {"accepted": 0} == {
        "saved": 12,
        "accepted": 0,
        "lost": 0,
        "doubled": 0,
        "relay_kills": 1,
        "counter_kills": 2,
    }
    counters = told["counters"]
    assert [counter["saved"] for counter in counters] == [4, 4, 4]
    assert [counter["settled"] for counter in counters] == [4, 4, 4]
    assert sum(counter["forwarded_for_others"] for counter in counters) >= 4
