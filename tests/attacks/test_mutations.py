"""The suite bites: an attack gets through where its control is away.

Each takes a gateway of its own. Here is every fifth, the same ones everywhere; `./dev attack
--mutate` takes away all of them.
"""

from __future__ import annotations

from zlib import crc32

import pytest

from pos_client.sandbox.controls import Control
from tests.attacks.collecting import collect
from tests.attacks.running import Mutation, mutations_of, run_mutation

MUTATIONS = [each for named in collect() for each in mutations_of(named)]
ONE_IN = 5


@pytest.mark.parametrize(
    "mutation",
    [
        pytest.param(each, id=name)
        for each in MUTATIONS
        if crc32((name := f"{each.attack.name} - {each.name}").encode()) % ONE_IN == 0
    ],
)
def test_an_attack_gets_through_where_its_control_is_away(mutation: Mutation) -> None:
    assert run_mutation(mutation)


def test_every_attack_that_is_stopped_names_what_stops_it() -> None:
    unnamed = [
        named.name
        for named in collect()
        if not (named.attack.is_residual or named.attack.controls or named.attack.mutants)
    ]
    assert unnamed == []


def test_every_control_of_the_gateway_is_taken_away_by_some_attack() -> None:
    taken = {each.control for each in MUTATIONS if isinstance(each.control, Control)}
    assert set(Control) - taken == set()
