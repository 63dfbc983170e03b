"""代办入网: the principal's card without the principal, and a trustee who answers for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pos_client.application.commands import CancelCase, Lock
from pos_client.application.papers import paper_text
from pos_client.application.people_commands import (
    ChooseDocument,
    ChooseRelation,
    DropDocumentImage,
    FinishDocument,
    TakeDocumentImage,
)
from pos_client.application.state import CasePhase
from pos_client.application.step_state import FlowState
from pos_client.application.subject_commands import BeginFlow
from pos_client.domain.document import LetterType, UnitDocumentType
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.flows import NEW_NUMBER_BY_TRUSTEE
from pos_client.domain.outlet import OutletKind
from pos_client.domain.relation import Relation
from pos_client.domain.verdict import Check
from pos_client.testing.customer import document_image
from tests import people
from tests.unit.pos_client.application.rig import Rig, body_of
from tests.unit.pos_client.application.test_guardian import rig_of, rows_of

FLOW = NEW_NUMBER_BY_TRUSTEE
NAME = FLOW.name
LETTER = LetterType.AUTHORISATION_LETTER
OWNER, TRUSTEE = PartyRole.OWNER, PartyRole.TRUSTEE
PRINCIPAL, ACTS = "mainland_han_20y", "mainland_longterm_female"
EACH_CHECK = [(role, check) for role in FLOW.roles for check in FLOW.checks_of(role)]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = rig_of(tmp_path)
    yield made
    made.close()


def judged(rig: Rig, principal: str = PRINCIPAL) -> None:
    """The principal's card is all that there is of them: it is asked about at once."""
    rig.ask(BeginFlow(NAME))
    assert (rig.case.step, rig.case.role) == (Step.READ_CARD, OWNER)
    rig.lay(principal)


def test_the_number_is_the_principals_and_the_trustee_signs(rig: Rig) -> None:
    judged(rig)
    assert (rig.case.step, rig.case.role) == (Step.READ_CARD, TRUSTEE), rig.trouble
    assert (rig.case.identity, rig.case.masked_name) == (None, "")
    rig.lay(ACTS)
    rig.go_to(Step.DOCUMENT)
    assert rig.case.document is not None
    assert (rig.case.document.chosen, rig.case.document.images) == (LETTER, ())
    rig.go_to(Step.RELATION)
    assert rig.case.relation is not None
    assert rig.case.relation.relations == FLOW.relations
    rig.go_to(Step.FORM)
    assert rig.case.form is not None
    paper = rig.case.form.paper
    assert [place.label for place in paper_text(paper).signatures] == ["受托人签名"]
    rows = rows_of(paper)
    assert (rows["与委托人的关系"], rows["授权委托书"]) == ("配偶", "已采集影像 1 张")
    assert [*rows].index("委托人（机主）") < [*rows].index("受托人")
    assert "以上内容由受托人本人核对后签名。" in paper_text(paper).closing
    rig.finish()
    principal, trustee = body_of(rig).people
    assert (principal.role, trustee.role) == (OWNER, TRUSTEE)
    assert principal.evidence[0].raw_text == people.raw_text(PRINCIPAL)
    assert trustee.evidence[0].raw_text == people.raw_text(ACTS)
    yielded = (principal.visual_check_at, principal.consent, principal.live_photo)
    assert (yielded, principal.form_signature) == ((None, None, None), None)
    assert None not in (trustee.visual_check_at, trustee.consent, trustee.live_photo)
    assert trustee.form_signature is not None
    (letter,) = trustee.documents
    assert (letter.type, len(letter.images)) == (LETTER, 1)
    assert (principal.documents, body_of(rig).relation) == ((), Relation.SPOUSE)
    assert body_of(rig).form_number


