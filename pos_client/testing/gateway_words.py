"""A gateway's signed words, signed by throwaway keys: for the scripted gateway and for stubs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.outlet import Clerk
from pos_client.domain.verdict import Check, Verdict
from pos_client.protocol import jws, words
from pos_client.protocol.words import Countersignature, Session
from pos_client.testing.keys import ThrowawayKey

__all__ = ["OUTLET_CODE", "GatewayWords", "configuration_claims"]

OUTLET_CODE = "TEST-0001"
_VERDICT_LIFE = timedelta(hours=2)
_SESSION_LIFE = timedelta(hours=12)


class GatewayWords:
    """Everything that a gateway signs: the root's configurations and the signing key's words."""

    def __init__(self) -> None:
        self.root = ThrowawayKey("root-test")
        self.signing = ThrowawayKey("sign-test")
        self.sealing = ThrowawayKey("seal-test")
        self.keys = {self.signing.kid: jws.public_key(self.signing.jwk)}

    def configuration(self, claims: dict[str, Any]) -> str:
        return jws.sign(claims, self.root.key, self.root.kid, jws.TokenType.CONFIGURATION)

    def receipt(
        self,
        registration_id: UUID,
        device_id: str,
        body_sha256: bytes,
        now: datetime,
        outcome: Outcome = Outcome.ACCEPTED,
        code: str = "",
        phone_number: str = "",
    ) -> Receipt:
        plain = Receipt(
            registration_id, device_id, body_sha256, outcome, code, phone_number, now, token=""
        )
        token = self._sign(words.receipt_claims(plain), jws.TokenType.RECEIPT)
        return words.receipt_from(token, self.keys)

    def verdict(
        self, check: Check, code: str, case_id: UUID, evidence_ids: tuple[UUID, ...], now: datetime
    ) -> Verdict:
        plain = Verdict(check, code, case_id, evidence_ids, now, now + _VERDICT_LIFE, token="")
        token = self._sign(words.verdict_claims(plain), jws.TokenType.VERDICT)
        return words.verdict_from(token, self.keys)

    def session(
        self, session_id: str, clerk: Clerk, device_id: str, outlet_code: str, now: datetime
    ) -> Session:
        claims = {
            "session_id": session_id,
            "clerk_number": clerk.clerk_number,
            "clerk_name": clerk.name,
            "role": clerk.role.value,
            "device_id": device_id,
            "outlet_code": outlet_code,
            "issued_at": now.isoformat(),
            "expires_at": (now + _SESSION_LIFE).isoformat(),
        }
        return words.session_from(self._sign(claims, jws.TokenType.SESSION), self.keys)

    def countersignature(self, device_id: str, index: int, head: bytes) -> Countersignature:
        claims = {"device_id": device_id, "index": index, "head": head.hex()}
        token = self._sign(claims, jws.TokenType.COUNTERSIGNATURE)
        return words.countersignature_from(token, self.keys)

    def _sign(self, claims: dict[str, Any], typ: jws.TokenType) -> str:
        return jws.sign(claims, self.signing.key, self.signing.kid, typ)


def configuration_claims(
    gateway_words: GatewayWords, device_id: str, now: datetime, **changes: Any
) -> dict[str, Any]:
    """A whole valid configuration; `changes` replace members of its top level."""
    claims: dict[str, Any] = {
        "version": 1,
        "issued_at": now.isoformat(),
        "expires_at": (now + timedelta(days=14)).isoformat(),
        "device_id": device_id,
        "outlet": {
            "code": OUTLET_CODE,
            "name": "示例手机店",
            "kind": "AGENT",
            "brand": "示例移动",
            "sign_number": "TEST-SIGN-1",
            "agent_number": "TEST-AGENT-1",
            "commission_from": "2024-01-01",
            "commission_until": "2099-12-31",
        },
        "offline": {"completion": "GATEWAY_COMPLETES"},
        "evidence": {"minimum_level": {"new_number": "B"}},
        "readers": [{"sam_id": "0000", "driver": "sim"}],
        "number_block": [
            {
                "phone_number": f"1705559000{digit}",
                "expires_at": (now + timedelta(days=14)).isoformat(),
            }
            for digit in range(3)
        ],
        "sealing_key": {
            "kid": gateway_words.sealing.kid,
            "point": gateway_words.sealing.point_base64,
        },
        "signing_keys": [gateway_words.signing.jwk],
        "is_demo": True,
    }
    return claims | changes
