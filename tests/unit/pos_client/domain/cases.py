"""Cases at each step, and what an honest customer, gateway and supervisor give them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pos_client.domain.case import Case
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.consent import Consent, Notice, Notices
from pos_client.domain.document import DocumentImage
from pos_client.domain.flow import Flow, PartyChecks, PartyRole, Stage, Step, stages_of
from pos_client.domain.flows import (
    DISPUTED_NUMBER,
    FLOWS,
    NEW_NUMBER,
    NEW_NUMBER_BY_TRUSTEE,
    NEW_NUMBER_WITH_GUARDIAN,
    PORT_IN,
    RE_REGISTRATION,
    SIM_REPLACEMENT,
    SPECIAL_DOCUMENT,
    UNIT_REGISTRATION,
)
from pos_client.domain.identity import Identity
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.own_number import OwnNumber
from pos_client.domain.policy import Completion
from pos_client.domain.review import Review
from pos_client.domain.sim import Sim, SimSource
from pos_client.domain.special_document import SpecialReason
from pos_client.domain.subject import (
    MissingPart,
    ProofMethod,
    ProofOfUse,
    Subject,
    Subscriber,
    SubscriberState,
)
from pos_client.domain.unit import Unit, UnitAsked, UnitUse
from pos_client.domain.unit_order import OrderCode, UnderOrder
from pos_client.domain.verdict import Check, Verdict
from pos_client.infrastructure.ids import new_id
from pos_client.testing import customer
from pos_client.testing.customer import iccid_of, signature_under
from tests import people
from tests.honest_cases import consent_to

NOON = people.NOON
FORM_SHA256 = bytes(range(32))
NUMBER = ChosenNumber("17055500188", NOON + timedelta(minutes=15), "hold")
SIM = Sim(iccid_of(1), SimSource.SCANNER)
OFFER_CODE = "OFFER-19"
KEPT_NUMBER = "17055500199"
UNIT = UnitAsked(Unit("91350100MA00DEM00M", "福州******有限公司", 200), UnitUse.STAFF, 3)
ORDER = UnderOrder(OrderCode(new_id(), "A" * 24), UNIT.unit.masked_name, UNIT.use)
RENEWED = people.RENEWED
PEOPLE = {
    PartyRole.OWNER: "mainland_han_20y",
    PartyRole.PRESENT_OWNER: "hmt_hongkong",
    PartyRole.GUARDIAN: "hmt_hongkong",
    PartyRole.TRUSTEE: "hmt_hongkong",
    PartyRole.HANDLING_AGENT: "mainland_han_20y",
    PartyRole.ACTUAL_USER: "mainland_han_20y",
    PartyRole.RESPONSIBLE_PERSON: "mainland_han_20y",
}
"""Whose card is laid in each role."""

_IN_PERSON = NEW_NUMBER.steps[: NEW_NUMBER.steps.index(Step.NUMBER_AND_SIM)]
_CHECKS = NEW_NUMBER.checks_of(PartyRole.OWNER)
TWO_PEOPLE = Flow(
    "two_people",
    (
        *stages_of(PartyRole.PRESENT_OWNER, *_IN_PERSON),
        *stages_of(PartyRole.OWNER, *_IN_PERSON, Step.NUMBER_AND_SIM),
        Stage(Step.FORM, PartyRole.PRESENT_OWNER),
        *stages_of(PartyRole.OWNER, Step.FORM, Step.SEAL),
    ),
    (
        PartyChecks(PartyRole.OWNER, _CHECKS),
        PartyChecks(PartyRole.PRESENT_OWNER, _CHECKS[:2]),
    ),
    is_online_only=True,
)
"""A flow in which both are read, photographed and verified, and both sign."""
ALL_FLOWS = {**FLOWS, TWO_PEOPLE.name: TWO_PEOPLE}
GOOD = {
    Check.ONLINE_VERIFICATION: "ID_MATCH",
    Check.FACE_MATCH: "FACE_SAME",
    Check.QUOTA: "QUOTA_OK",
    Check.SAME_CUSTOMER: "CUSTOMER_SAME",
    Check.PROOF_OF_USE: "USE_PROVEN",
    Check.OWNER: "OWNER_CONFIRMED",
    Check.DONOR: "DONOR_AGREES",
    Check.SPECIAL_DOCUMENT: "SPECIAL_REVIEW",
    Check.UNIT: "UNIT_CONFIRMED",
    Check.UNIT_ORDER: "UNIT_ORDER_OPEN",
}


def _notice(id_: str, *, may_be_declined: bool = False) -> Notice:
    return Notice(id_, "示例", "Sample", "示例。", "Sample.", may_be_declined=may_be_declined)


NOTICES = Notices(
    "test-1", (_notice("privacy"), _notice("no_resale"), _notice("face", may_be_declined=True))
)


def new_case(
    flow: Flow = NEW_NUMBER,
    completion: Completion = Completion.GATEWAY_COMPLETES,
    photo_attempts: int = 2,
) -> Case:
    return Case.begin(
        new_id(),
        flow,
        NOON,
        completion,
        photo_attempts=photo_attempts,
        subject=Subject(KEPT_NUMBER) if flow.activates else None,
        order=ORDER if flow.is_of_order else None,
    )


def read(case: Case, name: str = "", at: datetime = NOON) -> Case:
    """Lay the card of whoever is honest at this stage."""
    seen = people.evidence(name or PEOPLE[case.stage.role], at)
    return case.take_read(seen, Identity.derived_from(seen))


def reread(case: Case, name: str = "", at: datetime = NOON) -> Case:
    seen = people.evidence(name or PEOPLE[case.stage.role], at)
    return case.reread(seen, Identity.derived_from(seen))


def photo(jpeg: bytes = b"a face", at: datetime = NOON) -> LivePhoto:
    return LivePhoto(jpeg, at, "camera-1", "test camera", is_simulated=False)


def document_image(words: str = "", at: datetime = NOON) -> DocumentImage:
    """A page of a paper."""
    return replace(customer.document_image(at, words), is_simulated=False)


def brought(case: Case, at: datetime = NOON) -> Case:
    """The document that is asked for, in one image; of several types the first."""
    wanted = case.wanted_document
    chosen = case.choose_document(wanted.types[0], at) if len(wanted.types) > 1 else case
    return chosen.take_document_image(document_image(at=at), at).finish_document(at)


def verdict(case: Case, check: Check, code: str, at: datetime = NOON, **changes: Any) -> Verdict:
    """An answer for this case, its reads and its photo."""
    made = Verdict(
        check,
        code,
        case.id,
        tuple(each.id for each in case.party.evidence),
        at,
        at + timedelta(hours=2),
        "token",
        case.party.live_photo.sha256 if case.party.live_photo else b"",
    )
    return replace(made, **changes)


def verdicts(case: Case, at: datetime = NOON, **codes: str) -> tuple[Verdict, ...]:
    """Every check of the flow answered, and well where `codes` say nothing else."""
    return tuple(
        verdict(case, check, codes.get(check.value, GOOD[check]), at)
        for check in case.flow.checks_of(case.stage.role)
    )


def review(case: Case, at: datetime = NOON, **changes: Any) -> Review:
    """A supervisor's approval of everything open."""
    until = at + timedelta(hours=2)
    made = Review(case.id, "8021", case.party.codes_to_review, True, at, until, "token")
    looked_at = tuple(each.sha256 for each in case.party.verdicts)
    return replace(made, **({"verdicts": looked_at} | changes))


