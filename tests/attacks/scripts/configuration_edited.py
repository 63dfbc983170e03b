"""The kept configuration is changed: another level, another reader, another key."""

from __future__ import annotations

import base64
import json
from contextlib import AbstractContextManager
from unittest import mock

from joserfc.jwk import ECKey

from pos_client.application.trouble import (
    ConfigurationInvalid,
)
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.protocol import jws, strict_json
from pos_client.protocol.api import Paths
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.moves import (
    REAL_SAM,
    believing,
    claims_of,
    unsigned,
)
from tests.attacks.scene import Scene
from tests.integration.sandbox.enrolling import private_pem
from tests.integration.sandbox.walks import captured

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    device = scene.device
    token = device.call("GET", Paths.CONFIGURATION).json()["token"]
    gateway = json.loads(scene.gateway.gateway_file.read_text("utf-8"))
    wordings = SignedWordings(gateway["root"], device.id)
    wordings.configuration(token)  # the true one is believed
    wish = claims_of(token) | {"is_demo": True, "readers": [{"sam_id": REAL_SAM, "driver": "sim"}]}
    kid, typ = gateway["root"]["kid"], jws.TokenType.CONFIGURATION
    head, _, tail = token.split(".")
    edited = base64.urlsafe_b64encode(strict_json.canonical(wish)).decode().rstrip("=")
    own = ECKey.import_key(private_pem(device.evidence_key))
    for name, forged in {
        "edited": f"{head}.{edited}.{tail}",
        "signed by the device": jws.sign(wish, own, kid, typ),
        "no signature": unsigned(wish, typ, kid, "none"),
        "of another device": token,
    }.items():
        asked = wordings if name != "of another device" else SignedWordings(gateway["root"], "d-2")
        scene.tell_client(name, is_stopped=_is_refused(asked, forged))
    case = captured(device, scene.card(), sam_id=REAL_SAM)
    scene.attempt(device, device.registration(case), "READER_NOT_TRUSTED")


def _is_refused(wordings: SignedWordings, token: str) -> bool:
    try:
        wordings.configuration(token)
    except ConfigurationInvalid:
        return True
    return False


def _trusting() -> AbstractContextManager[object]:
    return mock.patch.object(jws, "verify", believing)


ATTACK = Attack(
    abuses="the signed configuration",
    run=_run,
    mutants=(Mutant("the root's signature", Side.CLIENT, _trusting),),
)
