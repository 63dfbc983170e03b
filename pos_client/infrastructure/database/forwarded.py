"""Envelopes that other counters of the outlet captured and this one delivers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from pos_client.application.storage import Due
from pos_client.application.trouble import StoreDamaged
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.registration import OutboxRow, OutboxState
from pos_client.infrastructure.database import keyset
from pos_client.infrastructure.database.prepared import Prepared
from pos_client.infrastructure.database.tables import forwarded, outbox
from pos_client.protocol.bundle import SealedRecord

__all__ = [
    "count",
    "make_all_due",
    "next_due",
    "oldest_pending_at",
    "page",
    "pending",
    "postpone",
    "quarantine",
    "release",
    "row",
    "sealed",
    "settle",
    "take_in",
]

_PENDING = forwarded.c.state == OutboxState.PENDING.value
# Written once, for it is asked at every look of the carrier.
_COUNT = Prepared(
    select(func.count()).select_from(forwarded).where(forwarded.c.state == bindparam("in_state"))
)
_DUE = select(
    forwarded.c.id,
    forwarded.c.position,
    forwarded.c.envelope,
    forwarded.c.envelope_sha256,
    forwarded.c.attempts,
)
_LINE = select(
    forwarded.c.id,
    forwarded.c.position,
    forwarded.c.state,
    forwarded.c.device_id,
    forwarded.c.created_at,
    forwarded.c.attempts,
    forwarded.c.next_try_at,
    forwarded.c.reason,
    forwarded.c.outcome,
    forwarded.c.code,
    forwarded.c.settled_at,
)


def take_in(connection: Connection, records: Sequence[SealedRecord], now: datetime) -> int:
    """Add those that are neither here nor in the counter's own queue; say how many."""
    new = 0
    for record in records:
        own = select(outbox.c.sequence).where(outbox.c.id == record.id)
        if connection.execute(own).first() is not None:
            continue
        new += connection.execute(
            insert(forwarded)
            .values(
                id=record.id,
                device_id=record.device_id,
                sequence=record.sequence,
                state=OutboxState.PENDING.value,
                created_at=record.created_at,
                taken_in_at=now,
                envelope=record.envelope,
                envelope_sha256=record.envelope_sha256,
            )
            .on_conflict_do_nothing()
        ).rowcount
    return new


def next_due(
    connection: Connection, now: datetime, beside: UUID | None, most_attempts: int | None
) -> tuple[UUID, Due | None] | None:
    """The oldest that may go, with None for its bytes when they have rotted."""
    query = _DUE.where(
        _PENDING, or_(forwarded.c.next_try_at.is_(None), forwarded.c.next_try_at <= now)
    )
    if beside is not None:
        query = query.where(forwarded.c.id != beside)
    if most_attempts is not None:
        query = query.where(forwarded.c.attempts <= most_attempts)
    found = connection.execute(query.order_by(forwarded.c.position).limit(1)).one_or_none()
    return None if found is None else (found.id, _whole(found))


def pending(connection: Connection) -> Sequence[UUID]:
    """All that are to be delivered, in the order in which they were taken in.

    Raises:
        StoreDamaged: one of the ids has rotted.
    """
    query = select(forwarded.c.id).where(_PENDING).order_by(forwarded.c.position)
    return tuple(connection.execute(query).scalars())


def sealed(connection: Connection, registration_id: UUID) -> Due | None:
    found = connection.execute(_DUE.where(forwarded.c.id == registration_id)).one_or_none()
    return None if found is None else _whole(found)


def settle(connection: Connection, registration_id: UUID, receipt: Receipt, now: datetime) -> None:
    """Keep a receipt; a final outcome stays.

    Raises:
        KeyError: this is none of them.
        ValueError: the receipt answers for something else.
    """
    found = connection.execute(
        select(forwarded.c.outcome, forwarded.c.envelope_sha256).where(
            forwarded.c.id == registration_id
        )
    ).one_or_none()
    if found is None:
        raise KeyError(registration_id)
    if (receipt.registration_id, receipt.body_sha256) != (registration_id, found.envelope_sha256):
        raise ValueError("this receipt answers for something else")
    if found.outcome is not None and Outcome(found.outcome).is_final:
        return
    _change(
        connection,
        registration_id,
        state=OutboxState.SETTLED.value,
        next_try_at=None,
        reason="",
        outcome=receipt.outcome.value,
        code=receipt.code,
        receipt=receipt.token,
        settled_at=now,
    )