def agreed(case: Case, now: datetime = NOON, declined: tuple[str, ...] = ()) -> Consent:
    """What whoever is asked at this stage says to the notices."""
    asks_face = case.flow.matches_face(case.stage.role)
    return consent_to(NOTICES, now, declined=declined, matches_face=asks_face)


def sign_form(case: Case, now: datetime = NOON) -> Case:
    return case.sign_form(signature_under(FORM_SHA256, now), FORM_SHA256, now)


SUBSCRIBER = Subscriber("17055600001", SubscriberState.INCOMPLETE, (MissingPart.PHOTO,))
SUBJECT = Subject(SUBSCRIBER.phone_number, SUBSCRIBER)


def subject_for(flow: Flow) -> Subject:
    """A number as this flow is for one."""
    state = flow.takes[-1] if flow.takes else SUBSCRIBER.state
    missing = SUBSCRIBER.missing if state is SubscriberState.INCOMPLETE else ()
    until = NOON + timedelta(hours=20) if flow.is_for_flagged else None
    known = replace(SUBSCRIBER, state=state, missing=missing, flagged_until=until)
    return replace(SUBJECT, subscriber=known)


OWN_NUMBER = OwnNumber("own-1", "170****0007")
PROOF = ProofOfUse(ProofMethod.SCANNER, iccid_of(7))
AUTHORISED = Subject(
    "17155600001",
    proof=ProofOfUse(ProofMethod.AUTHORISATION_CODE, reference="port-1"),
    donor="示例联通",
)

