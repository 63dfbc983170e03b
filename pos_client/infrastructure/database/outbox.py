"""The outbox's table: saving, taking, settling and putting aside."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, exists, func, insert, or_, select, update

from pos_client.application.storage import Due, KeptReceipt
from pos_client.application.trouble import StoreDamaged
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import (
    PREDECESSOR_REJECTED,
    OutboxState,
    SealedRegistration,
    awaits_answer,
)
from pos_client.infrastructure.database.prepared import Prepared
from pos_client.infrastructure.database.tables import (
    AWAITS_ANSWER,
    HAS_OPEN_OUTCOME,
    envelopes,
    outbox,
)

__all__ = [
    "DueRow",
    "awaiting_outcome",
    "envelope_of",
    "hold_successors",
    "insert_sealed",
    "kept_receipt",
    "make_all_due",
    "next_due",
    "next_sequence",
    "pending",
    "postpone",
    "put_aside",
    "quarantine",
    "release",
    "sealed",
    "settle",
    "whole",
]

_HIGHEST = Prepared(select(func.max(outbox.c.sequence)))
_SAVED = (
    *("sequence", "id", "case_id", "state", "flow", "is_offline", "clerk_number"),
    *("masked_name", "masked_id_number", "masked_phone_number", "created_at"),
    *("envelope_sha256", "predecessor_id"),
)
_INSERT = Prepared(insert(outbox), _SAVED)
_INSERT_ENVELOPE = Prepared(insert(envelopes), ("sequence", "envelope"))
_PLACE_OF = Prepared(select(outbox.c.sequence).where(outbox.c.id == bindparam("which")))
_ENVELOPE = Prepared(
    select(envelopes.c.envelope).where(envelopes.c.sequence == bindparam("sequence"))
)
_BEFORE = outbox.alias()
_IS_HELD = exists().where(
    _BEFORE.c.id == outbox.c.predecessor_id, _BEFORE.c.state != OutboxState.SETTLED.value
)
_DUE = Prepared(
    select(outbox.c.id, outbox.c.sequence, outbox.c.envelope_sha256, outbox.c.attempts)
    .where(
        outbox.c.state == OutboxState.PENDING.value,
        or_(outbox.c.next_try_at.is_(None), outbox.c.next_try_at <= bindparam("now")),
        outbox.c.id != bindparam("beside"),
        outbox.c.attempts <= bindparam("most_attempts"),
        ~_IS_HELD,
    )
    .order_by(outbox.c.sequence)
    .limit(1)
)
_ALL_PENDING = Prepared(
    select(outbox.c.id, outbox.c.sequence, outbox.c.envelope_sha256, outbox.c.attempts)
    .where(outbox.c.state == OutboxState.PENDING.value)
    .order_by(outbox.c.sequence)
)
_NOBODY = UUID(int=0)
_ANY_ATTEMPTS = 2**62
_THIS = outbox.c.id == bindparam("which")
_ANSWERED = Prepared(
    select(outbox.c.outcome, outbox.c.envelope_sha256, outbox.c.flow, outbox.c.code).where(_THIS)
)
_TAKE_ANSWER = Prepared(update(outbox).where(_THIS), ("code", "receipt", "asked_at"))
_ASK_LATER = Prepared(update(outbox).where(_THIS), ("asked_at",))
_SETTLE = Prepared(
    update(outbox)
    .where(_THIS)
    .values(state=OutboxState.SETTLED.value, next_try_at=None, reason=""),
    ("outcome", "code", "receipt", "settled_at", "asked_at"),
)


@dataclass(frozen=True, slots=True)
class DueRow:
    """A row whose turn it is, without its bytes."""

    id: UUID
    sequence: int
    envelope_sha256: bytes
    attempts: int


def next_sequence(connection: Connection) -> int:
    highest: int | None = _HIGHEST.run(connection).fetchone()[0]
    return (highest or 0) + 1


def insert_sealed(connection: Connection, sealed: SealedRegistration) -> None:
    expected = next_sequence(connection)
    if sealed.sequence != expected:
        raise ValueError(f"sequence {sealed.sequence} where {expected} is due")
    values = {name: getattr(sealed, name) for name in _SAVED if name != "state"}
    _INSERT.run(connection, values | {"state": OutboxState.PENDING.value})
    _INSERT_ENVELOPE.run(connection, {"sequence": sealed.sequence, "envelope": sealed.envelope})


def next_due(
    connection: Connection, now: datetime, beside: UUID | None, most_attempts: int | None
) -> DueRow | None:
    """Find the oldest that may go; its bytes are read apart, for they may be damaged."""
    most = _ANY_ATTEMPTS if most_attempts is None else most_attempts
    asked = {"now": now, "beside": beside or _NOBODY, "most_attempts": most}
    found = _DUE.run(connection, asked).fetchone()
    if found is None:
        return None
    row = _due_row(found)
    if row is None:
        raise StoreDamaged(table="outbox")
    return row


def pending(connection: Connection) -> Sequence[tuple[int, DueRow | None]]:
    """All that are to be delivered, by their sequence; None for one whose id has rotted."""
    return tuple((row[1], _due_row(row)) for row in _ALL_PENDING.run(connection))


def _due_row(found: Sequence[Any]) -> DueRow | None:
    try:
        return DueRow(UUID(found[0]), *found[1:])
    except (ValueError, TypeError, AttributeError):
        return None


def whole(connection: Connection, row: DueRow) -> Due | None:
    """Read a row's bytes; None when they, or the id they go under, are not what was saved."""
    if _PLACE_OF.run(connection, {"which": row.id}).fetchone() != (row.sequence,):
        return None  # the index knows no such id: one of the two has rotted
    found = _ENVELOPE.run(connection, {"sequence": row.sequence}).fetchone()
    if found is None or hashlib.sha256(found[0]).digest() != row.envelope_sha256:
        return None
    return Due(row.id, row.sequence, found[0], row.envelope_sha256, row.attempts)


