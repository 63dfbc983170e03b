"""Tokens that name another algorithm: none, or one whose secret is public."""

from __future__ import annotations

from contextlib import AbstractContextManager
from unittest import mock

from pos_client.protocol import jws, words
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.moves import (
    believing,
    claims_of,
    judged_different,
    unsigned,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.device import TestDevice

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    case = judged_different(scene)
    match, face = (claims_of(token) for token in case.verdicts)
    good = (
        match,
        {**face, "code": "FACE_SAME"},
        {**match, "check": "QUOTA", "code": "QUOTA_OK"},
    )
    kid = next(iter(device.words_keys))
    for algorithm in ("none", "HS256"):
        tokens = [unsigned(each, jws.TokenType.VERDICT, kid, algorithm) for each in good]
        scene.tell_client(algorithm, is_stopped=_is_refused(device, tokens[0]))
        case.verdicts = tuple(tokens)
        scene.attempt(device, device.registration(case), "VERDICT_INVALID", "EVIDENCE_USED")


def _is_refused(device: TestDevice, token: str) -> bool:
    """Whether the client's own reader of verdicts takes a token."""
    try:
        words.verdict_from(token, device.words_keys)
    except jws.TokenRefused:
        return True
    return False


def _trusting() -> AbstractContextManager[object]:
    return mock.patch.object(words, "verify", believing)


ATTACK = Attack(
    abuses="the algorithm that a token names",
    run=_run,
    mutants=(
        Mutant("algorithm and signature of tokens", Side.GATEWAY, _trusting),
        Mutant("algorithm and signature of tokens", Side.CLIENT, _trusting),
    ),
)
