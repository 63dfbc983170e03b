"""What the queue page and the status line read: pages by key, figures from totals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, TextClause, bindparam, func, select
from sqlalchemy.dialects.sqlite import Insert, insert

from pos_client.application.trouble import StoreDamaged
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxRow, OutboxState, QueueSummary
from pos_client.infrastructure.database import forwarded, keyset
from pos_client.infrastructure.database.prepared import Prepared
from pos_client.infrastructure.database.tables import (
    HAS_OPEN_OUTCOME,
    NEEDS_CUSTOMER,
    daily_totals,
    outbox,
)

__all__ = ["count", "count_pending", "page", "row", "summary"]

_PENDING = outbox.c.state == OutboxState.PENDING.value
_COUNT = select(func.count()).select_from(outbox)
_PENDING_COUNT = Prepared(_COUNT.where(_PENDING))
_ASIDE_COUNT = Prepared(_COUNT.where(outbox.c.state == OutboxState.QUARANTINED.value))
_REVIEW_COUNT = Prepared(
    _COUNT.where(HAS_OPEN_OUTCOME, outbox.c.outcome == Outcome.UNDER_REVIEW.value)
)
_AWAITED_COUNT = Prepared(
    _COUNT.where(HAS_OPEN_OUTCOME, outbox.c.outcome == Outcome.AWAITING_CUSTOMER.value)
)
_FIGURES = (_PENDING_COUNT, _ASIDE_COUNT, _REVIEW_COUNT, _AWAITED_COUNT)
_DAY = select(daily_totals).where(daily_totals.c.day == bindparam("today"))
_OLDEST = select(outbox.c.created_at).where(_PENDING).order_by(outbox.c.sequence).limit(1)
_LAST_RECEIPT = (
    select(daily_totals.c.last_receipt_at)
    .where(daily_totals.c.last_receipt_at.is_not(None))
    .order_by(daily_totals.c.day.desc())
    .limit(1)
)
# Out of the few that are open: asked for beside the order, SQLite would walk all that were saved.
_OPEN = outbox.alias()
_IS_UNDER_REVIEW = outbox.c.sequence.in_(
    select(_OPEN.c.sequence).where(HAS_OPEN_OUTCOME, _OPEN.c.outcome == Outcome.UNDER_REVIEW.value)
)
_BEFORE = outbox.alias()
_HELD_BY = (
    select(_BEFORE.c.sequence)
    .where(
        _BEFORE.c.id == outbox.c.predecessor_id,
        _BEFORE.c.state != OutboxState.SETTLED.value,
        outbox.c.state == OutboxState.PENDING.value,
    )
    .scalar_subquery()
)
_LINE = select(
    outbox.c.id,
    outbox.c.sequence,
    outbox.c.state,
    outbox.c.flow,
    outbox.c.is_offline,
    outbox.c.clerk_number,
    outbox.c.masked_name,
    outbox.c.masked_id_number,
    outbox.c.masked_phone_number,
    outbox.c.created_at,
    outbox.c.attempts,
    outbox.c.next_try_at,
    outbox.c.reason,
    outbox.c.outcome,
    outbox.c.code,
    outbox.c.settled_at,
    func.coalesce(_HELD_BY, 0).label("held_by"),
)


def _adding() -> Insert:
    total = insert(daily_totals)
    was, more = daily_totals.c, total.excluded
    return total.on_conflict_do_update(
        set_={
            "saved": was.saved + more.saved,
            "accepted": was.accepted + more.accepted,
            "rejected": was.rejected + more.rejected,
            "last_receipt_at": func.coalesce(more.last_receipt_at, was.last_receipt_at),
        }
    )


# Written once: putting a statement together costs more than running it.
_ADD = Prepared(_adding(), ("day", "saved", "accepted", "rejected", "last_receipt_at"))


def count(
    connection: Connection,
    day: date,
    *,
    saved: int = 0,
    outcome: Outcome | None = None,
    receipt_at: datetime | None = None,
    by: int = 1,
) -> None:
    """Add to the totals of a day; `by` -1 takes an outcome back."""
    more = {
        "day": day.isoformat(),
        "saved": saved,
        "accepted": by * (outcome is Outcome.ACCEPTED),
        "rejected": by * (outcome is Outcome.REJECTED),
        "last_receipt_at": receipt_at,
    }
    _ADD.run(connection, more)


def summary(connection: Connection, today: date) -> QueueSummary:
    day = connection.execute(_DAY, {"today": today.isoformat()}).one_or_none()
    pending, quarantined, under_review, awaiting_customer = (
        each.run(connection).fetchone()[0] for each in _FIGURES
    )
    others = {
        state: forwarded.count(connection, state)
        for state in (OutboxState.PENDING, OutboxState.QUARANTINED)
    }
    oldest = [connection.execute(_OLDEST).scalar_one_or_none() if pending else None]
    if others[OutboxState.PENDING]:
        oldest.append(forwarded.oldest_pending_at(connection))
    return QueueSummary(
        pending=pending + others[OutboxState.PENDING],
        quarantined=quarantined + others[OutboxState.QUARANTINED],
        forwarded=sum(others.values()),
        under_review=under_review,
        awaiting_customer=awaiting_customer,
        oldest_pending_at=min((each for each in oldest if each is not None), default=None),
        last_receipt_at=connection.execute(_LAST_RECEIPT).scalar_one_or_none(),
        saved_today=day.saved if day else 0,
        accepted_today=day.accepted if day else 0,
        rejected_today=day.rejected if day else 0,
    )


def count_pending(connection: Connection, clerk_number: str | None, *, offline_only: bool) -> int:
    if clerk_number is None and not offline_only:
        ours: int = _PENDING_COUNT.run(connection).fetchone()[0]
        return ours + forwarded.count(connection, OutboxState.PENDING)
    wanted = [_PENDING]
    if clerk_number is not None:
        wanted.append(outbox.c.clerk_number == clerk_number)
    if offline_only:
        wanted.append(outbox.c.is_offline.is_(True))
    return connection.execute(_COUNT.where(*wanted)).scalar_one()


def page(
    connection: Connection,
    states: Sequence[OutboxState],
    below_sequence: int | None,
    above_sequence: int | None,
    limit: int,
    *,
    needs_customer: bool = False,
    under_review: bool = False,
    of_others: bool = False,
) -> Sequence[OutboxRow]:
    """One keyset page by the order in which they were saved, newest first."""
    if of_others:
        return forwarded.page(connection, states, below_sequence, above_sequence, limit)
    kinds: list[ColumnElement[bool] | TextClause]
    if needs_customer or under_review:
        kinds = [NEEDS_CUSTOMER if needs_customer else _IS_UNDER_REVIEW]
    else:
        kinds = [outbox.c.state == state.value for state in dict.fromkeys(states)]
    found = keyset.page(
        connection,
        _LINE,
        kinds,
        outbox.c.sequence,
        below=below_sequence,
        above=above_sequence,
        limit=limit,
    )
    return tuple(_line(line) for line in found)


def row(connection: Connection, registration_id: UUID) -> OutboxRow | None:
    found = connection.execute(_LINE.where(outbox.c.id == registration_id)).one_or_none()
    return forwarded.row(connection, registration_id) if found is None else _line(found)


def _line(found: Row[*tuple[Any, ...]]) -> OutboxRow:
    try:
        plain = found._asdict()
        plain["state"] = OutboxState(found.state)
        plain["outcome"] = None if found.outcome is None else Outcome(found.outcome)
        line = OutboxRow(**plain)
    except (ValueError, TypeError, OverflowError):
        raise StoreDamaged(table="outbox") from None
    return line
