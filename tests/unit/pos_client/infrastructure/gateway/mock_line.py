"""An `HttpGateway` whose other end is a function: no socket, every header and byte in view."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx

from pos_client.application.ports import Due
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.protocol.envelope import Envelope, Header, Purpose, Suite
from pos_client.testing.gateway_words import OUTLET_CODE, GatewayWords, configuration_claims
from pos_client.testing.keys import InMemoryEvidenceKey

__all__ = ["DEVICE", "NOW", "MockLine", "due_of"]

NOW = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
DEVICE = "device-1"


class MockLine:
    """Answers every request by `reply`, and keeps what was asked."""

    def __init__(self, words: GatewayWords) -> None:
        self.words = words
        self.asked: list[httpx.Request] = []
        self.reply: Callable[[httpx.Request], httpx.Response] = lambda _: httpx.Response(500)
        self.head: tuple[int, bytes] = (3, bytes(range(32)))
        self.evidence_key = InMemoryEvidenceKey(DEVICE)
        self.wordings = SignedWordings(words.root.jwk, DEVICE)
        self.wordings.configuration(words.configuration(configuration_claims(words, DEVICE, NOW)))
        client = httpx.Client(
            base_url="https://gateway.example/pos", transport=httpx.MockTransport(self._answer)
        )
        self.gateway = HttpGateway(
            GatewayLine(client), self.wordings, self.evidence_key, lambda: self.head, "1.2.3"
        )

    def says(self, status: int = 200, **message: Any) -> None:
        """Answer everything with one message."""
        self.reply = lambda _: httpx.Response(status, json=message)

    def says_bytes(self, body: bytes, status: int = 200) -> None:
        self.reply = lambda _: httpx.Response(status, content=body)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(request)
        return self.reply(request)


def due_of(device_id: str = DEVICE, registration_id: UUID | None = None) -> Due:
    """A frozen envelope whose sealed body and signature are noise."""
    header = Header(
        purpose=Purpose.REGISTRATION,
        suite=Suite.P256_SHA256_AES256GCM,
        kid="seal-test",
        id=registration_id or uuid4(),
        device_id=device_id,
        outlet_code=OUTLET_CODE,
        sequence=1,
        previous_head="00" * 32,
        created_at=NOW,
        challenge_id="ch-1",
        policy_version=1,
    )
    frozen = Envelope(header, b"s" * 200, b"g" * 64).to_bytes()
    return Due(header.id, 1, frozen, hashlib.sha256(frozen).digest(), 0)
