"""A shop that nobody of the carrier's has ever seen is enrolled all the same."""

from __future__ import annotations

from pos_client.sandbox.channels import ChannelRefused
from pos_client.sandbox.controls import Control
from pos_client.sandbox.invented_channels import facts_of
from tests.attacks.attack import Attack
from tests.attacks.channels import capture_at, phantom
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    outlet = phantom(66)
    scene.gateway.call(lambda desk: desk.channels.propose(facts_of(outlet)))
    try:
        code = scene.gateway.call(lambda desk: desk.enrolment.issue_code(outlet.code))
    except ChannelRefused as no:
        scene.note(str(no), "NOT_ADMITTED")
        return
    capture_at(scene, outlet, code)


ATTACK = Attack(abuses="an outlet that nobody has visited", run=_run, controls=(Control.ADMISSION,))
