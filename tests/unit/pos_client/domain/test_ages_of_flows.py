"""Which ages may do what is the carrier's to say, flow by flow."""

from __future__ import annotations

import pytest

from pos_client.domain.flow import Flow, PartyRole
from pos_client.domain.flows import (
    AWAIT_RE_REGISTRATION,
    NEW_NUMBER,
    NEW_NUMBER_WITH_GUARDIAN,
    RE_REGISTRATION,
    SIM_REPLACEMENT,
)
from pos_client.domain.policy import AgeDecision, AgeRule, CasePolicy, FlowAges
from tests.unit.pos_client.domain.cases import NOTICES

_OF_ALL = (AgeRule(10, AgeDecision.GUARDIAN), AgeRule(16, AgeDecision.ADMITTED))
_POLICY = CasePolicy(
    NOTICES,
    (),
    _OF_ALL,
    2,
    (),
    "",
    ages_of_flows=(
        FlowAges(RE_REGISTRATION.name, (AgeRule(14, AgeDecision.ADMITTED),)),
        FlowAges(SIM_REPLACEMENT.name, (AgeRule(18, AgeDecision.ADMITTED),)),
    ),
)


@pytest.mark.parametrize(
    ("flow", "age", "code"),
    [
        (NEW_NUMBER, 14, "UNDER_AGE_GUARDIAN"),
        (NEW_NUMBER, 16, ""),
        (NEW_NUMBER_WITH_GUARDIAN, 14, ""),
        (RE_REGISTRATION, 13, "UNDER_AGE"),
        (RE_REGISTRATION, 14, ""),
        (AWAIT_RE_REGISTRATION, 13, "UNDER_AGE"),
        (AWAIT_RE_REGISTRATION, 14, ""),
        (SIM_REPLACEMENT, 17, "UNDER_AGE"),
        (SIM_REPLACEMENT, 18, ""),
    ],
)
def test_a_flow_with_ages_of_its_own_goes_by_them_and_what_completes_it_too(
    flow: Flow, age: int, code: str
) -> None:
    assert _POLICY.refusal_by_age(flow, PartyRole.OWNER, age) == code


def test_a_flow_with_no_rule_of_its_own_list_admits_nobody() -> None:
    policy = CasePolicy(
        NOTICES, (), _OF_ALL, 2, (), "", ages_of_flows=(FlowAges(SIM_REPLACEMENT.name, ()),)
    )
    assert policy.refusal_by_age(SIM_REPLACEMENT, PartyRole.OWNER, 40) == "UNDER_AGE"
    assert policy.refusal_by_age(NEW_NUMBER, PartyRole.OWNER, 40) == ""
