"""The gateway's signed words as domain values: receipt, verdict, review, session, head, read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from joserfc.jwk import ECKey

from pos_client.domain.evidence import Evidence
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.outlet import Clerk, Role
from pos_client.domain.review import Review, ReviewReason, ReviewWay
from pos_client.domain.verdict import Check, Verdict
from pos_client.protocol.form import moment
from pos_client.protocol.jws import TokenRefused, TokenType, verify

__all__ = [
    "Countersignature",
    "Session",
    "SignedRead",
    "countersignature_from",
    "frames_sha256",
    "receipt_claims",
    "receipt_from",
    "review_claims",
    "review_from",
    "session_from",
    "signed_read_claims",
    "signed_read_from",
    "verdict_claims",
    "verdict_from",
]


@dataclass(frozen=True, slots=True)
class Session:
    """A clerk's log-in, signed by the gateway.

    Attributes:
        sam_ids: the readers that were registered for the outlet when it was opened; with any other
            nobody registers under it. Empty for a gateway that does not say.
    """

    id: str
    clerk: Clerk
    device_id: str
    outlet_code: str
    expires_at: datetime
    gateway_time: datetime
    token: str = field(repr=False)
    sam_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Countersignature:
    """The gateway's word that it has seen a device's audit chain up to `index`."""

    device_id: str
    index: int
    head: bytes
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignedRead:
    """A decoder's word that a card has said exactly these frames, to this challenge and case."""

    challenge_id: str
    real_name_transaction_id: str
    device_id: str
    sam_id: str
    frames_sha256: bytes
    issued_at: datetime
    token: str = field(repr=False)

    def is_of(self, evidence: Evidence, device_id: str) -> bool:
        """Whether this read, and no other, is what the decoder spoke of."""
        challenge = evidence.challenge
        frames = frames_sha256(evidence.raw_text, evidence.raw_photo, evidence.card_serial)
        said = (self.challenge_id, self.real_name_transaction_id, self.device_id, self.sam_id)
        asked = (challenge.id, challenge.real_name_transaction_id, device_id, evidence.sam_id)
        return said == asked and self.frames_sha256 == frames


def frames_sha256(raw_text: bytes, raw_photo: bytes, card_serial: str) -> bytes:
    """What a decoder signs of a card: the hash of each part, hashed together; 32 bytes."""
    parts = (raw_text, raw_photo, card_serial.encode())
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()


def receipt_claims(receipt: Receipt) -> dict[str, Any]:
    """What the gateway signs; `token` is what comes of it."""
    return {
        "registration_id": str(receipt.registration_id),
        "device_id": receipt.device_id,
        "body_sha256": receipt.body_sha256.hex(),
        "outcome": receipt.outcome.value,
        "code": receipt.code,
        "phone_number": receipt.phone_number,
        "issued_at": receipt.issued_at.isoformat(),
        # These stand there only where there is something to say: the first release knew neither.
        **({"is_restored": True} if receipt.is_restored else {}),
        **(
            {"sim_works_from": receipt.sim_works_from.isoformat()}
            if receipt.sim_works_from is not None
            else {}
        ),
    }


def receipt_from(token: str, keys: Mapping[str, ECKey]) -> Receipt:
    """Check a receipt's signature and read it.

    Raises:
        TokenRefused: it settles nothing.
    """
    claims = verify(token, keys, TokenType.RECEIPT)
    try:
        receipt = Receipt(
            registration_id=UUID(claims["registration_id"]),
            device_id=claims["device_id"],
            body_sha256=bytes.fromhex(claims["body_sha256"]),
            outcome=Outcome(claims["outcome"]),
            code=claims["code"],
            phone_number=claims["phone_number"],
            issued_at=datetime.fromisoformat(claims["issued_at"]),
            token=token,
            is_restored=claims.get("is_restored") is True,
            sim_works_from=_moment_or_none(claims.get("sim_works_from")),
        )
        if receipt_claims(receipt) != claims:
            raise TokenRefused("receipt: not in its one form")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TokenRefused(f"receipt: {type(error).__name__}") from None
    return receipt


def _moment_or_none(plain: str | None) -> datetime | None:
    return None if plain is None else moment(plain)


def verdict_claims(verdict: Verdict) -> dict[str, Any]:
    """What the gateway signs; `token` is what comes of it."""
    return {
        "check": verdict.check.value,
        "code": verdict.code,
        "case_id": str(verdict.case_id),
        "evidence_ids": [str(each) for each in verdict.evidence_ids],
        "photo_sha256": verdict.photo_sha256.hex(),
        "facts": dict(verdict.facts),
        "issued_at": verdict.issued_at.isoformat(),
        "expires_at": verdict.expires_at.isoformat(),
    }


def verdict_from(token: str, keys: Mapping[str, ECKey]) -> Verdict:
    """Check a verdict's signature and read it.

    Raises:
        TokenRefused: it is no verdict of this gateway.
    """
    claims = verify(token, keys, TokenType.VERDICT)
    try:
        verdict = Verdict(
            check=Check(claims["check"]),
            code=claims["code"],
            case_id=UUID(claims["case_id"]),
            evidence_ids=tuple(UUID(each) for each in claims["evidence_ids"]),
            issued_at=datetime.fromisoformat(claims["issued_at"]),
            expires_at=datetime.fromisoformat(claims["expires_at"]),
            token=token,
            photo_sha256=bytes.fromhex(claims["photo_sha256"]),
            facts=_facts(claims["facts"]),
        )
        if verdict_claims(verdict) != claims:
            raise TokenRefused("verdict: not in its one form")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TokenRefused(f"verdict: {type(error).__name__}") from None
    return verdict