# How each step is left by whoever does what it asks for.
LEAVING: dict[Step, Callable[[Case], Case]] = {
    Step.UNIT: lambda case: case.take_unit(UNIT),
    Step.LOOK_UP: lambda case: case.look_up(subject_for(case.flow)),
    Step.PROOF_OF_USE: lambda case: case.prove_use(PROOF),
    Step.AUTHORISATION: lambda case: case.authorise(AUTHORISED),
    Step.READ_CARD: read,
    Step.VISUAL_CHECK: lambda case: case.confirm_visual_check(NOON),
    Step.CONSENT: lambda case: case.give_consent(agreed(case), NOTICES, NOON),
    Step.LIVE_PHOTO: lambda case: case.take_photo(photo(), NOON),
    Step.VERIFICATION: lambda case: case.take_verdicts(verdicts(case), NOON),
    Step.REVIEW: lambda case: case.take_review(review(case), NOON),
    Step.NUMBER_AND_SIM: lambda case: case.choose_number(NUMBER, OFFER_CODE, SIM, NOON),
    Step.OFFER_AND_SIM: lambda case: case.choose_offer(OFFER_CODE, SIM, NOON),
    Step.NEW_SIM: lambda case: case.take_sim(SIM, NOON),
    Step.DOCUMENT: brought,
    Step.REASON: lambda case: case.choose_reason(SpecialReason.IN_SERVICE, NOON),
    Step.RELATION: lambda case: case.choose_relation(case.flow.relations[-1], NOON),
    Step.OWN_NUMBERS: lambda case: case.dispute(OWN_NUMBER, NOON),
    Step.FORM: sign_form,
}


ABOUT_A_NUMBER = (Step.LOOK_UP, Step.PROOF_OF_USE)


def at(step: Step, case: Case | None = None) -> Case:
    """A case that has come to this step; to the review by a quota that asks for one."""
    flows = {
        Step.UNIT: UNIT_REGISTRATION,
        Step.NEW_SIM: SIM_REPLACEMENT,
        Step.OWN_NUMBERS: DISPUTED_NUMBER,
        Step.RELATION: NEW_NUMBER_WITH_GUARDIAN,
        Step.DOCUMENT: NEW_NUMBER_BY_TRUSTEE,
        Step.REASON: SPECIAL_DOCUMENT,
        **dict.fromkeys(ABOUT_A_NUMBER, RE_REGISTRATION),
        **dict.fromkeys((Step.AUTHORISATION, Step.OFFER_AND_SIM), PORT_IN),
    }
    case = case or new_case(flows.get(step, NEW_NUMBER))
    while case.step is not step:
        if case.step is Step.VERIFICATION and step is Step.REVIEW:
            case = case.take_verdicts(verdicts(case, QUOTA="QUOTA_REVIEW"), NOON)
        else:
            case = LEAVING[case.step](case)
    return case
