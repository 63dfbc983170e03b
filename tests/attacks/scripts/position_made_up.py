"""A patched client says that it stands in the shop, wherever it is."""

from __future__ import annotations

from tests.attacks.attack import Attack
from tests.attacks.places import IN_THE_FIELD, draw_fence, position, said
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    draw_fence(scene)
    device = scene.device
    case = captured(device, scene.card())
    scene.attempt(device, device.registration(case, surroundings=said(position(0))), "ACCEPTED")


ATTACK = Attack(
    abuses="a position that no receiver has found",
    run=_run,
    outlet=IN_THE_FIELD,
    is_residual=True,
)
