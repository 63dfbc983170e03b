"""How long things are kept here: the table of the project's notes on data, as statements.

An envelope for seven days after its receipt; without one for ever. Masks for thirty days after
the final outcome, never before the month was signed off, at most ninety. Ids, hashes, receipts
and the audit chain stay.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, delete, or_, select, update

from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.database.tables import HAS_MASKS, challenges, envelopes, outbox

__all__ = ["shred"]

ENVELOPE_KEPT = timedelta(days=7)
MASKS_KEPT = timedelta(days=30)
MASKS_KEPT_AT_MOST = timedelta(days=90)
EXPIRED_CHALLENGE_KEPT = timedelta(days=7)

_FINAL = (Outcome.ACCEPTED.value, Outcome.REJECTED.value)
_CHINA = timedelta(hours=8)


def shred(connection: Connection, now: datetime, signed_off_until: date | None) -> int:
    """Let go of what may not be kept any longer; `secure_delete` overwrites it."""
    bodies = select(outbox.c.sequence).where(
        outbox.c.state == OutboxState.SETTLED.value,
        outbox.c.settled_at <= now - ENVELOPE_KEPT,
        outbox.c.sequence.in_(select(envelopes.c.sequence)),
    )
    gone = connection.execute(delete(envelopes).where(envelopes.c.sequence.in_(bodies))).rowcount
    is_old = outbox.c.settled_at <= now - MASKS_KEPT_AT_MOST
    if signed_off_until is not None:
        midnight = datetime.combine(signed_off_until, time.max, UTC) - _CHINA
        is_old = or_(
            is_old,
            (outbox.c.settled_at <= now - MASKS_KEPT) & (outbox.c.created_at <= midnight),
        )
    masked = connection.execute(
        update(outbox)
        .where(
            is_old,
            outbox.c.outcome.in_(_FINAL),
            HAS_MASKS,
        )
        .values(masked_name="", masked_id_number="", masked_phone_number="")
    ).rowcount
    connection.execute(
        delete(challenges).where(challenges.c.expires_at <= now - EXPIRED_CHALLENGE_KEPT)
    )
    return gone + masked
