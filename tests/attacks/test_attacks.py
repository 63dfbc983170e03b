"""Each attack goes as it says it does, and the suite would see if it did not."""

from __future__ import annotations

import pytest

from pos_client.sandbox.controls import Control
from tests.attacks.collecting import Named, collect
from tests.attacks.running import Mutation, mutations_of, run_attack, run_mutation

ATTACKS = collect()
MUTATIONS = [each for named in ATTACKS for each in mutations_of(named)]


def _marked(named: Named) -> list[pytest.MarkDecorator]:
    expected = named.attack.expected_log
    return [pytest.mark.expected_log(*expected)] if expected else []


@pytest.mark.parametrize(
    "named", [pytest.param(each, id=each.name, marks=_marked(each)) for each in ATTACKS]
)
def test_an_attack_gets_as_far_as_it_says_and_no_further(named: Named) -> None:
    finding = run_attack(named)
    assert finding.faults == ()


@pytest.mark.parametrize(
    "mutation",
    [pytest.param(each, id=f"{each.attack.name} - {each.name}") for each in MUTATIONS],
)
def test_an_attack_gets_through_where_its_control_is_away(mutation: Mutation) -> None:
    assert run_mutation(mutation)


def test_every_control_of_the_gateway_is_taken_away_by_some_attack() -> None:
    taken = {each.control for each in MUTATIONS if isinstance(each.control, Control)}
    assert set(Control) - taken == set()


def test_there_are_as_many_attacks_and_as_few_residual_ones_as_was_asked_for() -> None:
    residual = [named.name for named in ATTACKS if named.attack.is_residual]
    assert len(ATTACKS) >= 45
    assert 3 <= len(residual) <= 8
    names = [named.name for named in ATTACKS]
    assert len(set(names)) == len(names)
    assert all(f"{name}_at_level_a" in names for name in residual)
