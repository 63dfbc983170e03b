"""A copy reads far ahead of a device whose queue is empty and whose chain is whole."""

from __future__ import annotations

from dataclasses import replace

from pos_client.protocol import jws
from pos_client.protocol.api import Headers, Paths
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import announce
from tests.attacks.scene import Scene
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, gathered

__all__ = ["ATTACK"]

_EMPTY = {"pending": 0, "quarantined": 0, "oldest_pending_at": None, "program_version": "1"}


def _run(scene: Scene) -> None:
    device = scene.device
    scene.honest(device, device.registration(captured(device, scene.card())))
    announce(device)
    clone = replace(device, chain=[], read_counter=5000)
    clone.note({"step": "of the copy's own"})
    case = gathered(clone, scene.card("resident-wang"))
    for _ in range(2):
        _say_empty(device)
    scene.attempt(clone, clone.registration(case), "COUNTER_GAP")


def _say_empty(device: TestDevice) -> None:
    claims = {"device_id": device.id, "index": device.told, "head": device.head.hex()}
    head = {Headers.AUDIT_HEAD: device.token(claims, jws.TokenType.AUDIT_HEAD)}
    answer = device.call("POST", Paths.HEARTBEATS, json=_EMPTY, headers=head)
    assert answer.status_code == 200, answer.text


ATTACK = Attack(
    abuses="a copy of a device whose reads no chain ever tells of",
    run=_run,
    controls=(Control.CHAIN_FAULT,),
)
