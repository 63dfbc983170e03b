"""What a month owes, how its sample is drawn, and which flows wait for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos_client.domain.flows import FLOWS
from pos_client.domain.inspection import draw, sample_size
from pos_client.domain.inspection_due import InspectionPolicy, Urgency, opens_number
from pos_client.domain.month import Month

MONTH = Month(2026, 10)
POLICY = InspectionPolicy(MONTH)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("population", "size"), [(0, 0), (3, 3), (10, 10), (150, 10), (400, 20), (20_000, 60)]
)
def test_five_of_a_hundred_are_drawn_ten_at_least_and_sixty_at_most(
    population: int, size: int
) -> None:
    assert sample_size(population, 5, 10, 60) == size


def test_whoever_has_the_seed_draws_the_same_and_one_case_more_moves_no_other() -> None:
    ids = [f"case-{number}" for number in range(200)]
    drawn = draw("a" * 32, ids, 12)
    assert draw("a" * 32, reversed(ids), 12) == drawn
    assert draw("b" * 32, ids, 12) != drawn
    more = draw("a" * 32, [*ids, "case-200"], 12)
    assert len({*more} - {*drawn}) <= 1
    counted = {id_ for seed in range(400) for id_ in draw(str(seed), ids, 12)}
    assert counted == {*ids}  # nobody's case is safe from it


def test_a_month_is_ready_due_and_overdue_by_chinas_calendar() -> None:
    begin = MONTH.next.begins_at
    said = {
        moment: due.urgency if (due := POLICY.due(moment)) is not None else None
        for moment in (
            begin - HOUR,
            begin,
            begin + timedelta(days=4) - HOUR,
            begin + timedelta(days=4),
            begin + timedelta(days=14) - HOUR,
            begin + timedelta(days=14),
        )
    }
    assert [*said.values()] == [
        None,
        Urgency.READY,
        Urgency.READY,
        Urgency.DUE,
        Urgency.DUE,
        Urgency.OVERDUE,
    ]


def test_what_was_signed_here_counts_before_the_gateway_knows_it() -> None:
    late = MONTH.next.next.begins_at
    first = POLICY.due(late)
    assert first is not None
    assert first.month == MONTH
    second = POLICY.due(late, MONTH)
    assert second is not None
    assert second.month == MONTH.next
    assert POLICY.due(late, MONTH.next) is None
    old = POLICY.due(late, MONTH.previous)
    assert old is not None
    assert old.month == MONTH


def test_only_what_gives_somebody_a_new_number_waits() -> None:
    assert {name for name, flow in FLOWS.items() if opens_number(flow)} == {
        *("new_number", "new_number_with_guardian", "new_number_by_trustee", "port_in"),
        *("special_document", "unit_registration"),
        *("unit_user", "unit_user_later", "unit_industry_sim"),
    }
