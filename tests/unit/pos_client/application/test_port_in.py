"""携号转网: the number with its carrier's code, then its person, then offer and SIM."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.api import ReaderInfo, SimRead
from drivers.hub import CardNews
from pos_client.application import commands
from pos_client.application.papers import paper_text
from pos_client.application.state import CasePhase, GatewayState
from pos_client.application.step_state import FlowState
from pos_client.application.subject_commands import AuthorisePortIn, BeginFlow
from pos_client.domain.flow import Step
from pos_client.domain.flows import PORT_IN
from pos_client.domain.outcome import Outcome
from pos_client.domain.paper import CLAIMS
from pos_client.domain.subject import ProofMethod
from pos_client.domain.verdict import Check
from pos_client.testing.customer import iccid_of
from pos_client.testing.gateway_words import case_claims
from pos_client.testing.subscribers import DONOR, DONOR_CODE, INCOMPLETE, PORTED
from tests.unit.pos_client.application.at_work import configure
from tests.unit.pos_client.application.rig import Rig, body_of

NAME = PORT_IN.name
NEW = iccid_of(41)
SLOT = ReaderInfo("pcsc:slot", "sim-slot", "1", "")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    made.log_in()
    made.fill_pool()
    yield made
    made.close()


def authorised(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(AuthorisePortIn(PORTED, DONOR_CODE))
    assert rig.case.step is Step.READ_CARD, rig.trouble


def asked_for_offer(rig: Rig) -> None:
    authorised(rig)
    rig.lay()
    rig.go_to(Step.OFFER_AND_SIM)


def chosen(rig: Rig) -> None:
    asked_for_offer(rig)
    rig.ask(commands.TakeScan(NEW))
    rig.ask(commands.ConfirmStep(Step.OFFER_AND_SIM.value))
    assert rig.case.step is Step.FORM


def reason(rig: Rig) -> str:
    assert rig.state.trouble is not None
    return dict(rig.state.trouble.facts)["reason"]


def test_number_person_offer_and_sim_are_sealed_and_no_number_is_searched_or_held(rig: Rig) -> None:
    asked_for_offer(rig)
    assert rig.case.subject is not None
    assert (rig.case.subject.donor, rig.case.numbers, rig.case.held_number) == (DONOR, (), "")
    assert rig.case.choice is not None
    other = rig.case.choice.offers[-1].code
    rig.ask(commands.ChooseOffer(other))
    rig.ask(commands.TakeScan(NEW))
    rig.ask(commands.ConfirmStep(Step.OFFER_AND_SIM.value))
    assert (rig.case.step, rig.case.seals_with_form) == (Step.FORM, True)
    rig.answer()
    assert rig.case.phase is CasePhase.SAVED
    body = body_of(rig)
    assert (body.flow, body.phone_number, body.offer_code) == (NAME, PORTED, other)
    assert (body.hold_id, body.is_offline) == ("", False)
    assert body.sim is not None
    assert body.sim.iccid == NEW
    assert body.subject is not None
    assert body.subject.proof is not None
    assert body.subject.proof.method is ProofMethod.AUTHORISATION_CODE
    assert body.subject.proof.reference.startswith("port-")
    assert DONOR_CODE.encode() not in body.to_bytes(), "the code itself goes no further"


@pytest.mark.parametrize(
    ("number", "code", "why"),
    [
        ("1715560", DONOR_CODE, "number"),
        (PORTED, "0000", "code"),
        (PORTED, "", "number"),
        ("17155699999", DONOR_CODE, "nobodys"),
        (INCOMPLETE.phone_number, DONOR_CODE, "ours"),
    ],
)
def test_without_a_number_and_its_code_no_card_is_asked_for(
    rig: Rig, number: str, code: str, why: str
) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(AuthorisePortIn(number, code))
    assert (rig.case.step, rig.trouble, reason(rig)) == (Step.AUTHORISATION, "B-625", why)
    rig.lay()
    assert (rig.case.step, rig.trouble) == (Step.AUTHORISATION, "B-618")
    assert reason(rig) == "before_card"
    rig.ask(AuthorisePortIn(PORTED, DONOR_CODE))
    assert rig.case.step is Step.READ_CARD


def test_no_code_is_written_down(rig: Rig) -> None:
    authorised(rig)
    assert "number_authorised" in rig.audited()
    assert DONOR_CODE not in str(rig.state)
    assert DONOR_CODE not in repr(AuthorisePortIn(PORTED, DONOR_CODE))


def test_a_new_sim_that_lies_in_its_slot_already_waits_for_its_step(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.do(lambda: rig.counter.take_reader_news(CardNews(SLOT, SimRead(NEW))))
    assert (rig.case.step, rig.trouble) == (Step.AUTHORISATION, "")
    rig.ask(AuthorisePortIn(PORTED, DONOR_CODE))
    rig.lay()
    rig.go_to(Step.OFFER_AND_SIM)
    assert rig.case.choice is not None
    assert rig.case.choice.iccid == NEW
    rig.ask(commands.ConfirmStep(Step.OFFER_AND_SIM.value))
    rig.answer()
    assert rig.case.phase is CasePhase.SAVED
    asked_for_offer(rig)  # by the next customer, while it lies there still
    assert rig.case.choice is not None
    assert rig.case.choice.iccid == ""


def test_nothing_goes_on_without_a_sim(rig: Rig) -> None:
    asked_for_offer(rig)
    rig.ask(commands.ConfirmStep(Step.OFFER_AND_SIM.value))
    assert (rig.case.step, rig.trouble) == (Step.OFFER_AND_SIM, "B-608")


def test_a_refusal_of_the_donor_ends_it_and_gives_the_slot_back(rig: Rig) -> None:
    rig.gateway.verdict_codes[Check.DONOR] = "DONOR_CONTRACT"
    authorised(rig)
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "DONOR_CONTRACT")
    assert rig.state.queue.pending == 0
    quota = rig.gateway.facts[Check.QUOTA]
    assert rig.gateway.released == [quota["reservation_id"]]


@pytest.mark.parametrize("check", PORT_IN.checks_of(PORT_IN.lead))
def test_without_any_one_of_its_verdicts_it_goes_nowhere(rig: Rig, check: Check) -> None:
    authorised(rig)
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


def test_where_the_line_breaks_behind_the_key_no_number_is_taken(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.subscribers.is_reachable = False
    rig.ask(AuthorisePortIn(PORTED, DONOR_CODE))
    assert (rig.case.step, rig.trouble, reason(rig)) == (Step.AUTHORISATION, "B-625", "away")
    rig.lose_gateway()
    rig.ask(AuthorisePortIn(PORTED, DONOR_CODE))
    assert (rig.case.step, rig.trouble, reason(rig)) == (Step.AUTHORISATION, "B-625", "away")


def test_where_the_line_breaks_at_the_verification_nothing_is_captured(rig: Rig) -> None:
    authorised(rig)
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.gateway.is_reachable = False
    rig.answer()
    assert (rig.case.step, rig.case.is_offline, rig.trouble) == (Step.VERIFICATION, False, "B-607")
    rig.gateway.is_reachable = True
    rig.do(lambda: rig.counter.change_line(GatewayState(is_reachable=True)))
    rig.ask(commands.ConfirmStep(Step.VERIFICATION.value))
    assert rig.case.step is Step.OFFER_AND_SIM


def test_a_donor_that_does_not_answer_leaves_the_case_where_it_is(rig: Rig) -> None:
    rig.gateway.verdict_codes[Check.DONOR] = "SERVICE_UNAVAILABLE"
    authorised(rig)
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert (rig.case.step, rig.trouble) == (Step.VERIFICATION, "B-607")
    del rig.gateway.verdict_codes[Check.DONOR]
    rig.ask(commands.ConfirmStep(Step.VERIFICATION.value))
    assert rig.case.step is Step.OFFER_AND_SIM


def test_the_way_back_from_the_form_leads_to_the_offer(rig: Rig) -> None:
    chosen(rig)
    rig.ask(commands.StepBack())
    assert (rig.case.step, rig.case.can_step_back) == (Step.OFFER_AND_SIM, False)
    other = iccid_of(42)
    rig.ask(commands.TakeScan(other))
    rig.ask(commands.ConfirmStep(Step.OFFER_AND_SIM.value))
    rig.answer()
    sim = body_of(rig).sim
    assert sim is not None
    assert sim.iccid == other


def test_an_offer_that_is_withdrawn_is_chosen_anew(rig: Rig) -> None:
    chosen(rig)
    left = case_claims()["offers"][1:]
    configure(rig, case=case_claims(offers=left))
    assert (rig.case.step, rig.trouble) == (Step.OFFER_AND_SIM, "B-614")
    rig.ask(commands.ConfirmStep(Step.OFFER_AND_SIM.value))
    rig.answer()
    assert body_of(rig).offer_code == left[0]["code"]


def test_its_papers_say_what_is_applied_for_and_never_that_the_number_works(rig: Rig) -> None:
    chosen(rig)
    assert rig.case.form is not None
    form = paper_text(rig.case.form.paper)
    assert {"携号转网", "携入号码", "申请 SIM 卡", "申请套餐"} <= {*form.words}
    assert not [word for word in form.words if any(claim in word for claim in CLAIMS)]
    rig.answer()
    saved = rig.state.last_saved
    assert saved is not None
    rig.decide(saved.id, Outcome.ACCEPTED, phone_number=PORTED)
    (accepted,) = rig.papers()
    words = paper_text(accepted).words
    assert {"携号转网", "已受理"} <= {*words}
    assert "已开通" not in "".join(words)
    assert any("生效前，号码仍由原运营商提供服务" in word for word in words)
