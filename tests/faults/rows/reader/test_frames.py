"""Row 54: frames that are malformed, too long or cut."""

from __future__ import annotations

from tests.fuzz.trial import run_batch


def test_row_54_nobody_comes_out_of_damage_that_can_be_noticed() -> None:
    batch = run_batch("suite", 20_000)
    assert batch.findings == []
    assert batch.is_good
    assert batch.frames == batch.detectable + batch.undetectable == 20_000
    assert batch.undetectable > 1000
    # Oracle and driver, written apart, agree: what passes every check is told unchanged.
    assert batch.told == batch.undetectable
