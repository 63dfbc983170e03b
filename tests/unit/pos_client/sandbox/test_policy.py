"""What the invented carrier says, checked as a client would check it."""

from __future__ import annotations

import pytest

from pos_client.domain.flows import FLOWS
from pos_client.domain.outlet import OutletKind
from pos_client.domain.policy import AgeDecision, Completion
from pos_client.domain.verdict import Check, Consequence, consequence_of
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.switches import Switches

POLICY = SandboxPolicy()


def test_every_flow_asks_for_its_own_checks() -> None:
    assert POLICY.checks == {
        name: {party.role: party.checks for party in flow.parties} for name, flow in FLOWS.items()
    }
    assert POLICY.minimum_level.keys() == set(OutletKind)
    assert all(rules.keys() == FLOWS.keys() for rules in POLICY.minimum_level.values())


@pytest.mark.parametrize("kind", OutletKind)
def test_only_what_needs_a_review_is_reviewed_anywhere(kind: OutletKind) -> None:
    reviewed = POLICY.case_at(kind).reviews_here
    assert {consequence_of(code) for code in reviewed} <= {Consequence.NEEDS_REVIEW}


def test_an_own_hall_reviews_more_than_an_agent() -> None:
    hall = POLICY.case_at(OutletKind.OWN_HALL).reviews_here
    agent = POLICY.case_at(OutletKind.AGENT).reviews_here
    assert set(agent) == {"QUOTA_REVIEW"} < set(hall)
    assert POLICY.case_at(OutletKind.NETWORK).reviews_here == ()


@pytest.mark.parametrize(
    ("age", "decision"),
    [
        (9, AgeDecision.REFUSED),
        (10, AgeDecision.GUARDIAN),
        (15, AgeDecision.GUARDIAN),
        (16, AgeDecision.ADMITTED),
    ],
)
def test_the_age_decides(age: int, decision: AgeDecision) -> None:
    assert POLICY.case_at(OutletKind.AGENT).decision_on(age) is decision


def test_the_face_alone_may_be_declined_and_minors_read_one_more() -> None:
    notices = POLICY.notices
    assert [each.id for each in notices.for_age(18)] == ["privacy", "no_resale", "face"]
    assert [each.id for each in notices.for_age(17)][-1] == "minor"
    assert [each.id for each in notices.notices if each.may_be_declined] == ["face"]


def test_a_script_is_followed_as_often_as_it_was_said() -> None:
    switches = Switches(Completion.GATEWAY_COMPLETES)
    switches.script(Check.QUOTA, "QUOTA_FULL", 2)
    switches.script(Check.QUOTA, "ARREARS", None)
    said = [switches.scripted(Check.QUOTA) for _ in range(4)]
    assert said == ["QUOTA_FULL", "QUOTA_FULL", "ARREARS", "ARREARS"]
    assert switches.scripted(Check.FACE_MATCH) == ""
    switches.clear()
    assert switches.scripted(Check.QUOTA) == ""
