"""A gateway's signed words, signed by throwaway keys: for the scripted gateway and for stubs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.outlet import Clerk
from pos_client.domain.review import Review
from pos_client.domain.verdict import Check, Verdict
from pos_client.protocol import jws, words
from pos_client.protocol.words import Countersignature, Session
from pos_client.testing.keys import ThrowawayKey

__all__ = [
    "OUTLET_CODE",
    "GatewayWords",
    "case_claims",
    "configuration_claims",
    "level_claims",
]

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
        *,
        is_restored: bool = False,
        sim_works_from: datetime | None = None,
    ) -> Receipt:
        plain = Receipt(
            registration_id,
            device_id,
            body_sha256,
            outcome,
            code,
            phone_number,
            now,
            token="",
            is_restored=is_restored,
            sim_works_from=sim_works_from,
        )
        token = self._sign(words.receipt_claims(plain), jws.TokenType.RECEIPT)
        return words.receipt_from(token, self.keys)

    def verdict(
        self,
        check: Check,
        code: str,
        case_id: UUID,
        evidence_ids: tuple[UUID, ...],
        now: datetime,
        *,
        photo_sha256: bytes = b"",
        facts: Mapping[str, int | str] | None = None,
    ) -> Verdict:
        plain = Verdict(
            check,
            code,
            case_id,
            evidence_ids,
            now,
            now + _VERDICT_LIFE,
            token="",
            photo_sha256=photo_sha256,
            facts=dict(facts or {}),
        )
        token = self._sign(words.verdict_claims(plain), jws.TokenType.VERDICT)
        return words.verdict_from(token, self.keys)

    def review(
        self,
        case_id: UUID,
        supervisor_number: str,
        codes: tuple[str, ...],
        now: datetime,
        *,
        is_approved: bool = True,
    ) -> Review:
        until = now + _VERDICT_LIFE
        return self.signed(
            Review(case_id, supervisor_number, codes, is_approved, now, until, token="")
        )

    def signed(self, review: Review) -> Review:
        """The same with the gateway's signature."""
        token = self._sign(words.review_claims(review), jws.TokenType.REVIEW)
        return words.review_from(token, self.keys)

    def signed_read(self, read: words.SignedRead) -> str:
        """The decoder's word; `token` of what is given counts for nothing."""
        return self._sign(words.signed_read_claims(read), jws.TokenType.SIGNED_READ)

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


def case_claims(**changes: Any) -> dict[str, Any]:
    """What a case has to go through: two notices for everybody, one that may be declined."""
    texts = {
        name: {"title_zh": zh, "title_en": en, "text_zh": f"{zh}。", "text_en": f"{en}."}
        for name, zh, en in (
            ("privacy", "个人信息处理", "Personal data"),
            ("no_resale", "不得转售", "No resale"),
            ("face", "人像比对", "Face match"),
            ("minor", "未成年人提示", "For minors"),
        )
    }
    more: dict[str, dict[str, Any]] = {
        "face": {"may_be_declined": True},
        "minor": {"for_ages_below": 18},
    }
    claims: dict[str, Any] = {
        "notices": {
            "version": "test-1",
            "notices": [{"id": name, **said, **more.get(name, {})} for name, said in texts.items()],
        },
        "offers": [
            {
                "code": f"OFFER-{fee}",
                "name_zh": f"示例套餐 {fee} 元",
                "name_en": f"Sample {fee}",
                "summary_zh": "示例",
                "summary_en": "Sample",
                "monthly_fee_fen": fee * 100,
            }
            for fee in (19, 39)
        ],
        "age_rules": [
            {"from_age": 10, "decision": "GUARDIAN"},
            {"from_age": 16, "decision": "ADMITTED"},
        ],
        "photo_attempts": 2,
        "reviews_here": ["QUOTA_REVIEW"],
        "where_to_ask": "示例客服 10000",
        "flows": list(FLOWS),
    }
    return claims | changes


def level_claims(level: str, below: str = "REFUSE", *, above: int = 0) -> dict[str, Any]:
    """One rule of evidence levels for every flow."""
    rule = {"level": level, "below": below, "review_above_per_day": above}
    return dict.fromkeys(FLOWS, rule)


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
        "evidence": {"minimum_level": {"AGENT": level_claims("B")}},
        "case": case_claims(),
        "readers": [{"sam_id": "0000", "driver": "sim"}],
        "drivers": [
            {
                "distribution": "pos-client",
                "version": "1",
                "sha256": "00" * 32,
                "schemes": ["sam-serial", "remote-sam"],
            }
        ],
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
        "second_factor": "none",
    }
    return claims | changes
