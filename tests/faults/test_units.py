"""A seeded slice of `./dev soak units`, and what it says of a gateway that does not count."""

from __future__ import annotations

import pytest

from tests.faults.units.batch import run_batch


@pytest.mark.timeout(120)
def test_every_user_of_an_order_gets_one_number_and_nobody_beyond_it_does() -> None:
    batch = run_batch(6, 20261130)
    assert (batch.accepted, batch.lost, batch.doubled) == (6, 0, 0)
    assert batch.told["accepted"] == 6
    # One came twice, two of the last three went without, and one came while it rested.
    assert batch.refusals == {"QUOTA_FULL": 1, "UNIT_ORDER_PAUSED": 1, "UNIT_ORDER_FULL": 2}
    assert batch.told["refused"] == 4


@pytest.mark.timeout(120)
def test_a_gateway_that_does_not_count_is_found_out() -> None:
    assert run_batch(3, 1, "uncounted").doubled > 0
