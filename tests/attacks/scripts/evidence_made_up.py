"""Fields of the evidence that nobody looks at hold something else, such as a name."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest import mock

from pos_client.infrastructure.ids import new_id
from pos_client.protocol import parts
from pos_client.protocol.api import TroubleCode
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.moves import block_number
from tests.attacks.scene import Scene
from tests.integration.sandbox.case_at_hand import CaseAtHand

__all__ = ["ATTACK"]

_WRONG: tuple[dict[str, Any], ...] = (
    {"card_serial": "林样本"},
    {"sam_id": "某省某市某路 1 号"},
    {"driver": "a driver of mine"},
    {"driver_version": ""},
    {"driver_sha256": "zz"},
    {"boot_id": ""},
    {"reader_address": "no scheme"},
    {"monotonic_ns": 0},
    {"read_counter": 0},
    {"duration_s": 0.0, "is_simulated": False},
    {"duration_s": 3600.0},
    {"previous_head": b""},
)


def _run(scene: Scene) -> None:
    device = scene.device
    challenge = device.offline_case().challenge
    for wrong in _WRONG:
        case = CaseAtHand(new_id(), "", challenge, phone_number=block_number(device, 0))
        device.read(case, scene.card(), **wrong)
        scene.attempt(device, device.registration(case), TroubleCode.ENVELOPE_UNREADABLE)


def _anything() -> AbstractContextManager[object]:
    return mock.patch.object(parts, "_looks_like_evidence", return_value=True)


ATTACK = Attack(
    abuses="fields of the evidence that no check reads",
    run=_run,
    mutants=(Mutant("each field of the evidence looks like one", Side.GATEWAY, _anything),),
)