def postpone(connection: Connection, registration_id: UUID, until: datetime, reason: str) -> None:
    _change_if(
        connection,
        registration_id,
        OutboxState.PENDING,
        attempts=forwarded.c.attempts + 1,
        next_try_at=until,
        reason=reason,
    )


def quarantine(connection: Connection, registration_id: UUID, reason: str) -> None:
    _change_if(
        connection,
        registration_id,
        OutboxState.PENDING,
        state=OutboxState.QUARANTINED.value,
        next_try_at=None,
        reason=reason,
    )


def release(connection: Connection, registration_id: UUID) -> None:
    _change_if(
        connection,
        registration_id,
        OutboxState.QUARANTINED,
        state=OutboxState.PENDING.value,
        next_try_at=None,
        reason="",
    )
    _change_if(connection, registration_id, OutboxState.PENDING, next_try_at=None)


def make_all_due(connection: Connection) -> None:
    connection.execute(
        update(forwarded)
        .where(_PENDING, forwarded.c.next_try_at.is_not(None))
        .values(next_try_at=None)
    )


def count(connection: Connection, state: OutboxState) -> int:
    found: int = _COUNT.run(connection, {"in_state": state.value}).fetchone()[0]
    return found


def oldest_pending_at(connection: Connection) -> datetime | None:
    query = select(forwarded.c.created_at).where(_PENDING)
    return connection.execute(query.order_by(forwarded.c.created_at).limit(1)).scalar_one_or_none()


def page(
    connection: Connection,
    states: Sequence[OutboxState],
    below: int | None,
    above: int | None,
    limit: int,
) -> Sequence[OutboxRow]:
    """One keyset page by the order in which they were taken in, newest first."""
    found = keyset.page(
        connection,
        _LINE,
        [forwarded.c.state == state.value for state in dict.fromkeys(states)],
        forwarded.c.position,
        below=below,
        above=above,
        limit=limit,
    )
    return tuple(_line(line) for line in found)


def row(connection: Connection, registration_id: UUID) -> OutboxRow | None:
    found = connection.execute(_LINE.where(forwarded.c.id == registration_id)).one_or_none()
    return None if found is None else _line(found)


def _whole(found: Row[*tuple[Any, ...]]) -> Due | None:
    if hashlib.sha256(found.envelope or b"").digest() != found.envelope_sha256:
        return None
    return Due(found.id, found.position, found.envelope, found.envelope_sha256, found.attempts)


def _line(found: Row[*tuple[Any, ...]]) -> OutboxRow:
    """Nothing is known of whose it is: masks stay with the counter that captured it."""
    try:
        return OutboxRow(
            id=found.id,
            sequence=found.position,
            state=OutboxState(found.state),
            flow="",
            is_offline=True,
            clerk_number="",
            masked_name="",
            masked_id_number="",
            masked_phone_number="",
            created_at=found.created_at,
            attempts=found.attempts,
            next_try_at=found.next_try_at,
            reason=found.reason,
            outcome=None if found.outcome is None else Outcome(found.outcome),
            code=found.code,
            settled_at=found.settled_at,
            captured_by=found.device_id,
        )
    except ValueError:
        raise StoreDamaged(table="forwarded") from None


def _change(connection: Connection, registration_id: UUID, **changes: object) -> None:
    connection.execute(update(forwarded).where(forwarded.c.id == registration_id).values(**changes))


def _change_if(
    connection: Connection, registration_id: UUID, found: OutboxState, **changes: object
) -> None:
    connection.execute(
        update(forwarded)
        .where(forwarded.c.id == registration_id, forwarded.c.state == found.value)
        .values(**changes)
    )
