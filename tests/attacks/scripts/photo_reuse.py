"""The photo of one customer's case comes again, as it is or changed in one of many ways.

As it is or encoded anew it is refused; changed otherwise it waits for a reviewer.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from PIL import Image

from drivers.simulator.device import SimulatedCard
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured
from tests.photo_changes import changed

__all__ = ["ATTACK"]

_ROOM = {"number_quota": 50, "quota_review_from": 50, "number_block": 12, "challenge_pool": 12}
_SEED = "photo_reuse"


def _run(scene: Scene) -> None:
    device = scene.device
    first = captured(device, scene.card())
    scene.honest(device, device.registration(first))
    assert first.photo is not None
    jpeg = first.photo.jpeg
    others = scene.card("resident-wang")
    tries: list[tuple[SimulatedCard, bytes, tuple[str, ...]]] = [
        (scene.card(), each, ("PHOTO_USED",)) for each in _nearly_the_same(jpeg)
    ]
    tries += [(scene.card(), each, ("PHOTO_USED", "PHOTO_ALIKE")) for each in _changed(jpeg)]
    mirrored = changed(jpeg, "mirrored", "brighter or darker", seed=_SEED)
    tries += [(others, jpeg, ("PHOTO_USED",)), (others, mirrored, ("FACE_DIFFERENT",))]
    for place, (card, again, expected) in enumerate(tries, 1):
        case = captured(device, card, place)
        device.photograph(case)
        assert case.photo is not None
        case.photo = replace(case.photo, jpeg=again)
        scene.attempt(device, device.registration(case), *expected)


def _nearly_the_same(jpeg: bytes) -> list[bytes]:
    """The photo itself, encoded anew, and with its edge cut off."""
    return [jpeg, _encoded(jpeg, 0.0), _encoded(jpeg, 0.015)]


def _changed(jpeg: bytes) -> list[bytes]:
    """The photo brightened, mirrored, cropped, and all of it at once."""
    each = ("brighter or darker", "mirrored", "cut")
    ways = [*((name,) for name in each), (*each, "dated")]
    return [changed(jpeg, *way, seed=_SEED) for way in ways]


def _encoded(jpeg: bytes, cut: float) -> bytes:
    """The same picture, a share of each edge away."""
    with Image.open(BytesIO(jpeg)) as opened:
        width, height = opened.size
        left, top = round(cut * width), round(cut * height)
        picture = opened.convert("RGB").crop((left, top, width - left, height - top))
    made = BytesIO()
    picture.save(made, "JPEG", quality=70)
    return made.getvalue()


ATTACK = Attack(
    abuses="a live photo that served another case, as it is or changed",
    run=_run,
    policy=_ROOM,
    controls=(Control.PHOTO_ONCE, Control.PHOTO_NEAR_IDENTICAL, Control.PHOTO_ALIKE),
)
