"""Outlets that should not be there, and who would work in them."""

from __future__ import annotations

from dataclasses import replace

from pos_client.domain.outlet import Outlet, Role
from pos_client.sandbox.policy import DEMO_OUTLET
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["capture_at", "phantom"]

_PASSWORD = "phantom-1"


def phantom(number: int) -> Outlet:
    """An outlet with numbers that the gateway would issue."""
    return replace(
        DEMO_OUTLET,
        code=f"FJ-DEMO-{number:04d}",
        sign_number=f"FJ-{number:04d}",
        agent_number=f"DL-350100-{number:04d}",
    )


def capture_at(scene: Scene, outlet: Outlet, enrolment_code: str) -> None:
    """Enrol a device there, log a clerk of its own in, and register a customer."""
    work_id = f"{outlet.code[-4:]}1"
    scene.gateway.call(
        lambda desk: desk.sessions.enter_clerk(work_id, "某某", Role.CLERK, outlet.code, _PASSWORD)
    )
    scene.stock(outlet.code)
    device = scene.enrolled(enrolment_code)
    answer = device.log_in(work_id, _PASSWORD)
    if answer.is_error:
        scene.note(scene.word_of(device, answer))
        return
    scene.attempt(device, device.registration(captured(device, scene.card())))
