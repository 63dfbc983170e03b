"""A package announces a driver under the name of one of ours, or one that is none."""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib.metadata import EntryPoint
from unittest import mock

from drivers.api import DriverForbidden
from drivers.registry import Registry
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.moves import (
    REAL_SAM,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    group = "pos_client.readers"
    rival = EntryPoint("sam-serial", "tests.attacks.rival_driver:DRIVER", group)
    ours = EntryPoint("sam-serial", "drivers.readers.sam_serial:DRIVER", group)
    for announced in ((rival, ours), (ours, rival)):
        driver = Registry(announced=announced).driver("sam-serial")
        is_ours = type(driver).__module__ == "drivers.readers.sam_serial"
        scene.tell_client("in place of ours", is_stopped=is_ours)
    strange = EntryPoint("sam-serial", "tests.attacks.rival_driver:DRIVER", group)
    try:
        Registry(announced=[strange], rules=tuple).driver("sam-serial")
    except DriverForbidden:
        scene.tell_client("not on the carrier's list", is_stopped=True)
    else:
        scene.tell_client("not on the carrier's list", is_stopped=False)
    device = scene.device
    case = captured(device, scene.card(), driver="strange/sam", sam_id=REAL_SAM)
    scene.attempt(device, device.registration(case), "READER_NOT_TRUSTED")


def _everybody() -> AbstractContextManager[object]:
    return mock.patch(
        "drivers.registry.is_ours", side_effect=lambda entry: entry.module.startswith("tests.")
    )


def _without_list() -> AbstractContextManager[object]:
    return mock.patch("drivers.allow_list.is_listed", return_value=True)


ATTACK = Attack(
    abuses="plug-ins found by name",
    run=_run,
    mutants=(
        Mutant("our drivers' names are ours", Side.CLIENT, _everybody),
        Mutant("the carrier's list of drivers", Side.CLIENT, _without_list),
    ),
)
