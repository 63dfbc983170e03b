"""The decoder's word on a genuine card, lent to another card, case or device."""

from __future__ import annotations

from typing import Any

from drivers.simulator.device import SimulatedCard
from pos_client.domain.evidence import EvidenceLevel
from pos_client.protocol import jws
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.decoding_calls import signed
from tests.integration.sandbox.device import TestDevice

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, other = scene.device, scene.patched_client(clerk_number="0018")
    genuine, wanted = scene.card(), scene.card("resident-wang")
    earlier, elsewhere = device.open_case(), other.open_case()
    of_case = signed(device, earlier.challenge.id, genuine)
    of_device = signed(other, elsewhere.challenge.id, genuine)
    _spend(scene, device, of_case, genuine)
    _spend(scene, device, of_device, genuine)
    case = device.open_case()
    token = signed(device, case.challenge.id, genuine)
    _spend(scene, device, token, wanted, challenge=case.challenge)
    claims = jws.verify(token, device.words_keys, jws.TokenType.SIGNED_READ)
    forged = device.token(claims, jws.TokenType.SIGNED_READ)
    _spend(scene, device, forged, genuine)


def _spend(scene: Scene, device: TestDevice, token: str, card: SimulatedCard, **more: Any) -> None:
    case = device.open_case()
    if "challenge" in more:
        case.challenge = more["challenge"]
        case.transaction_id = case.challenge.real_name_transaction_id
    device.read(case, card, level=EvidenceLevel.A, signed_read=token)
    (first, *_) = device.verify(case)
    if first["code"] != "ID_MATCH":
        scene.note(first["code"], "SIGNATURE_INVALID")
        return
    device.hold(case)
    scene.attempt(device, device.registration(case), "SIGNATURE_INVALID")


ATTACK = Attack(
    abuses="the decoder's signature over another read",
    run=_run,
    level=EvidenceLevel.A,
    controls=(Control.SIGNED_READ,),
)
