"""The audit chain's table, the read counter and the gateway's countersignature."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.application.trouble import StoreDamaged
from pos_client.domain.audit import GENESIS, AuditEntry, AuditEvent, canonical_event, chain
from pos_client.infrastructure.database.prepared import Prepared
from pos_client.infrastructure.database.tables import audit, countersignature, reads
from pos_client.protocol.words import Countersignature

__all__ = [
    "append",
    "append_read",
    "behind",
    "countersigned_index",
    "head",
    "keep_countersignature",
    "next_read_counter",
]

_NEWEST = select(func.max(audit.c.position)).scalar_subquery()
_HEAD = Prepared(select(audit.c.position, audit.c.head).where(audit.c.position == _NEWEST))
_APPEND = Prepared(insert(audit), ("position", "event", "head"))
_COUNTED = select(func.max(reads.c.read_counter))


def head(connection: Connection) -> tuple[int, bytes]:
    index, newest = _HEAD.run(connection).fetchone() or (0, GENESIS)
    return index, newest


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
