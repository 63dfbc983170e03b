"""Somebody opens a number for another one: no letter of theirs, one of a unit, one used before."""

from __future__ import annotations

from dataclasses import replace

from pos_client.domain.document import CapturedDocument, UnitDocumentType
from pos_client.protocol.bodies import RegistrationBody
from pos_client.sandbox.controls import Control
from tests.attacks.acting import BY_TRUSTEE, acted
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.scene import Scene
from tests.honest_cases import signed_form

__all__ = ["ATTACK"]


def _with(body: RegistrationBody, *documents: CapturedDocument) -> RegistrationBody:
    (trustee,) = body.parties
    return signed_form(replace(body, parties=(replace(trustee, documents=documents),)), OWN_HALL)


def _run(scene: Scene) -> None:
    device = scene.device
    for principal, kind in (("resident-wang", None), ("resident-jin", "UNIT_LETTER")):
        case = acted(scene, BY_TRUSTEE, principal, "resident-lin")
        body = device.body(case)
        images = body.parties[0].documents[0].images
        shown = (CapturedDocument(UnitDocumentType(kind), images),) if kind else ()
        scene.attempt(device, device.sealed(case, _with(body, *shown)), "DOCUMENT_MISSING")


ATTACK = Attack(
    abuses="the letter of somebody who is not there",
    run=_run,
    policy={"trustee_quota": 100},
    outlet=OWN_HALL,
    controls=(Control.DOCUMENTS,),
)
