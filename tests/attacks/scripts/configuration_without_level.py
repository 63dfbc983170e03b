"""A configuration with a good signature leaves open what evidence some flow needs."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from typing import Any
from unittest import mock

from pos_client.application.trouble import ConfigurationInvalid
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.protocol.configuration import ConfigurationClaims
from pos_client.protocol.evidence_levels import EvidenceClaims, LevelClaims
from pos_client.testing.gateway_words import GatewayWords, configuration_claims, level_claims
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]

_NOW = datetime(2026, 7, 1, tzinfo=UTC)
_RULE = {"level": "B", "below": "REFUSE"}
_FORGOTTEN: dict[str, dict[str, Any]] = {
    "a flow that is not named": {"new_number": _RULE},
    "a flow that nobody knows": level_claims("B") | {"unheard_of": _RULE},
    "a review above nobody knows how many": level_claims("B")
    | {"new_number": {"level": "A", "below": "REVIEW"}},
}


def _run(scene: Scene) -> None:
    words = GatewayWords()
    wordings = SignedWordings(words.root.jwk, "device-1")
    for name, rules in _FORGOTTEN.items():
        said = {"evidence": {"minimum_level": {"AGENT": rules}}}
        token = words.configuration(configuration_claims(words, "device-1", _NOW, **said))
        scene.tell_client(name, is_stopped=_is_refused(wordings, token))


def _is_refused(wordings: SignedWordings, token: str) -> bool:
    try:
        wordings.configuration(token)
    except ConfigurationInvalid:
        return True
    return False


def _unread() -> AbstractContextManager[object]:
    stack = ExitStack()
    for kind in (ConfigurationClaims, EvidenceClaims, LevelClaims):
        stack.enter_context(mock.patch.object(kind, "check"))
    return stack


ATTACK = Attack(
    abuses="what a configuration does not say",
    run=_run,
    mutants=(Mutant("every flow has its evidence level", Side.CLIENT, _unread),),
)
