"""The one legal order: nothing is skipped, nothing is repeated, nothing is invented."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from pos_client.domain.case import Case
from pos_client.domain.case_commands import LEGAL_AT, Command
from pos_client.domain.case_errors import (
    AnotherCard,
    AnotherPerson,
    AnswersExpired,
    IllegalCommand,
    ReadTooOld,
    SamePerson,
    StepIncomplete,
    VerdictForeign,
)
from pos_client.domain.consent import Notices
from pos_client.domain.flow import Flow, Mode, PartyRole, Stage, Step
from pos_client.domain.flows import (
    AWAIT_CUSTOMER,
    AWAIT_RE_REGISTRATION,
    COMPLETED_BY,
    DISPUTED_NUMBER,
    FLOWS,
    NEW_NUMBER,
    NEW_NUMBER_WITH_GUARDIAN,
    PORT_IN,
    RE_REGISTRATION,
    SECOND_REAL_PERSON_CHECK,
    SIM_REPLACEMENT,
    SPECIAL_DOCUMENT,
    TRANSFER,
    UNIT_ACTIVATION,
    UNIT_INDUSTRY_SIM,
    UNIT_REGISTRATION,
    UNIT_USER,
    UNIT_USER_LATER,
)
from pos_client.domain.identity import Identity
from pos_client.domain.live_photo import LARGEST_PHOTO
from pos_client.domain.outlet import OutletKind
from pos_client.domain.party import Party
from pos_client.domain.policy import AgeDecision, AgeRule, CasePolicy, Completion
from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject, SubscriberState
from pos_client.domain.verdict import Check
from pos_client.testing.customer import signature_under
from tests import people
from tests.honest_cases import consent_to
from tests.unit.pos_client.domain.cases import (
    AUTHORISED,
    FORM_SHA256,
    GOOD,
    LEAVING,
    NOON,
    NOTICES,
    NUMBER,
    OFFER_CODE,
    PEOPLE,
    PROOF,
    RENEWED,
    SIM,
    SUBJECT,
    SUBSCRIBER,
    TWO_PEOPLE,
    at,
    new_case,
    photo,
    read,
    reread,
    review,
    sign_form,
    verdict,
    verdicts,
)

STRANGER = uuid4()


@pytest.mark.parametrize("flow", [*FLOWS.values(), TWO_PEOPLE], ids=lambda flow: flow.name)
@pytest.mark.parametrize("quota", ["QUOTA_OK", "QUOTA_REVIEW"])
def test_a_resident_goes_through_all_steps_in_order(flow: Flow, quota: str) -> None:
    case = new_case(flow)
    seen = [case.stage]
    while case.step is not Step.SEAL:
        if case.step is Step.VERIFICATION:
            case = case.take_verdicts(verdicts(case, QUOTA=quota), NOON)
        else:
            case = LEAVING[case.step](case)
        if case.stage != seen[-1]:  # of several documents each is brought by itself
            seen.append(case.stage)
    case.check_sealable(NOON)
    unasked = {Stage(Step.REVIEW, role) for role in flow.roles}
    is_asked = quota == "QUOTA_REVIEW" and Check.QUOTA in flow.checks_of(flow.lead)
    if is_asked or flow.reads_no_card:  # somebody looks at every document without a chip
        unasked.remove(Stage(Step.REVIEW, flow.lead))
    assert seen == [stage for stage in flow.stages if stage not in unasked]


@pytest.mark.parametrize(
    "code",
    [
        *("ID_MISMATCH", "ID_NOT_FOUND", "DOC_INVALIDATED", "", "WHAT_IS_THIS", "id_match"),
        *("RISK_REVIEW", "FACE_SAME", "QUOTA_OK", "CUSTOMER_SAME"),
    ],
)
def test_only_a_match_leads_to_the_number(code: str) -> None:
    case = at(Step.VERIFICATION)
    judged = case.take_verdicts(verdicts(case, ONLINE_VERIFICATION=code), NOON)
    assert judged.step is Step.VERIFICATION
    assert judged.is_refused
    assert not judged.is_verified


def test_what_somebody_has_to_look_at_leads_to_the_review_only() -> None:
    case = at(Step.VERIFICATION)
    judged = case.take_verdicts(verdicts(case, ONLINE_VERIFICATION="ID_NO_PHOTO"), NOON)
    assert judged.step is Step.REVIEW
    assert not judged.is_verified
    with pytest.raises(IllegalCommand):
        judged.choose_number(NUMBER, OFFER_CODE, SIM, NOON)
    assert judged.take_review(review(judged), NOON).is_verified


@pytest.mark.parametrize("flow", [NEW_NUMBER, AWAIT_CUSTOMER], ids=lambda flow: flow.name)
def test_one_bad_verdict_among_good_ones_stops_the_case(flow: Flow) -> None:
    case = at(Step.VERIFICATION, new_case(flow))
    full = verdict(case, Check.QUOTA, "QUOTA_FULL")
    assert case.take_verdicts((*verdicts(case), full), NOON).step is Step.VERIFICATION
    assert case.take_verdicts((full,), NOON).step is Step.VERIFICATION
    for missing in flow.checks_of(flow.lead):
        rest = tuple(each for each in verdicts(case) if each.check is not missing)
        assert case.take_verdicts(rest, NOON).step is Step.VERIFICATION
    assert case.take_verdicts((), NOON).step is Step.VERIFICATION
    good = verdicts(case)
    assert case.take_verdicts((*good, good[0]), NOON).step is Step.VERIFICATION


@pytest.mark.parametrize(
    "changes",
    [
        {"case_id": STRANGER},
        {"evidence_ids": (STRANGER,)},
        {"evidence_ids": ()},
        {"photo_sha256": bytes(32)},
        {"photo_sha256": b""},
        {"expires_at": NOON},
    ],
)
def test_a_verdict_for_something_else_is_no_verdict(changes: dict[str, Any]) -> None:
    case = at(Step.VERIFICATION)
    good = verdicts(case)
    with pytest.raises(VerdictForeign):
        case.take_verdicts((*good[:-1], replace(good[-1], **changes)), NOON)


def test_a_verdict_about_an_earlier_photo_is_no_verdict() -> None:
    case = at(Step.VERIFICATION)
    before = verdicts(case)
    again = case.step_back().take_photo(photo(b"another face"), NOON)
    with pytest.raises(VerdictForeign):
        again.take_verdicts(before, NOON)


def test_an_answer_is_never_overruled_by_going_offline() -> None:
    case = at(Step.VERIFICATION)
    away = "SERVICE_UNAVAILABLE"
    refused = case.take_verdicts(verdicts(case, ONLINE_VERIFICATION="ID_MISMATCH"), NOON)
    half = case.take_verdicts(verdicts(case, QUOTA=away, FACE_MATCH="FACE_DIFFERENT"), NOON)
    partial = case.take_verdicts(verdicts(case)[:1], NOON)
    for answered in (refused, half, partial):
        with pytest.raises(StepIncomplete):
            answered.go_offline(NOON)
    unavailable = case.take_verdicts(verdicts(case, QUOTA=away), NOON)
    assert unavailable.go_offline(NOON).step is Step.NUMBER_AND_SIM
    assert case.go_offline(NOON).step is Step.NUMBER_AND_SIM


def test_a_no_is_not_asked_about_again() -> None:
    case = at(Step.VERIFICATION)
    refused = case.take_verdicts(verdicts(case, ONLINE_VERIFICATION="ID_MISMATCH"), NOON)
    with pytest.raises(StepIncomplete):
        refused.take_verdicts(verdicts(refused), NOON)
    unavailable = case.take_verdicts(verdicts(case, QUOTA="SERVICE_UNAVAILABLE"), NOON)
    assert unavailable.take_verdicts(verdicts(case), NOON).step is Step.NUMBER_AND_SIM


@pytest.mark.parametrize("code", ["FACE_QUALITY", "LIVENESS_FAILED", "FACE_UNSURE"])
def test_another_photo_is_taken_as_often_as_the_policy_allows(code: str) -> None:
    case = at(Step.VERIFICATION, new_case(photo_attempts=2))
    again = case.take_verdicts(verdicts(case, FACE_MATCH=code), NOON)
    assert (again.step, again.party.photo_reason, again.party.photos_left) == (
        Step.LIVE_PHOTO,
        code,
        1,
    )
    assert again.party.live_photo is None
    assert again.party.verdicts == ()
    again = again.take_photo(photo(b"another face"), NOON)
    assert again.party.live_photo is not None
    assert again.party.live_photo.attempt == 2
    last = again.take_verdicts(verdicts(again, FACE_MATCH=code), NOON)
    assert last.party.photos_left == 0
    assert last.step is (Step.REVIEW if code == "FACE_UNSURE" else Step.VERIFICATION)
    assert last.is_refused is (code != "FACE_UNSURE")
    with pytest.raises((StepIncomplete, IllegalCommand)):
        last.go_offline(NOON)


def test_only_a_photo_that_was_looked_at_counts() -> None:
    case = at(Step.VERIFICATION, new_case(photo_attempts=2))
    for _ in range(3):
        away = verdicts(case, FACE_MATCH="SERVICE_UNAVAILABLE")
        case = case.take_verdicts(away, NOON)
        assert case.party.photos_left == 2
    again = case.take_verdicts(verdicts(case, FACE_MATCH="FACE_QUALITY"), NOON)
    assert (again.step, again.party.photos_left) == (Step.LIVE_PHOTO, 1)


def test_the_slot_of_the_limit_is_known_until_the_case_ends() -> None:
    case = at(Step.VERIFICATION, new_case(photo_attempts=2))
    slot = verdict(case, Check.QUOTA, "QUOTA_OK", facts={"reservation_id": "slot-1"})
    unsure = (*verdicts(case, FACE_MATCH="FACE_UNSURE")[:-1], slot)
    again = case.take_verdicts(unsure, NOON)
    assert (again.party.verdicts, again.party.quota_reservation_id) == ((), "slot-1")
    away = (*verdicts(case, FACE_MATCH="SERVICE_UNAVAILABLE")[:-1], slot)
    assert case.take_verdicts(away, NOON).go_offline(NOON).party.quota_reservation_id == "slot-1"


def test_a_face_that_asks_for_a_photo_does_not_hide_a_no() -> None:
    case = at(Step.VERIFICATION)
    judged = case.take_verdicts(verdicts(case, FACE_MATCH="FACE_QUALITY", QUOTA="QUOTA_FULL"), NOON)
    assert judged.step is Step.VERIFICATION
    assert judged.is_refused


@pytest.mark.parametrize("jpeg", [b"", bytes(LARGEST_PHOTO + 1)], ids=["empty", "too large"])
def test_what_is_no_photo_is_not_taken(jpeg: bytes) -> None:
    with pytest.raises(StepIncomplete):
        at(Step.LIVE_PHOTO).take_photo(photo(jpeg), NOON)


def test_the_notices_are_answered_as_they_stand() -> None:
    case, good = at(Step.CONSENT), consent_to(NOTICES, NOON)
    other = Notices("test-2", NOTICES.notices)
    dot = replace(good.handwritten_signature, strokes=())
    for wrong in (
        replace(good, agreed=good.agreed[1:]),
        replace(good, agreed=good.agreed[1:], declined=good.agreed[:1]),
        replace(good, agreed=(*good.agreed, "marketing")),
        replace(good, handwritten_signature=dot),
        replace(good, handwritten_signature=signature_under(FORM_SHA256, NOON)),
        consent_to(other, NOON),
    ):
        with pytest.raises(StepIncomplete):
            case.give_consent(wrong, NOTICES, NOON)
    declined = case.give_consent(consent_to(NOTICES, NOON, declined=("face",)), NOTICES, NOON)
    assert declined.party.consent is not None
    assert declined.party.consent.declines_face_match


@pytest.mark.parametrize(
    "changes",
    [
        {"identity": None},
        {"evidence": ()},
        {"visual_check_at": None},
        {"consent": None},
        {"live_photo": None},
        {"verdicts": ()},
        {"number": None},
        {"sim": None},
        {"offer_code": ""},
        {"handwritten_signature": None},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_the_seal_looks_at_every_gate_once_more(changes: dict[str, Any]) -> None:
    """Wherever a case came from: nothing but its fields tells what it has passed."""
    case = at(Step.SEAL)
    case.check_sealable(NOON)
    of_person = set(changes) <= set(Party.__slots__)
    spoilt = spoil(case, PartyRole.OWNER, changes) if of_person else replace(case, **changes)
    with pytest.raises(StepIncomplete):
        spoilt.check_sealable(NOON)
    reviewed = at(Step.SEAL, at(Step.REVIEW))
    with pytest.raises(StepIncomplete):
        spoil(reviewed, PartyRole.OWNER, {"review": None}).check_sealable(NOON)
    if of_person:
        both = at(Step.SEAL, new_case(TWO_PEOPLE))
        both.check_sealable(NOON)
        for role in TWO_PEOPLE.roles:
            with pytest.raises(StepIncomplete):
                spoil(both, role, changes).check_sealable(NOON)


def spoil(case: Case, role: PartyRole, changes: dict[str, Any]) -> Case:
    parties = (replace(each, **changes) if each.role is role else each for each in case.parties)
    return replace(case, parties=tuple(parties))


def test_the_form_is_signed_under_just_this_form() -> None:
    case = at(Step.FORM)
    for signature in (
        signature_under(NOTICES.sha256, NOON),
        replace(signature_under(FORM_SHA256, NOON), strokes=()),
    ):
        with pytest.raises(StepIncomplete):
            case.sign_form(signature, FORM_SHA256, NOON)


@pytest.mark.parametrize(
    "changes",
    [
        *({"case_id": STRANGER}, {"expires_at": NOON}, {"codes": ()}, {"codes": ("ID_NO_PHOTO",)}),
        *({"verdicts": ()}, {"verdicts": (bytes(32),)}),
    ],
)
def test_a_review_of_something_else_is_no_review(changes: dict[str, Any]) -> None:
    case = at(Step.REVIEW)
    with pytest.raises(VerdictForeign):
        case.take_review(review(case, **changes), NOON)


def test_a_review_that_says_no_leads_nowhere() -> None:
    case = at(Step.REVIEW)
    refused = case.take_review(review(case, is_approved=False), NOON)
    assert refused.step is Step.REVIEW
    assert not refused.is_verified


def test_a_returning_customer_gets_no_number_offline() -> None:
    case = at(Step.VERIFICATION, new_case(completion=Completion.CUSTOMER_RETURNS))
    case = case.go_offline(NOON)
    assert case.step is Step.SEAL
    assert case.number is None
    case.check_sealable(NOON)


def test_a_second_visit_is_never_captured_offline() -> None:
    case = at(Step.VERIFICATION, new_case(AWAIT_CUSTOMER))
    with pytest.raises(StepIncomplete):
        case.go_offline(NOON)


def test_five_minutes_to_the_verification_and_fifteen_to_the_seal() -> None:
    late = NOON + timedelta(minutes=5, seconds=1)
    with pytest.raises(ReadTooOld):
        at(Step.VISUAL_CHECK).confirm_visual_check(late)
    case = at(Step.VERIFICATION)
    with pytest.raises(ReadTooOld):
        case.take_verdicts(verdicts(case), late)
    case = at(Step.NUMBER_AND_SIM).choose_number(NUMBER, OFFER_CODE, SIM, late)
    case = sign_form(case, late)
    too_late = NOON + timedelta(minutes=15, seconds=1)
    with pytest.raises(ReadTooOld):
        case.check_sealable(too_late)
    again = reread(case, at=NOON + timedelta(minutes=15))
    again.check_sealable(too_late)
    assert again.party.verdicts == case.party.verdicts
    assert again.number == case.number


@pytest.mark.parametrize("step", LEGAL_AT[Command.REREAD])
def test_only_the_card_it_began_with_continues_a_case(step: Step) -> None:
    case = at(step)
    with pytest.raises(AnotherPerson):
        reread(case, "mainland_longterm_female")
    with pytest.raises(AnotherCard):
        reread(case, RENEWED)
    assert len(reread(case).party.evidence) == 2


@pytest.mark.parametrize("step", [Step.REVIEW, Step.NUMBER_AND_SIM, Step.FORM, Step.SEAL])
def test_behind_answers_that_have_run_out_nothing_goes_on(step: Step) -> None:
    later = NOON + timedelta(hours=2)
    case = reread(at(step), at=later - timedelta(minutes=1))
    assert case.party_to_ask_again(later - timedelta(seconds=1)) is None
    assert case.party_to_ask_again(later) is case.party
    command = next(each for each in LEGAL_AT if LEGAL_AT[each] == (step,))
    given: dict[Command, Callable[[], object]] = {
        Command.TAKE_REVIEW: lambda: case.take_review(review(case, later), later),
        Command.CHOOSE_NUMBER: lambda: case.choose_number(NUMBER, OFFER_CODE, SIM, later),
        Command.SIGN_FORM: lambda: sign_form(case, later),
        Command.SEAL: lambda: case.check_sealable(later),
    }
    with pytest.raises(AnswersExpired):
        given[command]()
    again = case.return_to(Step.VERIFICATION)
    assert (again.step, again.party.verdicts, again.number) == (Step.VERIFICATION, (), None)
    assert again.party.live_photo is case.party.live_photo
    assert again.take_verdicts(verdicts(again, later), later).step is Step.NUMBER_AND_SIM


def test_what_lapses_takes_with_it_all_that_came_of_it() -> None:
    sealed = at(Step.SEAL)
    assert sealed.return_to(Step.FORM).party.handwritten_signature is None
    assert sealed.return_to(Step.FORM).number == sealed.number
    number = sealed.return_to(Step.NUMBER_AND_SIM)
    assert (number.number, number.party.handwritten_signature) == (None, None)
    assert number.party.verdicts == sealed.party.verdicts
    consent = sealed.return_to(Step.CONSENT)
    assert (consent.party.consent, consent.party.live_photo, consent.party.verdicts) == (
        None,
        None,
        (),
    )
    assert consent.party.visual_check_at == sealed.party.visual_check_at
    assert number.return_to(Step.SEAL) is number
    case = at(Step.VERIFICATION)
    refused = case.take_verdicts(verdicts(case, ONLINE_VERIFICATION="ID_MISMATCH"), NOON)
    assert refused.return_to(Step.CONSENT) is refused


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ((2010, 11, 23), date(2026, 11, 22), 15),
        ((2010, 11, 23), date(2026, 11, 23), 16),
        ((2008, 2, 29), date(2024, 2, 28), 15),
        ((2008, 2, 29), date(2024, 2, 29), 16),
        ((2008, 2, 29), date(2026, 2, 28), 17),
        ((2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_years_are_completed_on_the_birthday(
    birth: tuple[int, int, int], day: date, age: int
) -> None:
    known = Identity.derived_from(people.evidence(people.born(date(*birth))))
    assert known.age_on(day) == age


def test_a_card_is_good_on_its_last_day() -> None:
    known = Identity.derived_from(people.evidence())
    assert known.valid_until is not None
    assert not known.is_expired_on(known.valid_until)
    assert known.is_expired_on(known.valid_until + timedelta(days=1))


@pytest.mark.parametrize(
    ("rules", "decisions"),
    [
        ((), {0: "REFUSED", 40: "REFUSED"}),
        (
            ((16, "ADMITTED"), (10, "GUARDIAN")),
            {9: "REFUSED", 10: "GUARDIAN", 15: "GUARDIAN", 16: "ADMITTED"},
        ),
        (((16, "ADMITTED"), (16, "GUARDIAN")), {15: "REFUSED", 16: "GUARDIAN"}),
        (((0, "ADMITTED"), (80, "REFUSED")), {0: "ADMITTED", 79: "ADMITTED", 80: "REFUSED"}),
    ],
)
def test_age_rules_hold_in_whatever_order_they_come(
    rules: tuple[tuple[int, str], ...], decisions: dict[int, str]
) -> None:
    given = tuple(AgeRule(age, AgeDecision(decision)) for age, decision in rules)
    policy = CasePolicy(NOTICES, (), given, 2, (), "")
    assert {age: policy.decision_on(age).value for age in decisions} == decisions


def _places_back(case: Case) -> list[Step]:
    found = []
    while case.can_step_back:
        case = case.step_back()
        found.append(case.step)
    return found


def test_stepping_back_gives_up_the_number_but_never_a_verdict() -> None:
    at_seal = at(Step.SEAL)
    at_form = at_seal.step_back()
    assert (at_form.step, at_form.party.handwritten_signature) == (Step.FORM, None)
    back = at_form.step_back()
    assert back.step is Step.NUMBER_AND_SIM
    assert (back.number, back.sim, back.offer_code) == (None, None, "")
    assert back.step_back() is back
    assert not back.can_step_back
    assert not at(Step.REVIEW).can_step_back


def test_before_the_gateway_was_asked_the_way_back_leads_to_the_comparison() -> None:
    case = at(Step.VERIFICATION)
    assert _places_back(case) == [Step.LIVE_PHOTO, Step.CONSENT, Step.VISUAL_CHECK]
    answered = case.take_verdicts(verdicts(case, QUOTA="SERVICE_UNAVAILABLE"), NOON)
    assert not answered.can_step_back
    offline = at(Step.VERIFICATION, new_case(completion=Completion.CUSTOMER_RETURNS))
    assert not offline.go_offline(NOON).can_step_back


def test_an_identity_has_no_other_door() -> None:
    known = Identity.derived_from(people.evidence())
    fields = {name: getattr(known, name) for name in Identity.__slots__}
    with pytest.raises(TypeError):
        Identity(**fields, token=object())
    for anew in (
        lambda: replace(known, name="another"),
        lambda: replace(known, name="another", token=None),
        lambda: pickle.dumps(known),
        lambda: copy.copy(known),
    ):
        with pytest.raises((TypeError, ValueError)):
            anew()
    assert known.name not in repr(known)
    assert known.id_number not in repr(at(Step.SEAL))


def test_a_second_answer_to_one_check_does_not_hide_the_first() -> None:
    case = at(Step.VERIFICATION)
    for check, good in GOOD.items():
        bad = verdict(case, check, "ID_MISMATCH")
        same = verdict(case, check, good)
        for both in ((bad, same), (same, bad)):
            judged = case.take_verdicts((*verdicts(case), *both), NOON)
            assert (judged.step, judged.is_verified) == (Step.VERIFICATION, False)


def test_a_contact_number_changes_nothing_else() -> None:
    case = replace(at(Step.SEAL), mode=Mode.OFFLINE)
    assert replace(case.with_contact_number("17055500199"), contact_number="") == case


def test_a_contact_number_is_for_whom_the_counter_cannot_tell() -> None:
    with pytest.raises(IllegalCommand):
        at(Step.SEAL).with_contact_number("17055500199")


def test_nobody_is_in_a_case_twice() -> None:
    case = at(Step.READ_CARD, new_case(TWO_PEOPLE))
    present = read(case)
    while present.stage != Stage(Step.READ_CARD):
        present = LEAVING[present.step](present)
    with pytest.raises(SamePerson):
        read(present, PEOPLE[PartyRole.PRESENT_OWNER])
    assert read(present).step is Step.VISUAL_CHECK


def test_a_card_laid_again_counts_for_whom_it_shows() -> None:
    case = at(Step.SEAL, new_case(TWO_PEOPLE))
    late = NOON + timedelta(minutes=16)
    for role, waiting in (
        (PartyRole.OWNER, PartyRole.PRESENT_OWNER),
        (PartyRole.PRESENT_OWNER, ""),
    ):
        due = case.party_to_reread(late)
        assert due is not None
        with pytest.raises(ReadTooOld):
            case.check_sealable(late)
        case = reread(case, PEOPLE[role], late)
        assert len(case.party_of(role).evidence) == 2
        now_due = case.party_to_reread(late)
        assert (now_due.role if now_due else "") == waiting
    case.check_sealable(late)


def test_an_answer_about_one_of_them_ends_the_case_of_both() -> None:
    case = at(Step.VERIFICATION, new_case(TWO_PEOPLE))
    refused = case.take_verdicts(verdicts(case, ONLINE_VERIFICATION="ID_MISMATCH"), NOON)
    assert (refused.stage.role, refused.is_refused) == (PartyRole.PRESENT_OWNER, True)
    assert refused.step is Step.VERIFICATION


def test_what_lapses_of_the_first_gives_the_second_up() -> None:
    case = at(Step.FORM, new_case(TWO_PEOPLE))
    again = case.return_to(Step.VERIFICATION, PartyRole.PRESENT_OWNER)
    present, owner = (again.party_of(role) for role in reversed(TWO_PEOPLE.roles))
    assert again.stage == Stage(Step.VERIFICATION, PartyRole.PRESENT_OWNER)
    assert (present.verdicts, present.live_photo is None) == ((), False)
    assert (owner.evidence, owner.identity, owner.consent, owner.live_photo) == (
        (),
        None,
        None,
        None,
    )
    assert case.return_to(Step.VERIFICATION, PartyRole.OWNER).party_of(PartyRole.OWNER).identity


STATES_TAKEN = [SubscriberState.UNREGISTERED, SubscriberState.INCOMPLETE]


@pytest.mark.parametrize("state", SubscriberState)
def test_a_re_registration_is_for_whom_nobody_knows_or_not_wholly(state: SubscriberState) -> None:
    subject = Subject(SUBSCRIBER.phone_number, replace(SUBSCRIBER, state=state))
    case = at(Step.LOOK_UP)
    if state in STATES_TAKEN:
        assert case.look_up(subject).step is Step.PROOF_OF_USE
        return
    with pytest.raises(StepIncomplete):
        case.look_up(subject)


@pytest.mark.parametrize(
    "subject", [Subject("1705560"), Subject("17055600002", SUBSCRIBER), Subject("")]
)
def test_a_number_is_one_and_said_of_itself(subject: Subject) -> None:
    with pytest.raises(StepIncomplete):
        at(Step.LOOK_UP).look_up(subject)


def test_an_unknown_state_is_taken_where_the_flow_may_be_captured_only() -> None:
    unknown = Subject(SUBSCRIBER.phone_number)
    assert at(Step.LOOK_UP).look_up(unknown).step is Step.PROOF_OF_USE
    with pytest.raises(StepIncomplete):
        new_case(AWAIT_RE_REGISTRATION).look_up(unknown)


@pytest.mark.parametrize(
    "proof",
    [
        ProofOfUse(ProofMethod.SCANNER),
        ProofOfUse(ProofMethod.SIM_READER, "12"),
        ProofOfUse(ProofMethod.SMS_CODE),
        ProofOfUse(ProofMethod.SMS_CODE, PROOF.iccid, "use-1"),
        ProofOfUse(ProofMethod.SCANNER, PROOF.iccid, "use-1"),
        ProofOfUse(ProofMethod.AUTHORISATION_CODE, reference="port-0123456789abcdef"),
    ],
)
def test_a_proof_holds_what_its_way_needs_and_nothing_else(proof: ProofOfUse) -> None:
    with pytest.raises(StepIncomplete):
        at(Step.PROOF_OF_USE).prove_use(proof)


@pytest.mark.parametrize("changes", [{"subject": None}, {"subject": SUBJECT}])
def test_without_number_or_proof_nothing_is_sealed(changes: dict[str, Any]) -> None:
    case = at(Step.SEAL, new_case(RE_REGISTRATION))
    case.check_sealable(NOON)
    assert (case.number, case.sim, case.offer_code) == (None, None, "")
    with pytest.raises(StepIncomplete):
        replace(case, **changes).check_sealable(NOON)


def test_the_way_back_of_a_number_leads_to_its_look_up() -> None:
    case = at(Step.READ_CARD, new_case(RE_REGISTRATION))
    assert _places_back(case) == [Step.PROOF_OF_USE, Step.LOOK_UP]
    assert case.step_back().subject == SUBJECT
    assert case.step_back().step_back().subject is None
    assert not LEAVING[Step.READ_CARD](case).can_step_back


@pytest.mark.parametrize("state", SubscriberState)
def test_another_sim_is_for_a_number_that_is_registered(state: SubscriberState) -> None:
    subject = Subject(SUBSCRIBER.phone_number, replace(SUBSCRIBER, state=state))
    case = new_case(SIM_REPLACEMENT)
    if state is SubscriberState.REGISTERED:
        assert case.look_up(subject).step is Step.READ_CARD
        return
    with pytest.raises(StepIncomplete):
        case.look_up(subject)


def test_a_replacement_holds_no_number_and_is_not_sealed_without_its_sim() -> None:
    case = at(Step.SEAL, new_case(SIM_REPLACEMENT))
    case.check_sealable(NOON)
    assert (case.number, case.offer_code, case.sim) == (None, "", SIM)
    assert case.phone_number == SUBSCRIBER.phone_number
    with pytest.raises(StepIncomplete):
        replace(case, sim=None).check_sealable(NOON)


def test_a_replacement_is_never_captured_and_its_sim_is_read_behind_the_answers() -> None:
    case = at(Step.VERIFICATION, new_case(SIM_REPLACEMENT))
    with pytest.raises(StepIncomplete):
        case.go_offline(NOON)
    with pytest.raises(IllegalCommand):
        case.take_sim(SIM, NOON)
    signing = at(Step.FORM, new_case(SIM_REPLACEMENT))
    assert signing.step_back().step is Step.NEW_SIM
    assert signing.step_back().sim is None
    assert not signing.step_back().can_step_back


def test_a_number_comes_along_with_its_carriers_code_only() -> None:
    case = new_case(PORT_IN)
    for proof in (None, PROOF, ProofOfUse(ProofMethod.AUTHORISATION_CODE)):
        with pytest.raises(StepIncomplete):
            case.authorise(replace(AUTHORISED, proof=proof))
    assert case.authorise(AUTHORISED).step is Step.READ_CARD
    assert case.authorise(AUTHORISED).step_back() == case


def test_a_port_in_holds_no_number_and_is_not_sealed_without_code_offer_and_sim() -> None:
    case = at(Step.SEAL, new_case(PORT_IN))
    case.check_sealable(NOON)
    assert (case.number, case.offer_code, case.sim) == (None, OFFER_CODE, SIM)
    assert case.phone_number == AUTHORISED.phone_number
    without_code = replace(AUTHORISED, proof=None)
    for changes in ({"sim": None}, {"offer_code": ""}, {"subject": without_code}):
        with pytest.raises(StepIncomplete):
            replace(case, **changes).check_sealable(NOON)


def test_a_port_in_is_never_captured_and_its_offer_is_chosen_behind_the_answers() -> None:
    case = at(Step.VERIFICATION, new_case(PORT_IN))
    with pytest.raises(StepIncomplete):
        case.go_offline(NOON)
    with pytest.raises(IllegalCommand):
        case.choose_offer(OFFER_CODE, SIM, NOON)
    chosen = at(Step.FORM, new_case(PORT_IN))
    assert chosen.step_back().step is Step.OFFER_AND_SIM
    assert (chosen.step_back().sim, chosen.step_back().offer_code) == (None, "")
    assert not chosen.step_back().can_step_back


@pytest.mark.parametrize("state", SubscriberState)
@pytest.mark.parametrize("is_flagged", [True, False])
def test_a_second_check_is_for_a_registered_number_that_is_flagged(
    state: SubscriberState, *, is_flagged: bool
) -> None:
    until = NOON if is_flagged else None  # in time or late
    known = replace(SUBSCRIBER, state=state, flagged_until=until)
    case = new_case(SECOND_REAL_PERSON_CHECK)
    if is_flagged and state is SubscriberState.REGISTERED:
        assert case.look_up(Subject(known.phone_number, known)).step is Step.READ_CARD
        return
    with pytest.raises(StepIncomplete):
        case.look_up(Subject(known.phone_number, known))


@pytest.mark.parametrize("kind", OutletKind)
@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_what_only_own_halls_do_is_done_nowhere_else(flow: Flow, kind: OutletKind) -> None:
    in_halls = (
        *(SECOND_REAL_PERSON_CHECK, TRANSFER, NEW_NUMBER_WITH_GUARDIAN, DISPUTED_NUMBER),
        *(UNIT_REGISTRATION, UNIT_USER, UNIT_USER_LATER, UNIT_ACTIVATION, UNIT_INDUSTRY_SIM),
        SPECIAL_DOCUMENT,
    )
    is_anywhere = flow not in in_halls
    assert flow.may_be_done_at(kind) is (is_anywhere or kind is OutletKind.OWN_HALL)


def test_a_flow_for_several_people_or_a_second_visit_is_never_captured_offline() -> None:
    for flow in FLOWS.values():
        assert flow.is_online_only or not (flow.completes or len(flow.parties) > 1)
        assert COMPLETED_BY.get(flow.name, flow).is_online_only or not flow.is_online_only
