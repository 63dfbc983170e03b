"""The suite bites: an attack gets through where its control is away."""

from __future__ import annotations

import pytest

from pos_client.sandbox.controls import Control
from tests.attacks.collecting import collect
from tests.attacks.running import Mutation, mutations_of, run_mutation

MUTATIONS = [each for named in collect() for each in mutations_of(named)]


@pytest.mark.parametrize(
    "mutation",
    [pytest.param(each, id=f"{each.attack.name} - {each.name}") for each in MUTATIONS],
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
