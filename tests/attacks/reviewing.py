"""Moves of attacks on reviews: who is asked, about what, and who says yes."""

from __future__ import annotations

from typing import Any

from pos_client.domain.verdict import Check
from pos_client.sandbox.centre import Decision
from pos_client.sandbox.refusal import Refusal
from tests.attacks.scene import Scene
from tests.integration.sandbox.case_at_hand import CaseAtHand

__all__ = ["approved_by_centre", "approved_sealed", "queue_of", "unsure"]


def unsure(scene: Scene, times: int = 1) -> None:
    """Let so many of the next faces be ones that somebody has to look at."""
    scene.gateway.call(lambda desk: desk.switches.script(Check.FACE_MATCH, "FACE_UNSURE", times))


def approved_by_centre(scene: Scene, case: CaseAtHand) -> str:
    """Put a case before the centre, which approves; answers what was refused, or nothing."""
    answer = scene.device.ask_centre(case)
    if answer.is_error:
        return str(answer.json()["code"])
    id_ = str(answer.json()["id"])
    yes = Decision(scene.gateway.reviewer_number, is_approved=True, reason=None)
    scene.gateway.call(lambda desk: desk.centre.decide(id_, yes))
    scene.device.look_at_centre(case, id_)
    return ""


def queue_of(scene: Scene) -> list[dict[str, Any]]:
    """What waits in the centre."""
    return scene.gateway.call(lambda desk: desk.centre.queue())


def approved_sealed(scene: Scene, reviewer_number: str) -> str:
    """Approve the one sealed case that waits; answers what was refused, or nothing."""
    (waiting,) = queue_of(scene)
    yes = Decision(reviewer_number, is_approved=True, reason=None)
    try:
        scene.gateway.call(lambda desk: desk.centre.decide(waiting["id"], yes))
    except Refusal as refusal:
        return refusal.code
    return ""
