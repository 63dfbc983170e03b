"""Two registrations with one SIM arrive at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.honest_cases import fresh_sim
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device, sim = scene.device, fresh_sim()
    sealed = [
        device.registration(captured(device, scene.card(slug), place), sim=sim)
        for place, slug in enumerate(("resident-lin", "resident-wang"))
    ]
    with ThreadPoolExecutor(2) as both:
        said = list(both.map(lambda data: device.receipt(device.register(data)), sealed))
    quicker, other = sorted(said, key=lambda each: str(each["outcome"]))
    scene.forgive(UUID(str(quicker["registration_id"])))
    scene.note(str(other["code"] or other["outcome"]), "SIM_USED")


ATTACK = Attack(abuses="one SIM twice in a race", run=_run, controls=(Control.SIM_ONCE,))
