"""A slice of `./dev soak audit`: whatever is done below the last countersigned head is noticed."""

from __future__ import annotations

from pathlib import Path

from tests.tamper.edits import KINDS
from tests.tamper.trial import run_trials


def test_no_edit_of_a_countersigned_chain_goes_unnoticed(tmp_path: Path) -> None:
    tally = run_trials(tmp_path, edits=300, seed=2026)
    assert tally.missed == []
    assert tally.false_alarms == 0
    assert tally.is_good
    assert {kind.__name__ for kind in KINDS} == tally.drawn.keys()
    # Only who rolls back, or forgets every countersignature, leaves the device without a witness.
    trusting = {kind for kind, drawn in tally.drawn.items() if tally.alone[kind] < drawn}
    assert trusting <= {"roll_back", "roll_back_and_go_on", "fork_and_forget", "truncate"}
