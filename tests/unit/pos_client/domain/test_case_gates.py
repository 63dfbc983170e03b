"""No path of a case leads to the seal past a gate, and no command is taken out of its step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import settings

from pos_client.domain.case import Case
from pos_client.domain.case_commands import LEGAL_AT, Command
from pos_client.domain.case_errors import IllegalCommand
from pos_client.domain.document import LetterType
from pos_client.domain.flow import Mode, Step
from pos_client.domain.relation import Relation
from pos_client.domain.special_document import SpecialReason
from tests.honest_cases import consent_to
from tests.unit.pos_client.domain.any_case import AnyCase
from tests.unit.pos_client.domain.cases import (
    AUTHORISED,
    NOON,
    NOTICES,
    NUMBER,
    OFFER_CODE,
    OWN_NUMBER,
    PROOF,
    SIM,
    SUBJECT,
    UNIT,
    at,
    document_image,
    photo,
    read,
    reread,
    review,
    sign_form,
    verdicts,
)

LETTER = LetterType.AUTHORISATION_LETTER
AnyCase.TestCase.settings = settings(max_examples=200, stateful_step_count=50)
AnyCase.TestCase.pytestmark = [pytest.mark.timeout(400)]  # every flow, on a busy machine too
TestNoPathLeadsPastAGate = AnyCase.TestCase

# Each command as whoever is honest gives it: nothing but its place is wrong.
GIVEN: dict[Command, Callable[[Case], object]] = {
    Command.TAKE_UNIT: lambda case: case.take_unit(UNIT),
    Command.LOOK_UP: lambda case: case.look_up(SUBJECT),
    Command.PROVE_USE: lambda case: case.prove_use(PROOF),
    Command.AUTHORISE: lambda case: case.authorise(AUTHORISED),
    Command.TAKE_READ: read,
    Command.REREAD: reread,
    Command.CONFIRM_VISUAL_CHECK: lambda case: case.confirm_visual_check(NOON),
    Command.GIVE_CONSENT: lambda case: case.give_consent(consent_to(NOTICES, NOON), NOTICES, NOON),
    Command.TAKE_PHOTO: lambda case: case.take_photo(photo(), NOON),
    Command.TAKE_VERDICTS: lambda case: case.take_verdicts(verdicts(case), NOON),
    Command.GO_OFFLINE: lambda case: case.go_offline(NOON),
    Command.TAKE_REVIEW: lambda case: case.take_review(review(case), NOON),
    Command.CHOOSE_NUMBER: lambda case: case.choose_number(NUMBER, OFFER_CODE, SIM, NOON),
    Command.CHOOSE_OFFER: lambda case: case.choose_offer(OFFER_CODE, SIM, NOON),
    Command.CHOOSE_REASON: lambda case: case.choose_reason(SpecialReason.IN_SERVICE, NOON),
    Command.CHOOSE_DOCUMENT: lambda case: case.choose_document(LETTER, NOON),
    Command.TAKE_DOCUMENT_IMAGE: lambda case: case.take_document_image(document_image(), NOON),
    Command.DROP_DOCUMENT_IMAGE: lambda case: case.drop_document_image(1, NOON),
    Command.FINISH_DOCUMENT: lambda case: (
        case.take_document_image(document_image(), NOON) if case.step is Step.DOCUMENT else case
    ).finish_document(NOON),
    Command.CHOOSE_RELATION: lambda case: case.choose_relation(Relation.FATHER, NOON),
    Command.TAKE_SIM: lambda case: case.take_sim(SIM, NOON),
    Command.DISPUTE_NUMBER: lambda case: case.dispute(OWN_NUMBER, NOON),
    Command.SIGN_FORM: sign_form,
    Command.SEAL: lambda case: case.check_sealable(NOON),
    Command.SET_CONTACT_NUMBER: lambda case: replace(case, mode=Mode.OFFLINE).with_contact_number(
        "17055500199"
    ),
}
EVERYWHERE = [(command, step) for command in GIVEN for step in Step]


def test_every_command_is_in_the_table() -> None:
    assert set(LEGAL_AT) == set(Command) == set(GIVEN)


@pytest.mark.parametrize(("command", "step"), EVERYWHERE)
def test_a_command_is_legal_at_its_step_and_nowhere_else(command: Command, step: Step) -> None:
    case = at(step)
    if step in LEGAL_AT[command]:
        GIVEN[command](case)
        return
    with pytest.raises(IllegalCommand) as refused:
        GIVEN[command](case)
    assert (refused.value.command, refused.value.step) == (command, step)


@pytest.mark.parametrize("step", LEGAL_AT[Command.REREAD])
def test_the_card_laid_again_moves_a_case_nowhere(step: Step) -> None:
    case = at(step)
    again = reread(case)
    assert again.step is step
    assert len(again.party.evidence) == len(case.party.evidence) + 1
