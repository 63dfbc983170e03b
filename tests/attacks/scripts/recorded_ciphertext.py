"""What a genuine card has once said to the decoder, said again under a fresh challenge."""

from __future__ import annotations

import base64
from contextlib import AbstractContextManager
from unittest import mock

from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.domain.evidence import EvidenceLevel
from pos_client.sandbox.decoder import Conversation, Decoder
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene
from tests.integration.sandbox.decoding_calls import CARDS, ask, pass_on

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    earlier = ask(device, device.open_case().challenge.id).json()
    recorded = CARDS.answer(scene.card(), SIMULATED_SAM_ID, base64.b64decode(earlier["opening"]))
    assert pass_on(device, earlier["decoding_id"], recorded).status_code == 200
    case = device.open_case()
    fresh = ask(device, case.challenge.id).json()
    for decoding_id in (earlier["decoding_id"], fresh["decoding_id"]):
        answer = pass_on(device, decoding_id, recorded)
        if answer.is_error:
            scene.note(answer.json()["code"], "DECODING_UNKNOWN", "DECODING_REFUSED")
            continue
        token = str(answer.json()["signed_read"])
        device.read(case, scene.card(), level=EvidenceLevel.A, signed_read=token)
        device.verify(case)
        device.hold(case)
        scene.attempt(device, device.registration(case))


def _one_session() -> AbstractContextManager[object]:
    kept: list[Conversation] = []
    converse = Decoder.converse

    def again(decoder: Decoder, context: bytes) -> Conversation:
        kept.append(converse(decoder, context))
        return kept[0]

    return mock.patch.object(Decoder, "converse", again)


ATTACK = Attack(
    abuses="ciphertext that was recorded at the reader",
    run=_run,
    level=EvidenceLevel.A,
    mutants=(Mutant("a session of its own for each read", Side.GATEWAY, _one_session),),
)
