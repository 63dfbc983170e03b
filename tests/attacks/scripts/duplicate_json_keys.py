"""One key stands twice, so that two readers understand two things."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from pos_client.protocol import bodies, strict_json
from pos_client.protocol.api import Paths, TroubleCode
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.moves import (
    sealed,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = captured(device, scene.card())
    plain = device.body(case).to_bytes()
    key = b'"contact_number":""'
    twice = plain.replace(key, b'"contact_number":"17000000000",' + key)
    assert twice != plain
    scene.attempt(device, sealed(device, case, twice), TroubleCode.ENVELOPE_UNREADABLE)
    answer = device.call(
        "POST",
        Paths.CASES,
        content=b'{"flow":"await_customer","flow":"new_number"}',
        headers={"Content-Type": "application/json"},
    )
    word = scene.word_of(device, answer) if answer.is_error else "OPENED"
    scene.note(word, TroubleCode.REQUEST_UNREADABLE)
    scene.tell_client("in a body", is_stopped=_is_refused(twice))


def _is_refused(body: bytes) -> bool:
    try:
        bodies.RegistrationBody.from_bytes(body)
    except bodies.BodyRefused:
        return True
    return False


@contextmanager
def _lax() -> Iterator[None]:
    """Readers that take the last of two, and do not ask whether they would write it so."""

    def made(cls: Any, values: dict[str, Any], _data: bytes) -> Any:
        return cls(**values)

    with (
        mock.patch.object(strict_json, "_without_duplicates", dict),
        mock.patch.object(bodies, "_made", made),
    ):
        yield


ATTACK = Attack(
    abuses="JSON that can be read in two ways",
    run=_run,
    mutants=(Mutant("the one form of a body", Side.GATEWAY, _lax),),
)
