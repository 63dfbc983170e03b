"""What a device must have captured and never came: named, so that somebody can look for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, exists, func, select

from pos_client.sandbox import tables

__all__ = ["Missing", "missing_of_all", "missing_sequences", "missing_words"]

_NAMED = 20

_BOOK, _SAID = tables.registrations, tables.announcements


@dataclass(frozen=True, slots=True)
class Missing:
    """Of one device.

    Attributes:
        sequences: numbers below the highest that came.
        announced: envelopes that its countersigned audit chain tells of and that did not come,
            those above the highest among them.
    """

    sequences: tuple[int, ...]
    announced: int


def missing_sequences(connection: Connection, device_id: str) -> tuple[int, ...]:
    """The numbers of one device below its highest that never came."""
    came = set(connection.scalars(select(_BOOK.c.sequence).where(_BOOK.c.device_id == device_id)))
    return tuple(number for number in range(1, max(came, default=0)) if number not in came)


def missing_words(connection: Connection, device_id: str) -> str:
    """The first of them, and how many more there are."""
    missing = missing_sequences(connection, device_id)
    more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    return "missing " + ", ".join(map(str, missing[:_NAMED])) + more


def missing_of_all(connection: Connection) -> Mapping[str, Missing]:
    """Every device of which something is missing."""
    came = exists().where(
        _BOOK.c.device_id == _SAID.c.device_id, _BOOK.c.body_sha256 == _SAID.c.body_sha256
    )
    query = select(_SAID.c.device_id, func.count()).where(~came).group_by(_SAID.c.device_id)
    announced: dict[str, int] = {each.device_id: each[1] for each in connection.execute(query)}
    found = {}
    for device_id in connection.scalars(select(tables.devices.c.id)):
        missing = Missing(missing_sequences(connection, device_id), announced.get(device_id, 0))
        if missing.sequences or missing.announced:
            found[device_id] = missing
    return found
