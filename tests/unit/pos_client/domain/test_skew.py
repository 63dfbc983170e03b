"""A date is believed as far as the gateway bears it out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pos_client.domain.skew import LONGEST_SKEW, believed

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_before_any_contact_there_is_nothing_to_compare_with() -> None:
    assert believed(NOON, None) == NOON
    assert believed(NOON, None, NOON + timedelta(days=400)) == NOON


@pytest.mark.parametrize("sign", [1, -1])
def test_a_clock_that_is_a_day_off_is_still_believed_and_no_more(sign: int) -> None:
    for off_by, expected in (
        (LONGEST_SKEW, NOON + sign * LONGEST_SKEW),
        (LONGEST_SKEW + SECOND, NOON),
        (timedelta(days=3650), NOON),
    ):
        assert believed(NOON + sign * off_by, NOON) == expected


def test_of_what_the_gateway_has_named_the_newest_counts() -> None:
    now = NOON + timedelta(days=9)
    assert believed(now, NOON, now - SECOND) == now
    assert believed(now + timedelta(days=99), NOON, now) == now
    assert believed(now + timedelta(days=99), now, NOON) == now