def _facts(plain: Any) -> dict[str, int | str]:
    if not isinstance(plain, dict) or not all(type(fact) in (int, str) for fact in plain.values()):
        raise TokenRefused("verdict: facts")
    return plain


def review_claims(review: Review) -> dict[str, Any]:
    """What the gateway signs; `token` is what comes of it."""
    return {
        "case_id": str(review.case_id),
        "supervisor_number": review.supervisor_number,
        "codes": list(review.codes),
        "is_approved": review.is_approved,
        "issued_at": review.issued_at.isoformat(),
        "expires_at": review.expires_at.isoformat(),
        **_more_of(review),
    }


def _more_of(review: Review) -> dict[str, Any]:
    """What the first release did not know stands there only where there is something to say."""
    said: dict[str, Any] = {}
    if review.way is not ReviewWay.ON_SITE:
        said["way"] = review.way.value
    if review.reason:
        said["reason"] = review.reason
    if review.is_left:
        said["is_left"] = True
    if review.shown_sha256:
        said["shown_sha256"] = review.shown_sha256.hex()
    if review.verdicts:
        said["verdicts_sha256"] = [each.hex() for each in review.verdicts]
    return said


def review_from(token: str, keys: Mapping[str, ECKey]) -> Review:
    """Check a review's signature and read it.

    Raises:
        TokenRefused: nobody reviewed anything.
    """
    claims = verify(token, keys, TokenType.REVIEW)
    try:
        review = Review(
            case_id=UUID(claims["case_id"]),
            supervisor_number=claims["supervisor_number"],
            codes=tuple(claims["codes"]),
            is_approved=claims["is_approved"] is True,
            issued_at=datetime.fromisoformat(claims["issued_at"]),
            expires_at=datetime.fromisoformat(claims["expires_at"]),
            token=token,
            way=ReviewWay(claims.get("way", ReviewWay.ON_SITE)),
            reason=ReviewReason(claims["reason"]).value if "reason" in claims else "",
            is_left=claims.get("is_left") is True,
            shown_sha256=bytes.fromhex(claims.get("shown_sha256", "")),
            verdicts=tuple(bytes.fromhex(each) for each in claims.get("verdicts_sha256", ())),
        )
        if review.is_left and (review.is_approved or review.reason):
            raise TokenRefused("review: both left and decided")
        if review_claims(review) != claims:
            raise TokenRefused("review: not in its one form")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TokenRefused(f"review: {type(error).__name__}") from None
    return review


def session_from(token: str, keys: Mapping[str, ECKey]) -> Session:
    """Check a session's signature and read it.

    Raises:
        TokenRefused: it is no session of this gateway.
    """
    claims = verify(token, keys, TokenType.SESSION)
    try:
        return Session(
            id=claims["session_id"],
            clerk=Clerk(claims["clerk_number"], claims["clerk_name"], Role(claims["role"])),
            device_id=claims["device_id"],
            outlet_code=claims["outlet_code"],
            expires_at=datetime.fromisoformat(claims["expires_at"]),
            gateway_time=datetime.fromisoformat(claims["issued_at"]),
            token=token,
            sam_ids=tuple(str(each) for each in claims.get("sam_ids", ())),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TokenRefused(f"session: {type(error).__name__}") from None


def countersignature_from(token: str, keys: Mapping[str, ECKey]) -> Countersignature:
    """Check a countersigned audit head and read it.

    Raises:
        TokenRefused: it is not the gateway's.
    """
    claims = verify(token, keys, TokenType.COUNTERSIGNATURE)
    try:
        return Countersignature(
            device_id=claims["device_id"],
            index=int(claims["index"]),
            head=bytes.fromhex(claims["head"]),
            token=token,
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TokenRefused(f"countersignature: {type(error).__name__}") from None


def signed_read_claims(read: SignedRead) -> dict[str, Any]:
    """What the decoder signs; `token` is what comes of it."""
    return {
        "challenge_id": read.challenge_id,
        "real_name_transaction_id": read.real_name_transaction_id,
        "device_id": read.device_id,
        "sam_id": read.sam_id,
        "frames_sha256": read.frames_sha256.hex(),
        "issued_at": read.issued_at.isoformat(),
    }


def signed_read_from(token: str, keys: Mapping[str, ECKey]) -> SignedRead:
    """Check a signed read's signature and read it.

    Raises:
        TokenRefused: no decoder of this gateway has said it.
    """
    claims = verify(token, keys, TokenType.SIGNED_READ)
    try:
        read = SignedRead(
            challenge_id=claims["challenge_id"],
            real_name_transaction_id=claims["real_name_transaction_id"],
            device_id=claims["device_id"],
            sam_id=claims["sam_id"],
            frames_sha256=bytes.fromhex(claims["frames_sha256"]),
            issued_at=datetime.fromisoformat(claims["issued_at"]),
            token=token,
        )
        if signed_read_claims(read) != claims:
            raise TokenRefused("signed read: not in its one form")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TokenRefused(f"signed read: {type(error).__name__}") from None
    return read
