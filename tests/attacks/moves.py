"""Moves that several attacks share. Nothing here is checked before it is sent."""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from drivers.simulator.device import SimulatedCard
from pos_client.domain.policy import ReaderRule
from pos_client.infrastructure.ids import new_id
from pos_client.protocol import jws, strict_json
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
    "believing",
    "block_number",
    "captured_in_production",
    "claims_of",
    "judged_different",
    "now",
    "photograph_somebody_else",
    "sealed",
    "set_state",
    "typed_frame",
    "unsigned",
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
    """Send the device's audit chain with entries of these details; the gateway countersigns."""
    answer = device.tell(*details)
    assert answer.status_code == 200, answer.text


def unsigned(claims: dict[str, Any], typ: jws.TokenType, kid: str, algorithm: str) -> str:
    """A token of another algorithm, with no signature or with one that anybody could make."""
    header = {"alg": algorithm, "kid": kid, "typ": typ.value}
    parts = [_encoded(strict_json.canonical(header)), _encoded(strict_json.canonical(claims))]
    signed = ".".join(parts).encode()
    signature = hmac.digest(kid.encode(), signed, "sha256") if algorithm == "HS256" else b""
    return ".".join([*parts, _encoded(signature)])


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, whoever signed it."""
    payload = token.split(".")[1]
    padded = payload + "=" * (-len(payload) % 4)
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(padded))
    return claims


def believing(token: str, _keys: object, _typ: object) -> dict[str, Any]:
    """`jws.verify` without its checks."""
    return claims_of(token)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


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
