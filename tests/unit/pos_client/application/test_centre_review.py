"""A case before the carrier's review centre: its countdown, its answer, and who is first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.application import commands
from pos_client.application.progress_state import StepStatus
from pos_client.application.review_commands import AskCentre, DecideReview
from pos_client.application.state import CasePhase
from pos_client.application.trouble import ReviewRefused, Unreachable
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.review import ReviewReason, ReviewWay
from pos_client.domain.verdict import Check
from pos_client.protocol import words
from pos_client.testing.gateway_words import case_claims
from tests.unit.pos_client.application.at_work import at_work, configure
from tests.unit.pos_client.application.rig import Rig, body_of

BOTH = {"reviews_here": ("QUOTA_REVIEW",), "reviews_by_centre": ("QUOTA_REVIEW",)}
CENTRE_ONLY = {"reviews_here": (), "reviews_by_centre": ("QUOTA_REVIEW", "FACE_UNSURE")}
SUPERVISOR = DecideReview("8021", "demo-8021")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = at_work(tmp_path, case=case_claims(**BOTH))
    waiting(made)
    yield made
    made.close()


def waiting(rig: Rig) -> None:
    """A second number is asked for: the case is at its review."""
    rig.gateway.verdict_codes[Check.QUOTA] = "QUOTA_REVIEW"
    rig.lay()
    rig.go_to(Step.REVIEW)


def asked(rig: Rig) -> str:
    rig.ask(AskCentre())
    (id_,) = rig.centre.waiting
    return id_


def a_second_later(rig: Rig, seconds: float = 1) -> None:
    rig.clock.advance(timedelta(seconds=seconds))
    rig.do(rig.counter.tick)


def noted(rig: Rig, kind: str) -> dict[str, Any]:
    events = [entry.event for entry in rig.store.audit_behind(0, 1000)]
    return dict(next(each.details for each in reversed(events) if each.kind == kind))


def test_both_ways_are_open_where_the_policy_allows_both(rig: Rig) -> None:
    review = rig.case.review
    assert review is not None
    assert review.ways == (ReviewWay.ON_SITE, ReviewWay.CENTRE)
    assert not review.centre.is_asked


def test_a_case_waits_with_its_countdown_and_goes_on_when_the_centre_approves(rig: Rig) -> None:
    id_ = asked(rig)
    review = rig.case.review
    assert review is not None
    assert review.centre.until == rig.clock.now() + timedelta(minutes=3)
    assert (rig.case.phase, rig.case.step) == (CasePhase.OPEN, Step.REVIEW)
    rig.centre.decide(id_)
    a_second_later(rig)
    assert rig.case.step is Step.NUMBER_AND_SIM
    assert rig.case.left_to_centre == ()
    rig.finish()
    sealed = words.review_from(body_of(rig).review, rig.gateway.words.keys)
    assert (sealed.is_approved, sealed.way, sealed.supervisor_number) == (
        True,
        ReviewWay.CENTRE,
        "9071",
    )
    assert rig.centre.withdrawn == []


def test_a_refusal_of_the_centre_ends_the_case_with_its_reason_in_the_audit(rig: Rig) -> None:
    rig.centre.decide(asked(rig), ReviewReason.PERSON_DOUBTED)
    a_second_later(rig)
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "REVIEW_REFUSED")
    assert rig.case.refused_because == "PERSON_DOUBTED"
    said = noted(rig, "review_decided")
    assert (said["way"], said["approved"], said["reason"]) == ("CENTRE", False, "PERSON_DOUBTED")


def test_after_the_countdown_the_case_is_sealed_unapproved(rig: Rig) -> None:
    asked(rig)
    a_second_later(rig, 179)
    assert rig.case.step is Step.REVIEW
    a_second_later(rig)
    assert rig.case.step is Step.NUMBER_AND_SIM
    assert rig.case.left_to_centre == (PartyRole.OWNER,)
    rig.finish()
    sealed = words.review_from(body_of(rig).review, rig.gateway.words.keys)
    assert (sealed.is_approved, sealed.is_left) == (False, True)


def test_what_was_shown_and_who_decided_stand_in_the_audit(rig: Rig) -> None:
    id_ = asked(rig)
    read_id = rig.case.id
    assert rig.case.review is not None
    assert rig.case.review.live_photo is not None
    on_screen = hashlib.sha256(rig.case.review.live_photo).hexdigest()
    rig.centre.decide(id_)
    a_second_later(rig)
    said = noted(rig, "review_decided")
    assert (said["supervisor"], said["codes"], said["role"]) == ("9071", "QUOTA_REVIEW", "OWNER")
    assert said["shown_by_centre"] == bytes(range(32)).hex()
    assert said["shown_photo"] == on_screen
    assert said["case_id"] == str(read_id)
    assert noted(rig, "centre_asked")["codes"] == "QUOTA_REVIEW"


def test_a_supervisor_who_comes_decides_first_and_nobody_is_asked_any_more(rig: Rig) -> None:
    id_ = asked(rig)
    rig.ask(SUPERVISOR)
    assert rig.case.step is Step.NUMBER_AND_SIM
    assert noted(rig, "review_decided")["way"] == "ON_SITE"
    rig.do(rig.counter.tick)
    assert rig.centre.withdrawn == [id_]


def test_a_refusal_on_site_has_a_reason(rig: Rig) -> None:
    rig.ask(DecideReview("8021", "demo-8021", is_approved=False))
    assert (rig.case.step, rig.trouble) == (Step.REVIEW, "C-504")
    refusal = DecideReview("8021", "demo-8021", is_approved=False, reason=ReviewReason.OTHER)
    rig.ask(refusal)
    assert rig.case.phase is CasePhase.REFUSED
    assert noted(rig, "review_decided")["reason"] == "OTHER"


def test_a_cancelled_case_is_taken_back_from_the_centre(rig: Rig) -> None:
    id_ = asked(rig)
    rig.ask(commands.CancelCase())
    rig.do(rig.counter.tick)
    assert rig.centre.withdrawn == [id_]
    rig.centre.decide(id_)  # it came too late: nothing happens to the next customer
    a_second_later(rig)
    assert rig.state.case is None


def test_a_line_that_is_away_loses_no_answer(rig: Rig) -> None:
    id_ = asked(rig)
    rig.centre.is_reachable = False
    for _ in range(5):
        a_second_later(rig)
    assert (rig.case.step, rig.trouble) == (Step.REVIEW, "")
    rig.centre.decide(id_)
    rig.centre.is_reachable = True
    a_second_later(rig)
    assert rig.case.step is Step.NUMBER_AND_SIM


@pytest.mark.parametrize("trouble", [Unreachable("no network"), ReviewRefused()])
def test_who_could_not_be_asked_may_be_asked_again(rig: Rig, trouble: Any) -> None:
    rig.centre.troubles.append(trouble)
    rig.ask(AskCentre())
    assert rig.trouble == trouble.code
    assert rig.case.step is Step.REVIEW
    assert asked(rig)


def test_asking_twice_asks_once(rig: Rig) -> None:
    asked(rig)
    rig.ask(AskCentre())
    assert len(rig.centre.waiting) == 1


def test_where_only_the_centre_may_a_supervisor_may_not(tmp_path: Path) -> None:
    rig = at_work(tmp_path, case=case_claims(**CENTRE_ONLY))
    waiting(rig)
    review = rig.case.review
    assert review is not None
    assert review.ways == (ReviewWay.CENTRE,)
    rig.centre.decide(asked(rig))
    a_second_later(rig)
    steps = {each.step: each.status for each in rig.case.steps}
    assert steps[Step.REVIEW] is StepStatus.DONE
    rig.close()


def test_where_no_way_covers_what_is_open_the_customer_is_sent_on(tmp_path: Path) -> None:
    """A supervisor may one code and the centre the other; a review is about all of them."""
    split = {"reviews_here": ("QUOTA_REVIEW",), "reviews_by_centre": ("FACE_UNSURE",)}
    rig = at_work(tmp_path, case=case_claims(photo_attempts=1, **split))
    rig.gateway.verdict_codes[Check.FACE_MATCH] = "FACE_UNSURE"
    rig.gateway.verdict_codes[Check.QUOTA] = "QUOTA_REVIEW"
    rig.lay()
    while rig.case.phase is CasePhase.OPEN:
        rig.answer()
    assert (rig.case.phase, rig.case.step) == (CasePhase.REFUSED, Step.REVIEW)
    rig.close()


def test_an_outlet_without_a_centre_asks_none(rig: Rig) -> None:
    configure(rig, case=case_claims(reviews_here=["QUOTA_REVIEW"]))
    rig.ask(AskCentre())
    assert (rig.trouble, rig.centre.waiting) == ("C-504", [])
