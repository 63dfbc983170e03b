"""What a genuine card has once said to the decoder, said again under a fresh challenge."""

from __future__ import annotations

import base64

from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.domain.evidence import EvidenceLevel
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.decoding_calls import CARDS, ask, pass_on

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    earlier = ask(device, device.open_case().challenge.id).json()
    recorded = CARDS.answer(scene.card(), SIMULATED_SAM_ID, base64.b64decode(earlier["opening"]))
    assert pass_on(device, earlier["decoding_id"], recorded).status_code == 200
    fresh = ask(device, device.open_case().challenge.id).json()
    for decoding_id in (earlier["decoding_id"], fresh["decoding_id"]):
        answer = pass_on(device, decoding_id, recorded)
        scene.note(answer.json()["code"], "DECODING_UNKNOWN", "DECODING_REFUSED")


ATTACK = Attack(
    abuses="ciphertext that was recorded at the reader", run=_run, level=EvidenceLevel.A
)
