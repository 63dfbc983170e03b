"""补登记: the number first, then its proof, then the person; nothing is sold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.api import ReaderInfo, SimRead
from drivers.hub import CardNews
from pos_client.application import commands
from pos_client.application.papers import paper_text
from pos_client.application.state import CasePhase
from pos_client.application.step_state import FlowState
from pos_client.application.subject_commands import (
    BeginFlow,
    LookUpNumber,
    ProveByCode,
    SendUsageCode,
)
from pos_client.domain.flow import Step
from pos_client.domain.flows import RE_REGISTRATION
from pos_client.domain.outcome import Outcome
from pos_client.domain.paper import PaperKind
from pos_client.domain.slip_code import Completing, slip_code
from pos_client.domain.subject import ProofMethod, SubscriberState, Suspension
from pos_client.domain.verdict import Check
from pos_client.testing.customer import iccid_of, signature_under
from pos_client.testing.gateway_words import case_claims
from pos_client.testing.subscribers import INCOMPLETE
from tests.unit.pos_client.application.rig import READER, Rig, body_of

NAME = RE_REGISTRATION.name
NUMBER = INCOMPLETE.phone_number
SIM_IN_USE = iccid_of(9001)
OFFLINE = {"completion": "GATEWAY_COMPLETES", "flows": ["new_number", NAME]}
MONEY = ("套餐", "资费", "月费", "元", "费用")


def at_work(folder: Path, **claims: object) -> Rig:
    rig = Rig(folder, **({"offline": OFFLINE} | claims))
    rig.log_in()
    rig.fill_pool()
    return rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = at_work(tmp_path)
    yield made
    made.close()


def asked_for_card(rig: Rig) -> None:
    """A number that was looked up and proven by its SIM."""
    rig.ask(BeginFlow(NAME))
    rig.ask(commands.TakeScan(SIM_IN_USE))
    assert rig.case.step is Step.READ_CARD, rig.trouble


def test_a_sim_names_the_number_and_proves_its_use_and_one_key_less_seals(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    assert rig.case.step is Step.LOOK_UP
    rig.ask(commands.TakeScan(SIM_IN_USE))
    subject = rig.case.subject
    assert subject is not None
    assert (subject.subscriber, rig.case.step) == (INCOMPLETE, Step.READ_CARD)
    rig.lay()
    rig.go_to(Step.FORM)
    assert rig.case.seals_with_form
    rig.answer()
    assert rig.case.phase is CasePhase.SAVED
    body = body_of(rig)
    assert (body.flow, body.phone_number, body.offer_code, body.sim) == (NAME, NUMBER, "", None)
    assert body.subject is not None
    assert body.subject.proof is not None
    assert body.subject.proof.iccid == SIM_IN_USE
    assert body.subject.subscriber is None  # what the gateway said it knows better itself


def test_the_keys_from_card_to_acceptance_are_six(rig: Rig) -> None:
    """Visual check, two for the ticks, consent, photo, form; strokes of a pen are no keys."""
    asked_for_card(rig)
    rig.lay()
    keys = {Step.VISUAL_CHECK: 1, Step.CONSENT: 3, Step.LIVE_PHOTO: 1, Step.FORM: 1}
    pressed = 0
    while rig.case.phase is not CasePhase.SAVED:
        pressed += keys[rig.case.step]
        rig.answer()
    assert pressed == 6


@pytest.mark.parametrize("method", [ProofMethod.SCANNER, ProofMethod.SMS_CODE])
def test_a_number_that_is_typed_is_proven_by_its_sim_or_by_a_code(
    rig: Rig, method: ProofMethod
) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(LookUpNumber(NUMBER))
    assert rig.case.step is Step.PROOF_OF_USE
    if method is ProofMethod.SCANNER:
        rig.ask(commands.TakeScan(iccid_of(9002)))
        assert (rig.trouble, rig.case.step) == ("B-618", Step.PROOF_OF_USE)
        rig.ask(commands.TakeScan(SIM_IN_USE))
    else:
        rig.ask(ProveByCode("000001"))  # none was sent
        rig.ask(SendUsageCode())
        rig.ask(ProveByCode("999999"))
        assert (rig.trouble, rig.case.step) == ("B-618", Step.PROOF_OF_USE)
        rig.ask(ProveByCode(rig.subscribers.codes[NUMBER]))
    assert rig.case.step is Step.READ_CARD
    assert rig.case.subject is not None
    assert rig.case.subject.proof is not None
    assert rig.case.subject.proof.method is method


def test_no_code_is_sent_where_none_arrives(rig: Rig) -> None:
    deaf = replace(INCOMPLETE, suspension=Suspension.SUSPENDED_BOTH_WAYS)
    rig.subscribers.known = {SIM_IN_USE: deaf}
    rig.ask(BeginFlow(NAME))
    rig.ask(LookUpNumber(NUMBER))
    assert rig.case.proof is not None
    assert not rig.case.proof.may_send_code
    rig.ask(SendUsageCode())
    assert (rig.trouble, rig.subscribers.codes) == ("B-618", {})


@pytest.mark.parametrize("state", [SubscriberState.REGISTERED, SubscriberState.TERMINATED])
def test_a_number_that_needs_nothing_is_not_taken(rig: Rig, state: SubscriberState) -> None:
    rig.subscribers.known = {SIM_IN_USE: replace(INCOMPLETE, state=state)}
    rig.ask(BeginFlow(NAME))
    rig.ask(commands.TakeScan(SIM_IN_USE))
    assert (rig.case.step, rig.trouble) == (Step.LOOK_UP, "B-618")
    assert "number_not_taken" in rig.audited()


@pytest.mark.parametrize("typed", ["", "1705560", "2" * 11, "17055600099"])
def test_what_is_no_number_of_this_carrier_leads_nowhere(rig: Rig, typed: str) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(LookUpNumber(typed))
    assert (rig.case.step, rig.trouble) == (Step.LOOK_UP, "B-618")


def test_a_card_before_number_and_proof_is_not_read(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.lay()
    assert (rig.case.step, rig.trouble) == (Step.LOOK_UP, "B-618")
    assert rig.case.masked_name == ""
    assert "card_read" not in rig.audited()
    rig.ask(commands.TakeScan(SIM_IN_USE))
    rig.lay()
    assert rig.case.step is Step.VISUAL_CHECK


def test_somebody_elses_number_leads_to_the_transfer(rig: Rig) -> None:
    rig.gateway.verdict_codes[Check.OWNER] = "OWNER_DIFFERENT"
    asked_for_card(rig)
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "OWNER_DIFFERENT")
    assert rig.state.queue.pending == 0


@pytest.mark.parametrize("check", RE_REGISTRATION.checks_of(RE_REGISTRATION.lead))
def test_without_any_one_of_its_verdicts_it_goes_nowhere(rig: Rig, check: Check) -> None:
    asked_for_card(rig)
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    codes = {each: rig.gateway.verdict_codes.get(each, "") for each in Check}
    rig.gateway.verdict_codes = {each: code for each, code in codes.items() if code}
    rig.gateway.verdict_codes[check] = "SOMETHING_NEW"
    rig.answer()
    assert rig.case.phase is CasePhase.REFUSED


def test_captured_offline_the_state_is_unknown_and_said_so(rig: Rig) -> None:
    rig.lose_gateway()
    rig.subscribers.is_reachable = False
    assert FlowState(NAME) in rig.state.flows
    rig.ask(BeginFlow(NAME))
    rig.ask(commands.TakeScan(SIM_IN_USE))
    assert rig.case.step is Step.LOOK_UP  # a SIM alone names no number without the gateway
    rig.ask(LookUpNumber(NUMBER))
    assert rig.case.step is Step.READ_CARD
    assert rig.case.subject is not None
    assert rig.case.subject.subscriber is None
    rig.lay()
    rig.finish()
    body = body_of(rig)
    assert (body.is_offline, body.phone_number) == (True, NUMBER)
    assert body.subject is not None
    assert body.subject.proof is not None
    (slip,) = rig.papers()
    text = paper_text(slip)
    assert "停机状态以核验后为准" in "".join(text.banner)
    assert not [word for word in text.words if any(each in word for each in MONEY)]


def test_a_number_typed_while_the_line_breaks_is_taken_as_unknown(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.subscribers.is_reachable = False
    rig.ask(LookUpNumber(NUMBER))
    assert rig.case.step is Step.PROOF_OF_USE
    assert rig.case.proof is not None
    assert not rig.case.proof.may_send_code


def test_where_the_customer_returns_the_second_visit_begins_with_the_number(
    tmp_path: Path,
) -> None:
    rig = at_work(tmp_path, offline=OFFLINE | {"completion": "CUSTOMER_RETURNS"})
    rig.lose_gateway()
    rig.subscribers.is_reachable = False
    rig.ask(BeginFlow(NAME))
    rig.ask(LookUpNumber(NUMBER))
    rig.ask(commands.TakeScan(SIM_IN_USE))
    rig.lay()
    rig.finish()
    body = body_of(rig)
    assert (body.phone_number, body.form_signature) == ("", None)
    assert body.subject is not None
    assert body.subject.phone_number == NUMBER
    rig.ask(commands.FinishCase())
    rig.gateway.is_reachable = rig.subscribers.is_reachable = True
    from pos_client.application.state import GatewayState

    rig.do(lambda: rig.counter.change_line(GatewayState(is_reachable=True)))
    slip = Completing(rig.tools.new_id(), "A" * 24)
    rig.gateway.await_return(slip, flow="await_re_registration")
    rig.ask(commands.TakeScan(slip_code(slip)))
    assert (rig.case.flow, rig.case.step) == ("await_re_registration", Step.LOOK_UP)
    rig.ask(commands.TakeScan(SIM_IN_USE))
    rig.lay()
    rig.go_to(Step.FORM)
    rig.answer()
    assert body_of(rig).completes == slip
    rig.close()


def test_a_flow_that_is_closed_offline_is_refused_before_the_card(tmp_path: Path) -> None:
    rig = at_work(tmp_path, offline=OFFLINE | {"flows": ["new_number"]})
    rig.lose_gateway()
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-601")
    rig.close()


@pytest.mark.parametrize("name", ["await_customer", "await_re_registration", "no_such_flow"])
def test_no_key_begins_what_only_a_slip_does(rig: Rig, name: str) -> None:
    rig.ask(BeginFlow(name))
    assert (rig.state.case, rig.trouble) == (None, "B-617")


def test_an_outlet_does_what_the_carrier_lets_it(tmp_path: Path) -> None:
    rig = at_work(
        tmp_path,
        case=case_claims(flows=["new_number", "await_customer"]),
        offline={"completion": "GATEWAY_COMPLETES"},
    )
    assert rig.state.flows == ()
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-617")
    rig.close()


def test_at_the_desk_a_sim_begins_the_case_and_a_card_alone_does_not(tmp_path: Path) -> None:
    rig = at_work(tmp_path, case=case_claims(first_flow=NAME))
    assert [each.name for each in rig.state.flows][:2] == ["new_number", NAME]
    rig.lay()
    assert (rig.state.case, rig.trouble) == (None, "B-618")
    rig.ask(commands.TakeScan(SIM_IN_USE))
    assert rig.case.step is Step.READ_CARD
    rig.ask(commands.CancelCase())
    slot = ReaderInfo("pcsc:slot", "sim-slot", "1", "")
    rig.do(lambda: rig.counter.take_reader_news(CardNews(slot, SimRead(SIM_IN_USE))))
    assert rig.case.step is Step.READ_CARD
    rig.ask(commands.CancelCase())
    rig.ask(BeginFlow("new_number"))
    assert rig.case.step is Step.READ_CARD
    rig.lay(info=READER)
    assert (rig.case.flow, rig.case.step) == ("new_number", Step.VISUAL_CHECK)
    rig.close()


def test_the_way_back_leads_to_the_number_and_a_key_of_another_step_is_audited(rig: Rig) -> None:
    asked_for_card(rig)
    for command in (LookUpNumber(NUMBER), SendUsageCode(), ProveByCode("000001")):
        before = rig.case
        rig.ask(command)
        assert rig.case == before
    assert rig.audited().count("illegal_command") == 3
    rig.ask(commands.StepBack())
    assert rig.case.step is Step.PROOF_OF_USE
    rig.ask(commands.StepBack())
    assert (rig.case.step, rig.case.subject) == (Step.LOOK_UP, None)
    rig.ask(BeginFlow(NAME))
    assert rig.audited().count("illegal_command") == 4


def test_no_paper_names_a_tariff_and_the_acceptance_says_what_was_ordered(rig: Rig) -> None:
    asked_for_card(rig)
    rig.lay()
    rig.go_to(Step.FORM)
    assert rig.case.form is not None
    rig.ask(commands.SignForm(signature_under(rig.case.form.form_sha256, rig.clock.now())))
    saved = rig.state.last_saved
    assert saved is not None
    forms = [paper_text(each) for each in rig.papers()]
    receipt = rig.decide(saved.id, Outcome.ACCEPTED, phone_number=NUMBER, is_restored=True)
    assert receipt.is_restored
    (accepted,) = rig.papers()
    assert accepted.kind is PaperKind.ACCEPTANCE_FORM
    told = paper_text(accepted)
    assert "已随受理下达" in told.words
    for text in (*forms, told):
        assert "补登记" in text.words
        assert not [word for word in text.words if any(each in word for each in MONEY)]
