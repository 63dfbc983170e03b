"""One hall after hours: document upon document without a chip, all begun before the first came."""

from __future__ import annotations

from pos_client.domain.document import SpecialDocumentType
from pos_client.domain.special_document import SpecialPolicy, SpecialReason
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.special import approved_by, looked_at, sent

__all__ = ["ATTACK"]

_ONE = SpecialPolicy(tuple(SpecialDocumentType), tuple(SpecialReason), 1)


def _run(scene: Scene) -> None:
    first, second = looked_at(scene), looked_at(scene)
    sent(scene, scene.device.registration(first))
    data = scene.device.registration(second)
    scene.attempt(scene.device, data, "SPECIAL_LIMIT")
    approved_by(scene, sent(scene, data), scene.gateway.reviewer_number)


ATTACK = Attack(
    abuses="the way without a chip, as often as one likes",
    run=_run,
    policy={"special": _ONE},
    outlet=OWN_HALL,
    controls=(Control.SPECIAL_LIMIT,),
)
