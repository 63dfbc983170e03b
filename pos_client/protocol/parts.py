"""Parts of sealed bodies as JSON values: evidence, consent, photo, signature. Binary in base64.

There is no field for a name, a number or an address: the gateway takes raw frames and parses
them itself. That is the rule 严禁人工录入 as a data type.
"""

from __future__ import annotations

import base64
import re
from datetime import datetime
from typing import Any

from pos_client.domain.consent import Consent
from pos_client.domain.evidence import Challenge, Evidence, EvidenceLevel
from pos_client.domain.handwritten_signature import HandwrittenSignature, Pen, Point, Stroke
from pos_client.domain.live_photo import LivePhoto
from pos_client.protocol.form import has_form, moment, own_id

__all__ = [
    "BodyRefused",
    "pack_consent",
    "pack_evidence",
    "pack_moment",
    "pack_photo",
    "pack_signature",
    "unpack_consent",
    "unpack_evidence",
    "unpack_moment",
    "unpack_photo",
    "unpack_signature",
]

_READ_FORM = {
    **dict.fromkeys(("id", "raw_text", "raw_photo", "sam_id", "card_serial"), str),
    **dict.fromkeys(("reader_address", "driver", "driver_version", "driver_sha256"), str),
    **dict.fromkeys(("challenge_id", "challenge_nonce", "challenge_expires_at"), str),
    **dict.fromkeys(("real_name_transaction_id", "read_at", "boot_id"), str),
    **dict.fromkeys(("previous_head", "level", "signed_read"), str),
    **dict.fromkeys(("monotonic_ns", "duration_ms", "read_counter"), int),
    "is_simulated": bool,
}
# What a field of evidence looks like: none has room for anything but what it is for.
_LOOKS = {
    name: re.compile(pattern)
    for name, pattern in {
        "sam_id": r"[0-9A-Za-z.-]{0,64}",
        "card_serial": r"([0-9A-Fa-f]{2}){0,32}",
        "reader_address": r"[a-z][a-z0-9-]{0,31}:[^\x00-\x1f\x7f]{0,250}",
        "driver": r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}(/[a-z][a-z0-9-]{0,31})?",
        "driver_version": r"[0-9A-Za-z][0-9A-Za-z.+!_-]{0,39}",
        "driver_sha256": r"([0-9a-f]{64})?",
        "boot_id": r"[0-9A-Za-z-]{1,64}",
        "previous_head": r"[0-9a-f]{64}",
    }.items()
}
_LONGEST_READ_MS = 600_000
_SIGNATURE_FORM = {
    "strokes": list,
    "pad_height": int,
    **dict.fromkeys(("pen", "signed_sha256", "signed_at"), str),
}
_CONSENT_FORM = {
    **dict.fromkeys(("version", "notices_sha256"), str),
    **dict.fromkeys(("agreed", "declined"), list),
    "handwritten_signature": dict,
}
_PHOTO_FORM = {
    **dict.fromkeys(("jpeg", "taken_at", "camera_id", "camera_name"), str),
    "is_simulated": bool,
    "attempt": int,
}
_PER_POINT = 4


class BodyRefused(ValueError):
    """The opened body does not have the form that its purpose asks for.

    Attributes:
        place: the name of the field whose text is not taken; empty for anything else.
    """

    def __init__(self, what: str, place: str = "") -> None:
        super().__init__(what)
        self.place = place


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
        "signed_read": evidence.signed_read,
    }


def unpack_evidence(plain: Any) -> Evidence:
    """Read evidence back; a field too many or too few is refused.

    Raises:
        BodyRefused: see above.
    """
    if not has_form(plain, _READ_FORM) or not _looks_like_evidence(plain):
        raise BodyRefused("evidence: form")
    try:
        evidence = Evidence(
            id=own_id(plain["id"]),
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
            signed_read=plain["signed_read"],
        )
        if pack_evidence(evidence) != plain:
            raise BodyRefused("evidence: not in its one form")
    except (ValueError, TypeError, KeyError) as error:
        raise BodyRefused(f"evidence: {type(error).__name__}") from None
    return evidence


def _looks_like_evidence(plain: dict[str, Any]) -> bool:
    """Whether each field looks like what it is for; no reader answers in no time at all."""
    took_ms = plain["duration_ms"]
    return (
        all(looks.fullmatch(plain[name]) for name, looks in _LOOKS.items())
        and plain["read_counter"] > 0
        and plain["monotonic_ns"] > 0
        and (took_ms > 0 or plain["is_simulated"])
        and took_ms <= _LONGEST_READ_MS
    )


