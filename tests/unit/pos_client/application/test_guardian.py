"""未成年人入网: the minor's card and the guardian's in one case, and who answers for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.application import commands
from pos_client.application.papers import PaperText, paper_text
from pos_client.application.people_commands import ChooseRelation
from pos_client.application.state import CasePhase, GatewayState
from pos_client.application.step_state import FlowState
from pos_client.application.subject_commands import BeginFlow
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.flows import FLOWS, NEW_NUMBER_WITH_GUARDIAN
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.paper import Paper
from pos_client.domain.relation import Relation
from pos_client.domain.verdict import Check
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from pos_client.testing.gateway_words import case_claims, configuration_claims
from tests import people
from tests.unit.pos_client.application.rig import DEVICE, Rig, body_of

FLOW = NEW_NUMBER_WITH_GUARDIAN
NAME = FLOW.name
OWNER, GUARDIAN = PartyRole.OWNER, PartyRole.GUARDIAN
MINOR, ADULT = people.born(date(2013, 5, 1)), "mainland_longterm_female"
EACH_CHECK = [(role, check) for role in FLOW.roles for check in FLOW.checks_of(role)]


def rig_of(folder: Path, kind: OutletKind = OutletKind.OWN_HALL, **case: Any) -> Rig:
    plain = Rig(None)
    made = configuration_claims(plain.gateway.words, DEVICE, plain.clock.now())
    plain.close()
    rules = {name: {"level": "B", "below": "REFUSE"} for name in FLOWS}
    rig = Rig(
        folder,
        outlet=made["outlet"] | {"kind": kind.value},
        evidence={"minimum_level": {kind.value: rules}},
        case=case_claims(**({"flows": list(FLOWS), "representative_from_age": 18} | case)),
    )
    rig.log_in()
    rig.fill_pool()
    return rig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = rig_of(tmp_path)
    yield made
    made.close()


def judged(rig: Rig) -> None:
    """As far as the guardian's card: the minor's consent is what the gateway was asked with."""
    rig.ask(BeginFlow(NAME))
    rig.lay(MINOR)
    rig.go_to(Step.READ_CARD)
    assert (rig.case.step, rig.case.role) == (Step.READ_CARD, GUARDIAN), rig.trouble


def related(rig: Rig) -> None:
    judged(rig)
    rig.lay(ADULT)
    rig.go_to(Step.RELATION)


def rows_of(paper: Paper) -> dict[str, str]:
    text: PaperText = paper_text(paper)
    return {row.label: row.value for group in text.groups for row in group}


def test_the_number_is_the_minors_and_both_sign_one_form(rig: Rig) -> None:
    related(rig)
    rig.ask(ChooseRelation(Relation.MOTHER))
    rig.go_to(Step.FORM)
    assert rig.case.role is GUARDIAN
    assert rig.case.form is not None
    form, rows = rig.case.form.form_sha256, rows_of(rig.case.form.paper)
    assert rows["与未成年人的关系"] == "母亲"
    assert [*rows].index("机主（未成年人）") < [*rows].index("监护人")
    assert "声明" in rows
    rig.answer()
    assert (rig.case.step, rig.case.role) == (Step.FORM, OWNER)
    assert rig.case.representative is None
    rig.answer()
    assert rig.case.step is Step.SEAL
    shown = rig.case.representative
    assert shown is not None
    assert (shown.role, shown.relation) == (GUARDIAN, Relation.MOTHER)
    assert f"{shown.masked_name}  居民身份证  {shown.masked_id_number}" == rows["监护人"]
    rig.answer()
    assert rig.case.phase is CasePhase.SAVED
    body = body_of(rig)
    minor, guardian = body.people
    assert (minor.role, guardian.role, body.relation) == (OWNER, GUARDIAN, Relation.MOTHER)
    texts = [person.evidence[0].raw_text for person in body.people]
    assert texts == [people.raw_text(MINOR), people.raw_text(ADULT)]
    signed = [person.form_signature for person in body.people]
    assert [each.signed_sha256 for each in signed if each] == [form, form]
    assert body.phone_number
    assert body.sim is not None


def test_a_child_stands_before_no_camera_and_is_asked_nothing_about_faces(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.lay(MINOR)
    rig.go_to(Step.CONSENT)
    assert rig.case.consent is not None
    asked = [notice.id for notice in rig.case.consent.notices]
    assert "face" not in asked
    assert (Step.LIVE_PHOTO, OWNER) not in [(each.step, each.role) for each in rig.case.steps]
    rig.answer()  # the gateway is asked by this key: there is nothing else to do before
    assert (rig.case.step, rig.case.role) == (Step.READ_CARD, GUARDIAN)
    rig.lay(ADULT)
    rig.go_to(Step.CONSENT)
    assert rig.case.consent is not None
    assert "face" in [notice.id for notice in rig.case.consent.notices]
    rig.go_to(Step.RELATION)
    rig.ask(ChooseRelation(Relation.FATHER))
    rig.finish()
    minor, guardian = body_of(rig).people
    assert (minor.live_photo, guardian.live_photo is not None) == (None, True)


def test_whoever_needs_no_guardian_is_sent_to_the_other_flow(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.lay(people.born(date(2010, 11, 23)))  # sixteen today
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "GUARDIAN_NOT_NEEDED")


@pytest.mark.parametrize(
    ("born", "code"),
    [
        (date(2008, 11, 23), ""),
        (date(2008, 11, 24), "REPRESENTATIVE_UNDER_AGE"),
        (date(2014, 1, 1), "REPRESENTATIVE_UNDER_AGE"),
    ],
)
def test_a_guardian_is_of_age_by_the_configuration(rig: Rig, born: date, code: str) -> None:
    judged(rig)
    rig.lay(people.born(born))
    assert rig.case.code == code
    assert (rig.case.phase is CasePhase.REFUSED) is bool(code)


def test_below_the_lowest_age_no_guardian_helps(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.lay(people.born(date(2016, 11, 24)))  # nine
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "UNDER_AGE")


def test_nobody_is_the_guardian_of_themselves(rig: Rig) -> None:
    judged(rig)
    rig.lay(MINOR)
    assert (rig.case.step, rig.trouble) == (Step.READ_CARD, "B-619")


@pytest.mark.parametrize(("role", "check"), EACH_CHECK)
def test_a_no_about_either_of_them_ends_the_case(rig: Rig, role: PartyRole, check: Check) -> None:
    if role is OWNER:
        rig.ask(BeginFlow(NAME))
        rig.lay(MINOR)
        rig.go_to(Step.CONSENT)
    else:
        judged(rig)
        rig.lay(ADULT)
        rig.go_to(Step.LIVE_PHOTO)
    rig.gateway.verdict_codes[check] = "SOMETHING_NEW"
    rig.answer()
    assert (rig.case.phase, rig.case.role) == (CasePhase.REFUSED, role)
    assert rig.state.queue.pending == 0


def test_the_quota_is_the_minors(rig: Rig) -> None:
    rig.gateway.verdict_codes[Check.QUOTA] = "QUOTA_FULL"
    rig.ask(BeginFlow(NAME))
    rig.lay(MINOR)
    rig.go_to(Step.CONSENT)
    rig.answer()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "QUOTA_FULL")


def test_the_relation_is_chosen_at_its_step_alone_and_given_up_on_the_way_back(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.ask(ChooseRelation(Relation.FATHER))
    assert "illegal_command" in rig.audited()
    rig.lay(MINOR)
    rig.go_to(Step.READ_CARD)
    rig.lay(ADULT)
    rig.go_to(Step.RELATION)
    rig.ask(ChooseRelation(Relation.FATHER))
    assert rig.case.step is Step.NUMBER_AND_SIM
    rig.ask(commands.StepBack())
    assert (rig.case.step, rig.case.can_step_back) == (Step.RELATION, False)
    rig.ask(ChooseRelation(Relation.OTHER_GUARDIAN))
    rig.finish()
    assert body_of(rig).relation is Relation.OTHER_GUARDIAN


def test_new_notices_are_read_again_also_where_one_of_them_is_not_photographed(rig: Rig) -> None:
    related(rig)
    claims = rig.gateway.claims
    notices = claims["case"]["notices"] | {"version": "test-2"}
    claims |= {"version": 2, "case": claims["case"] | {"notices": notices}}
    newer = configuration_from(ConfigurationClaims.checked(claims))
    rig.do(lambda: rig.counter.take_configuration("token-2", newer))
    assert (rig.case.step, rig.case.role) == (Step.CONSENT, OWNER)


def test_without_the_gateway_it_is_refused_before_any_card_is_read(rig: Rig) -> None:
    rig.lose_gateway()
    reads = rig.store.next_read_counter()
    assert FlowState(NAME, needs_network=True) in rig.state.flows
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-607")
    assert rig.store.next_read_counter() == reads


def test_where_the_line_breaks_nothing_is_captured(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    rig.lay(MINOR)
    rig.go_to(Step.CONSENT)
    rig.gateway.is_reachable = False
    rig.answer()
    assert (rig.case.step, rig.case.is_offline, rig.trouble) == (Step.VERIFICATION, False, "B-607")
    rig.gateway.is_reachable = True
    rig.do(lambda: rig.counter.change_line(GatewayState(is_reachable=True)))
    rig.ask(commands.ConfirmStep(Step.VERIFICATION.value))
    assert (rig.case.step, rig.case.role) == (Step.READ_CARD, GUARDIAN)


@pytest.mark.parametrize("kind", [OutletKind.AGENT, OutletKind.FIELD])
def test_it_is_done_in_own_halls_only(tmp_path: Path, kind: OutletKind) -> None:
    rig = rig_of(tmp_path, kind)
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-617")
    rig.close()


def test_without_an_age_of_those_who_act_for_others_nobody_does(tmp_path: Path) -> None:
    rig = rig_of(tmp_path, representative_from_age=None)
    assert NAME not in [each.name for each in rig.state.flows]
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-617")
    rig.close()


def test_each_card_is_laid_again_after_its_time(rig: Rig) -> None:
    judged(rig)
    rig.lay(ADULT)
    rig.clock.advance(timedelta(minutes=16))
    for role, card in ((OWNER, MINOR), (GUARDIAN, ADULT)):
        rig.ask(commands.ConfirmStep(Step.VISUAL_CHECK.value))
        assert (rig.case.phase, rig.case.role) == (CasePhase.REREAD, role)
        rig.lay(card)
    assert (rig.case.phase, rig.case.role) == (CasePhase.OPEN, GUARDIAN)


def test_the_acceptance_names_both_in_masks_and_a_reprint_the_owner(rig: Rig) -> None:
    related(rig)
    rig.ask(ChooseRelation(Relation.FATHER))
    rig.finish()
    saved = rig.state.last_saved
    assert saved is not None
    rig.decide(saved.id, Outcome.ACCEPTED, phone_number=body_of(rig).phone_number)
    accepted = rig.papers(saved.id)
    assert accepted
    for paper in accepted:
        assert {"机主（未成年人）", "监护人", "与未成年人的关系"} <= {*rows_of(paper)}
        assert paper_text(paper).signatures == ()
