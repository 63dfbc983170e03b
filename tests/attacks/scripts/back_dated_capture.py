"""An offline capture is dated back into the life of a challenge that was kept for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pos_client.testing.customer import signature_under
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    block_number,
    now,
)
from tests.attacks.scene import Scene
from tests.honest_cases import live_photo_of

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    scene.clock.ahead = -timedelta(hours=80)
    device = scene.device
    case = device.offline_case()
    scene.clock.ahead = timedelta()
    then = now() - timedelta(hours=10)
    case.opened_at = then
    device.read(case, scene.card(), read_at=then)
    case.photo = live_photo_of(case.reads[0].raw_photo, then)
    device.agree(case)
    assert case.consent is not None
    signed = signature_under(case.consent.notices_sha256, then)
    case.consent = replace(case.consent, handwritten_signature=signed)
    case.phone_number = block_number(device, 0)
    data = device.registration(case, confirmed_at=then, created_at=then, is_offline_session=True)
    scene.attempt(device, data, "ACCEPTED")


ATTACK = Attack(
    abuses="the time of a capture without the gateway, which only the device tells",
    run=_run,
    is_residual=True,
)
