"""A supervisor looks at one document, and another one is sealed."""

from __future__ import annotations

from dataclasses import replace

from pos_client.domain.document import SpecialDocumentType
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.attacks.special import approved_by, looked_at, sent
from tests.honest_cases import signed_form

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    case = looked_at(scene)
    body = scene.device.body(case)
    (shown,) = body.documents
    another = replace(shown, type=SpecialDocumentType.PASSPORT)
    sealed = signed_form(replace(body, documents=(another,)), OWN_HALL)
    data = scene.device.sealed(case, sealed)
    scene.attempt(scene.device, data, "VERDICT_INVALID")
    approved_by(scene, sent(scene, data), scene.gateway.reviewer_number)


ATTACK = Attack(
    abuses="a document that nobody has looked at",
    run=_run,
    outlet=OWN_HALL,
    controls=(Control.SPECIAL_BOUND,),
)
