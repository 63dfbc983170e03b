"""未成年人入网 over real HTTPS: ages, roles, relation and signatures are checked by the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from pos_client.domain.flow import PartyRole
from pos_client.domain.outlet import OutletKind
from pos_client.domain.relation import Relation
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_FACE_AGAIN
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import DECK
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import codes_of, outcome_of, verified

FLOW = "new_number_with_guardian"
MINOR, YOUTH, ADULT, OTHER = (
    "resident-child-15",
    "resident-youth-17",
    "resident-lin",
    "resident-wang",
)
OWN_HALL = replace(DEMO_OUTLET, kind=OutletKind.OWN_HALL)
OF_MINOR, OF_GUARDIAN = ["ID_MATCH", "QUOTA_OK"], ["ID_MATCH", "FACE_SAME"]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """An own hall in which nobody ever has too many numbers."""
    policy = SandboxPolicy(
        number_quota=1000,
        quota_review_from=1000,
        number_block=4,
        challenge_pool=3,
        controls=SAME_FACE_AGAIN,
    )
    folder = tmp_path_factory.mktemp("gateway")
    with RunningSandbox(folder, policy=policy, outlet=OWN_HALL) as sandbox:
        yield sandbox


class Two(NamedTuple):
    """Both people, read and judged; the case is the minor's."""

    case: CaseAtHand
    codes: tuple[list[str], list[str]]


def judged(device: TestDevice, minor: str = MINOR, guardian: str = ADULT) -> Two:
    case = device.open_case()
    case.flow, case.relation = FLOW, Relation.MOTHER
    device.read(case, DECK[minor].card())
    first = codes_of(device, case)
    other = device.join(case, PartyRole.GUARDIAN)
    device.read(other, DECK[guardian].card())
    second = codes_of(device, other)
    case.others = (other,)
    device.hold(case)
    return Two(case, (first, second))


def test_the_number_is_the_minors_and_counts_for_nobody_else(device: TestDevice) -> None:
    before = device.verify(verified(device, DECK[ADULT].card()))[-1]["facts"]["in_use"]
    two = judged(device)
    assert two.codes == (OF_MINOR, OF_GUARDIAN)
    frozen = device.registration(two.case)
    receipt = device.receipt(device.register(frozen))
    assert (receipt["outcome"], receipt["phone_number"]) == ("ACCEPTED", two.case.phone_number)
    assert device.receipt(device.register(frozen)) == receipt
    again = judged(device).case
    facts = device.verify(again)[-1]["facts"]
    assert (facts["in_use"], facts["nth"]) == (1, 2)
    after = device.verify(verified(device, DECK[ADULT].card()))[-1]["facts"]["in_use"]
    assert after == before


@pytest.mark.parametrize(
    ("minor", "guardian", "codes"),
    [
        ("resident-child-8", ADULT, (["UNDER_AGE"], OF_GUARDIAN)),
        (YOUTH, ADULT, (["GUARDIAN_NOT_NEEDED"], OF_GUARDIAN)),
        (OTHER, ADULT, (["GUARDIAN_NOT_NEEDED"], OF_GUARDIAN)),
        (MINOR, YOUTH, (OF_MINOR, ["REPRESENTATIVE_UNDER_AGE"])),
        (MINOR, "resident-unknown", (OF_MINOR, ["ID_NOT_FOUND"])),
    ],
)
def test_ages_and_register_are_judged_by_what_somebody_is_in_the_case(
    device: TestDevice, minor: str, guardian: str, codes: tuple[list[str], list[str]]
) -> None:
    two = judged(device, minor, guardian)
    assert two.codes == codes
    assert outcome_of(device, device.registration(two.case))[0] == "REJECTED"


def test_a_minor_without_a_guardian_gets_nothing_whatever_was_judged_with_one(
    device: TestDevice,
) -> None:
    two = judged(device)
    alone = replace(two.case, flow="new_number", others=(), relation=None)
    device.photograph(alone)
    device.agree(alone)
    assert outcome_of(device, device.registration(alone)) == ("REJECTED", "VERDICT_INVALID")


NOTHING: dict[str, Any] = {}
# What is done to the body, what to the guardian's part of it, and the code that stops it.
SPOILT: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "no relation": ({"relation": None}, NOTHING, "RELATION_MISSING"),
    "not the relation signed": ({"relation": Relation.FATHER}, NOTHING, "IDENTITY_MISMATCH"),
    "nobody acts": ({"parties": ()}, NOTHING, "IDENTITY_MISMATCH"),
    "minor signs not": ({"form_signature": None}, NOTHING, "FORM_NOT_SIGNED"),
    "guardian signs not": (NOTHING, {"form_signature": None}, "FORM_NOT_SIGNED"),
    "guardian without photo": (NOTHING, {"live_photo": None}, "PHOTO_INVALID"),
    "guardian without consent": (NOTHING, {"consent": None}, "CONSENT_MISSING"),
    "nobody agrees for the minor": ({"consent": None}, NOTHING, "CONSENT_MISSING"),
    "nobody saw the minor": ({"visual_check_at": None}, NOTHING, "IDENTITY_MISMATCH"),
    "guardian without verdicts": (NOTHING, {"verdicts": ()}, "VERDICT_INVALID"),
}


@pytest.mark.parametrize("how", SPOILT)
def test_each_of_them_gives_what_the_flow_asks(device: TestDevice, how: str) -> None:
    two, (of_body, of_guardian, code) = judged(device), SPOILT[how]
    body = device.body(two.case)
    (guardian,) = body.parties
    body = replace(body, **({"parties": (replace(guardian, **of_guardian),)} | of_body))
    assert outcome_of(device, device.sealed(two.case, body)) == ("REJECTED", code)


def test_no_photo_of_the_minor_is_taken_in(device: TestDevice) -> None:
    two = judged(device)
    body = device.body(two.case)
    body = replace(body, live_photo=body.parties[0].live_photo)
    sealed = device.sealed(two.case, body)
    assert outcome_of(device, sealed) == ("REJECTED", "IDENTITY_MISMATCH")


def test_the_answers_about_one_do_not_stand_for_the_other(device: TestDevice) -> None:
    two = judged(device)
    body = device.body(two.case)
    taken = (replace(body.parties[0], verdicts=body.verdicts),)
    sealed = device.sealed(two.case, replace(body, parties=taken))
    assert outcome_of(device, sealed) == ("REJECTED", "VERDICT_INVALID")


def test_nobody_is_the_guardian_of_themselves(device: TestDevice) -> None:
    two = judged(device, MINOR, MINOR)
    assert two.codes[1] == ["REPRESENTATIVE_UNDER_AGE"]
    assert outcome_of(device, device.registration(two.case)) == ("REJECTED", "SAME_PERSON")


def test_a_relation_belongs_to_no_other_flow(device: TestDevice) -> None:
    case = verified(device, DECK[OTHER].card())
    device.hold(case)
    body = replace(device.body(case), relation=Relation.FATHER)
    assert outcome_of(device, device.sealed(case, body)) == ("REJECTED", "RELATION_MISSING")
