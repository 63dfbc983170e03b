"""过户: both people in one case, each with card, photo, verdicts and signature of their own."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.card.read import CardRead
from pos_client.application import commands
from pos_client.application.papers import paper_text
from pos_client.application.shown_identity import ShownIdentity
from pos_client.application.state import CasePhase, GatewayState
from pos_client.application.step_state import FlowState
from pos_client.application.subject_commands import BeginFlow, LookUpNumber
from pos_client.domain.evidence import Evidence
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.flows import FLOWS, TRANSFER
from pos_client.domain.identity import Identity
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.verdict import Check
from pos_client.testing.customer import iccid_of
from pos_client.testing.gateway_words import case_claims, configuration_claims
from pos_client.testing.subscribers import REGISTERED
from tests import people
from tests.unit.pos_client.application.rig import DEVICE, Rig, body_of

NAME = TRANSFER.name
NUMBER = REGISTERED.phone_number
OWNER, PRESENT = PartyRole.OWNER, PartyRole.PRESENT_OWNER
HAN, LONG_TERM = "mainland_han_20y", "mainland_longterm_female"
EACH_CHECK = [(role, check) for role in TRANSFER.roles for check in TRANSFER.checks_of(role)]


def rig_of(folder: Path, kind: OutletKind = OutletKind.OWN_HALL) -> Rig:
    plain = Rig(None)
    made = configuration_claims(plain.gateway.words, DEVICE, plain.clock.now())
    plain.close()
    rules = {name: {"level": "B", "below": "REFUSE"} for name in FLOWS}
    rig = Rig(
        folder,
        outlet=made["outlet"] | {"kind": kind.value},
        evidence={"minimum_level": {kind.value: rules}},
        case=case_claims(flows=list(FLOWS)),
    )
    rig.subscribers.known = {iccid_of(9007): REGISTERED}
    rig.log_in()
    rig.fill_pool()
    return rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = rig_of(tmp_path)
    yield made
    made.close()


def given_by(rig: Rig, gives: str = HAN) -> None:
    """As far as the card of whoever gets the number."""
    rig.ask(BeginFlow(NAME))
    rig.ask(LookUpNumber(NUMBER))
    assert (rig.case.step, rig.case.role) == (Step.READ_CARD, PRESENT), rig.trouble
    rig.lay(gives)
    rig.go_to(Step.READ_CARD)
    assert (rig.case.step, rig.case.role) == (Step.READ_CARD, OWNER)


def asked_to_sign(rig: Rig, gives: str = HAN, takes: str = LONG_TERM) -> None:
    given_by(rig, gives)
    rig.lay(takes)
    rig.go_to(Step.FORM)


def name_of(layout: str) -> str:
    read = people.evidence(layout)
    return Identity.derived_from(read).name


@pytest.mark.parametrize(("gives", "takes"), [(HAN, LONG_TERM), (LONG_TERM, HAN)])
def test_both_are_read_in_their_order_and_both_sign_one_form(
    rig: Rig, gives: str, takes: str
) -> None:
    asked_to_sign(rig, gives, takes)
    assert (rig.case.role, rig.case.seals_with_form) == (PRESENT, False)
    assert rig.case.form is not None
    form = rig.case.form.form_sha256
    assert [place.ink for place in paper_text(rig.case.form.paper).signatures] == [None, None]
    rig.answer()
    assert (rig.case.step, rig.case.role, rig.case.seals_with_form) == (Step.FORM, OWNER, True)
    first, second = paper_text(rig.case.form.paper).signatures
    assert (first.ink is not None, second.ink) == (True, None)
    rig.answer()
    assert rig.case.phase is CasePhase.SAVED
    body = body_of(rig)
    assert [person.role for person in body.people] == [OWNER, PRESENT]
    texts = [person.evidence[0].raw_text for person in body.people]
    assert texts == [people.raw_text(takes), people.raw_text(gives)]
    signed = [person.form_signature for person in body.people]
    assert [each.signed_sha256 for each in signed if each] == [form, form]
    assert (body.flow, body.phone_number, body.sim, body.offer_code) == (NAME, NUMBER, None, "")


def test_a_number_with_a_flag_goes_to_nobody_before_its_person_was_checked_once_more(
    rig: Rig,
) -> None:
    flagged = replace(REGISTERED, flagged_until=rig.clock.now() + timedelta(hours=20))
    rig.subscribers.known = {iccid_of(9007): flagged}
    rig.ask(BeginFlow(NAME))
    rig.ask(LookUpNumber(NUMBER))
    assert (rig.case.step, rig.trouble) == (Step.LOOK_UP, "B-618")
    assert rig.state.trouble is not None
    assert dict(rig.state.trouble.facts)["reason"] == "flagged"


def test_the_steps_say_whose_each_of_them_is(rig: Rig) -> None:
    given_by(rig)
    wanted = [stage for stage in TRANSFER.stages if stage.step is not Step.REVIEW]
    assert [(each.step, each.role) for each in rig.case.steps] == wanted


def test_nobody_takes_over_what_they_have(rig: Rig) -> None:
    given_by(rig, HAN)
    rig.lay(HAN)
    assert (rig.case.step, rig.trouble, rig.case.masked_name) == (Step.READ_CARD, "B-619", "")
    assert "same_person_twice" in rig.audited()
    rig.lay(people.RENEWED)  # with another card they are no other person
    assert (rig.case.step, rig.trouble) == (Step.READ_CARD, "B-619")
    rig.lay(LONG_TERM)
    assert (rig.case.step, rig.trouble) == (Step.VISUAL_CHECK, "")


@pytest.mark.parametrize(("role", "check"), EACH_CHECK)
def test_a_no_about_either_of_them_ends_the_case_of_both(
    rig: Rig, role: PartyRole, check: Check
) -> None:
    if role is OWNER:
        given_by(rig)
        rig.lay(LONG_TERM)
    else:
        rig.ask(BeginFlow(NAME))
        rig.ask(LookUpNumber(NUMBER))
        rig.lay(HAN)
    rig.go_to(Step.LIVE_PHOTO)
    rig.gateway.verdict_codes[check] = "SOMETHING_NEW"
    rig.answer()
    assert (rig.case.phase, rig.case.role) == (CasePhase.REFUSED, role)
    assert rig.state.queue.pending == 0
    rig.ask(commands.FinishCase())
    assert rig.state.case is None


def test_the_quota_is_that_of_whoever_gets_the_number(rig: Rig) -> None:
    rig.gateway.verdict_codes[Check.QUOTA] = "QUOTA_FULL"
    given_by(rig)
    assert not rig.case.has_reservation
    rig.lay(LONG_TERM)
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "QUOTA_FULL")


def people_in_memory() -> list[object]:
    """Whatever tells of somebody, of this test or an earlier one."""
    gc.collect()
    kinds = (Identity, ShownIdentity, Evidence, CardRead)
    return [each for each in gc.get_objects() if isinstance(each, kinds)]


def test_a_cancelled_transfer_leaves_neither_of_them_behind(rig: Rig) -> None:
    before = people_in_memory()
    asked_to_sign(rig)
    assert len(people_in_memory()) > len(before)
    rig.answer()
    read = rig.store.next_read_counter()
    rig.ask(commands.CancelCase())
    assert rig.state.case is None
    assert rig.state.queue.pending == 0
    assert rig.gateway.released == ["reservation-1"]
    rig.told[:] = rig.told[-1:]
    known = {id(each) for each in before}
    assert [type(each) for each in people_in_memory() if id(each) not in known] == []
    given_by(rig, LONG_TERM)
    assert rig.store.next_read_counter() > read


def test_cancelled_between_the_two_the_next_case_begins_with_nobody(rig: Rig) -> None:
    given_by(rig)
    rig.ask(commands.CancelCase())
    given_by(rig, LONG_TERM)
    rig.lay(HAN)
    assert (rig.case.step, rig.trouble) == (Step.VISUAL_CHECK, "")


def test_only_whom_the_question_is_about_is_shown(rig: Rig) -> None:
    given_by(rig)
    assert (rig.case.identity, rig.case.masked_name, rig.case.read_at) == (None, "", None)
    rig.lay(LONG_TERM)
    assert rig.case.identity is not None
    assert rig.case.identity.name == name_of(LONG_TERM)


def test_a_card_laid_again_shows_nobody_beside_the_question(rig: Rig) -> None:
    given_by(rig)
    rig.lay(LONG_TERM)
    rig.clock.advance(timedelta(minutes=16))
    for role, layout in ((OWNER, LONG_TERM), (PRESENT, HAN)):
        rig.ask(commands.ConfirmStep(Step.VISUAL_CHECK.value))
        assert (rig.case.phase, rig.case.role) == (CasePhase.REREAD, role)
        assert rig.case.identity is not None
        assert rig.case.identity.name == name_of(layout)
        rig.lay(layout)
        assert (rig.case.phase, rig.case.role) == (CasePhase.OPEN, OWNER)
        assert rig.case.identity.name == name_of(LONG_TERM)
    rig.answer()
    assert rig.case.step is Step.CONSENT


def test_without_the_gateway_it_is_refused_before_any_card_is_read(rig: Rig) -> None:
    rig.lose_gateway()
    reads = rig.store.next_read_counter()
    assert FlowState(NAME, needs_network=True) in rig.state.flows
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-607")
    assert rig.store.next_read_counter() == reads


def test_where_the_line_breaks_between_the_two_nothing_is_captured(rig: Rig) -> None:
    given_by(rig)
    rig.lay(LONG_TERM)
    rig.go_to(Step.LIVE_PHOTO)
    rig.gateway.is_reachable = False
    rig.answer()
    assert (rig.case.step, rig.case.is_offline, rig.trouble) == (Step.VERIFICATION, False, "B-607")
    rig.gateway.is_reachable = True
    rig.do(lambda: rig.counter.change_line(GatewayState(is_reachable=True)))
    rig.ask(commands.ConfirmStep(Step.VERIFICATION.value))
    assert (rig.case.step, rig.case.role) == (Step.FORM, PRESENT)


@pytest.mark.parametrize("kind", [OutletKind.AGENT, OutletKind.FIELD])
def test_no_configuration_lets_it_be_done_outside_an_own_hall(
    tmp_path: Path, kind: OutletKind
) -> None:
    rig = rig_of(tmp_path, kind)
    assert NAME not in [each.name for each in rig.state.flows]
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-617")
    rig.close()


def test_the_papers_name_both_in_masks_and_the_acceptance_has_no_ink(rig: Rig) -> None:
    asked_to_sign(rig)
    rig.answer()
    rig.answer()
    saved = rig.state.last_saved
    assert saved is not None
    rig.decide(saved.id, Outcome.ACCEPTED, phone_number=NUMBER)
    assert rig.state.last_saved is not None
    for accepted in (*rig.papers(), *rig.papers(saved.id)):
        text = paper_text(accepted)
        rows = {row.label: row.value for group in text.groups for row in group}
        assert {"原机主", "新机主"} <= {*rows}
        assert rows["原机主"] != rows["新机主"]
        assert text.signatures == ()
        bare = (name_of(HAN), name_of(LONG_TERM))
        assert not [word for word in text.words if any(name in word for name in bare)]
