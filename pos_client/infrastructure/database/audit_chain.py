"""The audit chain's table, the read counter and the gateway's countersignature."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile

from sqlalchemy import Connection, LargeBinary, cast, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.application.trouble import StoreDamaged
from pos_client.domain.audit import GENESIS, AuditEntry, AuditEvent, canonical_event, chain
from pos_client.domain.audit_examination import KeptEntry
from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.database.prepared import Prepared
from pos_client.infrastructure.database.tables import (
    audit,
    audit_anchor,
    countersignature,
    outbox,
    reads,
)
from pos_client.protocol.words import Countersignature

__all__ = [
    "ChainExtent",
    "CountersignedPart",
    "anchor",
    "append",
    "append_read",
    "behind",
    "countersigned_index",
    "countersigned_part",
    "extent",
    "head",
    "head_at",
    "is_before",
    "keep_countersignature",
    "kept_entries",
    "kept_hashes",
    "let_go",
    "next_read_counter",
]

_NEWEST = select(func.max(audit.c.position)).scalar_subquery()
_HEAD = Prepared(select(audit.c.position, audit.c.head).where(audit.c.position == _NEWEST))
_APPEND = Prepared(insert(audit), ("position", "event", "head"))
_COUNTED = select(func.max(reads.c.read_counter))
# As bytes: somebody may have put something there that is no text.
_KEPT = select(audit.c.position, cast(audit.c.event, LargeBinary).label("event"), audit.c.head)
_SETTLED = select(outbox.c.sequence).where(outbox.c.state == OutboxState.SETTLED.value).limit(1)


@dataclass(frozen=True, slots=True)
class ChainExtent:
    """How far the chain and what belongs to it reach, all seen at one moment.

    Attributes:
        countersigned_index, token: of the countersignature that is kept; 0 and empty without one.
        has_receipt: whether the gateway has answered for any registration.
        begins_at, head_before: of the oldest entry that has to be there.
    """

    index: int
    read_counter: int
    last_sequence: int
    countersigned_index: int
    token: str = field(repr=False)
    has_receipt: bool
    begins_at: int = 1
    head_before: bytes = GENESIS

    @classmethod
    def nothing(cls) -> ChainExtent:
        """Before the first entry."""
        return cls(0, 0, 0, 0, "", has_receipt=False)


def head(connection: Connection) -> tuple[int, bytes]:
    index, newest = _HEAD.run(connection).fetchone() or (0, GENESIS)
    return index, newest


def head_at(connection: Connection, index: int) -> bytes:
    """The head behind that entry; empty where there is none, or none any more."""
    found = connection.execute(select(audit.c.head).where(audit.c.position == index))
    return found.scalar_one_or_none() or b""


def append(connection: Connection, event: AuditEvent) -> AuditEntry:
    index, previous = head(connection)
    entry = AuditEntry(index + 1, event, chain(previous, event))
    canonical = canonical_event(event).decode()
    _APPEND.run(connection, {"position": entry.index, "event": canonical, "head": entry.head})
    return entry


def behind(connection: Connection, index: int, limit: int) -> Sequence[AuditEntry]:
    found = connection.execute(
        select(audit).where(audit.c.position > index).order_by(audit.c.position).limit(limit)
    )
    return tuple(AuditEntry(row.position, _event(row.event), row.head) for row in found)


@dataclass(frozen=True, slots=True)
class CountersignedPart:
    """What a look at the start compares: the countersignature, and our own head at its place.

    Attributes:
        index: of the newest entry.
        head: ours at `countersigned_index`; empty where there is no such entry.
        token: empty without a countersignature.
    """

    index: int
    countersigned_index: int
    head: bytes
    token: str = field(repr=False)


def countersigned_part(connection: Connection) -> CountersignedPart:
    signed = connection.execute(select(countersignature)).one_or_none()
    position, token = (0, "") if signed is None else (signed.position, signed.token)
    index, _ = head(connection)
    return CountersignedPart(index, position, head_at(connection, position), token)


def extent(connection: Connection) -> ChainExtent:
    """See how far everything reaches, for whoever examines it page by page afterwards."""
    signed = connection.execute(select(countersignature)).one_or_none()
    begins_at, head_before = anchor(connection)
    return ChainExtent(
        index=connection.execute(select(func.max(audit.c.position))).scalar_one() or 0,
        read_counter=connection.execute(_COUNTED).scalar_one() or 0,
        last_sequence=connection.execute(select(func.max(outbox.c.sequence))).scalar_one() or 0,
        countersigned_index=0 if signed is None else signed.position,
        token="" if signed is None else signed.token,
        has_receipt=connection.execute(_SETTLED).one_or_none() is not None,
        begins_at=begins_at,
        head_before=head_before,
    )


def anchor(connection: Connection) -> tuple[int, bytes]:
    """Index of the oldest entry that is kept, and the head before it; (1, GENESIS) at first."""
    row = connection.execute(select(audit_anchor)).one_or_none()
    return (1, GENESIS) if row is None else (row.position, row.previous_head)


def let_go(connection: Connection, before: datetime, limit: int) -> int:
    """Take away entries of before that moment, up to `limit` of the oldest; say how many.

    Only what lies below the countersigned head, for the gateway has a copy of that. The newest
    of the old ones stays: it proves that what is gone was old enough.
    """
    signed = countersigned_index(connection)
    oldest = connection.execute(
        select(audit.c.position, audit.c.event, audit.c.head)
        .where(audit.c.position < signed)
        .order_by(audit.c.position)
        .limit(limit + 1)
    ).all()
    old = list(takewhile(lambda row: is_before(row.event, before), oldest))
    if len(old) < 2:
        return 0
    *gone, first = old
    put = insert(audit_anchor).values(id=1, position=first.position, previous_head=gone[-1].head)
    connection.execute(
        put.on_conflict_do_update(
            set_={"position": put.excluded.position, "previous_head": put.excluded.previous_head}
        )
    )
    connection.execute(delete(audit).where(audit.c.position < first.position))
    return len(gone)


def is_before(canonical: str, moment: datetime) -> bool:
    """Whether an event, as its text tells it, happened before a moment; no if it cannot be read."""
    try:
        return _event(canonical).at <= moment
    except (StoreDamaged, TypeError):
        return False


def kept_entries(
    connection: Connection, behind: int, up_to: int, limit: int
) -> Sequence[KeptEntry]:
    """Entries as they stand there, whatever has become of them, oldest first."""
    page = (
        _KEPT.where(audit.c.position > behind, audit.c.position <= up_to)
        .order_by(audit.c.position)
        .limit(limit)
    )
    return tuple(KeptEntry(*row) for row in connection.execute(page))


def kept_hashes(
    connection: Connection, behind: int, up_to: int, limit: int
) -> Sequence[tuple[int, bytes]]:
    """Sequence and envelope hash of what was saved, oldest first."""
    page = (
        select(outbox.c.sequence, outbox.c.envelope_sha256)
        .where(outbox.c.sequence > behind, outbox.c.sequence <= up_to)
        .order_by(outbox.c.sequence)
        .limit(limit)
    )
    return tuple((row.sequence, row.envelope_sha256) for row in connection.execute(page))


def next_read_counter(connection: Connection) -> int:
    return (connection.execute(_COUNTED).scalar_one() or 0) + 1


def append_read(
    connection: Connection, event: AuditEvent, read_counter: int, challenge_id: str
) -> AuditEntry:
    expected = next_read_counter(connection)
    if read_counter != expected:
        raise ValueError(f"read counter {read_counter} where {expected} is due")
    count = insert(reads).values(id=1, read_counter=read_counter)
    connection.execute(
        count.on_conflict_do_update(set_={"read_counter": count.excluded.read_counter})
    )
    details = {**event.details, "read_counter": read_counter, "challenge_id": challenge_id}
    return append(connection, replace(event, details=details))


def countersigned_index(connection: Connection) -> int:
    return connection.execute(select(func.max(countersignature.c.position))).scalar_one() or 0


def keep_countersignature(connection: Connection, countersigned: Countersignature) -> None:
    if countersigned.index < anchor(connection)[0]:
        return  # of a part that was let go: older than the newest, which is kept
    ours = connection.execute(
        select(audit.c.head).where(audit.c.position == countersigned.index)
    ).scalar_one_or_none()
    if ours != countersigned.head:
        # The gateway has seen entries that are not here: an old copy was put back.
        raise StoreDamaged(index=countersigned.index)
    if countersigned.index < countersigned_index(connection):
        return
    keep = insert(countersignature).values(
        id=1, position=countersigned.index, token=countersigned.token
    )
    connection.execute(
        keep.on_conflict_do_update(
            set_={"position": keep.excluded.position, "token": keep.excluded.token}
        )
    )


def _event(canonical: str) -> AuditEvent:
    try:
        plain = json.loads(canonical)
        event = AuditEvent(
            plain["kind"], datetime.fromisoformat(plain["at"]), dict(plain["details"])
        )
    except (ValueError, KeyError, TypeError):
        raise StoreDamaged(table="audit") from None
    return event
