"""名下号码异议: seen by a verified holder in an own hall, kept by nobody, disputed by reference."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pos_client.application import commands
from pos_client.application.case_trouble import OwnNumbersRefused
from pos_client.application.papers import paper_text
from pos_client.application.state import CasePhase
from pos_client.application.subject_commands import BeginFlow, CloseOwnNumbers, DisputeNumber
from pos_client.domain.flow import Step
from pos_client.domain.flows import DISPUTED_NUMBER, FLOWS
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.verdict import Check
from pos_client.testing.gateway_words import case_claims, configuration_claims
from pos_client.testing.subscribers import OWN_NUMBERS
from tests.unit.pos_client.application.rig import DEVICE, Rig, body_of

NAME = DISPUTED_NUMBER.name
SHOW = commands.ConfirmStep(Step.OWN_NUMBERS.value)
FIRST = OWN_NUMBERS[0]


def rig_of(folder: Path, kind: OutletKind = OutletKind.OWN_HALL, **case: Any) -> Rig:
    plain = Rig(None)
    made = configuration_claims(plain.gateway.words, DEVICE, plain.clock.now())
    plain.close()
    rules = {name: {"level": "B", "below": "REFUSE"} for name in FLOWS}
    rig = Rig(
        folder,
        outlet=made["outlet"] | {"kind": kind.value},
        evidence={"minimum_level": {kind.value: rules}},
        case=case_claims(**case),
    )
    rig.log_in()
    rig.fill_pool()
    return rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = rig_of(tmp_path)
    yield made
    made.close()


def before_the_list(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    assert rig.case.step is Step.READ_CARD, rig.trouble
    rig.lay()
    rig.go_to(Step.OWN_NUMBERS)


def listed(rig: Rig) -> Any:
    shown = rig.case.own_numbers
    assert shown is not None
    return shown.numbers


def test_nothing_is_asked_for_before_the_customer_looks(rig: Rig) -> None:
    before_the_list(rig)
    assert listed(rig) is None
    rig.ask(DisputeNumber(FIRST.reference))
    assert (rig.case.step, listed(rig)) == (Step.OWN_NUMBERS, None)
    rig.ask(SHOW)
    assert listed(rig) == OWN_NUMBERS


def test_the_marked_number_is_sealed_by_its_reference_and_named_nowhere(rig: Rig) -> None:
    before_the_list(rig)
    rig.ask(SHOW)
    rig.ask(DisputeNumber(FIRST.reference))
    assert (rig.case.step, rig.case.disputed_number) == (Step.FORM, FIRST.masked_phone_number)
    assert rig.case.own_numbers is None
    assert rig.case.form is not None
    text = paper_text(rig.case.form.paper)
    assert text.title == "《名下号码异议声明》（异议登记单）"
    assert {"名下号码异议", "异议号码"} <= {*text.words}
    rig.answer()
    assert rig.case.phase is CasePhase.SAVED
    body = body_of(rig)
    assert (body.flow, body.disputed_number) == (NAME, FIRST.reference)
    assert (body.phone_number, body.sim, body.offer_code, body.subject) == ("", None, "", None)
    saved = rig.state.last_saved
    assert saved is not None
    assert saved.phone_number == FIRST.masked_phone_number


@pytest.mark.parametrize("reference", ["", "own-else", OWN_NUMBERS[2].reference])
def test_only_a_line_that_may_be_disputed_is(rig: Rig, reference: str) -> None:
    before_the_list(rig)
    rig.ask(SHOW)
    rig.ask(DisputeNumber(reference))
    assert (rig.case.step, rig.trouble) == (Step.OWN_NUMBERS, "B-600")


def test_whoever_disputes_nothing_is_done(rig: Rig) -> None:
    before_the_list(rig)
    rig.ask(CloseOwnNumbers())
    assert rig.case.step is Step.OWN_NUMBERS, "nobody has seen anything yet"
    rig.ask(SHOW)
    rig.ask(CloseOwnNumbers())
    assert rig.state.case is None
    assert rig.state.queue.pending == 0


def test_the_list_is_gone_with_a_lock_and_with_the_case(rig: Rig) -> None:
    before_the_list(rig)
    rig.ask(SHOW)
    rig.ask(commands.Lock())
    assert rig.state.case is not None
    assert rig.state.case.own_numbers is None
    assert FIRST.masked_phone_number not in repr(rig.state)


def test_behind_a_lock_the_customer_is_asked_to_look_again(rig: Rig) -> None:
    before_the_list(rig)
    rig.ask(SHOW)
    rig.ask(commands.Lock())
    rig.ask(commands.Unlock("demo-8001"))
    assert (rig.case.step, listed(rig)) == (Step.OWN_NUMBERS, None)
    rig.ask(DisputeNumber(FIRST.reference))
    assert rig.case.step is Step.OWN_NUMBERS, "nobody has seen a line since"
    rig.ask(SHOW)
    assert listed(rig) == OWN_NUMBERS
    assert rig.audited().count("own_numbers_shown") == 2


def test_a_list_that_comes_behind_the_lock_shows_nothing(rig: Rig) -> None:
    before_the_list(rig)
    rig.workers.holds_questions = True
    rig.ask(SHOW)
    rig.ask(commands.Lock())
    rig.workers.answer_all()
    rig.ask(commands.Unlock("demo-8001"))
    assert (rig.case.phase, listed(rig)) == (CasePhase.OPEN, None)
    assert "own_numbers_shown" not in rig.audited()
    rig.ask(SHOW)
    assert listed(rig) == OWN_NUMBERS


def test_one_step_back_shows_nothing_by_itself(rig: Rig) -> None:
    before_the_list(rig)
    rig.ask(SHOW)
    rig.ask(DisputeNumber(FIRST.reference))
    rig.ask(commands.StepBack())
    assert (rig.case.step, rig.case.disputed_number, listed(rig)) == (Step.OWN_NUMBERS, "", None)


def test_a_refusal_shows_nothing(rig: Rig) -> None:
    before_the_list(rig)
    rig.subscribers.troubles.append(OwnNumbersRefused())
    rig.ask(SHOW)
    assert (rig.trouble, listed(rig)) == ("B-621", None)


@pytest.mark.parametrize("check", DISPUTED_NUMBER.checks_of(DISPUTED_NUMBER.lead))
def test_without_any_one_of_its_verdicts_it_goes_nowhere(rig: Rig, check: Check) -> None:
    rig.ask(BeginFlow(NAME))
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.gateway.verdict_codes[check] = "SOMETHING_NEW"
    rig.answer()
    assert rig.case.phase is CasePhase.REFUSED


@pytest.mark.parametrize("kind", [OutletKind.AGENT, OutletKind.FIELD])
def test_no_configuration_lets_it_be_done_outside_an_own_hall(
    tmp_path: Path, kind: OutletKind
) -> None:
    rig = rig_of(tmp_path, kind, flows=list(FLOWS))
    assert NAME not in [each.name for each in rig.state.flows]
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-617")
    rig.close()


def test_without_the_gateway_it_is_refused_before_any_card_is_read(rig: Rig) -> None:
    rig.lose_gateway()
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-607")


def test_the_acceptance_says_that_the_number_stays_until_the_carrier_has_answered(rig: Rig) -> None:
    before_the_list(rig)
    rig.ask(SHOW)
    rig.ask(DisputeNumber(FIRST.reference))
    rig.answer()
    saved = rig.state.last_saved
    assert saved is not None
    rig.decide(saved.id, Outcome.ACCEPTED, phone_number="")
    (accepted,) = rig.papers()
    text = paper_text(accepted)
    assert accepted.phone_number == FIRST.masked_phone_number
    assert any("原登记资料留存备查" in words for words in text.words)
