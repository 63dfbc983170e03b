"""What is sealed inside an envelope: canonical JSON, binary values in base64.

There is no field for a name, a number or an address: the gateway takes raw frames and parses
them itself. That is the rule 严禁人工录入 as a data type.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from pos_client.domain.evidence import Challenge, Evidence, EvidenceLevel
from pos_client.protocol import strict_json
from pos_client.protocol.form import has_form, moment

__all__ = [
    "BodyRefused",
    "RegistrationBody",
    "VerificationBody",
    "pack_evidence",
    "unpack_evidence",
]

_READ_FORM = {
    **dict.fromkeys(("id", "raw_text", "raw_photo", "sam_id", "card_serial"), str),
    **dict.fromkeys(("reader_address", "driver", "driver_version", "driver_sha256"), str),
    **dict.fromkeys(("challenge_id", "challenge_nonce", "challenge_expires_at"), str),
    **dict.fromkeys(("real_name_transaction_id", "read_at", "boot_id"), str),
    **dict.fromkeys(("previous_head", "level"), str),
    **dict.fromkeys(("monotonic_ns", "duration_ms", "read_counter"), int),
    "is_simulated": bool,
}
_VERIFICATION_FORM = {
    **dict.fromkeys(("case_id", "flow", "real_name_transaction_id", "session"), str),
    "evidence": list,
}
_REGISTRATION_FORM = {
    **_VERIFICATION_FORM,
    **dict.fromkeys(("clerk_number", "phone_number", "hold_id"), str),
    **dict.fromkeys(("opened_at", "visual_check_at", "confirmed_at"), str),
    **dict.fromkeys(("is_offline", "is_offline_session"), bool),
    "verdicts": list,
}


class BodyRefused(ValueError):
    """The opened body does not have the form that its purpose asks for."""


def pack_evidence(evidence: Evidence) -> dict[str, Any]:
    """Write evidence as JSON values."""
    return {
        "id": str(evidence.id),
        "raw_text": base64.b64encode(evidence.raw_text).decode(),
        "raw_photo": base64.b64encode(evidence.raw_photo).decode(),
        "sam_id": evidence.sam_id,
        "card_serial": evidence.card_serial,
        "reader_address": evidence.reader_address,
        "driver": evidence.driver,
        "driver_version": evidence.driver_version,
        "driver_sha256": evidence.driver_sha256,
        "is_simulated": evidence.is_simulated,
        "challenge_id": evidence.challenge.id,
        "challenge_nonce": base64.b64encode(evidence.challenge.nonce).decode(),
        "challenge_expires_at": evidence.challenge.expires_at.isoformat(),
        "real_name_transaction_id": evidence.challenge.real_name_transaction_id,
        "read_at": evidence.read_at.isoformat(),
        "monotonic_ns": evidence.monotonic_ns,
        "boot_id": evidence.boot_id,
        "duration_ms": round(evidence.duration_s * 1000),
        "read_counter": evidence.read_counter,
        "previous_head": evidence.previous_head.hex(),
        "level": evidence.level.value,
    }


def unpack_evidence(plain: Any) -> Evidence:
    """Read evidence back; a field too many or too few is refused.

    Raises:
        BodyRefused: see above.
    """
    if not has_form(plain, _READ_FORM):
        raise BodyRefused("evidence: form")
    try:
        evidence = Evidence(
            id=UUID(plain["id"]),
            raw_text=base64.b64decode(plain["raw_text"], validate=True),
            raw_photo=base64.b64decode(plain["raw_photo"], validate=True),
            sam_id=plain["sam_id"],
            card_serial=plain["card_serial"],
            reader_address=plain["reader_address"],
            driver=plain["driver"],
            driver_version=plain["driver_version"],
            driver_sha256=plain["driver_sha256"],
            is_simulated=plain["is_simulated"],
            challenge=Challenge(
                id=plain["challenge_id"],
                nonce=base64.b64decode(plain["challenge_nonce"], validate=True),
                expires_at=moment(plain["challenge_expires_at"]),
                real_name_transaction_id=plain["real_name_transaction_id"],
            ),
            read_at=moment(plain["read_at"]),
            monotonic_ns=plain["monotonic_ns"],
            boot_id=plain["boot_id"],
            duration_s=plain["duration_ms"] / 1000,
            read_counter=plain["read_counter"],
            previous_head=bytes.fromhex(plain["previous_head"]),
            level=EvidenceLevel(plain["level"]),
        )
        if pack_evidence(evidence) != plain:
            raise BodyRefused("evidence: not in its one form")
    except (ValueError, TypeError, KeyError) as error:
        raise BodyRefused(f"evidence: {type(error).__name__}") from None
    return evidence


@dataclass(frozen=True, slots=True)
class VerificationBody:
    """Asks for the verdicts of one case."""

    case_id: UUID
    flow: str
    real_name_transaction_id: str
    session: str = field(repr=False)
    evidence: tuple[Evidence, ...]

    def to_bytes(self) -> bytes:
        return strict_json.canonical(
            {
                "case_id": str(self.case_id),
                "flow": self.flow,
                "real_name_transaction_id": self.real_name_transaction_id,
                "session": self.session,
                "evidence": [pack_evidence(read) for read in self.evidence],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> VerificationBody:
        """Raises BodyRefused for anything but the exact form."""
        plain = _load(data, _VERIFICATION_FORM)
        try:
            body = cls(
                case_id=UUID(plain["case_id"]),
                flow=plain["flow"],
                real_name_transaction_id=plain["real_name_transaction_id"],
                session=plain["session"],
                evidence=tuple(unpack_evidence(read) for read in plain["evidence"]),
            )
            if body.to_bytes() != data:
                raise BodyRefused("body: not in its one form")
        except (ValueError, TypeError, KeyError) as error:
            raise BodyRefused(f"body: {type(error).__name__}") from None
        return body


@dataclass(frozen=True, slots=True)
class RegistrationBody:
    """A whole sealed case.

    Attributes:
        session: the gateway's session token, or that of the last log-in with the gateway when
            the clerk logged in offline; `is_offline_session` says which.
        verdicts: the gateway's own JWS tokens; empty for a case captured offline.
        hold_id: the gateway's hold; empty for a number of the leased block or for none.
        phone_number: what the customer chose; empty when the number waits for the next visit.
    """

    case_id: UUID
    flow: str
    real_name_transaction_id: str
    is_offline: bool
    clerk_number: str
    is_offline_session: bool
    session: str = field(repr=False)
    opened_at: datetime
    visual_check_at: datetime
    confirmed_at: datetime
    phone_number: str
    hold_id: str
    verdicts: tuple[str, ...] = field(repr=False)
    evidence: tuple[Evidence, ...]

    def to_bytes(self) -> bytes:
        return strict_json.canonical(
            {
                "case_id": str(self.case_id),
                "flow": self.flow,
                "real_name_transaction_id": self.real_name_transaction_id,
                "is_offline": self.is_offline,
                "clerk_number": self.clerk_number,
                "is_offline_session": self.is_offline_session,
                "session": self.session,
                "opened_at": self.opened_at.isoformat(),
                "visual_check_at": self.visual_check_at.isoformat(),
                "confirmed_at": self.confirmed_at.isoformat(),
                "phone_number": self.phone_number,
                "hold_id": self.hold_id,
                "verdicts": list(self.verdicts),
                "evidence": [pack_evidence(read) for read in self.evidence],
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> RegistrationBody:
        """Raises BodyRefused for anything but the exact form."""
        plain = _load(data, _REGISTRATION_FORM)
        if not all(isinstance(verdict, str) for verdict in plain["verdicts"]):
            raise BodyRefused("body: form")
        try:
            body = cls(
                **plain
                | {
                    "case_id": UUID(plain["case_id"]),
                    "opened_at": moment(plain["opened_at"]),
                    "visual_check_at": moment(plain["visual_check_at"]),
                    "confirmed_at": moment(plain["confirmed_at"]),
                    "verdicts": tuple(plain["verdicts"]),
                    "evidence": tuple(unpack_evidence(read) for read in plain["evidence"]),
                }
            )
            if body.to_bytes() != data:
                raise BodyRefused("body: not in its one form")
        except (ValueError, TypeError, KeyError) as error:
            raise BodyRefused(f"body: {type(error).__name__}") from None
        return body


def _load(data: bytes, form: Mapping[str, type]) -> dict[str, Any]:
    try:
        plain: dict[str, Any] = strict_json.loads(data)
    except strict_json.JsonRefused as error:
        raise BodyRefused(str(error)) from None
    if not has_form(plain, form):
        raise BodyRefused("body: form")
    return plain
