"""二次实人认证: only flagged numbers, only in own halls, and the risk notice is what is signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.application import commands
from pos_client.application.papers import PaperRefused, paper_text
from pos_client.application.state import CasePhase
from pos_client.application.subject_commands import BeginFlow, LookUpNumber
from pos_client.domain.flow import Step
from pos_client.domain.flows import FLOWS, SECOND_REAL_PERSON_CHECK
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.subject import SubscriberState
from pos_client.domain.verdict import Check
from pos_client.testing.customer import iccid_of
from pos_client.testing.gateway_words import case_claims, configuration_claims
from pos_client.testing.subscribers import REGISTERED
from tests.people import NOON
from tests.unit.pos_client.application.at_work import configure
from tests.unit.pos_client.application.rig import DEVICE, Rig, body_of

NAME = SECOND_REAL_PERSON_CHECK.name
FLAGGED = replace(REGISTERED, flagged_until=NOON + timedelta(hours=20))
NUMBER = FLAGGED.phone_number
SIM = iccid_of(9010)
NOTICE = {"version": "risk-1", "paragraphs": ["这个号码有涉诈风险。", "请勿转卖、出租、出借。"]}


def rig_of(folder: Path, kind: OutletKind = OutletKind.OWN_HALL, **case: Any) -> Rig:
    plain = Rig(None)
    made = configuration_claims(plain.gateway.words, DEVICE, plain.clock.now())
    plain.close()
    rules = {name: {"level": "B", "below": "REFUSE"} for name in FLOWS}
    rig = Rig(
        folder,
        outlet=made["outlet"] | {"kind": kind.value},
        evidence={"minimum_level": {kind.value: rules}},
        case=case_claims(**({"risk_notice": NOTICE} | case)),
    )
    rig.subscribers.known = {SIM: FLAGGED}
    rig.log_in()
    rig.fill_pool()
    return rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = rig_of(tmp_path)
    yield made
    made.close()


def looked_up(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(LookUpNumber(NUMBER))
    assert rig.case.step is Step.READ_CARD, rig.trouble


def asked_to_sign(rig: Rig) -> None:
    looked_up(rig)
    rig.lay()
    rig.go_to(Step.FORM)


def test_the_notice_is_on_the_form_and_the_signature_is_bound_to_it(rig: Rig) -> None:
    asked_to_sign(rig)
    assert rig.case.form is not None
    text = paper_text(rig.case.form.paper)
    assert text.title == "《风险告知书》（二次实人认证登记单）"
    assert {*NOTICE["paragraphs"], "二次实人认证"} <= {*text.words}
    before = rig.case.form.form_sha256
    other = {"version": "risk-2", "paragraphs": ["另一段告知。"]}
    configure(rig, case=case_claims(risk_notice=other))
    assert rig.case.form is not None
    assert rig.case.form.paper.risk_notice == ("另一段告知。",)
    assert rig.case.form.form_sha256 != before, "who signs the one has not signed the other"
    before = rig.case.form.form_sha256
    rig.answer()
    assert rig.case.phase is CasePhase.SAVED
    body = body_of(rig)
    assert body.form_signature is not None
    assert body.form_signature.signed_sha256 == before
    assert (body.flow, body.phone_number, body.sim, body.offer_code) == (NAME, NUMBER, None, "")


def test_a_form_without_its_notice_is_none(rig: Rig) -> None:
    asked_to_sign(rig)
    assert rig.case.form is not None
    with pytest.raises(PaperRefused, match="risk_notice"):
        paper_text(replace(rig.case.form.paper, risk_notice=()))


def test_a_sim_in_use_names_the_number_too(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(commands.TakeScan(SIM))
    assert rig.case.step is Step.READ_CARD


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (REGISTERED, "not_flagged"),
        (replace(FLAGGED, state=SubscriberState.INCOMPLETE), "incomplete"),
        (replace(FLAGGED, state=SubscriberState.TERMINATED), "terminated"),
    ],
)
def test_any_other_number_ends_at_the_look_up(rig: Rig, known: Any, reason: str) -> None:
    rig.subscribers.known = {SIM: known}
    rig.ask(BeginFlow(NAME))
    rig.ask(LookUpNumber(NUMBER))
    assert (rig.case.step, rig.trouble) == (Step.LOOK_UP, "B-618")
    assert rig.state.trouble is not None
    assert dict(rig.state.trouble.facts)["reason"] == reason


@pytest.mark.parametrize("check", SECOND_REAL_PERSON_CHECK.checks_of(SECOND_REAL_PERSON_CHECK.lead))
def test_without_any_one_of_its_verdicts_it_goes_nowhere(rig: Rig, check: Check) -> None:
    looked_up(rig)
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.gateway.verdict_codes[check] = "SOMETHING_NEW"
    rig.answer()
    assert rig.case.phase is CasePhase.REFUSED
    assert rig.state.queue.pending == 0


@pytest.mark.parametrize("kind", [OutletKind.AGENT, OutletKind.FIELD])
def test_no_configuration_lets_it_be_done_outside_an_own_hall(
    tmp_path: Path, kind: OutletKind
) -> None:
    rig = rig_of(tmp_path, kind, flows=list(FLOWS))
    assert NAME not in [each.name for each in rig.state.flows]
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-617")
    rig.close()


def test_without_the_carriers_notice_nobody_is_checked(tmp_path: Path) -> None:
    rig = rig_of(tmp_path, risk_notice=None)
    assert NAME not in [each.name for each in rig.state.flows]
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-617")
    rig.close()


def test_without_the_gateway_it_is_refused_before_any_card_is_read(rig: Rig) -> None:
    rig.lose_gateway()
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-607")


def test_the_acceptance_says_that_the_flag_is_lifted(rig: Rig) -> None:
    asked_to_sign(rig)
    rig.answer()
    saved = rig.state.last_saved
    assert saved is not None
    rig.decide(saved.id, Outcome.ACCEPTED, phone_number=NUMBER)
    (accepted,) = rig.papers()
    text = paper_text(accepted)
    assert {"二次实人认证", "已随受理解除"} <= {*text.words}
    assert not {*NOTICE["paragraphs"]} & {*text.words}
