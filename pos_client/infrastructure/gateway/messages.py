"""Single values on their way between the protocol's JSON and the domain."""

from __future__ import annotations

import base64

from pos_client.application.case_trouble import ReturnRefused
from pos_client.application.ports import Heard, Return
from pos_client.application.storage import Due
from pos_client.application.trouble import OutcomeUnknown, Unreadable, UntrustedGateway
from pos_client.domain.audit import AuditEntry, canonical_event
from pos_client.domain.books import DeviceBooks
from pos_client.domain.evidence import Challenge
from pos_client.domain.oversight import DeviceFigures
from pos_client.domain.registration import QueueSummary
from pos_client.domain.work_signal import Surroundings
from pos_client.protocol.api import (
    AuditEntryJson,
    ChallengeJson,
    Headers,
    ReturnAnswer,
    TroubleCode,
)
from pos_client.protocol.envelope import Envelope, EnvelopeRefused
from pos_client.protocol.heartbeat import HeartbeatAnswer, HeartbeatRequest
from pos_client.protocol.oversight import device_figures_json
from pos_client.protocol.surroundings import location_json

__all__ = [
    "audit_entry_json",
    "capturing_device",
    "challenge_from",
    "headers_of",
    "heard_from",
    "heartbeat_from",
    "return_from",
    "return_refused",
]

_RETURN_REFUSED: dict[str, str] = {
    TroubleCode.RETURN_UNKNOWN: "unknown",
    TroubleCode.RETURN_TOO_EARLY: "early",
    TroubleCode.RETURN_EXPIRED: "expired",
    TroubleCode.RETURN_COMPLETED: "completed",
}


def challenge_from(answer: ChallengeJson, real_name_transaction_id: str = "") -> Challenge:
    """Take a challenge.

    Raises:
        UntrustedGateway: its nonce is none.
    """
    try:
        nonce = base64.b64decode(answer.nonce, validate=True)
    except ValueError:
        raise UntrustedGateway("a challenge without a nonce") from None
    return Challenge(answer.id, nonce, answer.expires_at, real_name_transaction_id)


def return_from(answer: ReturnAnswer) -> Return:
    """Whose card and photo are awaited, and for which number where it is known already."""
    challenge = challenge_from(answer.challenge, answer.real_name_transaction_id)
    return Return(
        challenge, answer.captured_at, answer.expires_at, answer.flow, answer.phone_number
    )


def return_refused(
    no: Unreadable | OutcomeUnknown,
) -> ReturnRefused | Unreadable | OutcomeUnknown:
    """Why a slip is not taken; any other no stays what it is."""
    reason = _RETURN_REFUSED.get(str(no.facts.get("code")))
    return no if reason is None else ReturnRefused(reason=reason)


def audit_entry_json(entry: AuditEntry) -> AuditEntryJson:
    """Send an entry as the text that was hashed, so that the gateway can hash it again."""
    return AuditEntryJson(
        index=entry.index, event=canonical_event(entry.event).decode(), head=entry.head.hex()
    )


def capturing_device(due: Due, sha256: bytes) -> str:
    """Name the device that captured this envelope; bytes that have rotted are never sent."""
    try:
        header = Envelope.from_bytes(due.envelope).header
    except EnvelopeRefused:
        raise Unreadable("the envelope is damaged", code="ENVELOPE_DAMAGED") from None
    if sha256 != due.envelope_sha256 or header.id != due.id:
        raise Unreadable("the envelope is damaged", code="ENVELOPE_DAMAGED")
    return header.device_id


def headers_of(due: Due) -> dict[str, str]:
    """What an envelope is called, and the receipt for it that the gateway has forgotten."""
    named = {Headers.IDEMPOTENCY_KEY: str(due.id)}
    return named | ({Headers.EARLIER_RECEIPT: due.earlier_receipt} if due.earlier_receipt else {})


def heartbeat_from(
    summary: QueueSummary,
    stalls: int,
    session_id: str,
    figures: DeviceFigures | None,
    program_version: str,
    seen: Surroundings,
) -> HeartbeatRequest:
    """What a device tells of itself with every beat: counts, versions and where it stands."""
    return HeartbeatRequest(
        pending=summary.pending,
        quarantined=summary.quarantined,
        oldest_pending_at=summary.oldest_pending_at,
        last_receipt_at=summary.last_receipt_at,
        stalls=stalls,
        session_id=session_id,
        program_version=program_version,
        location=location_json(seen.location),
        signals=seen.signals,
        figures=device_figures_json(figures) if figures is not None else None,
    )


def heard_from(answer: HeartbeatAnswer) -> Heard:
    """Take the answer to a heartbeat; books of which a part is missing say nothing."""
    figures = (answer.decided, answer.final, answer.audit_index)
    known = [figure for figure in figures if figure is not None]
    books = DeviceBooks(*known) if len(known) == len(figures) else None
    return Heard(
        answer.gateway_time,
        answer.configuration_version,
        answer.drain_only,
        books,
        is_session_ended=answer.session_ended,
        is_certificate_outdated=answer.certificate_outdated,
        is_work_id_frozen=answer.session_ended and answer.work_id_frozen,
    )
