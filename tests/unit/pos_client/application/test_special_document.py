"""无芯片证件: nobody is read, nothing is typed, two people look, and the carrier decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.api import CardRefused
from pos_client.application.commands import CancelCase
from pos_client.application.papers import paper_text
from pos_client.application.people_commands import (
    ChooseDocument,
    ChooseReason,
    FinishDocument,
    TakeDocumentImage,
)
from pos_client.application.review_commands import DecideReview
from pos_client.application.state import CasePhase
from pos_client.application.step_state import FlowState
from pos_client.application.subject_commands import BeginFlow
from pos_client.domain.document import SpecialDocumentType
from pos_client.domain.flow import Step
from pos_client.domain.flows import SPECIAL_DOCUMENT
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.paper import PaperKind
from pos_client.domain.review import ReviewReason
from pos_client.domain.special_document import SpecialReason
from pos_client.domain.verdict import Check
from pos_client.testing.customer import document_image
from tests.unit.pos_client.application.rig import Rig, body_of
from tests.unit.pos_client.application.test_guardian import rig_of, rows_of

NAME = SPECIAL_DOCUMENT.name
PASSPORT = SpecialDocumentType.PASSPORT
SPECIAL: dict[str, Any] = {
    "types": [PASSPORT.value, "MILITARY_ID"],
    "reasons": ["IN_SERVICE", "FOREIGNER_WITHOUT_PR"],
    "daily_cap": 5,
}
HALL: dict[str, Any] = {"special_documents": SPECIAL, "reviews_here": ["SPECIAL_REVIEW"]}


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = rig_of(tmp_path, **HALL)
    yield made
    made.close()


def begun(rig: Rig) -> None:
    rig.ask(BeginFlow(NAME))
    assert rig.case.step is Step.REASON, rig.trouble


def looked_at(rig: Rig) -> None:
    """Everything up to the supervisor."""
    begun(rig)
    rig.ask(ChooseReason(SpecialReason.FOREIGNER_WITHOUT_PR))
    rig.ask(ChooseDocument(PASSPORT))
    rig.go_to(Step.REVIEW)


def approve(rig: Rig, number: str = "8021", reason: ReviewReason | None = None) -> None:
    rig.ask(DecideReview(number, "demo-8021", is_approved=reason is None, reason=reason))


def test_nothing_of_an_identity_is_sealed_but_images(rig: Rig) -> None:
    looked_at(rig)
    assert (rig.case.identity, rig.case.masked_name) == (None, "")
    approve(rig)
    rig.go_to(Step.FORM)
    assert rig.case.form is not None
    text = paper_text(rig.case.form.paper)
    assert text.title == "《入网实名登记单》（特殊证件，审核中）"
    assert any("审核通过之前号码不会开通" in words for words in text.banner)
    rows = rows_of(rig.case.form.paper)
    assert (rows["证件类型"], rows["证件影像"]) == ("护照", "已采集 1 张")
    assert "姓名" not in rows
    rig.finish()
    body = body_of(rig)
    assert (body.evidence, body.reason) == ((), SpecialReason.FOREIGNER_WITHOUT_PR)
    (document,) = body.documents
    assert (document.type, len(document.images)) == (PASSPORT, 1)
    assert body.consent is not None
    assert "face" not in {*body.consent.agreed, *body.consent.declined}
    assert None not in (body.visual_check_at, body.live_photo, body.form_signature)
    assert body.review
    saved = rig.state.last_saved
    assert saved is not None
    rig.decide(saved.id, Outcome.UNDER_REVIEW, "SPECIAL_REVIEW")
    last = rig.state.last_saved
    assert last is not None
    assert (last.outcome, last.papers) == (
        Outcome.UNDER_REVIEW,
        (PaperKind.REGISTRATION_FORM,),
    )


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REJECTED])
def test_what_the_reviewers_decide_is_heard_later(rig: Rig, outcome: Outcome) -> None:
    looked_at(rig)
    approve(rig)
    rig.finish()
    last = rig.state.last_saved
    assert last is not None
    rig.decide(last.id, Outcome.UNDER_REVIEW, "SPECIAL_REVIEW")
    is_yes = outcome is Outcome.ACCEPTED
    rig.decide(last.id, outcome, "" if is_yes else "UNDER_AGE", "17055500000" if is_yes else "")
    heard = rig.state.last_saved
    assert heard is not None
    assert heard.outcome is outcome
    if outcome is Outcome.ACCEPTED:
        (paper,) = rig.papers()
        assert rows_of(paper)["姓名和证件号码"] == "由运营商依证件影像登记"


def test_the_one_document_that_a_carrier_lists_is_still_chosen(tmp_path: Path) -> None:
    """It looked chosen and was not, so no image of it was ever taken."""
    alone = {**HALL, "special_documents": {**SPECIAL, "types": [PASSPORT.value]}}
    rig = rig_of(tmp_path, **alone)
    begun(rig)
    rig.ask(ChooseReason(SpecialReason.FOREIGNER_WITHOUT_PR))
    assert rig.case.document is not None
    assert (rig.case.document.types, rig.case.document.chosen) == ((PASSPORT,), None)
    rig.go_to(Step.REVIEW)
    assert rig.trouble == ""
    rig.close()


def test_a_document_that_the_carrier_does_not_list_is_not_taken(rig: Rig) -> None:
    begun(rig)
    assert rig.case.reason is not None
    assert rig.case.reason.reasons == (
        SpecialReason.IN_SERVICE,
        SpecialReason.FOREIGNER_WITHOUT_PR,
    )
    rig.ask(ChooseReason(SpecialReason.NO_RESIDENT_CARD))
    assert rig.case.step is Step.REASON
    rig.ask(ChooseReason(SpecialReason.IN_SERVICE))
    assert rig.case.document is not None
    assert rig.case.document.types == (SpecialDocumentType.MILITARY_ID, PASSPORT)
    rig.ask(ChooseDocument(SpecialDocumentType.TEMPORARY_RESIDENT_ID))
    rig.ask(TakeDocumentImage(document_image(rig.clock.now())))
    rig.ask(FinishDocument())
    assert (rig.case.step, rig.case.document.images) == (Step.DOCUMENT, ())


def test_a_second_person_looks_and_no_other_word_goes_on(rig: Rig) -> None:
    looked_at(rig)
    approve(rig, "8001")
    assert (rig.case.step, rig.trouble) == (Step.REVIEW, "C-504")
    approve(rig, reason=ReviewReason.PERSON_DOUBTED)
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "REVIEW_REFUSED")
    assert rig.state.queue.pending == 0


@pytest.mark.parametrize("code", ["ID_MATCH", "FACE_SAME", "SPECIAL_LIMIT", "SOMETHING_NEW", ""])
def test_no_answer_lets_it_go_on_without_a_second_person(rig: Rig, code: str) -> None:
    rig.gateway.verdict_codes[Check.SPECIAL_DOCUMENT] = code
    begun(rig)
    rig.ask(ChooseReason(SpecialReason.IN_SERVICE))
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert rig.case.phase is CasePhase.REFUSED


def test_the_day_has_a_limit_which_the_gateway_counts(rig: Rig) -> None:
    rig.special.captured_today = 4
    begun(rig)
    assert rig.case.reason is not None
    assert rig.case.reason.left == 1
    rig.ask(CancelCase())
    rig.special.captured_today = 5
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-628")


def test_without_the_gateway_nothing_begins(rig: Rig) -> None:
    rig.special.is_reachable = False  # the line goes down with the very question
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-607")
    rig.lose_gateway()
    assert FlowState(NAME, needs_network=True) in rig.state.flows
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-607")


@pytest.mark.parametrize(
    ("kind", "special"),
    [(OutletKind.AGENT, SPECIAL), (OutletKind.FIELD, SPECIAL), (OutletKind.OWN_HALL, None)],
)
def test_elsewhere_there_is_no_key_for_it(
    tmp_path: Path, kind: OutletKind, special: dict[str, Any] | None
) -> None:
    claims = {**HALL, "special_documents": special} if special else {}
    rig = rig_of(tmp_path, kind, **claims)
    assert NAME not in [each.name for each in rig.state.flows]
    rig.ask(BeginFlow(NAME))
    assert (rig.state.case, rig.trouble) == (None, "B-617")
    rig.close()


def test_a_chip_that_cannot_be_read_leads_nowhere_near(rig: Rig) -> None:
    """Its own page, and no key of it begins anything; the reasons know no such one."""
    rig.lay_bad(CardRefused("read_failed", 3, is_unreadable=True))
    assert rig.case.phase is CasePhase.CARD_UNREADABLE
    assert not any("READ" in reason or "CHIP" in reason for reason in SpecialReason)
    begun(rig)
    rig.lay_bad(CardRefused("read_failed", 3, is_unreadable=True))
    rig.lay()
    assert (rig.case.step, rig.case.masked_name) == (Step.REASON, "")
