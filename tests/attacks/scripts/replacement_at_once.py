"""A number has changed hands; its new SIM is to work before anybody is told."""

from __future__ import annotations

from uuid import UUID

from pos_client.domain.subject import Subject
from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import with_words
from tests.attacks.numbers_that_exist import about, number_of, replaced_at_once
from tests.attacks.scene import Scene
from tests.integration.sandbox.case_at_hand import CaseAtHand

__all__ = ["ATTACK"]

_NEW_SIM_OF_JIN, _NEW_OWNER_MA = 8, 9


def _run(scene: Scene) -> None:
    device = scene.device
    case = _case(scene, _NEW_OWNER_MA, "resident-ma", "1")
    said = with_words(device, case, sim_works_from="", is_at_high_risk=False)
    scene.attempt(device, said, TroubleCode.ENVELOPE_UNREADABLE)
    _wait(scene, device.registration(case))
    # The first of two waits; the second one is to take its place.
    for seed in ("2", "3"):
        _wait(scene, device.registration(_case(scene, _NEW_SIM_OF_JIN, "resident-jin", seed)))


def _case(scene: Scene, invented: int, slug: str, seed: str) -> CaseAtHand:
    return about(scene, "sim_replacement", Subject(number_of(invented)), slug, seed)


def _wait(scene: Scene, data: bytes) -> None:
    """The owner may have another SIM, which is no attack as long as it waits for its day."""
    answer = scene.device.register(data)
    receipt = scene.device.receipt(answer)
    id_ = UUID(str(receipt["registration_id"]))
    if receipt["outcome"] == "ACCEPTED" and not replaced_at_once(scene, id_):
        scene.forgive(id_)
        scene.note("SIM_WAITS", "SIM_WAITS")
        return
    scene.note(scene.word_of(scene.device, answer), "SIM_WAITS")


ATTACK = Attack(
    abuses="the day in which the old SIM is told",
    run=_run,
    controls=(Control.REPLACEMENT_DELAY,),
)
