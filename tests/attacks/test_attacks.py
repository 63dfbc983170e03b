"""Each attack gets as far as it says, and no further."""

from __future__ import annotations

import pytest

from tests.attacks.collecting import AT_LEVEL_A, Named, collect
from tests.attacks.running import run_attack

ATTACKS = collect()


def _marked(named: Named) -> list[pytest.MarkDecorator]:
    expected = named.attack.expected_log
    return [pytest.mark.expected_log(*expected)] if expected else []


@pytest.mark.parametrize(
    "named", [pytest.param(each, id=each.name, marks=_marked(each)) for each in ATTACKS]
)
def test_an_attack_gets_as_far_as_it_says_and_no_further(named: Named) -> None:
    finding = run_attack(named)
    assert finding.faults == ()


def test_there_are_as_many_attacks_and_as_few_residual_ones_as_was_asked_for() -> None:
    residual = [named.name for named in ATTACKS if named.attack.is_residual]
    assert len(ATTACKS) >= 45
    assert 3 <= len(residual) <= 8
    names = [named.name for named in ATTACKS]
    assert len(set(names)) == len(names)
    assert all(f"{name}{AT_LEVEL_A}" in names for name in residual)
