"""One reviewer transcribes a document without a chip and approves what they have written."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.special import approved_by, looked_at, sent

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    id_ = sent(scene, scene.device.registration(looked_at(scene)))
    said = approved_by(scene, id_, scene.gateway.reviewer_number)
    scene.note(said or "ACCEPTED", "REVIEW_REFUSED")


ATTACK = Attack(
    abuses="two reviewers, of whom there is one",
    run=_run,
    policy={"special_reviewers": 2},
    outlet=OWN_HALL,
    controls=(Control.TRANSCRIBED,),
)
