"""Commands out of order, the way back, and the next customer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from pos_client.application import commands, review_commands
from pos_client.application.case_trouble import NoNumberLeft
from pos_client.application.state import CasePhase
from pos_client.application.trouble import ReadRefused
from pos_client.domain.flow import Step
from pos_client.domain.outcome import Receipt
from pos_client.testing.customer import signature_under
from tests.unit.pos_client.application.at_work import BEHIND_THE_READ, at_work, configure
from tests.unit.pos_client.application.rig import Rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = at_work(tmp_path)
    yield made
    made.close()


def every_answer(rig: Rig) -> dict[Step, list[commands.CounterCommand]]:
    """What belongs to each step, as whoever is honest gives it."""
    now = rig.clock.now()
    ink = signature_under(bytes(32), now)
    photo = rig.customer.photo(rig.case)
    return {
        Step.VISUAL_CHECK: [
            commands.ConfirmStep(Step.VISUAL_CHECK.value),
            commands.RefuseVisualCheck(),
        ],
        Step.CONSENT: [commands.GiveConsent(("privacy",), (), ink)],
        Step.LIVE_PHOTO: [photo],
        Step.VERIFICATION: [
            commands.ConfirmStep(Step.VERIFICATION.value),
            commands.RetryVerification(),
        ],
        Step.REVIEW: [review_commands.DecideReview("8021", "demo-8021")],
        Step.NUMBER_AND_SIM: [
            commands.ConfirmStep(Step.NUMBER_AND_SIM.value),
            commands.ChooseNumber("17055500011"),
            commands.ChooseOffer("OFFER-39"),
            commands.FindNumbers("88"),
        ],
        Step.FORM: [commands.SignForm(ink)],
        Step.SEAL: [commands.ConfirmStep(Step.SEAL.value), commands.SetContactNumber("1")],
    }


@pytest.mark.parametrize("step", BEHIND_THE_READ)
def test_a_command_of_another_step_does_nothing_and_is_audited_once(rig: Rig, step: Step) -> None:
    rig.lay()
    if step is Step.VERIFICATION:
        rig.go_to(Step.LIVE_PHOTO)
        rig.gateway.troubles.append(ReadRefused())
        rig.answer()
        rig.ask(commands.DismissTrouble())
    else:
        rig.go_to(step)
    strange: list[commands.CounterCommand] = [
        commands.ConfirmStep("NO_SUCH_STEP"),
        commands.ConfirmStep(Step.CONSENT.value),
        commands.FinishCase(),
    ]
    others = [
        each for place, given in every_answer(rig).items() for each in given if place is not step
    ]
    before, told = rig.case, len(rig.audited())
    for command in (*others, *strange):
        heard = rig.audited().count("illegal_command")
        rig.ask(command)
        assert rig.case == before, command
        is_known = command in (commands.RetryVerification(), strange[1])  # as one before it
        assert rig.audited().count("illegal_command") == heard + (not is_known), command
    assert set(rig.audited()[told:]) == {"illegal_command"}
    for command in (*others, *strange):  # a key that is pressed on and on
        rig.ask(command)
    assert len(rig.audited()) == told + len(others) + len(strange) - 1 - (
        step is not Step.VERIFICATION
    )


@pytest.mark.parametrize(
    ("step", "command", "told"),
    [
        (Step.NUMBER_AND_SIM, commands.StepBack(), "STEP_BACK"),
        (Step.NUMBER_AND_SIM, commands.ChooseNumber("13900000000"), "MARK_NUMBER"),
        (Step.NUMBER_AND_SIM, commands.ChooseOffer("NOT-OFFERED"), "MARK_OFFER"),
        (Step.SEAL, commands.SetContactNumber("17055500199"), "SET_CONTACT_NUMBER"),
    ],
)
def test_what_the_step_does_not_offer_does_nothing_and_is_audited(
    rig: Rig, step: Step, command: commands.CounterCommand, told: str
) -> None:
    """Behind the verdicts no way leads back, and online nobody has to be called later."""
    rig.lay()
    rig.go_to(step)
    before, shown = rig.case, rig.counter.state.case
    rig.ask(command)
    rig.ask(command)  # a key that is pressed on
    assert (rig.case, shown is not None) == (before, True)
    event = rig.store.audit_behind(0, 1000)[-1].event
    assert (event.kind, event.details["command"]) == ("illegal_command", told)
    assert rig.audited().count("illegal_command") == 1


def test_what_is_asked_with_nobody_there_is_audited_too(rig: Rig) -> None:
    rig.ask(commands.SignForm(signature_under(bytes(32), rig.clock.now())))
    rig.ask(commands.ConfirmStep(Step.SEAL.value))
    rig.ask(commands.ConfirmStep(Step.SEAL.value))
    assert rig.audited().count("illegal_command") == 2
    events = [entry.event for entry in rig.store.audit_behind(0, 1000)]
    assert events[-1].details == {"command": "SEAL", "step": "NONE"}


def test_a_key_that_came_while_an_answer_was_awaited_is_merely_early(rig: Rig) -> None:
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.workers.holds_questions = True
    rig.answer()
    rig.ask(commands.ConfirmStep(Step.VERIFICATION.value))
    assert "illegal_command" not in rig.audited()
    rig.workers.answer_all()


def test_esc_goes_exactly_one_step_back(rig: Rig) -> None:
    rig.lay()
    ways = {
        Step.VISUAL_CHECK: Step.VISUAL_CHECK,  # before it there is only the card
        Step.CONSENT: Step.VISUAL_CHECK,
        Step.LIVE_PHOTO: Step.CONSENT,
        Step.NUMBER_AND_SIM: Step.NUMBER_AND_SIM,  # an answer is not taken back
        Step.FORM: Step.NUMBER_AND_SIM,
        Step.SEAL: Step.FORM,
    }
    for step, back in ways.items():
        rig.go_to(step)
        assert rig.case.can_step_back is (back is not step)
        rig.ask(commands.StepBack())
        assert rig.case.step is back
    assert rig.gateway.numbers  # and holds nobody needs have gone back
    rig.ask(commands.CancelCase())
    assert len(rig.gateway.numbers) == 10


def accepted(rig: Rig, registration_id: UUID) -> Receipt:
    return rig.gateway.words.receipt(
        registration_id, "device-1", bytes(32), rig.clock.now(), phone_number="17055500000"
    )


def test_a_late_receipt_does_not_disturb_the_next_customer(rig: Rig) -> None:
    rig.lay()
    rig.finish()
    assert rig.case.phase is CasePhase.SAVED
    first = rig.state.last_saved
    assert first is not None
    rig.lay("mainland_longterm_female")  # nobody pressed a key
    for step in BEHIND_THE_READ:
        if step is Step.VERIFICATION:
            continue
        rig.customer.sim_number = 2
        rig.go_to(step)
        before = rig.case
        rig.do(partial(rig.counter.note_receipt, accepted(rig, first.id)))
        assert rig.case == before
        assert rig.trouble == ""
    assert rig.state.last_saved is not None
    assert (rig.state.last_saved.id, rig.state.last_saved.outcome) == (first.id, "ACCEPTED")
    rig.finish()
    assert rig.state.last_saved.id != first.id


def test_a_number_of_the_block_that_is_gone_is_chosen_anew(rig: Rig) -> None:
    rig.lose_gateway()
    rig.lay()
    rig.go_to(Step.SEAL)
    left = [
        each
        for each in rig.gateway.claims["number_block"]
        if each["phone_number"] != rig.case.held_number
    ]
    configure(rig, number_block=left)
    rig.answer()
    assert (rig.case.step, rig.trouble) == (Step.NUMBER_AND_SIM, NoNumberLeft.code)
