"""An older configuration, truly signed, is put in place of the newest."""

from __future__ import annotations

from contextlib import closing

from pos_client.infrastructure.database.store import SqlStore
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    REAL_SAM,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    store = scene.enter(closing(SqlStore(scene.new_folder() / "store.sqlite3")))
    store.keep_configuration("newest", 7, ())
    try:
        store.keep_configuration("older", 6, ())
    except ValueError:
        scene.tell_client("an older one after a newer", is_stopped=True)
    else:
        scene.tell_client("an older one after a newer", is_stopped=False)
    device = scene.device
    case = captured(device, scene.card(), sam_id=REAL_SAM)
    data = device.registration(case, policy_version=0)
    scene.attempt(device, data, "READER_NOT_TRUSTED")


ATTACK = Attack(abuses="a configuration of before", run=_run, controls=(Control.READER_LISTED,))
