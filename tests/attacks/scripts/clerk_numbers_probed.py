"""Somebody holds a clerk's password and not the number: the lock tells whose it may be."""

from __future__ import annotations

from datetime import timedelta

from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]

_NOBODYS = ("9001", "9002", "9003")


def _run(scene: Scene) -> None:
    device = scene.enrolled(scene.gateway.issue_code())
    told: dict[str, list[int]] = {}
    for number in (*_NOBODYS, scene.gateway.clerk_number):
        told[number] = [device.log_in(number, "wrong").status_code for _ in range(7)]
    common = max(told.values(), key=list(told.values()).count)
    outstanding = [number for number in told if told[number] != common]
    if not outstanding:
        scene.note("ALIKE", "ALIKE")
        return
    scene.clock.ahead = timedelta(minutes=2)
    assert device.log_in(outstanding[0], scene.gateway.password).status_code == 200
    scene.clock.ahead = timedelta()
    scene.attempt(device, device.registration(captured(device, scene.card())))


ATTACK = Attack(
    abuses="the answers to wrong passwords, to learn who exists",
    run=_run,
    controls=(Control.LOG_IN_LOCK_ALIKE,),
)
