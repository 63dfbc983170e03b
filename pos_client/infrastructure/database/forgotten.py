"""The table of receipts that the gateway has forgotten, and the rows that it has them for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, exists, func, insert, select, update

from pos_client.application.forgotten import Receipted
from pos_client.domain.audit import AuditEntry, AuditEvent
from pos_client.domain.books import DeviceBooks
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import GATEWAY_FORGOT, OutboxState
from pos_client.infrastructure.database import audit_chain
from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.outbox import sealed
from pos_client.infrastructure.database.prepared import Prepared
from pos_client.infrastructure.database.tables import (
    HAS_OPEN_OUTCOME,
    IS_SETTLED,
    earlier_receipts,
    envelopes,
    outbox,
)

__all__ = ["SqlForgotten", "earlier_receipt", "earlier_word"]

_EARLIER = earlier_receipts.c
_SETTLED = outbox.c.state == OutboxState.SETTLED.value
_UNSETTLED = (OutboxState.PENDING.value, OutboxState.QUARANTINED.value)
# Its bytes are gone: all that can be done is to say so.
_IS_NOTED = exists().where(
    _EARLIER.sequence == outbox.c.sequence, _EARLIER.is_sent_again.is_(False)
)
_COUNT = select(func.count()).select_from(outbox)
_HIGHEST = select(func.max(outbox.c.sequence))
_OPEN = _COUNT.where(outbox.c.state.in_(_UNSETTLED))
# Asked from the few that were noted; the settled ones are all that was ever done here.
_IS_AMONG_NOTED = outbox.c.sequence.in_(
    select(_EARLIER.sequence).where(_EARLIER.is_sent_again.is_(False))
)
_NOTED = _COUNT.where(IS_SETTLED, _IS_AMONG_NOTED)
_NOT_FINAL = _COUNT.where(HAS_OPEN_OUTCOME, ~_IS_NOTED)
_HAS_ENVELOPE = exists().where(envelopes.c.sequence == outbox.c.sequence)
_SENT_AGAIN = (
    select(_EARLIER.outcome, _EARLIER.settled_at, _EARLIER.receipt)
    .where(_EARLIER.is_sent_again.is_(True))
    .order_by(_EARLIER.position.desc())
    .limit(1)
)
_OF_SEQUENCE = Prepared(_SENT_AGAIN.where(_EARLIER.sequence == bindparam("sequence")))
_OF_ID = _SENT_AGAIN.join(outbox, outbox.c.sequence == _EARLIER.sequence).where(
    outbox.c.id == bindparam("which"), ~_SETTLED
)
_IS_THERE = Prepared(_OF_ID)


class SqlForgotten:
    """Implements `Forgotten`; `appended` hears of each entry that was added to the chain."""

    def __init__(self, database: Database, appended: Callable[[AuditEntry], object]) -> None:
        self._database = database
        self._appended = appended

    def receipted(self) -> DeviceBooks:
        return self._database.read(_receipted)

    def receipted_below(self, sequence: int | None, limit: int) -> Sequence[Receipted]:
        page = select(
            outbox.c.id,
            outbox.c.sequence,
            outbox.c.envelope_sha256,
            outbox.c.outcome,
            _HAS_ENVELOPE,
        ).where(_SETTLED, ~_IS_NOTED)
        if sequence is not None:
            page = page.where(outbox.c.sequence < sequence)
        page = page.order_by(outbox.c.sequence.desc()).limit(limit)
        rows = self._database.read(lambda link: link.execute(page).all())
        return tuple(
            Receipted(id_, number, sha256, Outcome(outcome), bool(has_envelope))
            for id_, number, sha256, outcome, has_envelope in rows
        )

    def deliver_again(self, registration_id: UUID, event: AuditEvent, now: datetime) -> bool:
        def work(link: Connection) -> bool:
            if sealed(link, registration_id) is None:
                return False
            is_new = _keep(link, registration_id, now, is_sent_again=True)
            if is_new:
                _put_back(link, registration_id)
            return is_new

        return self._told(event, work)

    def note(self, registration_id: UUID, event: AuditEvent, now: datetime) -> None:
        self._told(event, lambda link: _keep(link, registration_id, now, is_sent_again=False))

    def noted(self) -> Sequence[int]:
        page = (
            select(outbox.c.sequence).where(IS_SETTLED, _IS_AMONG_NOTED).order_by(outbox.c.sequence)
        )
        return tuple(self._database.read(lambda link: link.execute(page).scalars().all()))

    def earlier_receipts(self, registration_id: UUID) -> Sequence[str]:
        page = (
            select(_EARLIER.receipt)
            .join(outbox, outbox.c.sequence == _EARLIER.sequence)
            .where(outbox.c.id == registration_id)
            .order_by(_EARLIER.position)
        )
        return tuple(self._database.read(lambda link: link.execute(page).scalars().all()))

    def _told(self, event: AuditEvent, work: Callable[[Connection], bool]) -> bool:
        """Let the entry stand in the transaction of what it tells of, if that is done."""

        def all_of_it(link: Connection) -> AuditEntry | None:
            return audit_chain.append(link, event) if work(link) else None

        entry = self._database.write(all_of_it, may_use_reserve=True)
        if entry is not None:
            self._appended(entry)
        return entry is not None


def earlier_receipt(connection: Connection, sequence: int) -> str:
    """What a row that is delivered again shows the gateway; empty for any other."""
    found = _OF_SEQUENCE.run(connection, {"sequence": sequence}).fetchone()
    return "" if found is None else str(found[2])


def earlier_word(connection: Connection, registration_id: UUID) -> tuple[Outcome, datetime] | None:
    """Outcome and time of the receipt that an unsettled row had before; mostly None."""
    asked = {"which": registration_id}
    if _IS_THERE.run(connection, asked).fetchone() is None:
        return None
    outcome, settled_at, _ = connection.execute(_OF_ID, asked).one()
    return Outcome(outcome), settled_at


def _receipted(connection: Connection) -> DeviceBooks:
    """Every number up to the highest has its receipt, those let go of too, but for these."""
    decided = connection.execute(_HIGHEST).scalar_one() or 0
    decided -= connection.execute(_OPEN).scalar_one() + connection.execute(_NOTED).scalar_one()
    final = decided - connection.execute(_NOT_FINAL).scalar_one()
    return DeviceBooks(decided, final, audit_chain.countersigned_index(connection))


def _keep(
    connection: Connection, registration_id: UUID, now: datetime, *, is_sent_again: bool
) -> bool:
    columns = outbox.c.sequence, outbox.c.outcome, outbox.c.settled_at, outbox.c.receipt
    row = connection.execute(
        select(*columns).where(outbox.c.id == registration_id, _SETTLED, ~_IS_NOTED)
    ).one_or_none()
    if row is None:
        return False
    values = row._asdict() | {"noted_at": now, "is_sent_again": is_sent_again}
    connection.execute(insert(earlier_receipts).values(values))
    return True


def _put_back(connection: Connection, registration_id: UUID) -> None:
    connection.execute(
        update(outbox)
        .where(outbox.c.id == registration_id)
        .values(
            state=OutboxState.PENDING.value,
            attempts=0,
            next_try_at=None,
            reason=GATEWAY_FORGOT,
            outcome=None,
            code="",
            settled_at=None,
            asked_at=None,
            receipt=None,
        )
    )
