"""One frame of the counter's camera, and another face in it: the wall is equal to the pixel."""

from __future__ import annotations

from dataclasses import replace

from drivers.photo import SimulatedWebpDecoder
from drivers.simulator.device import SimulatedCard
from drivers.simulator.live_portraits import Distortion, draw_live_portrait
from pos_client.domain.guards import Background
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import AT_ONCE, WEEK, guarded
from tests.attacks.scene import Scene
from tests.honest_cases import in_other_bytes
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _in_frame(card: SimulatedCard) -> bytes:
    """Another face in the very frame: its wall, its light and its grain are those of the first."""
    decoded = SimulatedWebpDecoder().decode(card.photo)
    assert decoded is not None
    frame = replace(Distortion.everyday("kept"), place="counter")
    return in_other_bytes(draw_live_portrait(decoded.data, distortion=frame))


def _run(scene: Scene) -> None:
    device = scene.device
    for place, slug in enumerate(("resident-lin", "resident-wang")):
        card = scene.card(slug)
        case = captured(device, card, place)
        device.agree(case)
        device.photograph(case)
        assert case.photo is not None
        case.photo = replace(case.photo, jpeg=_in_frame(card))
        data = device.registration(case)
        if place:
            scene.attempt(device, data, "RISK_REVIEW")
        else:
            scene.honest(device, data)


ATTACK = Attack(
    abuses="a camera that shows one frame with many faces put into it",
    run=_run,
    policy=guarded(background=Background(3, 20, 6, 0.6, WEEK, AT_ONCE)),
    controls=(Control.GUARD_BACKGROUND,),
)
