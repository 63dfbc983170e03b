"""An agent sells a SIM that was delivered to another outlet, and one that nobody has."""

from __future__ import annotations

from dataclasses import replace

from pos_client.domain.sim import Sim, SimSource
from pos_client.sandbox.controls import Control
from pos_client.sandbox.policy import DEMO_OUTLET
from pos_client.testing.customer import iccid_of
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]

_THEIRS, _NOBODYS = 5 * 10**12, 4 * 10**12
_ELSEWHERE = replace(DEMO_OUTLET, code="FJ-DEMO-0043", name="另一家手机店")


def _run(scene: Scene) -> None:
    device = scene.device
    scene.other_outlet(_ELSEWHERE)
    for place, (sim, code) in enumerate(
        ((_THEIRS, "SIM_OF_ANOTHER_OUTLET"), (_NOBODYS, "SIM_UNKNOWN"))
    ):
        case = captured(device, scene.card(), place)
        data = device.registration(case, sim=Sim(iccid_of(sim), SimSource.SCANNER))
        scene.attempt(device, data, code)


ATTACK = Attack(
    abuses="a SIM that lies in no drawer of this outlet",
    run=_run,
    policy={"number_quota": 9, "quota_review_from": 9},
    controls=(Control.SIM_STOCK,),
)
