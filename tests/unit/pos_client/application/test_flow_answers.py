"""Consent, photo and verdicts at the counter: nothing is sent early, and only a pass passes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_client.application import commands, review_commands
from pos_client.application.case_trouble import AnswersOld
from pos_client.application.state import CasePhase
from pos_client.domain.flow import Step
from pos_client.domain.handwritten_signature import PAD_WIDTH, Point
from pos_client.domain.verdict import Check
from pos_client.testing.gateway_words import case_claims
from tests.unit.pos_client.application.at_work import OWN_HALL, asked, at_work
from tests.unit.pos_client.application.rig import Rig
from tests.unit.pos_client.application.test_counter import body_of, saved

# Everything that the counter may ask while a customer is there.
CALLS = (
    *("open_case", "verify", "find_numbers", "hold_number", "give_back", "release_quota"),
    *("review", "open_return", "deliver", "status", "send_audit", "heartbeat"),
)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = at_work(tmp_path)
    yield made
    made.close()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Rig]:
    made = at_work(tmp_path, case=case_claims(reviews_here=OWN_HALL))
    yield made
    made.close()


def test_whoever_declines_the_face_match_at_an_agent_is_sent_on_before_any_photo(rig: Rig) -> None:
    calls = asked(rig)
    rig.customer.declined = ("face",)
    rig.lay()
    rig.go_to(Step.CONSENT)
    rig.answer()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "FACE_REFUSED")
    assert rig.case.identity is None
    rig.workers.answer_all()
    assert calls == []
    assert saved(rig) == 0


def test_in_an_own_hall_a_supervisor_looks_at_whoever_declines(hall: Rig) -> None:
    hall.customer.declined = ("face",)
    hall.lay()
    hall.go_to(Step.REVIEW)
    assert hall.case.review is not None
    assert hall.case.review.codes == ("FACE_REFUSED",)
    hall.ask(review_commands.DecideReview("8021", "demo-8021"))
    hall.finish()
    body = body_of(hall)
    assert body.consent.declined == ("face",)
    assert body.review


def test_nothing_that_names_the_customer_is_sent_before_consent_and_photo(rig: Rig) -> None:
    calls = asked(rig, *CALLS)
    rig.lay()
    for step in (Step.VISUAL_CHECK, Step.CONSENT, Step.LIVE_PHOTO):
        assert rig.case.step is step
        rig.ask(rig.customer.photo(rig.case)) if step is not Step.LIVE_PHOTO else None
        assert set(calls) <= {"open_case", "find_numbers"}  # neither says who it is for
        rig.answer()
    assert [call for call in calls if call not in ("open_case", "find_numbers")] == ["verify"]


@pytest.mark.parametrize("points", [1, 200])
def test_a_dot_is_no_signature(rig: Rig, points: int) -> None:
    rig.lay()
    rig.go_to(Step.CONSENT)
    good = rig.customer.consent(rig.case)
    dot = tuple(Point(PAD_WIDTH // 2, 900, 5 * each) for each in range(points))
    ink = replace(good.handwritten_signature, strokes=(dot,))
    rig.ask(replace(good, handwritten_signature=ink))
    assert (rig.case.step, rig.trouble) == (Step.CONSENT, "B-600")


def test_an_invented_face_is_taken_in_the_demo_only(tmp_path: Path) -> None:
    rig = at_work(tmp_path, is_demo=False)
    calls = asked(rig)
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "CAMERA_SIMULATED")
    rig.workers.answer_all()
    assert calls == []
    rig.close()


@pytest.mark.parametrize("attempts", [1, 2, 3])
@pytest.mark.parametrize(
    ("code", "ending"),
    [
        ("FACE_QUALITY", "FACE_QUALITY"),
        ("LIVENESS_FAILED", "LIVENESS_FAILED"),
        ("FACE_UNSURE", "FACE_UNSURE"),  # nobody at an agent may look at it
    ],
)
def test_photos_are_taken_again_as_often_as_the_policy_says(
    tmp_path: Path, attempts: int, code: str, ending: str
) -> None:
    rig = at_work(tmp_path, case=case_claims(photo_attempts=attempts))
    rig.gateway.verdict_codes[Check.FACE_MATCH] = code
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    for left in range(attempts, 0, -1):
        assert rig.case.photo is not None
        assert rig.case.photo.left == left
        rig.answer()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, ending)
    assert rig.gateway.released  # the slot of the limit, which came with the first answer
    rig.close()


@pytest.mark.parametrize(
    "codes",
    [
        {Check.FACE_MATCH: "ID_MATCH"},
        {Check.ONLINE_VERIFICATION: "FACE_SAME"},
        {Check.QUOTA: "FACE_SAME"},
        {Check.QUOTA: "NEVER_HEARD"},
        {Check.FACE_MATCH: ""},
        {Check.FACE_MATCH: "face_same"},
        {Check.SAME_CUSTOMER: "IDENTITY_MISMATCH"},
    ],
)
def test_a_strange_word_of_the_gateway_is_never_a_pass(rig: Rig, codes: dict[Check, str]) -> None:
    rig.gateway.verdict_codes |= codes
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert rig.case.phase is CasePhase.REFUSED
    assert saved(rig) == 0


def test_an_answer_given_twice_is_asked_for_again(rig: Rig) -> None:
    real = rig.gateway.verify
    rig.gateway.verify = lambda *asked: (*real(*asked), real(*asked)[0])  # type: ignore[method-assign]
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert (rig.case.step, rig.trouble) == (Step.VERIFICATION, "G-200")
    rig.gateway.verify = real  # type: ignore[method-assign]
    rig.answer()
    assert rig.case.step is Step.NUMBER_AND_SIM


@pytest.mark.parametrize("code", ["RISK_REVIEW", "RISK_DENY"])
def test_a_risk_stops_the_case_here_whoever_stands_by(hall: Rig, code: str) -> None:
    hall.gateway.verdict_codes[Check.ONLINE_VERIFICATION] = code
    hall.lay()
    hall.go_to(Step.LIVE_PHOTO)
    hall.answer()
    assert (hall.case.phase, hall.case.code) == (CasePhase.REFUSED, code)
    hall.ask(review_commands.DecideReview("8021", "demo-8021"))
    assert hall.case.phase is CasePhase.REFUSED


def test_an_answer_stands_though_another_check_is_away(rig: Rig, tmp_path: Path) -> None:
    hall = at_work(tmp_path / "hall", case=case_claims(reviews_here=OWN_HALL))
    for counter, is_captured in ((rig, False), (hall, True)):
        counter.gateway.verdict_codes |= {
            Check.ONLINE_VERIFICATION: "ID_NO_PHOTO",
            Check.QUOTA: "SERVICE_UNAVAILABLE",
        }
        counter.lay()
        counter.go_to(Step.LIVE_PHOTO)
        counter.answer()
        assert counter.case.is_offline is is_captured
        assert counter.case.code == ("" if is_captured else "ID_NO_PHOTO")
    hall.close()


@pytest.mark.parametrize("step", [Step.NUMBER_AND_SIM, Step.FORM, Step.SEAL])
def test_verdicts_that_have_run_out_are_asked_for_again(rig: Rig, step: Step) -> None:
    rig.lay()
    rig.go_to(step)
    rig.clock.advance(timedelta(hours=2))
    rig.do(rig.counter.tick)
    rig.lay()
    rig.do(rig.counter.tick)
    assert (rig.case.step, rig.trouble) == (Step.VERIFICATION, AnswersOld.code)
    assert len(rig.gateway.numbers) == 10  # the held one went back
    rig.finish()
    assert rig.case.phase is CasePhase.SAVED
    tokens = set(body_of(rig).verdicts)
    assert len(tokens) == 3


def test_a_case_given_up_while_the_gateway_was_asked_keeps_no_slot(rig: Rig) -> None:
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.workers.holds_questions = True
    rig.answer()
    assert rig.case.phase is CasePhase.WORKING
    rig.ask(commands.CancelCase())
    rig.workers.answer_all()
    assert rig.gateway.released == ["reservation-1"]


@pytest.mark.parametrize("code", ["FACE_SAME", "FACE_UNSURE"])
def test_cancelling_gives_the_slot_back_also_between_two_photos(rig: Rig, code: str) -> None:
    rig.gateway.verdict_codes[Check.FACE_MATCH] = code
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert rig.case.has_reservation
    assert rig.case.step is (Step.NUMBER_AND_SIM if code == "FACE_SAME" else Step.LIVE_PHOTO)
    rig.ask(commands.CancelCase())
    assert rig.gateway.released == ["reservation-1"]
