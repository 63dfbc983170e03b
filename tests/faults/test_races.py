"""A seeded slice of `./dev soak races`, and what it says of a weakened gateway."""

from __future__ import annotations

import pytest

from tests.faults.races.race import RACES
from tests.faults.races.run import race_on

# Which of two is first is for the threads to say; a weakness shows within a few of these.
_TRIES = 12


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", RACES)
def test_nobody_is_granted_twice_what_two_want_at_once(name: str) -> None:
    tally = race_on(name, 6, 20261130)
    assert (tally.rounds, tally.doubled, tally.unserved) == (6, 0, 0)
    assert tally.accepted > 0


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("name", "mutant"),
    [
        ("slot", "slots-unseen"),
        ("customer", "slots-unseen+asked-once"),
        ("cancel", "asked-once"),
        ("review", "both-decide"),
    ],
)
def test_a_race_shows_what_a_weakened_gateway_grants_twice(name: str, mutant: str) -> None:
    assert any(race_on(name, 6, seed, mutant).doubled for seed in range(_TRIES))
