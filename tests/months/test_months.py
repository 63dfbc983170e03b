"""A slice of `./dev soak months`: honest shops are left alone, dishonest ones are noticed soon."""

from __future__ import annotations

import pytest

from pos_client.sandbox.controls import Control
from tests.months.dishonest import DISHONEST
from tests.months.honest import HONEST
from tests.months.run import play_month

MOST_CARDS = {
    "lent work id": 12,
    "by night": 0,
    "36 in a minute": 4,
    "paid heads": 6,
    "one read, several cards": 2,
    "one frame, many faces": 1,
    "another shop's wall": 3,
    "moved computer": 6,
    "silent cards": 90,
    "one telephone": 12,
    "to the limit": 45,
    "lost SIMs": 36,
    "drip": 180,
    "riding along": 60,
    "woken together": 24,
    "pupils": 80,
}
"""How many cards each may give out before anything is noticed, with room for another seed."""
# What tells them apart needs its days: silence counts after a week, a nap ends on day 21.
DAYS = {"woken together": 23, "silent cards": 14, "riding along": 3, "drip": 8} | {
    "to the limit": 18,
    "pupils": 16,
}
SHORT = {"honest shop": 12, "honest re-registration desk": 1, "honest hall": 3}
"""Days of the slice; the soak plays thirty."""


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_shop_is_left_alone(name: str) -> None:
    result = play_month(name, seed=11, days=SHORT[name])
    assert result.registrations > 400
    assert result.alarms_per_500 <= 1
    assert result.honest_reviewed <= result.registrations / 100


@pytest.mark.parametrize("name", DISHONEST)
def test_a_dishonest_one_is_noticed(name: str) -> None:
    result = play_month(name, seed=11, days=DAYS.get(name, 13), stops_when_caught=True)
    assert result.is_caught, result.figures
    assert result.cards is not None
    assert result.cards <= MOST_CARDS[name], result.figures


def test_there_are_more_than_twelve_kinds_and_each_has_its_bound() -> None:
    assert len(DISHONEST) >= 12
    assert set(MOST_CARDS) == set(DISHONEST)


@pytest.mark.parametrize(
    ("name", "control"),
    [
        ("one frame, many faces", Control.GUARD_BACKGROUND),
        ("lost SIMs", Control.GUARD_STOCK),
    ],
)
def test_without_its_guard_nobody_notices(name: str, control: Control) -> None:
    result = play_month(name, seed=11, days=10, off=[control])
    assert not result.is_caught


def test_the_same_seed_plays_the_same_month() -> None:
    first, second = (play_month("paid heads", seed=3, days=9).figures for _ in range(2))
    assert first == second
