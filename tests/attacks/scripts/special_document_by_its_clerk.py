"""Whoever has captured a document without a chip reviews it, too."""

from __future__ import annotations

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.special import approved_by, looked_at, sent

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    id_ = sent(scene, scene.device.registration(looked_at(scene)))
    for number in (scene.gateway.supervisor_number, scene.gateway.clerk_number):
        scene.note(approved_by(scene, id_, number) or "ACCEPTED", "REVIEW_REFUSED")


ATTACK = Attack(
    abuses="reviewers who have been at the counter",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.SECOND_PERSON,),
)
