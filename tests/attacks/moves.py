"""Moves that several attacks share. Nothing here is checked before it is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from drivers.simulator.device import SimulatedCard
from pos_client.domain.policy import ReaderRule
from pos_client.infrastructure.ids import new_id
from pos_client.protocol import strict_json
from pos_client.protocol.api import Paths
from pos_client.protocol.envelope import Purpose
from pos_client.sandbox.devices import DeviceState
from tests.attacks.scene import Scene
from tests.honest_cases import live_photo_of
from tests.integration.sandbox import walks
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.device import TestDevice

__all__ = [
    "PRODUCTION",
    "REAL_SAM",
    "announce",
    "block_number",
    "captured_in_production",
    "judged_different",
    "now",
    "photograph_somebody_else",
    "sealed",
    "set_state",
    "typed_frame",
    "with_words",
]

REAL_SAM = "05.03-20200101-0000000001-0000000001"
PRODUCTION: dict[str, Any] = {
    "is_demo": False,
    "readers": (ReaderRule(REAL_SAM, "sam-serial"),),
}
"""A gateway that believes no simulated reader and no simulated camera."""


def now() -> datetime:
    return datetime.now(UTC)


def block_number(device: TestDevice, place: int) -> str:
    """One of the numbers lent to a device."""
    return str(device.configuration["number_block"][place]["phone_number"])


def captured_in_production(
    scene: Scene, slug: str = "resident-lin", place: int = 0, **more: Any
) -> CaseAtHand:
    """A capture whose reader and camera say that they are real ones."""
    said = {"sam_id": REAL_SAM, "is_simulated": False, "driver": "pos-client/sam-serial"} | more
    case = walks.captured(scene.device, scene.card(slug), place, **said)
    scene.device.photograph(case)
    assert case.photo is not None
    case.photo = replace(case.photo, camera_id="usb:046d:0825", is_simulated=False)
    return case


def photograph_somebody_else(case: CaseAtHand, somebody: SimulatedCard, seed: str = "1") -> None:
    """Somebody else stands before the camera."""
    case.photo = live_photo_of(somebody.photo, now(), seed=seed)


def judged_different(scene: Scene, place: str = "resident-lin") -> CaseAtHand:
    """A case whose face was judged to be another person's."""
    device = scene.device
    case = device.open_case()
    device.read(case, scene.card(place))
    photograph_somebody_else(case, scene.card("resident-wang"))
    device.verify(case)
    device.hold(case)
    return case


def announce(device: TestDevice, *details: dict[str, Any]) -> None:
    """Begin the device's audit chain with entries of these details; the gateway countersigns."""
    at = "2026-01-01T00:00:00+00:00"
    events = [json.dumps({"at": at, "details": each, "kind": "case_sealed"}) for each in details]
    answer = device.call("POST", Paths.AUDIT_ENTRIES, json=device.audit(*events))
    assert answer.status_code == 200, answer.text


def with_words(device: TestDevice, case: CaseAtHand, **words: Any) -> bytes:
    """Seal a case with fields of these names beside its own, or in place of them."""
    plain = json.loads(device.body(case).to_bytes()) | words
    return sealed(device, case, strict_json.canonical(plain))


def sealed(device: TestDevice, case: CaseAtHand, body: bytes) -> bytes:
    """Seal any bytes as a registration."""
    device.sequence += 1
    return device.envelope(Purpose.REGISTRATION, new_id(), device.sequence, case, body)


def typed_frame() -> bytes:
    """A name and a number that somebody typed, laid out as a card's text as well as one can."""
    words = f"{'林样本':　<15}101{'19900101'}{'某省某市某路 1 号':　<35}62909919510714963X"
    return f"{words:<128}".encode("utf-16-le")


def set_state(scene: Scene, device: TestDevice, state: DeviceState) -> None:
    """The carrier revokes a device, or lets it drain only."""
    scene.gateway.call(lambda desk: desk.devices.set_state(device.id, state))
