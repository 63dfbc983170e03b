"""A library lies where the program was started, and the settings name it without its place."""

from __future__ import annotations

import contextlib
from pathlib import PurePath
from unittest import mock

from drivers.api import AddressInvalid, ReaderUnavailable
from drivers.registry import Registry
from pos_client.application.trouble import (
    SettingsInvalid,
)
from pos_client.infrastructure.settings import read_settings
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    folder = scene.new_folder()
    (folder / "libwlt.so").write_bytes(b"planted")
    settings = folder / "config.toml"
    with contextlib.chdir(folder):
        settings.write_text('[photo]\nlibrary = "libwlt.so"\n', "utf-8")
        try:
            read_settings(settings)
        except SettingsInvalid:
            scene.tell_client("photo library", is_stopped=True)
        else:
            scene.tell_client("photo library", is_stopped=False)
        try:
            Registry().open_reader("vendor:sdtapi?library=libwlt.so").close()
        except AddressInvalid:
            scene.tell_client("reader library", is_stopped=True)
        except ReaderUnavailable:
            scene.tell_client("reader library", is_stopped=False)


def _anywhere() -> contextlib.AbstractContextManager[object]:
    return mock.patch.object(PurePath, "is_absolute", return_value=True)


ATTACK = Attack(
    abuses="libraries found beside the program",
    run=_run,
    mutants=(Mutant("libraries named with their place", Side.CLIENT, _anywhere),),
)
