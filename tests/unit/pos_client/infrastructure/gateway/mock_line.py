"""An `HttpGateway` whose other end is a function: no socket, every header and byte in view."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from urllib3 import HTTPResponse

from pos_client.application.storage import Due
from pos_client.infrastructure.gateway.configuration import SignedWordings
from pos_client.infrastructure.gateway.http_gateway import HttpGateway
from pos_client.infrastructure.gateway.line import GatewayLine
from pos_client.infrastructure.ids import new_id
from pos_client.protocol.envelope import Envelope, Header, Purpose, Suite
from pos_client.testing.gateway_words import OUTLET_CODE, GatewayWords, configuration_claims
from pos_client.testing.keys import InMemoryEvidenceKey

__all__ = ["DEVICE", "NOW", "Asked", "MockLine", "MockWire", "due_of", "reply_of"]

NOW = datetime(2026, 7, 1, 8, 30, tzinfo=UTC)
DEVICE = "device-1"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it is put on the wire."""

    method: str
    target: str
    headers: dict[str, str]
    content: bytes = field(repr=False)


class MockWire:
    """Implements `Wire`: answers every request by `reply`, and keeps what was asked."""

    def __init__(self, reply: Callable[[Asked], HTTPResponse]) -> None:
        self.asked: list[Asked] = []
        self.reply = reply

    def ask(
        self,
        method: str,
        target: str,
        headers: dict[str, str],
        content: bytes | None,
        _within_s: float,
    ) -> HTTPResponse:
        self.asked.append(Asked(method, target, headers, content or b""))
        return self.reply(self.asked[-1])

    def close(self) -> None:
        """Nothing is open."""


def reply_of(
    status: int = 200,
    body: bytes | io.BufferedIOBase = b"",
    headers: Mapping[str, str] | None = None,
) -> HTTPResponse:
    """Make an answer whose body is read like one that comes from afar."""
    stream = io.BytesIO(body) if isinstance(body, bytes) else body
    said = {"Content-Type": "application/json", **(headers or {})}
    return HTTPResponse(stream, said, status, preload_content=False)


class MockLine:
    """A gateway that says what a test wants, and what it was asked."""

    def __init__(self, words: GatewayWords) -> None:
        self.words = words
        self.wire = MockWire(lambda _: reply_of(500))
        self.head: tuple[int, bytes] = (3, bytes(range(32)))
        self.evidence_key = InMemoryEvidenceKey(DEVICE)
        self.wordings = SignedWordings(words.root.jwk, DEVICE)
        self.wordings.configuration(words.configuration(configuration_claims(words, DEVICE, NOW)))
        line = GatewayLine(self.wire, "/pos")
        self.gateway = HttpGateway(
            line, self.wordings, self.evidence_key, lambda: self.head, "1.2.3"
        )

    @property
    def asked(self) -> list[Asked]:
        return self.wire.asked

    def says(self, status: int = 200, **message: Any) -> None:
        """Answer everything with one message."""
        self.says_bytes(json.dumps(message).encode(), status)

    def says_bytes(self, body: bytes, status: int = 200) -> None:
        self.wire.reply = lambda _: reply_of(status, body)


def due_of(device_id: str = DEVICE, registration_id: UUID | None = None) -> Due:
    """A frozen envelope whose sealed body and signature are noise."""
    header = Header(
        purpose=Purpose.REGISTRATION,
        suite=Suite.P256_SHA256_AES256GCM,
        kid="seal-test",
        id=registration_id or new_id(),
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
