"""An envelope in the name of a device whose key the sender does not have."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec

from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card())
    own, device.evidence_key = device.evidence_key, ec.generate_private_key(ec.SECP256R1())
    data = device.registration(case)
    device.evidence_key = own
    scene.attempt(device, data, TroubleCode.ENVELOPE_UNREADABLE)


ATTACK = Attack(
    abuses="the signature of the capturing device",
    run=_run,
    controls=(Control.ENVELOPE_SIGNATURE,),
)
