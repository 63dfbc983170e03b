"""One connection on one thread, with every promise of SQLite read back before it is believed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from pos_client.application.trouble import DiskFull, StorageFault, StoreUnsafe
from pos_client.infrastructure.database.faults import is_final, trouble_of
from pos_client.infrastructure.database.reserve import Reserve

__all__ = ["PRAGMAS", "Database"]

T = TypeVar("T")

BUSY_TIMEOUT_MS = 5000

# What is asked for, and what SQLite has to answer when asked again.
PRAGMAS: tuple[tuple[str, str, str | int], ...] = (
    ("journal_mode", "DELETE", "delete"),
    ("synchronous", "EXTRA", 3),
    ("foreign_keys", "ON", 1),
    ("secure_delete", "ON", 1),
    ("busy_timeout", str(BUSY_TIMEOUT_MS), BUSY_TIMEOUT_MS),
    ("mmap_size", "0", 0),
    ("cell_size_check", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("temp_store", "MEMORY", 2),
)
# What these promise concerns whoever writes, and the first may ask for a lock.
_FOR_WRITING = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")


class Database:
    """A counter's only connection to the store's file. It belongs to the thread that opened it.

    Without a reserve it is for reading: SQLite then makes no file and writes to none, and the
    counter's own connection may be at work beside it.

    Raises:
        StoreTrouble: a leaf of it; the file cannot be opened or SQLite would promise less.
    """

    def __init__(self, path: Path, reserve: Reserve | None) -> None:
        self._folder = path.parent
        self._thread = threading.get_ident()
        self._reserve = reserve
        self._is_faulty = False
        self._begin = "BEGIN"
        self._engine = _engine(path, is_for_reading=reserve is None)
        event.listen(self._engine, "begin", self._on_begin)
        fault: Exception | None = None
        try:
            self._connection = self._engine.connect()
            self._set_pragmas()
        except DBAPIError as error:
            fault = trouble_of(error.orig, self._folder)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            fault = trouble_of(error, self._folder)
            self._connection.close()
        if fault is not None:
            self._engine.dispose()
            raise fault

    def assert_here(self) -> None:
        """Raise RuntimeError on any thread but the one that opened the store."""
        if threading.get_ident() != self._thread:
            raise RuntimeError("the store is used on the thread that opened it, and on no other")

    def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on one consistent view, which ends with it."""
        self.assert_here()
        return self._run("BEGIN", work)

    def write(self, work: Callable[[Connection], T], *, may_use_reserve: bool = False) -> T:
        """Run `work` as one transaction; it is committed when this returns.

        Args:
            may_use_reserve: on a full disk the reserve is given up and `work` runs once more.

        Raises:
            StoreTrouble: nothing of it has happened.
        """
        self.assert_here()
        if self._reserve is None:
            raise RuntimeError("this store was opened for reading")
        if self._is_faulty:
            raise StorageFault(since="earlier")
        try:
            return self._run("BEGIN IMMEDIATE", work)
        except DiskFull:
            if not (may_use_reserve and self._reserve.free()):
                raise
        return self._run("BEGIN IMMEDIATE", work)

    def driver(self) -> sqlite3.Connection:
        """The bare connection, for the online backup."""
        self.assert_here()
        bare = self._connection.connection.driver_connection
        if not isinstance(bare, sqlite3.Connection):
            raise TypeError("SQLite only")
        return bare

    def close(self) -> None:
        self.assert_here()
        self._connection.close()
        self._engine.dispose()

    def _run(self, begin: str, work: Callable[[Connection], T]) -> T:
        self._begin = begin
        try:
            with self._connection.begin():
                return work(self._connection)
        except (DBAPIError, sqlite3.Error, UnicodeDecodeError) as error:
            # SQLite's own words may quote what it found, and that need not be text.
            cause = error.orig if isinstance(error, DBAPIError) else error
            self._is_faulty = self._is_faulty or is_final(cause)
            fault = trouble_of(cause, self._folder)
        # Raised out here: inside, it would carry the old exception along.
        raise fault

    def _on_begin(self, connection: Connection) -> None:
        connection.exec_driver_sql(self._begin)

    def _set_pragmas(self) -> None:
        bare = self.driver()
        left_out = _FOR_WRITING if self._reserve is None else ()
        pragmas = [pragma for pragma in PRAGMAS if pragma[0] not in left_out]
        for name, wanted, _ in pragmas:
            bare.execute(f"PRAGMA {name} = {wanted}").fetchall()
        for name, _, answer in pragmas:
            row = bare.execute(f"PRAGMA {name}").fetchone()
            # A build without memory mapping does not know its size at all.
            if row is None and name == "mmap_size":
                continue
            if row is None or row[0] != answer:
                self._connection.close()
                self._engine.dispose()
                raise StoreUnsafe(pragma=name)


def _engine(path: Path, *, is_for_reading: bool) -> Engine:
    place = URL.create("sqlite", database=str(path))
    if is_for_reading:
        more = {"mode": "ro", "uri": "true"}
        place = URL.create("sqlite", database=path.absolute().as_uri(), query=more)
    return create_engine(
        place,
        poolclass=NullPool,
        hide_parameters=True,
        # Without this the driver would begin transactions of its own, and too weak ones.
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000},
    )
