"""How long things are kept here: the table of the project's notes on data, as statements.

An envelope for seven days after its receipt; without one for ever. Masks for thirty days after
the final outcome, never before the month was signed off, at most ninety. Ids, hashes, receipts, the
figures and sheets of shifts, and the countersigned part of the audit chain for 24 months. A date
of this computer that the gateway does not bear out throws nothing away and keeps nothing longer:
then the newest time counts that the gateway has named.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, delete, func, or_, select, update

from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.database import audit_chain, days, inspections, supplies
from pos_client.infrastructure.database.tables import (
    HAS_MASKS,
    challenges,
    contact,
    copies,
    earlier_receipts,
    envelopes,
    forwarded,
    outbox,
)

__all__ = ["RECORD_KEPT", "shred"]

ENVELOPE_KEPT = timedelta(days=7)
MASKS_KEPT = timedelta(days=30)
MASKS_KEPT_AT_MOST = timedelta(days=90)
# Two years with a leap day in them.
RECORD_KEPT = timedelta(days=731)
EXPIRED_CHALLENGE_KEPT = timedelta(days=7)

# A transaction of this many holds nobody up; whoever calls comes again.
_AT_ONCE = 50
_ENTRIES_AT_ONCE = 500

_FINAL = (Outcome.ACCEPTED.value, Outcome.REJECTED.value)
_CHINA = timedelta(hours=8)


def shred(connection: Connection, now: datetime, signed_off_until: date | None) -> int:
    """Let go of what may not be kept any longer; `secure_delete` overwrites it."""
    now = supplies.believed_now(connection, now)
    bodies = select(outbox.c.sequence).where(
        outbox.c.state == OutboxState.SETTLED.value,
        outbox.c.settled_at <= now - ENVELOPE_KEPT,
        outbox.c.sequence.in_(select(envelopes.c.sequence)),
    )
    bodies = bodies.order_by(outbox.c.sequence).limit(_AT_ONCE)
    gone = connection.execute(delete(envelopes).where(envelopes.c.sequence.in_(bodies))).rowcount
    gone += connection.execute(
        update(forwarded)
        .where(forwarded.c.settled_at <= now - ENVELOPE_KEPT, forwarded.c.envelope.is_not(None))
        .values(envelope=None)
    ).rowcount
    is_old = outbox.c.settled_at <= now - MASKS_KEPT_AT_MOST
    if signed_off_until is not None:
        midnight = datetime.combine(signed_off_until, time.max, UTC) - _CHINA
        is_old = or_(
            is_old,
            (outbox.c.settled_at <= now - MASKS_KEPT) & (outbox.c.created_at <= midnight),
        )
    old = select(outbox.c.sequence).where(is_old, outbox.c.outcome.in_(_FINAL), HAS_MASKS)
    masked = connection.execute(
        update(outbox)
        .where(outbox.c.sequence.in_(old.limit(_AT_ONCE)))
        .values(masked_name="", masked_id_number="", masked_phone_number="")
    ).rowcount
    connection.execute(
        delete(challenges).where(challenges.c.expires_at <= now - EXPIRED_CHALLENGE_KEPT)
    )
    return gone + masked + _forget(connection, now)


def _forget(connection: Connection, now: datetime) -> int:
    """Let go of what was settled long ago; the newest row stays, for it says what was given out."""
    gateway_time = connection.execute(select(contact.c.gateway_time)).scalar_one_or_none()
    if gateway_time is None:
        return 0
    before = min(now, gateway_time) - RECORD_KEPT
    oldest = (
        select(outbox.c.sequence, outbox.c.settled_at, outbox.c.outcome)
        .where(outbox.c.state == OutboxState.SETTLED.value)
        .order_by(outbox.c.sequence)
        .limit(4 * _AT_ONCE)
    )
    highest = select(func.max(outbox.c.sequence)).scalar_subquery()
    gone = [
        row.sequence
        for row in connection.execute(oldest)
        if row.settled_at <= before and row.outcome in _FINAL
    ]
    connection.execute(delete(copies).where(copies.c.sequence.in_(gone)))
    are_gone = (
        outbox.c.sequence.in_(gone),
        outbox.c.sequence != highest,
        outbox.c.sequence.not_in(select(envelopes.c.sequence)),
    )
    receipts = select(outbox.c.sequence).where(*are_gone)
    connection.execute(delete(earlier_receipts).where(earlier_receipts.c.sequence.in_(receipts)))
    rows = connection.execute(delete(outbox).where(*are_gone)).rowcount
    rows += connection.execute(delete(forwarded).where(forwarded.c.settled_at <= before)).rowcount
    rows += days.forget(connection, before)
    rows += inspections.forget(connection, before)
    return rows + audit_chain.let_go(connection, before, _ENTRIES_AT_ONCE)