def pack_signature(signature: HandwrittenSignature) -> dict[str, Any]:
    """Write a signature: each stroke is one list x, y, t_ms, pressure, x, y ..."""
    return {
        "strokes": [
            [number for p in stroke for number in (p.x, p.y, p.t_ms, p.pressure)]
            for stroke in signature.strokes
        ],
        "pad_height": signature.pad_height,
        "pen": signature.pen.value,
        "signed_sha256": signature.signed_sha256.hex(),
        "signed_at": signature.signed_at.isoformat(),
    }


def unpack_signature(plain: Any) -> HandwrittenSignature:
    """Read a signature back.

    Raises:
        BodyRefused: it has another form.
    """
    if not has_form(plain, _SIGNATURE_FORM):
        raise BodyRefused("signature: form")
    try:
        return HandwrittenSignature(
            strokes=tuple(_stroke(each) for each in plain["strokes"]),
            pad_height=plain["pad_height"],
            pen=Pen(plain["pen"]),
            signed_sha256=bytes.fromhex(plain["signed_sha256"]),
            signed_at=moment(plain["signed_at"]),
        )
    except (ValueError, TypeError) as error:
        raise BodyRefused(f"signature: {type(error).__name__}") from None


def _stroke(plain: Any) -> Stroke:
    if not isinstance(plain, list) or len(plain) % _PER_POINT:
        raise BodyRefused("signature: stroke")
    if not all(type(number) is int and abs(number) < 1 << 31 for number in plain):
        raise BodyRefused("signature: stroke")
    return tuple(
        Point(*plain[place : place + _PER_POINT]) for place in range(0, len(plain), _PER_POINT)
    )


def pack_moment(at: datetime | None) -> str:
    """Write a moment; nothing for what has not happened."""
    return at.isoformat() if at is not None else ""


def unpack_moment(plain: str) -> datetime | None:
    """Read it back. Raises ValueError for anything but one or nothing."""
    return moment(plain) if plain else None


def pack_consent(consent: Consent | None) -> dict[str, Any]:
    """Write a consent as JSON values; nothing in it where nobody was asked."""
    if consent is None:
        return {}
    return {
        "version": consent.version,
        "notices_sha256": consent.notices_sha256.hex(),
        "agreed": list(consent.agreed),
        "declined": list(consent.declined),
        "handwritten_signature": pack_signature(consent.handwritten_signature),
    }


def unpack_consent(plain: Any) -> Consent | None:
    """Read a consent back.

    Raises:
        BodyRefused: it has another form.
    """
    if plain == {}:
        return None
    if not has_form(plain, _CONSENT_FORM):
        raise BodyRefused("consent: form")
    answers = (*plain["agreed"], *plain["declined"])
    if not all(isinstance(answer, str) for answer in answers):
        raise BodyRefused("consent: form")
    try:
        return Consent(
            version=plain["version"],
            notices_sha256=bytes.fromhex(plain["notices_sha256"]),
            agreed=tuple(plain["agreed"]),
            declined=tuple(plain["declined"]),
            handwritten_signature=unpack_signature(plain["handwritten_signature"]),
        )
    except ValueError as error:
        raise BodyRefused(f"consent: {type(error).__name__}") from None


def pack_photo(photo: LivePhoto | None) -> dict[str, Any]:
    """Write a live photo as JSON values; nothing in it where nobody was photographed."""
    if photo is None:
        return {}
    return {
        "jpeg": base64.b64encode(photo.jpeg).decode(),
        "taken_at": photo.taken_at.isoformat(),
        "camera_id": photo.camera_id,
        "camera_name": photo.camera_name,
        "is_simulated": photo.is_simulated,
        "attempt": photo.attempt,
    }


def unpack_photo(plain: Any) -> LivePhoto | None:
    """Read a live photo back.

    Raises:
        BodyRefused: it has another form.
    """
    if plain == {}:
        return None
    if not has_form(plain, _PHOTO_FORM):
        raise BodyRefused("photo: form")
    try:
        return LivePhoto(
            jpeg=base64.b64decode(plain["jpeg"], validate=True),
            taken_at=moment(plain["taken_at"]),
            camera_id=plain["camera_id"],
            camera_name=plain["camera_name"],
            is_simulated=plain["is_simulated"],
            attempt=plain["attempt"],
        )
    except ValueError as error:
        raise BodyRefused(f"photo: {type(error).__name__}") from None
