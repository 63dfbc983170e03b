"""Every code of a verdict, with what it means for a case."""

from __future__ import annotations

import pytest

from pos_client.domain.flow import Step
from pos_client.domain.verdict import Check, Consequence, consequence_of
from tests.unit.pos_client.domain import cases
from tests.unit.pos_client.domain.verdict_table import BY_CONSEQUENCE

ALL = [(code, consequence) for consequence, codes in BY_CONSEQUENCE.items() for code in codes]
PASSES = sorted(code for code in cases.GOOD.values() if consequence_of(code) is Consequence.GOES_ON)


@pytest.mark.parametrize(("code", "consequence"), ALL)
def test_a_code_means_one_thing(code: str, consequence: Consequence) -> None:
    assert consequence_of(code) is consequence


@pytest.mark.parametrize("check", Check)
@pytest.mark.parametrize("code", PASSES)
def test_a_pass_counts_from_its_own_check_only(check: Check, code: str) -> None:
    given = cases.verdict(cases.at(Step.VERIFICATION), check, code)
    passes = given.consequence is Consequence.GOES_ON
    assert passes is (code == cases.GOOD[check])
    assert given.ends_here is not passes
