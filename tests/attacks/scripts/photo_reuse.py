"""The photo of one customer's case comes again, as it is, encoded anew or with its edge cut off."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]

_ROOM = {"number_quota": 50, "quota_review_from": 50}


def _run(scene: Scene) -> None:
    device = scene.device
    first = captured(device, scene.card())
    scene.honest(device, device.registration(first))
    assert first.photo is not None
    again = (first.photo.jpeg, _encoded(first.photo.jpeg, 0.0), _encoded(first.photo.jpeg, 0.015))
    for place, jpeg in enumerate(again, 1):
        case = captured(device, scene.card(), place)
        device.photograph(case)
        assert case.photo is not None
        case.photo = replace(case.photo, jpeg=jpeg)
        scene.attempt(device, device.registration(case), "PHOTO_USED")


def _encoded(jpeg: bytes, cut: float) -> bytes:
    """The same picture, a share of each edge away."""
    with Image.open(io.BytesIO(jpeg)) as opened:
        width, height = opened.size
        left, top = round(cut * width), round(cut * height)
        picture = opened.convert("RGB").crop((left, top, width - left, height - top))
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=70)
    return made.getvalue()


ATTACK = Attack(
    abuses="a live photo that served another case",
    run=_run,
    policy=_ROOM,
    controls=(Control.PHOTO_ONCE, Control.PHOTO_NEAR_IDENTICAL),
)
