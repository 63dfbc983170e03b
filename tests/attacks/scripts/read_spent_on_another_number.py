"""A genuine read of a customer who is there, spent on a number for somebody else."""

from __future__ import annotations

from pos_client.domain.evidence import EvidenceLevel
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import about, by_sim
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import gathered

__all__ = ["ATTACK"]

_NOBODYS = 108


def _run(scene: Scene) -> None:
    device = scene.device
    case = gathered(device, scene.card())
    wanted = case.phone_number
    device.hold(case)
    if scene.level is EvidenceLevel.B:
        assert case.phone_number != wanted
    scene.attempt(device, device.registration(case), "ACCEPTED")
    # A SIM does not say that it was there: who knows its number has shown the use of another's.
    subject = by_sim(_NOBODYS)
    case = about(scene, "re_registration", subject, "resident-wang", "1")
    scene.attempt(device, device.registration(case), "ACCEPTED")


ATTACK = Attack(
    abuses="a genuine read, and a signature that the client made under another form",
    run=_run,
    is_residual=True,
)
