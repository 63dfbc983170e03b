"""Copies of the gateway's books, and what is known once one of them was put back.

The keys lie beside the books and are not put back with them: whatever was signed with them since
is still the gateway's word. docs/gateway.md, "After a restoration".
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Column, Connection, Integer, Table, bindparam, insert, select, update

from pos_client.sandbox import tables
from pos_client.sandbox.challenges import SKEW
from pos_client.sandbox.database import open_database

__all__ = ["Restorations", "copy_books", "put_back_books"]

# Each copy that was taken of the books, and when it was put back; what came between is forgotten.
_BOOK = Table(
    "restorations",
    tables.METADATA,
    Column("id", Integer, primary_key=True),
    Column("copied_at", tables.Instant, nullable=False),
    Column("put_back_at", tables.Instant),
)
_DEVICES = tables.devices
# More versions than a device's configuration can have come to between two copies.
_VERSIONS_APART = 1000
_COVERS = select(_BOOK.c.id).where(
    _BOOK.c.copied_at <= bindparam("latest"), _BOOK.c.put_back_at >= bindparam("earliest")
)


class Restorations:
    """What was forgotten, as far as one can know. Runs inside the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def covers(self, moment: datetime) -> bool:
        """Whether something may have been given out then of which these books know nothing."""
        asked = {"latest": moment + SKEW, "earliest": moment - SKEW}
        return self._connection.execute(_COVERS, asked).first() is not None


def copy_books(source: Path, target: Path, now: datetime) -> None:
    """Copy the books beside a gateway at work, and note in the copy when that was."""
    _copy(source, target)
    with _books(target) as connection:
        connection.execute(insert(_BOOK).values(copied_at=now))


def put_back_books(copy: Path, target: Path, now: datetime) -> None:
    """Make the books of a gateway that is not running those of the copy.

    Every device is given a configuration anew, above any that it may hold: the numbers that were
    lent to it since are not lent to it by these books.
    """
    _copy(copy, target)
    with _books(target) as connection:
        connection.execute(
            update(_BOOK).where(_BOOK.c.put_back_at.is_(None)).values(put_back_at=now)
        )
        version = _DEVICES.c.configuration_version + _VERSIONS_APART
        connection.execute(
            update(_DEVICES).values(configuration_version=version, configuration_digest=None)
        )


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as books, closing(sqlite3.connect(target)) as copy:
        books.backup(copy)


@contextmanager
def _books(path: Path) -> Iterator[Connection]:
    with open_database(path) as connection, connection.begin():
        yield connection
