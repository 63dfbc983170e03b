"""One person admits a phantom outlet, with two work ids of their own."""

from __future__ import annotations

from datetime import timedelta

from pos_client.domain.outlet import Role
from pos_client.sandbox.admissions import OnSiteRecord
from pos_client.sandbox.channels import ChannelRefused
from pos_client.sandbox.controls import Control
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.invented_channels import DEMO_FENCE, facts_of
from tests.attacks.attack import Attack
from tests.attacks.channels import capture_at, phantom
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


_PHANTOM = phantom(67)
_WORK_IDS = ("9101", "9102")


def _admit(desk: Desk) -> None:
    for number in _WORK_IDS:
        desk.sessions.enter_clerk(number, "某某", Role.ADMINISTRATOR, "FJ-9", "x", None, "EMP-77")
    desk.channels.propose(facts_of(_PHANTOM))
    desk.admissions.record(
        OnSiteRecord(
            outlet_code=_PHANTOM.code,
            visited_at=desk.clock() - timedelta(hours=1),
            visited_by="EMP-1",
            sign_number=_PHANTOM.sign_number,
            latitude_deg=DEMO_FENCE.latitude_deg,
            longitude_deg=DEMO_FENCE.longitude_deg,
            photo_sha256=bytes(32),
        )
    )
    for number in _WORK_IDS:
        desk.admissions.approve(_PHANTOM.code, number)


def _run(scene: Scene) -> None:
    try:
        scene.gateway.call(_admit)
    except ChannelRefused as no:
        scene.note(str(no), "SAME_PERSON")
        return
    code = scene.gateway.call(lambda desk: desk.enrolment.issue_code(_PHANTOM.code))
    capture_at(scene, _PHANTOM, code)


ATTACK = Attack(
    abuses="two approvals of one person", run=_run, controls=(Control.ADMISSION_PEOPLE,)
)
