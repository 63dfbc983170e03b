"""Puts the faults in force between the gateway and its callers."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from pos_client.protocol import jws, message, strict_json
from pos_client.protocol.api import Paths, TroubleAnswer, TroubleCode
from pos_client.sandbox.faults import Fault, FaultKind, SandboxFaults
from pos_client.sandbox.keys import KeyRing, private_pem
from pos_client.sandbox.peer import SCOPE_KEY, hang_up

__all__ = ["BadLine"]

_PORTAL = b"<!doctype html><title>Free WiFi</title><p>Please accept the terms to go online."
_INSTEAD = {
    FaultKind.CAPTIVE_PORTAL: (200, ""),
    FaultKind.SERVER_ERROR: (500, TroubleCode.UNAVAILABLE),
    FaultKind.UNAVAILABLE: (503, TroubleCode.UNAVAILABLE),
    FaultKind.TOO_MANY_REQUESTS: (429, TroubleCode.TOO_MANY_REQUESTS),
    FaultKind.UNAUTHORISED: (401, TroubleCode.SESSION_UNKNOWN),
}
_RECEIPT = {FaultKind.FORGED_RECEIPT, FaultKind.FOREIGN_RECEIPT, FaultKind.NO_RECEIPT}


class BadLine:
    """ASGI middleware; without faults it only passes calls on."""

    def __init__(self, app: Any, faults: SandboxFaults, keys: KeyRing) -> None:
        self._app = app
        self._faults = faults
        self._keys = keys

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path: str = scope["path"]
        delay = self._faults.strike(path, {FaultKind.DELAY})
        if delay is not None:
            await asyncio.sleep(delay.seconds)
        instead = self._faults.strike(path, _INSTEAD)
        if instead is not None:
            await _read_all(receive)
            await _send_instead(instead, send)
        elif self._faults.strike(path, {FaultKind.LOSE_REQUEST}):
            await _read_all(receive)
            await hang_up(scope[SCOPE_KEY], receive)
        elif self._faults.strike(path, {FaultKind.LOSE_REPLY}):
            await self._app(scope, receive, _swallow)
            await hang_up(scope[SCOPE_KEY], receive)
        elif path.startswith(Paths.REGISTRATIONS) and (
            spoilt := self._faults.strike(path, _RECEIPT)
        ):
            await self._spoil(spoilt, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _spoil(self, fault: Fault, scope: Any, receive: Any, send: Any) -> None:
        said: list[dict[str, Any]] = []

        async def listen(message: dict[str, Any]) -> None:
            said.append(message)

        await self._app(scope, receive, listen)
        body = b"".join(message.get("body", b"") for message in said)
        if said[0]["status"] == 200:
            body = self._spoilt(fault.kind, body)
        await _send(send, said[0]["status"], body, "application/json")

    def _spoilt(self, kind: FaultKind, body: bytes) -> bytes:
        if kind is FaultKind.NO_RECEIPT:
            return b"{}"
        payload = strict_json.loads(body)["token"].split(".")[1]
        claims = strict_json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        if kind is FaultKind.FOREIGN_RECEIPT:
            claims["body_sha256"] = "00" * 32
            token = self._keys.sign_word(claims, jws.TokenType.RECEIPT)
        else:
            stranger = ECKey.import_key(private_pem(ec.generate_private_key(ec.SECP256R1())))
            token = jws.sign(claims, stranger, self._keys.words_jwk["kid"], jws.TokenType.RECEIPT)
        return json.dumps({"token": token}).encode()


async def _send_instead(fault: Fault, send: Any) -> None:
    status, code = _INSTEAD[fault.kind]
    if fault.kind is FaultKind.CAPTIVE_PORTAL:
        await _send(send, status, _PORTAL, "text/html")
        return
    wait_s = round(fault.seconds) if status in (429, 503) else None
    answer = TroubleAnswer(code=code, retry_after_s=wait_s)
    headers = [] if wait_s is None else [(b"retry-after", str(wait_s).encode())]
    await _send(send, status, message.write(answer), "application/json", headers)


async def _send(
    send: Any,
    status: int,
    body: bytes,
    media_type: str,
    more: list[tuple[bytes, bytes]] | None = None,
) -> None:
    headers = [
        (b"content-type", media_type.encode()),
        (b"content-length", str(len(body)).encode()),
        *(more or []),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _read_all(receive: Any) -> None:
    while (await receive()).get("more_body"):
        pass


async def _swallow(_message: Any) -> None:
    pass
