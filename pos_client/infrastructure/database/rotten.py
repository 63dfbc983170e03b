"""Which envelopes that are still to be delivered are not what was saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection

from pos_client.application.trouble import StorageFault, StoreDamaged
from pos_client.infrastructure.database import forwarded, outbox
from pos_client.infrastructure.database.connection import Database

__all__ = ["Rotten", "look_at_open_ones"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rotten:
    """The counter's own by their sequence, and by their id those taken in for others."""

    sequences: tuple[int, ...]
    of_others: tuple[UUID, ...]


def look_at_open_ones(database: Database) -> Rotten:
    """Let every pending envelope prove itself by its hash, each in a view of its own."""
    own = database.read(outbox.pending)
    others = database.read(forwarded.pending)
    return Rotten(
        tuple(
            sequence
            for sequence, row in own
            if row is None or _has_rotted(database, partial(outbox.whole, row=row))
        ),
        tuple(
            id_
            for id_ in others
            if _has_rotted(database, partial(forwarded.sealed, registration_id=id_))
        ),
    )


def _has_rotted(database: Database, look: Callable[[Connection], T | None]) -> bool:
    try:
        return database.read(look) is None
    except StoreDamaged:
        return True
    except StorageFault:
        return False  # the disk may give it another time; whoever claims it will see
