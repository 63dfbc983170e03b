"""A card and a reader with keys of somebody's own, played to the decoder behind the gateway."""

from __future__ import annotations

import base64
from contextlib import AbstractContextManager
from dataclasses import replace
from unittest import mock

from drivers.simulator.device import SIMULATED_SAM_ID, SimulatedCard
from pos_client.domain.evidence import EvidenceLevel
from pos_client.sandbox.cipher_cards import CipherCards
from pos_client.sandbox.cipher_session import TestAuthority
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene
from tests.integration.sandbox.decoding_calls import ask, pass_on
from tests.integration.sandbox.device import TestDevice

__all__ = ["ATTACK"]

_OURS = CipherCards(TestAuthority("whatever sentence somebody likes"))


def _run(scene: Scene) -> None:
    person = scene.card()
    frame = bytearray(person.text)
    frame[66:70] = "改".encode("utf-16-le") * 2  # no card of this person has this address
    _play(scene, scene.device, replace(person, text=bytes(frame)))


def _play(scene: Scene, device: TestDevice, card: SimulatedCard) -> None:
    case = device.open_case()
    opened = ask(device, case.challenge.id).json()
    opening = base64.b64decode(opened["opening"])
    said = _OURS.answer(card, SIMULATED_SAM_ID, opening, is_trusting=True)
    answer = pass_on(device, opened["decoding_id"], said)
    if answer.status_code != 200:
        scene.note(answer.json()["code"], "DECODING_REFUSED")
        return
    token = answer.json()["signed_read"]
    device.read(case, card, level=EvidenceLevel.A, signed_read=token)
    device.verify(case)
    device.hold(case)
    scene.attempt(device, device.registration(case))


def _credulous() -> AbstractContextManager[object]:
    return mock.patch("pos_client.sandbox.decoder.Decoder._check_certificate")


ATTACK = Attack(
    abuses="the decoder, with a card that nobody has issued",
    run=_run,
    level=EvidenceLevel.A,
    mutants=(Mutant("certificates of cards and readers", Side.GATEWAY, _credulous),),
)
