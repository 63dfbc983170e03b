"""A package with a driver of its own is installed; the carrier has never signed it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib.metadata import EntryPoint
from unittest import mock

from drivers.allow_list import AllowList
from drivers.api import DriverForbidden
from drivers.photo import PhotoDecoders
from drivers.plug_ins import (
    GROUPS,
    PHOTO_GROUP,
    AllowedDriver,
    files_sha256,
    installed_drivers,
)
from drivers.registry import Registry
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_RIVAL = EntryPoint("sam-serial", "tests.attacks.rival_driver:DRIVER", GROUPS[0])
_RIVAL_DECODER = EntryPoint("rival", "tests.attacks.rival_driver:RivalDecoder", PHOTO_GROUP)


def _run(scene: Scene) -> None:
    ours = installed_drivers(with_development=False)
    older = AllowedDriver("tests", "", "00" * 32, ("sam-serial",))
    other = AllowedDriver("tests", "", files_sha256(_RIVAL), ("sam-tcp",))
    for attempt, rules in (
        ("not on the list", ours),
        ("with other files", (*ours, older)),
        ("under another scheme", (*ours, other)),
    ):
        scene.tell_client(attempt, is_stopped=_is_stopped(rules))
    decoders = PhotoDecoders(AllowList(lambda: ours), announced=lambda: iter((_RIVAL_DECODER,)))
    scene.tell_client("to see photos", is_stopped=decoders.decode(b"a photo") is None)


def _is_stopped(rules: tuple[AllowedDriver, ...]) -> bool:
    try:
        Registry(announced=[_RIVAL], rules=lambda: rules).driver("sam-serial")
    except DriverForbidden:
        return True
    return False


def _unread() -> AbstractContextManager[object]:
    return mock.patch("drivers.allow_list.is_listed", return_value=True)


ATTACK = Attack(
    abuses="code that reads cards and that nobody has signed",
    run=_run,
    mutants=(Mutant("the carrier's list of drivers", Side.CLIENT, _unread),),
)
