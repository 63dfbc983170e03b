"""The one legal order: nothing is skipped, nothing is repeated, nothing is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.domain.case import Case, ChosenNumber
from pos_client.domain.case_errors import (
    AnotherPerson,
    CaseError,
    IllegalCommand,
    ReadTooOld,
    StepIncomplete,
    VerdictForeign,
)
from pos_client.domain.flow import Step
from pos_client.domain.identity import Identity
from pos_client.domain.policy import Completion
from pos_client.domain.verdict import Check, Verdict
from tests import people

NOON = people.NOON
NUMBER = ChosenNumber("17055500188", NOON + timedelta(minutes=15), "hold")


def read(case: Case, name: str = "mainland_han_20y", after: timedelta = timedelta()) -> Case:
    seen = people.evidence(name, NOON + after)
    return case.take_read(seen, Identity.derived_from(seen))


def verdict(case: Case, code: str = "ID_MATCH", **changes: object) -> Verdict:
    made = Verdict(
        Check.ONLINE_VERIFICATION,
        code,
        case.id,
        tuple(each.id for each in case.evidence),
        NOON,
        NOON + timedelta(hours=1),
        "token",
    )
    return replace(made, **changes)


def match(case: Case) -> tuple[Verdict, ...]:
    """Every check of the flow answered, and all of them well."""
    return verdict(case), verdict(case, "QUOTA_OK", check=Check.QUOTA)


def at_number() -> Case:
    case = read(people.new_case()).confirm_visual_check(NOON)
    return case.take_verdicts(match(case), NOON)


def test_a_resident_goes_through_all_steps_in_order() -> None:
    case = people.new_case()
    seen = [case.step]
    case = read(case)
    seen.append(case.step)
    case = case.confirm_visual_check(NOON)
    seen.append(case.step)
    case = case.take_verdicts(match(case), NOON)
    seen.append(case.step)
    case = case.choose_number(NUMBER, NOON)
    seen.append(case.step)
    case.check_sealable(NOON)
    assert tuple(seen) == case.flow.steps


@pytest.mark.parametrize(
    "code",
    [
        "ID_MISMATCH",
        "ID_NOT_FOUND",
        "ID_NO_PHOTO",
        "DOC_INVALIDATED",
        "",
        "WHAT_IS_THIS",
        "id_match",
    ],
)
def test_only_a_match_leads_to_the_number(code: str) -> None:
    case = read(people.new_case()).confirm_visual_check(NOON)
    judged = case.take_verdicts((verdict(case, code), match(case)[1]), NOON)
    assert judged.step is Step.VERIFICATION
    assert not judged.is_verified


def test_one_bad_verdict_among_good_ones_stops_the_case() -> None:
    case = read(people.new_case()).confirm_visual_check(NOON)
    full = verdict(case, "QUOTA_FULL", check=Check.QUOTA)
    assert case.take_verdicts((verdict(case), full), NOON).step is Step.VERIFICATION
    assert case.take_verdicts((full,), NOON).step is Step.VERIFICATION
    for missing_one in match(case):
        assert case.take_verdicts((missing_one,), NOON).step is Step.VERIFICATION
    assert case.take_verdicts((), NOON).step is Step.VERIFICATION


@pytest.mark.parametrize(
    "changes",
    [
        {"case_id": uuid4()},
        {"evidence_ids": (uuid4(),)},
        {"evidence_ids": ()},
        {"expires_at": NOON},
    ],
)
def test_a_verdict_for_something_else_is_no_verdict(changes: dict[str, object]) -> None:
    case = read(people.new_case()).confirm_visual_check(NOON)
    with pytest.raises(VerdictForeign):
        case.take_verdicts((verdict(case, **changes),), NOON)


def test_an_answer_is_never_overruled_by_going_offline() -> None:
    case = read(people.new_case()).confirm_visual_check(NOON)
    refused = case.take_verdicts((verdict(case, "ID_MISMATCH"),), NOON)
    with pytest.raises(StepIncomplete):
        refused.go_offline(NOON)
    unavailable = case.take_verdicts((verdict(case, "SERVICE_UNAVAILABLE"),), NOON)
    assert unavailable.go_offline(NOON).step is Step.NUMBER_AND_SIM


def test_a_returning_customer_gets_no_number_offline() -> None:
    case = read(people.new_case(Completion.CUSTOMER_RETURNS)).confirm_visual_check(NOON)
    case = case.go_offline(NOON)
    assert case.step is Step.SEAL
    case.check_sealable(NOON)


def test_five_minutes_to_the_verification_and_fifteen_to_the_seal() -> None:
    case = read(people.new_case())
    late = NOON + timedelta(minutes=5, seconds=1)
    with pytest.raises(ReadTooOld):
        case.confirm_visual_check(late)
    case = at_number()
    case = case.choose_number(NUMBER, late)
    too_late = NOON + timedelta(minutes=15, seconds=1)
    with pytest.raises(ReadTooOld):
        case.check_sealable(too_late)
    again = read(case, after=timedelta(minutes=15))
    again.check_sealable(too_late)
    assert again.verdicts == case.verdicts
    assert again.number == case.number


def test_another_person_does_not_continue_a_case() -> None:
    with pytest.raises(AnotherPerson):
        read(at_number(), "mainland_longterm_female")


def test_stepping_back_gives_up_the_number_but_never_a_verdict() -> None:
    at_seal = at_number().choose_number(NUMBER, NOON)
    back = at_seal.step_back()
    assert back.step is Step.NUMBER_AND_SIM
    assert back.number is None
    assert back.step_back() is back
    assert not back.can_step_back


def test_an_identity_has_no_other_door() -> None:
    known = Identity.derived_from(people.evidence())
    fields = {name: getattr(known, name) for name in Identity.__slots__ if name != "_token"}
    with pytest.raises(TypeError):
        Identity(**fields, _token=object())
    assert known.name not in repr(known)
    assert known.id_number not in repr(read(people.new_case()))


COMMANDS = {
    "read": read,
    "other": lambda case: read(case, "mainland_longterm_female"),
    "check": lambda case: case.confirm_visual_check(NOON),
    "match": lambda case: case.take_verdicts(match(case), NOON),
    "refuse": lambda case: case.take_verdicts((verdict(case, "ID_MISMATCH"),), NOON),
    "foreign": lambda case: case.take_verdicts((verdict(case, case_id=uuid4()),), NOON),
    "offline": lambda case: case.go_offline(NOON),
    "number": lambda case: case.choose_number(NUMBER, NOON),
    "back": lambda case: case.step_back(),
}


@given(st.lists(st.sampled_from(sorted(COMMANDS)), max_size=14))
def test_no_sequence_of_commands_seals_without_every_gate(names: list[str]) -> None:
    case = people.new_case()
    for name in names:
        before = case
        try:
            case = COMMANDS[name](case)
        except CaseError:
            assert case is before
    try:
        case.check_sealable(NOON)
    except CaseError:
        return
    assert case.identity is not None
    assert case.visual_check_at is not None
    assert case.number is not None
    assert case.is_verified or case.mode.value == "OFFLINE"
    assert not [v for v in case.verdicts if v.code == "ID_MISMATCH"]


def test_a_command_of_another_step_names_both() -> None:
    with pytest.raises(IllegalCommand) as refused:
        people.new_case().confirm_visual_check(NOON)
    assert refused.value.step is Step.READ_CARD


def test_a_second_answer_to_one_check_does_not_hide_the_first() -> None:
    case = read(people.new_case()).confirm_visual_check(NOON)
    for codes in (("ID_MISMATCH", "ID_MATCH"), ("ID_MATCH", "ID_MISMATCH")):
        judged = case.take_verdicts(tuple(verdict(case, code) for code in codes), NOON)
        assert (judged.step, judged.is_verified) == (Step.VERIFICATION, False)