def envelope_of(connection: Connection, registration_id: UUID) -> bytes | None:
    return connection.execute(
        select(envelopes.c.envelope).join(outbox).where(outbox.c.id == registration_id)
    ).scalar_one_or_none()


def kept_receipt(connection: Connection, registration_id: UUID) -> KeptReceipt | None:
    found = connection.execute(
        select(outbox.c.case_id, outbox.c.receipt).where(outbox.c.id == registration_id)
    ).one_or_none()
    return None if found is None or found.receipt is None else KeptReceipt(*found)


def settle(connection: Connection, registration_id: UUID, receipt: Receipt, now: datetime) -> bool:
    """Keep a receipt; False when nothing changed, for a final outcome stays."""
    found = _ANSWERED.run(connection, {"which": registration_id}).fetchone()
    if found is None:
        raise KeyError(registration_id)
    before, envelope_sha256, flow, code = found
    if (receipt.registration_id, receipt.body_sha256) != (registration_id, envelope_sha256):
        raise ValueError("this receipt answers for something else")
    if before is not None and Outcome(before).is_final:
        is_same = before == receipt.outcome.value
        if is_same and awaits_answer(flow, Outcome(before), code):
            answered = {"code": receipt.code, "receipt": receipt.token, "asked_at": now}
            _TAKE_ANSWER.run(connection, {"which": registration_id, **answered})
        return False
    if before == receipt.outcome.value:
        _ASK_LATER.run(connection, {"which": registration_id, "asked_at": now})
        return False
    _SETTLE.run(
        connection,
        {
            "which": registration_id,
            "outcome": receipt.outcome.value,
            "code": receipt.code,
            "receipt": receipt.token,
            "settled_at": now,
            "asked_at": now,
        },
    )
    return True


def postpone(connection: Connection, registration_id: UUID, until: datetime, reason: str) -> None:
    _change_pending(
        connection,
        registration_id,
        attempts=outbox.c.attempts + 1,
        next_try_at=until,
        reason=reason,
    )


def quarantine(connection: Connection, registration_id: UUID, reason: str) -> None:
    _change_pending(
        connection,
        registration_id,
        state=OutboxState.QUARANTINED.value,
        next_try_at=None,
        reason=reason,
    )


def put_aside(connection: Connection, sequence: int, reason: str) -> None:
    """As `quarantine`, for a row of which nothing but its place can be trusted."""
    connection.execute(
        update(outbox)
        .where(outbox.c.sequence == sequence, outbox.c.state == OutboxState.PENDING.value)
        .values(state=OutboxState.QUARANTINED.value, next_try_at=None, reason=reason)
    )


def hold_successors(connection: Connection, registration_id: UUID) -> None:
    """Put aside what waits for a record that was rejected: somebody has to look at it."""
    connection.execute(
        update(outbox)
        .where(
            outbox.c.predecessor_id == registration_id,
            outbox.c.state == OutboxState.PENDING.value,
        )
        .values(state=OutboxState.QUARANTINED.value, next_try_at=None, reason=PREDECESSOR_REJECTED)
    )


def release(connection: Connection, registration_id: UUID) -> None:
    this = outbox.c.id == registration_id
    aside = this & (outbox.c.state == OutboxState.QUARANTINED.value)
    connection.execute(
        update(outbox)
        .where(aside, outbox.c.reason == PREDECESSOR_REJECTED)
        .values(predecessor_id=None)
    )
    connection.execute(
        update(outbox).where(aside).values(state=OutboxState.PENDING.value, reason="")
    )
    connection.execute(
        update(outbox)
        .where(this, outbox.c.state == OutboxState.PENDING.value)
        .values(next_try_at=None)
    )


def sealed(connection: Connection, registration_id: UUID) -> Due | None:
    found = connection.execute(
        select(outbox.c.sequence, outbox.c.envelope_sha256, outbox.c.attempts).where(
            outbox.c.id == registration_id
        )
    ).one_or_none()
    if found is None:
        return None
    row = DueRow(registration_id, found.sequence, found.envelope_sha256, found.attempts)
    return whole(connection, row)


def make_all_due(connection: Connection) -> None:
    connection.execute(
        update(outbox)
        .where(outbox.c.state == OutboxState.PENDING.value, outbox.c.next_try_at.is_not(None))
        .values(next_try_at=None)
    )


def awaiting_outcome(connection: Connection, limit: int) -> Sequence[tuple[UUID, bytes]]:
    found: list[tuple[UUID, bytes]] = []
    for which in (HAS_OPEN_OUTCOME, AWAITS_ANSWER):  # each has an index of its own
        rows = connection.execute(
            select(outbox.c.id, outbox.c.envelope_sha256)
            .where(which)
            .order_by(outbox.c.asked_at, outbox.c.sequence)
            .limit(limit - len(found))
        )
        found += [(row.id, row.envelope_sha256) for row in rows]
    return tuple(found)


def _change_pending(connection: Connection, registration_id: UUID, **changes: object) -> None:
    connection.execute(
        update(outbox)
        .where(outbox.c.id == registration_id, outbox.c.state == OutboxState.PENDING.value)
        .values(**changes)
    )
