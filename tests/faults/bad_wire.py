"""A line that misbehaves by a seed, in simulated time, between a client and the application."""

from __future__ import annotations

import hashlib
import io
import json
import random
import secrets
from collections.abc import Callable
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey
from urllib3 import BaseHTTPResponse, HTTPResponse, exceptions

from pos_client.protocol import jws
from pos_client.protocol.api import Headers, Paths
from pos_client.protocol.envelope import Envelope
from pos_client.sandbox.keys import private_pem
from tests.faults.in_process import Answered, Application, response
from tests.faults.shop import TurnedClock

__all__ = ["ALWAYS_UP", "BadWire", "Flapping", "Mischief"]

LATENCY_S = (0.02, 0.12)
CONNECT_S = 5.0
READ_S = 15.0


class Mischief(StrEnum):
    """What may become of a call while the line is up."""

    LOST_REQUEST = "lost request"
    LOST_REPLY = "lost reply"
    TORN_REPLY = "torn reply"
    DOUBLED = "doubled"
    HALF_OPEN = "half open"
    SERVER_ERROR = "500"
    BUSY = "503"
    TOO_MANY = "429"
    UNAUTHORISED = "401"
    PORTAL = "captive portal"
    FORGED_RECEIPT = "forged receipt"


_STATUS = {Mischief.SERVER_ERROR: 500, Mischief.BUSY: 503, Mischief.TOO_MANY: 429}
_STATUS |= {Mischief.UNAUTHORISED: 401}


class Flapping:
    """Up and down in turns of 1 to 30 seconds each."""

    def __init__(self, chance: random.Random, shortest_s: float = 1.0, longest_s: float = 30.0):
        self._chance = chance
        self._turn_s = (shortest_s, longest_s)
        self._until_s = chance.uniform(*self._turn_s)
        self._since_s = self._up_s = 0.0
        self.is_up = True

    def follow(self, now_s: float) -> None:
        """Let time pass."""
        while now_s >= self._until_s:
            self._up_s += (self._until_s - self._since_s) * self.is_up
            self._since_s, self.is_up = self._until_s, not self.is_up
            self._until_s += self._chance.uniform(*self._turn_s)

    def up_for_s(self, now_s: float) -> float:
        """How long it has been up altogether."""
        self.follow(now_s)
        return self._up_s + (now_s - self._since_s) * self.is_up

    def calm_down(self, now_s: float) -> None:
        """Once it is up it stays so."""
        self.follow(now_s)
        if self.is_up:
            self._until_s = float("inf")


class _AlwaysUp(Flapping):
    def __init__(self) -> None:
        super().__init__(random.Random(0))

    def follow(self, now_s: float) -> None:
        pass

    def up_for_s(self, now_s: float) -> float:
        return now_s


ALWAYS_UP = _AlwaysUp()


