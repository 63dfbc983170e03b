"""A receipt that the gateway never gave, and a counter that would take it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from uuid import UUID

from pos_client.domain.outcome import Outcome, Receipt
from pos_client.testing.gateway_words import GatewayWords

__all__ = ["forged_receipt", "unsigned_receipt"]

_WORDS = GatewayWords()


def forged_receipt(registration_id: UUID, device_id: str, body_sha256: bytes) -> str:
    """All of it is right but the key that signed it."""
    return _WORDS.receipt(registration_id, device_id, body_sha256, datetime.now(UTC)).token


def unsigned_receipt(token: str) -> Receipt:
    """The mutant `unsigned-receipt`: read a receipt, and look at no signature."""
    middle = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return Receipt(
        registration_id=UUID(claims["registration_id"]),
        device_id=claims["device_id"],
        body_sha256=bytes.fromhex(claims["body_sha256"]),
        outcome=Outcome(claims["outcome"]),
        code=claims.get("code", ""),
        phone_number=claims.get("phone_number", ""),
        issued_at=datetime.now(UTC),
        token=token,
    )
