"""Number, offer and SIM at the counter, and a configuration that changes under a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.application import commands
from pos_client.application.case_trouble import (
    HoldExpired,
    IdentityTyped,
    ScanUnknown,
    TermsChanged,
)
from pos_client.application.state import CasePhase
from pos_client.domain.flow import Step
from pos_client.domain.slip_code import Completing, slip_code
from pos_client.testing.customer import iccid_of, signature_under
from pos_client.testing.gateway_words import case_claims
from tests import people
from tests.unit.pos_client.application.at_work import (
    BEHIND_THE_READ,
    asked,
    at_work,
    configure,
)
from tests.unit.pos_client.application.rig import Rig
from tests.unit.pos_client.application.test_counter import body_of


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = at_work(tmp_path)
    yield made
    made.close()


def test_numbers_are_looked_for_early_and_held_late(rig: Rig) -> None:
    calls = asked(rig)
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    assert rig.case.numbers  # found while the customer read the notices
    rig.go_to(Step.NUMBER_AND_SIM)
    assert "hold_number" not in calls
    rig.go_to(Step.FORM)
    assert calls.index("hold_number") > calls.index("verify")


def test_a_number_that_was_found_early_may_be_gone(rig: Rig) -> None:
    rig.lay()
    rig.go_to(Step.NUMBER_AND_SIM)
    wanted = rig.case.chosen_number
    rig.gateway.numbers.remove(wanted)
    rig.ask(commands.TakeScan(iccid_of(1)))
    rig.ask(commands.ConfirmStep(Step.NUMBER_AND_SIM.value))
    assert rig.case.step is Step.NUMBER_AND_SIM
    assert rig.trouble
    assert wanted not in rig.case.numbers
    rig.finish()
    assert rig.case.phase is CasePhase.SAVED


def test_what_was_found_for_somebody_else_is_not_offered(rig: Rig) -> None:
    rig.lay()
    rig.go_to(Step.CONSENT)
    rig.workers.holds_questions = True
    rig.answer()  # numbers are being looked for
    rig.ask(commands.CancelCase())
    rig.gateway.is_reachable = True
    rig.do(lambda: rig.counter.change_line(replace(rig.state.gateway, is_reachable=False)))
    rig.lay("mainland_longterm_female")
    rig.go_to(Step.NUMBER_AND_SIM)
    leased = rig.case.numbers
    rig.workers.answer_all()
    rig.counter.publish()
    assert rig.case.is_offline
    assert rig.case.numbers == leased
    assert rig.case.chosen_number in leased


@pytest.mark.parametrize("step", [Step.FORM, Step.SEAL])
def test_a_hold_that_ends_leads_back_to_the_number(rig: Rig, step: Step) -> None:
    rig.lay()
    rig.clock.advance(timedelta(minutes=4))
    rig.go_to(step)
    until = rig.case.held_until
    assert until is not None
    rig.clock.advance(timedelta(minutes=10))
    rig.do(rig.counter.tick)
    rig.lay() if rig.case.phase is CasePhase.REREAD else None
    rig.clock.advance(until - rig.clock.now())
    rig.do(rig.counter.tick)
    if rig.case.phase is CasePhase.REREAD:
        rig.lay()
        rig.do(rig.counter.tick)
    assert (rig.case.step, rig.trouble) == (Step.NUMBER_AND_SIM, HoldExpired.code)
    assert rig.case.held_number == ""
    assert rig.case.chosen_number
    rig.finish()
    assert rig.case.phase is CasePhase.SAVED


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        (iccid_of(3), ""),
        (f"]C1{iccid_of(3)}", ""),
        (iccid_of(3).lower(), ""),
        ("F" * 20, "blank_card"),
        ("6901234567892", "prefix"),
        (people.raw_text()[122:158].decode("utf-16-le"), "prefix"),
    ],
)
def test_only_a_sim_is_taken_where_a_sim_is_asked_for(rig: Rig, text: str, refused: str) -> None:
    rig.lay()
    rig.go_to(Step.NUMBER_AND_SIM)
    rig.ask(commands.TakeScan(iccid_of(7)))
    rig.ask(commands.TakeScan(text))
    assert rig.case.choice is not None
    assert rig.case.choice.scan_refused == refused
    assert rig.case.choice.iccid == iccid_of(7 if refused else 3)


def test_what_is_scanned_at_the_wrong_time_changes_nothing(rig: Rig) -> None:
    slip = slip_code(Completing(rig.counter._tools.new_id(), "A" * 24))
    number = people.raw_text()[122:158].decode("utf-16-le")
    for text, told in ((number, IdentityTyped), (f"]Q1{number}", IdentityTyped)):
        rig.ask(commands.TakeScan(text))
        assert rig.trouble == told.code
    rig.lay()
    for step in (Step.VISUAL_CHECK, Step.CONSENT, Step.LIVE_PHOTO, Step.FORM, Step.SEAL):
        rig.go_to(step)
        before = rig.case
        for text in (iccid_of(3), slip, "6901234567892"):
            rig.ask(commands.TakeScan(text))
            assert rig.trouble == ScanUnknown.code
            assert rig.case == before


def test_a_slip_is_read_whatever_the_scanner_puts_in_front(rig: Rig) -> None:
    completing = Completing(rig.counter._tools.new_id(), "A" * 24)
    rig.gateway.await_return(completing)
    rig.ask(commands.TakeScan(f"]Q1{slip_code(completing).lower()}"))
    assert rig.state.returning is not None


def other_notices() -> dict[str, Any]:
    notices = case_claims()["notices"] | {"version": "test-2"}
    return case_claims(notices=notices)


@pytest.mark.parametrize("step", [Step.CONSENT, Step.LIVE_PHOTO, *BEHIND_THE_READ[4:]])
def test_no_form_is_signed_before_the_notices_in_force(rig: Rig, step: Step) -> None:
    rig.lay()
    rig.go_to(step)
    given = rig.customer.consent(rig.case) if step is Step.CONSENT else None
    configure(rig, case=other_notices())
    assert (rig.case.step, rig.trouble) == (Step.CONSENT, TermsChanged.code)
    assert len(rig.gateway.numbers) == 10
    if given is not None:  # it was under way when the texts changed
        rig.ask(given)
        assert rig.case.step is Step.CONSENT
    rig.finish()
    assert rig.case.phase is CasePhase.SAVED
    assert body_of(rig).consent.version == "test-2"


def test_texts_that_change_while_the_gateway_is_asked_lose_its_answer(rig: Rig) -> None:
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.workers.holds_questions = True
    rig.answer()
    configure(rig, case=other_notices())
    assert (rig.case.step, rig.case.phase) == (Step.CONSENT, CasePhase.OPEN)
    rig.workers.answer_all()
    rig.counter.publish()
    assert rig.case.step is Step.CONSENT
    assert rig.gateway.released == ["reservation-1"]


def test_without_another_photo_new_texts_end_the_case(tmp_path: Path) -> None:
    rig = at_work(tmp_path, case=case_claims(photo_attempts=1))
    rig.lay()
    rig.go_to(Step.NUMBER_AND_SIM)
    configure(rig, case=other_notices())
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "CONSENT_MISSING")
    rig.close()


@pytest.mark.parametrize("step", [Step.FORM, Step.SEAL])
def test_an_offer_that_is_gone_is_chosen_anew(rig: Rig, step: Step) -> None:
    rig.lay()
    rig.go_to(step)
    left = case_claims()["offers"][1:]
    configure(rig, case=case_claims(offers=left))
    assert (rig.case.step, rig.trouble) == (Step.NUMBER_AND_SIM, TermsChanged.code)
    rig.finish()
    assert body_of(rig).offer_code == left[0]["code"]


def test_a_form_that_changed_is_signed_again(rig: Rig) -> None:
    rig.lay()
    rig.go_to(Step.SEAL)
    outlet = rig.gateway.claims["outlet"] | {"agent_number": "TEST-AGENT-2"}
    configure(rig, outlet=outlet)
    assert (rig.case.step, rig.trouble) == (Step.FORM, TermsChanged.code)
    assert rig.case.held_number
    rig.finish()
    form = body_of(rig).form_signature
    assert form is not None


def test_a_signature_under_another_form_is_none(rig: Rig) -> None:
    rig.lay()
    rig.go_to(Step.FORM)
    assert rig.case.form is not None
    before = rig.case.form.form_sha256
    rig.ask(commands.StepBack())
    rig.ask(commands.ChooseOffer("OFFER-39"))
    rig.go_to(Step.FORM)
    assert rig.case.form is not None
    assert rig.case.form.form_sha256 != before
    rig.ask(commands.SignForm(signature_under(before, rig.clock.now())))
    assert (rig.case.step, rig.trouble) == (Step.FORM, "B-600")


def test_a_configuration_that_changes_nothing_of_it_leaves_a_case_alone(rig: Rig) -> None:
    rig.lay()
    for step in BEHIND_THE_READ:
        if step is Step.VERIFICATION:
            continue
        rig.go_to(step)
        before = rig.case
        configure(rig, heartbeat_s=45)
        assert (rig.case, rig.trouble) == (before, "")