class BadWire:
    """Implements `Wire`.

    Attributes:
        is_cut: nothing comes through, whatever else holds.
        mischief: how likely it is that a call is spoilt.
        done: how often each mischief was done.
        tried: called before every call, with whether it is about a registration.
        arrived: the Idempotency-Keys that have reached the gateway.
    """

    def __init__(
        self,
        application: Application,
        fingerprint: str,
        clock: TurnedClock,
        chance: random.Random,
        mischief: float,
        flapping: Flapping = ALWAYS_UP,
    ) -> None:
        self._application = application
        self._fingerprint = fingerprint
        self._clock = clock
        self._chance = chance
        self.mischief = mischief
        self.flapping = flapping
        self._stranger = ECKey.import_key(private_pem(ec.generate_private_key(ec.SECP256R1())))
        self.is_cut = False
        self.done: dict[str, int] = {}
        self.arrived: set[str] = set()
        self.tried: Callable[[bool], None] = lambda _: None

    @property
    def now_s(self) -> float:
        return self._clock.monotonic_ns() / 1e9

    @property
    def is_up(self) -> bool:
        self.flapping.follow(self.now_s)
        return self.flapping.is_up and not self.is_cut

    def ask(
        self,
        method: str,
        target: str,
        headers: dict[str, str],
        content: bytes | None,
        _within_s: float,
    ) -> BaseHTTPResponse:
        is_registration = target.startswith(Paths.REGISTRATIONS)
        self.tried(is_registration)
        if not self.is_up:
            self._clock.advance(self._chance.choice((0.05, CONNECT_S)))
            raise exceptions.ConnectTimeoutError("no line")
        self._clock.advance(self._chance.uniform(*LATENCY_S) / 2)
        kind = self._drawn(is_post=is_registration and method == "POST")
        if kind is not None:
            self.done[kind.value] = self.done.get(kind.value, 0) + 1
            return self._spoilt(kind, method, target, headers, content)
        answered = self._passed(method, target, headers, content)
        if not self.is_up:
            raise exceptions.ProtocolError("the line went down under the answer")
        return response(answered)

    def close(self) -> None:
        """There is nothing to hang up on."""

    def _drawn(self, *, is_post: bool) -> Mischief | None:
        if self._chance.random() >= self.mischief:
            return None
        kinds = [each for each in Mischief if is_post or each is not Mischief.FORGED_RECEIPT]
        if is_post:
            kinds += [Mischief.FORGED_RECEIPT, Mischief.LOST_REPLY] * 2  # the worst ones
        return self._chance.choice(kinds)

    def _passed(
        self, method: str, target: str, headers: dict[str, str], content: bytes | None
    ) -> Answered:
        self.arrived.add(headers.get(Headers.IDEMPOTENCY_KEY, ""))
        answered = self._application.ask(self._fingerprint, method, target, headers, content)
        self._clock.advance(self._chance.uniform(*LATENCY_S) / 2)
        return answered

    def _spoilt(
        self,
        kind: Mischief,
        method: str,
        target: str,
        headers: dict[str, str],
        content: bytes | None,
    ) -> BaseHTTPResponse:
        asked = (method, target, headers, content)
        if kind in _STATUS:
            said = b'{"code": "SESSION_UNKNOWN"}' if kind is Mischief.UNAUTHORISED else b"{}"
            return _answer(_STATUS[kind], said, retry_after_s=2 if kind is not _500 else 0)
        if kind is Mischief.PORTAL:
            return _answer(200, b"<!doctype html><title>Free WiFi</title>")
        if kind is Mischief.FORGED_RECEIPT:
            return _answer(200, self._forged(headers, content or b""))
        if kind is Mischief.HALF_OPEN:
            self._clock.advance(READ_S)
            raise exceptions.ProtocolError("nothing came")
        if kind is Mischief.LOST_REQUEST:
            raise exceptions.ProtocolError("reset under the request")
        answered = self._passed(*asked)
        if kind is Mischief.DOUBLED:
            answered = self._passed(*asked)
        elif kind is Mischief.LOST_REPLY:
            raise exceptions.ProtocolError("reset under the answer")
        elif kind is Mischief.TORN_REPLY:
            return _answer(answered.status, answered.body[: len(answered.body) // 2])
        return response(answered)

    def _forged(self, headers: dict[str, str], envelope: bytes) -> bytes:
        """An acceptance of what never arrived, by somebody on the road."""
        header = Envelope.from_bytes(envelope).header
        claims = {
            "registration_id": headers[Headers.IDEMPOTENCY_KEY],
            "device_id": header.device_id,
            "body_sha256": hashlib.sha256(envelope).hexdigest(),
            "outcome": "ACCEPTED",
            "code": "",
            "phone_number": "",
            "issued_at": self._clock.now().isoformat(),
        }
        token = jws.sign(claims, self._stranger, secrets.token_hex(4), jws.TokenType.RECEIPT)
        return json.dumps({"token": token}).encode()


_500 = Mischief.SERVER_ERROR


def _answer(status: int, body: bytes, retry_after_s: int = 0) -> BaseHTTPResponse:
    headers = {"content-length": str(len(body)), "content-type": "application/json"}
    if retry_after_s:
        headers["retry-after"] = str(retry_after_s)
    return HTTPResponse(
        io.BytesIO(body),
        headers=headers,
        status=status,
        preload_content=False,
        decode_content=False,
    )
