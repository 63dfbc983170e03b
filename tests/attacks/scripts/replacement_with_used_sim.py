"""The new SIM of a replacement is one that is, or was, in use under some number."""

from __future__ import annotations

from pos_client.domain.sim import Sim, SimSource
from pos_client.domain.subject import Subject
from pos_client.sandbox.controls import Control
from pos_client.sandbox.invented_subscribers import iccid_in_use
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import about, number_of
from tests.attacks.scene import Scene
from tests.honest_cases import fresh_sim

__all__ = ["ATTACK"]

_OF_JIN = 200


def _run(scene: Scene) -> None:
    device, given = scene.device, fresh_sim()
    first = about(scene, "sim_replacement", Subject(number_of(_OF_JIN)), "resident-jin", "1")
    scene.honest(device, device.registration(first, sim=given))
    in_use = Sim(iccid_in_use(_OF_JIN + 5), SimSource.SCANNER)
    was_lost = Sim(iccid_in_use(_OF_JIN), SimSource.SCANNER)
    for place, sim in enumerate((given, in_use, was_lost), start=1):
        subject = Subject(number_of(_OF_JIN + place))
        case = about(scene, "sim_replacement", subject, "resident-jin", f"{place + 1}")
        scene.attempt(device, device.registration(case, sim=sim), "SIM_USED")


ATTACK = Attack(
    abuses="a SIM in somebody's hand: of another number, or lost by its owner and found",
    run=_run,
    controls=(Control.SIM_ONCE,),
)
