"""The shop's own settings file is to relax what the carrier has signed."""

from __future__ import annotations

from pos_client.application.trouble import (
    SettingsInvalid,
)
from pos_client.infrastructure.settings import read_settings
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.moves import (
    REAL_SAM,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]

_WISHES = (
    '[evidence]\nminimum_level = "B"\n',
    "is_demo = true\n",
    '[gateway]\nurl = "https://127.0.0.1:1"\n',
    '[readers]\ntrusted = ["05.03-1"]\n',
    "[offline]\nrecords = 100000\n",
)


def _run(scene: Scene) -> None:
    file = scene.folder / "config.toml"
    for wish in _WISHES:
        file.write_text(wish, "utf-8")
        try:
            read_settings(file)
        except SettingsInvalid:
            scene.tell_client(wish, is_stopped=True)
        else:
            scene.tell_client(wish, is_stopped=False)
    device = scene.device
    case = captured(device, scene.card(), sam_id=REAL_SAM)
    data = device.registration(case, policy_version=10**6)
    scene.attempt(device, data, "READER_NOT_TRUSTED")


ATTACK = Attack(abuses="the local settings file", run=_run, controls=(Control.READER_LISTED,))
