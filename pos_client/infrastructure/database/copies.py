"""The table of confirmed second copies."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, exists, func, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.application.copies import Copy, KeptCopy
from pos_client.application.trouble import StorageFault, StoreDamaged
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.prepared import Prepared
from pos_client.infrastructure.database.tables import (
    IS_SETTLED,
    copies,
    earlier_receipts,
    envelopes,
    outbox,
)

__all__ = ["SqlCopies", "missing_count"]

# More than a queue may hold; a page of bytes is looked for among these.
_LOOKED_AT = 1000

_UNSETTLED = (OutboxState.PENDING.value, OutboxState.QUARANTINED.value)
_IS_COPIED = exists().where(copies.c.sequence == outbox.c.sequence)
_LACKS = (outbox.c.state.in_(_UNSETTLED), ~_IS_COPIED)
# Whoever delivers one that the gateway has forgotten has to show its receipt, and only we have it.
_IS_AGAIN = exists().where(earlier_receipts.c.sequence == outbox.c.sequence)
_MISSING_COUNT = select(func.count()).select_from(outbox).where(*_LACKS)
_BEFORE, _AFTER = outbox.alias(), outbox.alias()
_PREDECESSOR = (
    select(_BEFORE.c.id)
    .where(
        _BEFORE.c.id == outbox.c.predecessor_id,
        (_BEFORE.c.state != OutboxState.SETTLED.value)
        | (_BEFORE.c.outcome == Outcome.REJECTED.value),
    )
    .scalar_subquery()
)
_MISSING = (
    select(outbox.c.id, outbox.c.sequence, outbox.c.envelope_sha256, _PREDECESSOR)
    .where(*_LACKS, ~_IS_AGAIN)
    .order_by(outbox.c.sequence)
    .limit(_LOOKED_AT)
)
_ENVELOPE = Prepared(
    select(envelopes.c.envelope).where(envelopes.c.sequence == bindparam("sequence"))
)
# A rejected record stays beside its copy while another waits behind it: the relay holds that too.
_HOLDS = exists().where(
    _AFTER.c.predecessor_id == outbox.c.id, _AFTER.c.state != OutboxState.SETTLED.value
)


class SqlCopies:
    """Implements `Copies`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def missing(self, limit: int) -> Sequence[Copy]:
        found: list[Copy] = []
        for id_, sequence, sha256, predecessor_id in self._database.read(
            lambda link: link.execute(_MISSING).all()
        ):
            envelope = self._envelope(sequence)
            if envelope is None or hashlib.sha256(envelope).digest() != sha256:
                continue
            found.append(Copy(id_, sequence, envelope, sha256, predecessor_id))
            if len(found) == limit:
                break
        return tuple(found)

    def missing_count(self) -> int:
        return self._database.read(missing_count)

    def note(self, ids: Sequence[UUID], now: datetime) -> None:
        rows = select(outbox.c.sequence, bindparam("at", now, copies.c.confirmed_at.type))
        keep = insert(copies).from_select(
            ["sequence", "confirmed_at"], rows.where(outbox.c.id.in_(ids))
        )
        self._database.write(lambda link: link.execute(keep.on_conflict_do_nothing()))

    def forget(self, ids: Sequence[UUID]) -> None:
        gone = select(outbox.c.sequence).where(outbox.c.id.in_(ids))
        self._database.write(
            lambda link: link.execute(delete(copies).where(copies.c.sequence.in_(gone))),
            may_use_reserve=True,
        )

    def confirmed(self, above_sequence: int, limit: int) -> Sequence[KeptCopy]:
        page = (
            select(outbox.c.id, outbox.c.sequence, outbox.c.envelope_sha256)
            .join(copies, copies.c.sequence == outbox.c.sequence)
            .where(copies.c.sequence > above_sequence)
            .order_by(copies.c.sequence)
            .limit(limit)
        )
        rows = self._database.read(lambda link: link.execute(page).all())
        return tuple(KeptCopy(*row) for row in rows)

    def settled(self, limit: int) -> Sequence[UUID]:
        page = (
            select(outbox.c.id)
            .where(
                outbox.c.sequence.in_(select(copies.c.sequence)),
                IS_SETTLED,
                (outbox.c.outcome != Outcome.REJECTED.value) | ~_HOLDS,
            )
            .order_by(outbox.c.sequence)
            .limit(limit)
        )
        return tuple(self._database.read(lambda link: link.execute(page).scalars().all()))

    def _envelope(self, sequence: int) -> bytes | None:
        try:
            row = self._database.read(
                lambda link: _ENVELOPE.run(link, {"sequence": sequence}).fetchone()
            )
        except (StoreDamaged, StorageFault):
            return None
        return None if row is None else bytes(row[0])


def missing_count(connection: Connection) -> int:
    return connection.execute(_MISSING_COUNT).scalar_one()