def test_a_letter_is_photographed_page_by_page_and_typed_nowhere(rig: Rig) -> None:
    judged(rig)
    rig.lay(ACTS)
    rig.go_to(Step.DOCUMENT)
    rig.ask(FinishDocument())
    assert (rig.case.step, rig.trouble) == (Step.DOCUMENT, "B-600")
    pages = [document_image(rig.clock.now(), f"{page}") for page in range(3)]
    for page in (*pages, pages[0]):
        rig.ask(TakeDocumentImage(page))
    assert rig.case.document is not None
    assert (rig.case.document.images, rig.trouble) == (tuple(pages), "B-600")
    rig.ask(ChooseDocument(UnitDocumentType.UNIT_LETTER))
    assert rig.case.document.chosen is LETTER
    rig.ask(DropDocumentImage(2))
    rig.ask(FinishDocument())
    rig.ask(ChooseRelation(Relation.FATHER))
    assert (rig.case.step, rig.trouble) == (Step.RELATION, "B-600")
    rig.finish()
    (letter,) = body_of(rig).people[1].documents
    assert letter.images == (pages[0], pages[2])
    events = (entry.event for entry in rig.store.audit_behind(0, 1000))
    (said,) = (each.details for each in events if each.kind == "document_captured")
    assert (said["document"], said["images"]) == ("AUTHORISATION_LETTER", 2)


def test_what_was_photographed_is_kept_nowhere_behind_a_case(rig: Rig) -> None:
    judged(rig)
    rig.lay(ACTS)
    rig.go_to(Step.DOCUMENT)
    rig.answer()
    rig.ask(Lock())
    assert rig.case.document is None
    rig.ask(CancelCase())
    assert rig.state.case is None or rig.case.document is None


@pytest.mark.parametrize(
    ("born", "code"),
    [
        (date(2017, 1, 1), "UNDER_AGE"),
        (date(2013, 1, 1), "UNDER_AGE_GUARDIAN"),
        (date(2010, 11, 23), ""),
    ],
)
def test_a_principal_is_one_who_may_come_alone(rig: Rig, born: date, code: str) -> None:
    judged(rig, people.born(born))
    assert rig.case.code == code


def test_a_trustee_is_of_age(rig: Rig) -> None:
    judged(rig, ACTS)
    rig.lay(people.born(date(2008, 11, 24)))
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "REPRESENTATIVE_UNDER_AGE")


def test_nobody_is_their_own_trustee(rig: Rig) -> None:
    judged(rig)
    rig.lay(PRINCIPAL)
    assert (rig.case.step, rig.trouble) == (Step.READ_CARD, "B-619")


@pytest.mark.parametrize(("role", "check"), EACH_CHECK)
def test_a_no_about_either_of_them_ends_the_case(rig: Rig, role: PartyRole, check: Check) -> None:
    if role is OWNER:
        rig.gateway.verdict_codes[check] = "SOMETHING_NEW"
        judged(rig)
    else:
        judged(rig)
        rig.lay(ACTS)
        rig.go_to(Step.LIVE_PHOTO)
        rig.gateway.verdict_codes[check] = "SOMETHING_NEW"
        rig.answer()
    assert (rig.case.phase, rig.case.role) == (CasePhase.REFUSED, role)
    assert rig.state.queue.pending == 0


def test_without_the_gateway_it_is_refused_before_any_card_is_read(rig: Rig) -> None:
    rig.lose_gateway()
    reads = rig.store.next_read_counter()
    assert FlowState(NAME, needs_network=True) in rig.state.flows
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-607")
    assert rig.store.next_read_counter() == reads


@pytest.mark.parametrize("is_named", [True, False])
def test_where_it_is_done_is_the_configurations_word(tmp_path: Path, is_named: bool) -> None:
    flows = ["new_number", NAME] if is_named else ["new_number"]
    rig = rig_of(tmp_path, OutletKind.AGENT, flows=flows)
    assert [each.name for each in rig.state.flows] == flows[1:]
    rig.ask(BeginFlow(NAME))
    assert rig.trouble == ("" if is_named else "B-617")
    rig.close()
