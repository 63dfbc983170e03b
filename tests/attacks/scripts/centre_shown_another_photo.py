"""The centre is asked about the answers to one photo, while a newer one is there to be shown."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from unittest import mock

from pos_client.sandbox.sights import Sights
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.moves import photograph_somebody_else
from tests.attacks.numbers_that_exist import OWN_HALL
from tests.attacks.reviewing import approved_by_centre, queue_of, unsure
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    unsure(scene, 2)
    case = device.open_case()
    device.read(case, scene.card())
    photograph_somebody_else(case, scene.card("resident-wang"))
    device.verify(case)
    another, judged = case.photo, case.verdicts
    device.photograph(case, seed="2")
    assert case.photo is not None
    assert another is not None
    case.photo = replace(case.photo, attempt=2)
    device.verify(case)
    case.photo, case.verdicts = another, judged
    assert device.ask_centre(case).is_success
    (waiting,) = queue_of(scene)
    if base64.b64decode(waiting["live_photo"]) == another.jpeg:
        scene.note("SEEN", "SEEN")  # whoever looks sees that it is somebody else
        return
    approved_by_centre(scene, case)
    device.hold(case)
    scene.attempt(device, device.registration(case))


@contextmanager
def _the_newest() -> Iterator[None]:
    """Of a person in a case the newest photo is shown, whichever was judged."""
    keep, find = Sights.keep, Sights.find
    with (
        mock.patch.object(
            Sights, "keep", lambda self, key, sight: keep(self, (*key[:4], b""), sight)
        ),
        mock.patch.object(Sights, "find", lambda self, key: find(self, (*key[:4], b""))),
    ):
        yield


ATTACK = Attack(
    abuses="a reviewer who sees another photo than was judged",
    run=_run,
    outlet=OWN_HALL,
    mutants=(Mutant("the photo that was judged is shown", Side.GATEWAY, _the_newest),),
)
