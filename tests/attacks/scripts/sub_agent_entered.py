"""An agent enters an outlet under its own, and registers customers there."""

from __future__ import annotations

from dataclasses import replace

from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.channels import ChannelRefused
from pos_client.sandbox.controls import Control
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.invented_channels import admit, facts_of
from pos_client.sandbox.policy import DEMO_OUTLET
from tests.attacks.attack import Attack
from tests.attacks.channels import capture_at, phantom
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


_BELOW = replace(phantom(68), kind=OutletKind.FIELD)


def _enter(desk: Desk) -> str:
    facts = replace(facts_of(_BELOW), above=DEMO_OUTLET.code)
    admit(desk.channels, desk.admissions, facts, desk.clock())
    return desk.enrolment.issue_code(_BELOW.code)


def _run(scene: Scene) -> None:
    try:
        code = scene.gateway.call(_enter)
    except ChannelRefused as no:
        scene.note(str(no), "SUB_AGENT")
        return
    capture_at(scene, _BELOW, code)


ATTACK = Attack(abuses="an outlet under an outlet", run=_run, controls=(Control.OUTLET_TREE,))
