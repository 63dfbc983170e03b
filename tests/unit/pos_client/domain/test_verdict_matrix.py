"""Every verdict of every check about everybody in every flow: only its own pass goes on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from pos_client.domain.case import Case
from pos_client.domain.case_errors import CaseError
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.verdict import Check, Consequence
from tests.unit.pos_client.domain import cases
from tests.unit.pos_client.domain.cases import NOON, verdict, verdicts
from tests.unit.pos_client.domain.verdict_table import CONSEQUENCES

# What another photo may better is asked for first, and goes to a review only after the last one.
_PHOTO_FIRST = {"FACE_UNSURE"}
# Steps that come after the answers, in one flow or another, and those that made them.
_FURTHER = (
    *(Step.NUMBER_AND_SIM, Step.OFFER_AND_SIM, Step.NEW_SIM, Step.OWN_NUMBERS, Step.FORM),
    *(Step.VISUAL_CHECK, Step.CONSENT, Step.LIVE_PHOTO),
)


@cache
def judged_stages() -> tuple[tuple[str, PartyRole], ...]:
    """Whom the gateway is asked about, by flow."""
    return tuple(
        (name, stage.role)
        for name, flow in cases.ALL_FLOWS.items()
        for stage in flow.stages
        if stage.step is Step.VERIFICATION
    )


@cache
def at_verification(name: str, role: PartyRole, photo_attempts: int = 2) -> Case:
    """The case of an honest customer, before anything is known of this person."""
    case = cases.new_case(cases.ALL_FLOWS[name], photo_attempts=photo_attempts)
    while (case.step, case.stage.role) != (Step.VERIFICATION, role):
        case = cases.LEAVING[case.step](case)
    return case


def every_check() -> Iterator[tuple[str, PartyRole, Check]]:
    for name, role in judged_stages():
        for check in cases.ALL_FLOWS[name].checks_of(role):
            yield name, role, check


CHECKS = tuple(every_check())
IDS = [f"{name}-{role.value}-{check.value}" for name, role, check in CHECKS]


def test_every_flow_but_those_that_ask_nothing_is_in_the_matrix() -> None:
    asked = {name for name, _, _ in CHECKS}
    silent = {
        name
        for name, flow in cases.ALL_FLOWS.items()
        if not any(stage.step is Step.VERIFICATION for stage in flow.stages)
    }
    assert asked | silent == set(cases.ALL_FLOWS)
    assert len(CHECKS) > 40


@pytest.mark.parametrize(("name", "role", "check"), CHECKS, ids=IDS)
def test_only_an_explicit_pass_goes_on(name: str, role: PartyRole, check: Check) -> None:
    case = at_verification(name, role)
    for code, means in CONSEQUENCES.items():
        after = case.take_verdicts(verdicts(case, **{check.value: code}), NOON)
        if code == cases.GOOD[check] and means is Consequence.GOES_ON:
            assert has_moved_on(after), code
        elif is_photographed(name, role) and asks_for_photo(code):
            assert (after.step, after.stage.role) == (Step.LIVE_PHOTO, role), code
        elif means is Consequence.NEEDS_REVIEW:
            assert waits_for_a_review(after, role, code)
        else:
            assert after.stage == case.stage, code
            assert_goes_nowhere(after, is_over=means is not Consequence.UNAVAILABLE)


@pytest.mark.parametrize(("name", "role", "check"), CHECKS, ids=IDS)
def test_an_answer_that_is_missing_goes_nowhere(name: str, role: PartyRole, check: Check) -> None:
    case = at_verification(name, role)
    others = tuple(each for each in verdicts(case) if each.check is not check)
    try:
        after = case.take_verdicts(others, NOON)
    except CaseError:
        return
    assert not has_moved_on(after)
    assert_goes_nowhere(after, is_over=False)


@pytest.mark.parametrize(("name", "role", "check"), CHECKS, ids=IDS)
def test_a_pass_beside_a_no_of_the_same_check_goes_nowhere(
    name: str, role: PartyRole, check: Check
) -> None:
    case = at_verification(name, role)
    no = verdict(case, check, "RISK_DENY")
    for both in ((no, *verdicts(case)), (*verdicts(case), no)):
        try:
            after = case.take_verdicts(both, NOON)
        except CaseError:
            continue
        assert not has_moved_on(after)


@pytest.mark.parametrize(("name", "role", "check"), CHECKS, ids=IDS)
def test_a_review_that_says_no_ends_the_case(name: str, role: PartyRole, check: Check) -> None:
    case = at_verification(name, role, photo_attempts=1)
    for code, means in CONSEQUENCES.items():
        is_looked_at = means is Consequence.NEEDS_REVIEW and not asks_for_photo(code)
        if not is_looked_at or code == "RISK_REVIEW":
            continue
        waiting = case.take_verdicts(verdicts(case, **{check.value: code}), NOON)
        assert waiting.step is Step.REVIEW, code
        after = waiting.take_review(cases.review(waiting, is_approved=False), NOON)
        assert not has_moved_on(after)
        assert_goes_nowhere(after, is_over=True)


def is_photographed(name: str, role: PartyRole) -> bool:
    stages = cases.ALL_FLOWS[name].stages
    return any((each.step, each.role) == (Step.LIVE_PHOTO, role) for each in stages)


def asks_for_photo(code: str) -> bool:
    return CONSEQUENCES[code] is Consequence.NEEDS_PHOTO or code in _PHOTO_FIRST


def has_moved_on(case: Case) -> bool:
    return case.step not in (Step.VERIFICATION, Step.LIVE_PHOTO, Step.REVIEW)


def waits_for_a_review(case: Case, role: PartyRole, code: str) -> bool:
    """Whether somebody has to look; at a counter nobody may look at some of it."""
    if code == "RISK_REVIEW":
        return not has_moved_on(case)
    return case.step is Step.REVIEW and case.stage.role is role


def assert_goes_nowhere(case: Case, *, is_over: bool) -> None:
    """Nothing but another answer, where one may still come, gets it out of here."""
    for step in _FURTHER:
        with pytest.raises(CaseError):
            cases.LEAVING[step](case)
    if is_over:
        with pytest.raises(CaseError):
            case.take_verdicts(verdicts(case), NOON)
        with pytest.raises(CaseError):
            case.go_offline(NOON)
