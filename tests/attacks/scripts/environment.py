"""Variables of the environment lead to another gateway, another CA, a proxy."""

from __future__ import annotations

import json
import os
import ssl
from contextlib import AbstractContextManager
from pathlib import Path
from unittest import mock

from sqlalchemy import func, select

from pos_client.application.trouble import (
    Trouble,
    UntrustedGateway,
)
from pos_client.bootstrap import enrol_device
from pos_client.infrastructure.home import Home
from pos_client.sandbox import tables
from pos_client.sandbox.running import RunningSandbox
from tests.attacks.attack import Attack, Mutant, Side
from tests.attacks.scene import Scene

__all__ = ["ATTACK"]


def _run(scene: Scene) -> None:
    rogue = scene.enter(RunningSandbox(scene.folder / "rogue"))
    scene.watch(rogue.home.folder)
    theirs = json.loads(rogue.gateway_file.read_text("utf-8"))
    ca = scene.folder / "rogue.pem"
    ca.write_text(theirs["ca_pem"], "utf-8")
    ours = json.loads(scene.gateway.gateway_file.read_text("utf-8"))
    file = scene.folder / "gateway.json"
    file.write_text(json.dumps(ours | {"url": theirs["url"]}), "utf-8")
    variables = dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"), str(ca))
    variables |= dict.fromkeys(("HTTPS_PROXY", "ALL_PROXY", "https_proxy"), theirs["url"])
    variables |= {"SSLKEYLOGFILE": str(scene.folder / "secrets"), "POS_CLIENT_DEMO": "1"}
    with mock.patch.dict(os.environ, variables):
        told = _enrolment(Home.at(scene.folder / "home"), file, rogue.issue_code())
    scene.tell_client("another gateway", is_stopped=isinstance(told, UntrustedGateway))
    used = rogue.call(lambda desk: desk.connection.scalar(_USED))
    scene.tell_client("the code, told to another gateway", is_stopped=not used)
    leak = scene.folder / "secrets"
    scene.tell_client("the secrets of TLS", is_stopped=not leak.exists())


_CODES = tables.enrolment_codes
_USED = select(func.count()).select_from(_CODES).where(_CODES.c.device_id.is_not(None))


def _enrolment(home: Home, file: Path, code: str) -> Trouble | None:
    try:
        enrol_device(home, file, code, "attacked")
    except Trouble as trouble:
        return trouble
    return None


def _trusting() -> AbstractContextManager[object]:
    from pos_client.infrastructure.gateway.gateway_file import GatewayFile
    from pos_client.infrastructure.gateway.tls import trusting_context as believe

    def everybody(gateway: GatewayFile) -> ssl.SSLContext:
        context = believe(gateway)
        context.load_default_certs()  # which are those that the environment names
        return context

    return mock.patch("pos_client.infrastructure.gateway.enrolment.trusting_context", everybody)


ATTACK = Attack(
    abuses="the environment of the process",
    run=_run,
    mutants=(Mutant("the pinned CA", Side.CLIENT, _trusting),),
)
