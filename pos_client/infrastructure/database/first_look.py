"""What of a data file is looked at before anything is captured with it.

All of a small one, and of one in which damage was found before. Of a large one every table but the
three that hold the history, and of these whatever capture and delivery touch: the indexes, what is
open, and the newest. The rest is checked beside the counter, which cannot wait for it:
`whole_file`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection

from pos_client.application.trouble import StoreDamaged
from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.damage_mark import forget_damage, is_noted_as_damaged
from pos_client.infrastructure.database.schema import schema_of

__all__ = ["SMALL_BYTES", "look_before_capture"]

# Up to this size the whole file is checked at every start, which takes some milliseconds.
SMALL_BYTES = 32 * 1024 * 1024

_OF_THE_HISTORY = ("outbox", "envelopes", "audit")
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'outbox'"
_OPEN_QUEUE = "SELECT * FROM outbox WHERE state IN ('PENDING', 'QUARANTINED') ORDER BY sequence"
_NEWEST = (
    "SELECT * FROM outbox ORDER BY sequence DESC LIMIT 100",
    "SELECT * FROM audit ORDER BY position DESC LIMIT 100",
    # Every page of the tree, and none of those on which the bytes lie: each has a hash of its own.
    "SELECT count(*) FROM envelopes",
)


def look_before_capture(database: Database, path: Path) -> None:
    """Look at the file at `path`, open as `database`, under the write lock.

    So a file that cannot be written is told now.

    Raises:
        StoreDamaged: it does not hold together.
        StoreTrouble: another leaf.
    """
    if is_noted_as_damaged(path):
        database.write(lambda link: _check(link, "integrity_check"))
        forget_damage(path)
        return
    is_small = path.stat().st_size <= SMALL_BYTES
    database.write(_check if is_small else _look_at_large)


def _check(link: Connection, check: str = "quick_check") -> None:
    _demand_ok(link, f"PRAGMA {check}(1)", check)


def _look_at_large(link: Connection) -> None:
    if not schema_of(link):
        return
    tables: Iterable[str] = link.exec_driver_sql(_TABLES).scalars().all()
    for table in tables:
        if table not in _OF_THE_HISTORY:
            _demand_ok(link, f"PRAGMA quick_check('{table}')", table)
    for name, statement in link.exec_driver_sql(_INDEXES).fetchall():
        # A partial one fits a query that says as much.
        _, _, condition = (statement or "").partition(" WHERE ")
        walk = f"SELECT count(*) FROM outbox INDEXED BY {name}"  # noqa: S608  # our own name
        link.exec_driver_sql(f"{walk} WHERE {condition}" if condition else walk)
    for query in (_OPEN_QUEUE, *_NEWEST):
        link.exec_driver_sql(query).fetchall()


def _demand_ok(link: Connection, pragma: str, check: str) -> None:
    if link.exec_driver_sql(pragma).scalars().all() != ["ok"]:
        raise StoreDamaged(check=check)
