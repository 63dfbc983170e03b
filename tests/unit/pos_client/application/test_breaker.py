"""When an endpoint is left alone, and what sending again may cost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos_client.application.breaker import Breaker, RetryBudget
from pos_client.application.trouble import (
    GatewayTrouble,
    NotAuthorised,
    OutcomeUnknown,
    Unreachable,
    Unreadable,
)
from pos_client.testing.clock import FrozenClock

FAILED = OutcomeUnknown()


def opened(clock: FrozenClock) -> Breaker:
    breaker = Breaker(clock.monotonic_ns)
    for _ in range(5):
        assert breaker.lets_through
        breaker.failed(FAILED)
    return breaker


def waited_s(breaker: Breaker, clock: FrozenClock) -> int:
    seconds = 0
    while not breaker.lets_through:
        clock.advance(timedelta(seconds=1))
        seconds += 1
    return seconds


@pytest.mark.fault(32)
def test_five_failures_in_a_row_open_it_and_each_probe_that_fails_doubles_the_wait() -> None:
    clock = FrozenClock()
    breaker = opened(clock)
    waits = []
    for _ in range(6):
        waits.append(waited_s(breaker, clock))
        breaker.failed(FAILED)
    assert waits == [5, 10, 20, 40, 60, 60]


def test_one_probe_that_is_answered_closes_it() -> None:
    clock = FrozenClock()
    breaker = opened(clock)
    waited_s(breaker, clock)
    breaker.succeeded()
    for _ in range(4):
        breaker.failed(FAILED)
    assert breaker.lets_through
    assert not breaker.is_open


def test_half_of_the_last_twenty_open_it_though_no_five_came_in_a_row() -> None:
    breaker = Breaker(FrozenClock().monotonic_ns)
    for turn in range(20):
        assert not breaker.is_open
        if turn % 2:
            breaker.failed(FAILED)
        else:
            breaker.succeeded()
    assert not breaker.lets_through


@pytest.mark.parametrize("status", [429, 503])
def test_a_gateway_that_asks_everybody_to_wait_is_left_alone_so_long(status: int) -> None:
    clock = FrozenClock()
    breaker = Breaker(clock.monotonic_ns)
    breaker.failed(OutcomeUnknown(status=status, retry_after_s=90))
    assert waited_s(breaker, clock) == 90
    breaker.failed(OutcomeUnknown(status=status, retry_after_s=30))
    assert waited_s(breaker, clock) == 30


def test_one_record_that_has_to_wait_keeps_no_other_from_going() -> None:
    breaker = Breaker(FrozenClock().monotonic_ns)
    breaker.failed(OutcomeUnknown(retry_after_s=90))
    assert breaker.lets_through


def test_a_clock_on_the_wall_opens_and_closes_nothing() -> None:
    clock = FrozenClock()
    breaker = opened(clock)
    clock.set_wall(clock.now() + timedelta(days=3650))
    assert not breaker.lets_through
    clock.set_wall(clock.now() - timedelta(days=7300))
    assert waited_s(breaker, clock) == 5


@pytest.mark.parametrize(
    ("trouble", "is_open"),
    [
        (Unreachable(), True),
        (OutcomeUnknown(), True),
        (Unreadable(), False),
        (NotAuthorised(), False),
        (GatewayTrouble(), False),
    ],
)
def test_a_plain_no_is_an_answer(trouble: GatewayTrouble, is_open: bool) -> None:
    breaker = Breaker(FrozenClock().monotonic_ns)
    for _ in range(5):
        breaker.note(trouble)
    assert breaker.is_open is is_open


def test_sending_again_in_vain_costs_a_tenth_of_what_succeeds_and_one_a_minute() -> None:
    clock = FrozenClock()
    budget = RetryBudget(clock.monotonic_ns)

    def spend() -> int:
        spent = 0
        while budget.allows_retry:
            budget.retried_in_vain()
            spent += 1
        return spent

    assert spend() == 10
    clock.advance(timedelta(minutes=3))
    assert spend() == 3
    for _ in range(41):
        budget.succeeded()
    assert spend() == 4
    clock.advance(timedelta(days=9))
    assert spend() == 10
    budget.reset()
    assert spend() == 10
