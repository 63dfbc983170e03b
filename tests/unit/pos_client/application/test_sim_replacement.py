"""补换卡: the number first, then the person whose it is, then the SIM that it gets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.api import ReaderInfo, SimRead
from drivers.hub import CardNews
from pos_client.application import commands
from pos_client.application.papers import paper_text
from pos_client.application.state import CasePhase, GatewayState
from pos_client.application.step_state import FlowState
from pos_client.application.subject_commands import BeginFlow, LookUpNumber
from pos_client.domain.flow import Step
from pos_client.domain.flows import SIM_REPLACEMENT
from pos_client.domain.outcome import Outcome
from pos_client.domain.subject import SubscriberState
from pos_client.domain.verdict import Check
from pos_client.testing.customer import iccid_of
from pos_client.testing.subscribers import REGISTERED
from tests.unit.pos_client.application.rig import Rig, body_of

NAME = SIM_REPLACEMENT.name
NUMBER = REGISTERED.phone_number
OLD, NEW = iccid_of(9007), iccid_of(41)
SLOT = ReaderInfo("pcsc:slot", "sim-slot", "1", "")
MONEY = ("套餐", "资费", "月费", "费用")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    made.subscribers.known = {OLD: REGISTERED}
    made.log_in()
    made.fill_pool()
    yield made
    made.close()


def looked_up(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(LookUpNumber(NUMBER))
    assert rig.case.step is Step.READ_CARD, rig.trouble


def asked_for_sim(rig: Rig) -> None:
    looked_up(rig)
    rig.lay()
    rig.go_to(Step.NEW_SIM)


def test_number_person_sim_and_form_are_sealed_and_nothing_is_sold_or_held(rig: Rig) -> None:
    asked_for_sim(rig)
    assert rig.case.numbers == ()
    rig.ask(commands.TakeScan(NEW))
    rig.ask(commands.ConfirmStep(Step.NEW_SIM.value))
    assert (rig.case.step, rig.case.seals_with_form) == (Step.FORM, True)
    assert rig.case.form is not None
    form = paper_text(rig.case.form.paper)
    assert {"补换卡", "新 SIM 卡"} <= {*form.words}
    assert not [word for word in form.words if any(each in word for each in MONEY)]
    rig.answer()
    assert rig.case.phase is CasePhase.SAVED
    body = body_of(rig)
    assert (body.flow, body.phone_number) == (NAME, NUMBER)
    assert (body.offer_code, body.hold_id, body.is_offline) == ("", "", False)
    assert body.sim is not None
    assert body.sim.iccid == NEW
    assert body.subject is not None
    assert body.subject.proof is None


def test_the_old_sim_names_the_number_and_is_not_taken_for_the_new_one(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(commands.TakeScan(OLD))
    assert rig.case.step is Step.READ_CARD
    rig.lay()
    rig.go_to(Step.NEW_SIM)
    rig.ask(commands.TakeScan(OLD))
    assert rig.case.choice is not None
    assert (rig.case.choice.iccid, rig.case.choice.scan_refused) == ("", "in_use")
    rig.do(lambda: rig.counter.take_reader_news(CardNews(SLOT, SimRead(OLD))))
    assert (rig.case.choice.iccid, rig.case.choice.slot_refused) == ("", "in_use")
    rig.ask(commands.ConfirmStep(Step.NEW_SIM.value))
    assert (rig.case.step, rig.trouble) == (Step.NEW_SIM, "B-608")
    rig.ask(commands.TakeScan(NEW))
    assert rig.case.choice.iccid == NEW


def test_a_new_sim_that_lies_in_its_slot_already_names_no_number_and_counts_later(rig: Rig) -> None:
    rig.do(lambda: rig.counter.take_reader_news(CardNews(SLOT, SimRead(NEW))))
    rig.ask(BeginFlow(NAME))
    assert (rig.case.step, rig.trouble) == (Step.LOOK_UP, "")
    rig.ask(LookUpNumber(NUMBER))
    rig.lay()
    rig.go_to(Step.NEW_SIM)
    assert rig.case.choice is not None
    assert rig.case.choice.iccid == NEW


@pytest.mark.parametrize("state", [each for each in SubscriberState if each.value != "REGISTERED"])
def test_a_number_that_is_not_registered_is_not_taken(rig: Rig, state: SubscriberState) -> None:
    rig.subscribers.known = {OLD: replace(REGISTERED, state=state)}
    rig.ask(BeginFlow(NAME))
    rig.ask(LookUpNumber(NUMBER))
    assert (rig.case.step, rig.trouble) == (Step.LOOK_UP, "B-618")
    assert "number_not_taken" in rig.audited()


def test_somebody_elses_number_gets_no_sim(rig: Rig) -> None:
    rig.gateway.verdict_codes[Check.OWNER] = "OWNER_DIFFERENT"
    looked_up(rig)
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "OWNER_DIFFERENT")
    assert rig.state.queue.pending == 0


@pytest.mark.parametrize("check", SIM_REPLACEMENT.checks_of(SIM_REPLACEMENT.lead))
def test_without_any_one_of_its_verdicts_it_goes_nowhere(rig: Rig, check: Check) -> None:
    looked_up(rig)
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.gateway.verdict_codes[check] = "SOMETHING_NEW"
    rig.answer()
    assert rig.case.phase is CasePhase.REFUSED


def test_without_the_gateway_it_is_refused_before_any_card_is_read(rig: Rig) -> None:
    rig.lose_gateway()
    assert FlowState(NAME, needs_network=True) in rig.state.flows
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-607")


def test_where_the_line_breaks_behind_the_key_no_number_is_taken_as_unknown(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.subscribers.is_reachable = False
    rig.ask(LookUpNumber(NUMBER))
    assert (rig.case.step, rig.trouble) == (Step.LOOK_UP, "B-618")
    rig.lose_gateway()
    rig.ask(LookUpNumber(NUMBER))
    assert (rig.case.step, rig.trouble) == (Step.LOOK_UP, "B-618")
    assert rig.state.trouble is not None
    assert dict(rig.state.trouble.facts)["reason"] == "away"


def test_where_the_line_breaks_at_the_verification_nothing_is_captured(rig: Rig) -> None:
    looked_up(rig)
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.gateway.is_reachable = False
    rig.answer()
    assert (rig.case.step, rig.case.is_offline, rig.trouble) == (Step.VERIFICATION, False, "B-607")
    rig.gateway.is_reachable = True
    rig.do(lambda: rig.counter.change_line(GatewayState(is_reachable=True)))
    rig.ask(commands.ConfirmStep(Step.VERIFICATION.value))
    assert rig.case.step is Step.NEW_SIM


def test_the_way_back_from_the_form_leads_to_the_sim(rig: Rig) -> None:
    asked_for_sim(rig)
    assert not rig.case.can_step_back
    rig.ask(commands.TakeScan(NEW))
    rig.ask(commands.ConfirmStep(Step.NEW_SIM.value))
    rig.ask(commands.StepBack())
    assert rig.case.step is Step.NEW_SIM
    other = iccid_of(42)
    rig.ask(commands.TakeScan(other))
    rig.ask(commands.ConfirmStep(Step.NEW_SIM.value))
    rig.answer()
    sim = body_of(rig).sim
    assert sim is not None
    assert sim.iccid == other


@pytest.mark.parametrize("is_delayed", [True, False])
def test_the_acceptance_says_when_the_new_sim_works(rig: Rig, *, is_delayed: bool) -> None:
    asked_for_sim(rig)
    rig.ask(commands.TakeScan(NEW))
    rig.ask(commands.ConfirmStep(Step.NEW_SIM.value))
    rig.answer()
    saved = rig.state.last_saved
    assert saved is not None
    until = rig.clock.now() + timedelta(hours=24) if is_delayed else None
    rig.decide(saved.id, Outcome.ACCEPTED, phone_number=NUMBER, sim_works_from=until)
    assert rig.state.last_saved is not None
    assert rig.state.last_saved.sim_works_from == until
    (accepted,) = rig.papers()
    words = paper_text(accepted).words
    assert {"补换卡", "新 SIM 卡"} <= {*words}
    assert ("新卡启用时间" in words) is is_delayed
    assert any("短信提醒" in word for word in words) is is_delayed
    rig.ask(commands.FinishCase())
    looked_up(rig)  # the next customer is there; now it is a paper of the queue
    (late,) = rig.papers(saved.id)
    assert ("新卡启用时间" in paper_text(late).words) is is_delayed
