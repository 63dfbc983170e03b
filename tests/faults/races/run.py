"""Runs one race as often as it is asked for, before a gateway of its own."""

from __future__ import annotations

from random import Random

from tests.faults.races.hall import opened_hall
from tests.faults.races.race import RACES, Tally
from tests.faults.races.weakened import weakened

__all__ = ["race_on"]

_MOST_AT_ONE_GATEWAY = 250


def race_on(name: str, count: int, seed: int, mutant: str = "") -> Tally:
    """So many rounds of a race; the same seed draws the same ways and moments."""
    race, tally, chance = RACES[name], Tally(), Random(f"{seed}/{name}")
    left = count
    while left:
        rounds = min(left, _MOST_AT_ONE_GATEWAY)
        left -= rounds
        with weakened(mutant) as off, opened_hall(rounds, off, race.reviews_from) as hall:
            for place in range(rounds):
                race.run(hall, hall.card_of(place), chance, tally)
            tally.doubled += hall.doubled_effects()
    return tally
