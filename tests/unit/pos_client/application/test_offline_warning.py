"""From seventy percent of a limit on, whichever it is, capturing offline is warned of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos_client.application.offline import Stock, allowance, nearest_limit
from pos_client.application.state import OfflineState
from pos_client.domain.policy import Completion, OfflinePolicy
from tests.registrations import NOON

HOUR = timedelta(hours=1)
POLICY = OfflinePolicy(
    window=72 * HOUR,
    hard_stop=168 * HOUR,
    records=100,
    records_per_clerk=40,
    log_in_window=72 * HOUR,
    completion=Completion.GATEWAY_COMPLETES,
    flows=("new_number",),
)
PLENTY = Stock(captured=10, captured_by_clerk=0, challenges=90, numbers=90, free_bytes=10**12)


def offline(stock: Stock, away: timedelta = HOUR, policy: OfflinePolicy = POLICY) -> OfflineState:
    nearest = nearest_limit(policy, stock)
    return allowance(policy, stock, nearest, away, NOON + 1000 * HOUR, NOON, NOON)


@pytest.mark.parametrize(
    ("limit", "stock"),
    [
        ("records", replace(PLENTY, captured=70, challenges=1000, numbers=1000)),
        ("clerk", replace(PLENTY, captured=28, captured_by_clerk=28, challenges=500, numbers=500)),
        ("challenges", replace(PLENTY, captured=14, challenges=6)),
        ("numbers", replace(PLENTY, captured=14, numbers=6)),
    ],
)
def test_seventy_percent_of_a_count_is_warned_of_by_its_name(limit: str, stock: Stock) -> None:
    near = offline(stock)
    assert (near.is_warning, near.limit, round(near.used, 3)) == (True, limit, 0.7)
    before = offline(replace(stock, captured=stock.captured - 1, captured_by_clerk=0))
    assert not before.is_warning


def test_time_is_warned_of_however_few_were_captured() -> None:
    near, before = offline(PLENTY, 51 * HOUR), offline(PLENTY, 50 * HOUR)
    assert (near.is_warning, near.limit) == (True, "hours")
    assert (before.is_warning, before.limit) == (False, "clerk")


def test_what_others_captured_is_no_share_of_this_clerks_own_limit() -> None:
    policy = replace(POLICY, records=1000)
    stock = replace(PLENTY, captured=300, challenges=700, numbers=700)
    assert not offline(stock, policy=policy).is_warning


def test_numbers_count_only_where_a_case_begins_with_one() -> None:
    stock = replace(PLENTY, captured=14, numbers=6)
    assert not offline(
        stock, policy=replace(POLICY, completion=Completion.CUSTOMER_RETURNS)
    ).is_warning


def test_a_closed_window_is_told_and_not_warned_of() -> None:
    assert not offline(replace(PLENTY, challenges=0)).is_warning
    assert not offline(PLENTY, away=72 * HOUR).is_warning
    assert not offline(PLENTY, policy=replace(POLICY, records=0)).is_warning
