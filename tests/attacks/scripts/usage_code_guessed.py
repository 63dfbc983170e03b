"""Code after code is sent to somebody's number, and each is guessed at, until one is right."""

from __future__ import annotations

from unittest import mock

from pos_client.protocol.api import TroubleCode
from pos_client.sandbox.controls import Control
from tests.attacks.attack import Attack
from tests.attacks.numbers_that_exist import about, by_code, code_of, send_code
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_NUMBER, _TRIES, _PATIENCE = 104, 5, 8


def _run(scene: Scene) -> None:
    device = scene.device
    reference = ""
    # Few codes instead of a million, and always the last of them: so this ends today.
    last = _TRIES * _PATIENCE - 1
    with mock.patch("pos_client.sandbox.usage_codes.secrets.randbelow", return_value=last):
        for guess in range(_TRIES * _PATIENCE):
            if guess % _TRIES == 0 and (word := send_code(scene, _NUMBER)):
                scene.note(word, TroubleCode.CODE_NOT_SENT)
                break
            reference = code_of(scene, _NUMBER, f"{guess:06}")
    if reference:
        case = about(scene, "re_registration", by_code(_NUMBER, reference), "resident-wang", "1")
        scene.attempt(device, device.registration(case), "USE_NOT_PROVEN")


ATTACK = Attack(
    abuses="the right to have another code sent, and to try again",
    run=_run,
    controls=(Control.USAGE_CODES,),
)
