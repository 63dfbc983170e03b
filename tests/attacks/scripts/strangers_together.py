"""Paid heads: strangers who come for numbers within minutes, each of them in order."""

from __future__ import annotations

from datetime import timedelta

from pos_client.domain.guards import Group
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.guarding import came_before, guarded, tried
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_HEADS = ("lin", "wang", "ma", "sun", "jin")


def _run(scene: Scene) -> None:
    came_before(scene, [f"resident-{name}" for name in _HEADS])
    tried(scene, "resident-wei", len(_HEADS))


ATTACK = Attack(
    abuses="six strangers in twenty minutes who are paid for their faces",
    run=_run,
    policy=guarded(group=Group(6, timedelta(minutes=20))),
    controls=(Control.GUARD_GROUP,),
)
