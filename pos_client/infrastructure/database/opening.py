"""Opening the store: the place, the file, the promises, the schema, and whether it is ours."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select

from pos_client.application.marks import OLD_COPY
from pos_client.application.trouble import (
    StoreDamaged,
    StoreMissing,
    StoreTooNew,
    StoreUnsafe,
)
from pos_client.infrastructure.database import audit_chain
from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.faults import trouble_of_file
from pos_client.infrastructure.database.first_look import look_before_capture
from pos_client.infrastructure.database.marker import Marker, read_marker, write_marker
from pos_client.infrastructure.database.place import network_file_system
from pos_client.infrastructure.database.reserve import Reserve
from pos_client.infrastructure.database.schema import NEWEST, bring_up_to_date, schema_of
from pos_client.infrastructure.database.tables import outbox, store
from pos_client.infrastructure.database.versions import check_version

__all__ = [
    "Beginning",
    "NothingKept",
    "WriterNeeded",
    "is_kept",
    "open_database",
    "open_for_reading",
]


class NothingKept(Exception):
    """No counter was ever opened on this home."""


class WriterNeeded(Exception):
    """The file has to be opened for writing once: a crash left a journal, or its schema is old."""


class Beginning:
    """Writes down, outside the database, that counting has begun.

    Attributes:
        cut_short: how many registrations were saved by a program that was never closed, and when
            the last of them; None where it was.
    """

    def __init__(
        self,
        path: Path,
        store_id: UUID,
        marker: Marker | None,
        cut_short: tuple[int, datetime] | None = None,
    ) -> None:
        self._path = path
        self._store_id = store_id
        self._marker = marker
        self._refused = (0, "")
        self._expected = 0
        self.cut_short = cut_short

    def note(self) -> None:
        """Say that the first read or registration is about to be kept; later calls do nothing."""
        if self._marker is None:
            self.keep(0)

    def expect(self, last_sequence: int) -> None:
        """Write down that the store should hold so many registrations, whatever it does hold.

        Raises:
            StoreTrouble: the marker could not be written.
        """
        self._expected = last_sequence
        self.keep(last_sequence)

    def note_refused(self, index: int, head: bytes) -> None:
        """Write down up to where the gateway does not take the audit chain; 0 forgets it.

        Raises:
            StoreTrouble: the marker could not be written.
        """
        refused = (index, head.hex() if index else "")
        if refused != self._refused:
            self._refused = refused
            self.keep(0 if self._marker is None else self._marker.last_sequence)

    def keep(self, last_sequence: int) -> None:
        """Write the newest sequence number down, once counting has begun.

        Raises:
            StoreTrouble: the marker could not be written.
        """
        marker = Marker(self._store_id, max(last_sequence, self._expected), self._refused)
        if marker == self._marker:
            return
        try:
            write_marker(self._path, marker)
        except OSError as error:
            raise trouble_of_file(error, self._path.parent) from None
        self._marker = marker

    def look_for_refusal(self, link: Connection) -> None:
        """Take over that this very chain was refused; another one was put there meanwhile else."""
        index, head = (0, "") if self._marker is None else self._marker.refused
        if index and audit_chain.head_at(link, index).hex() == head:
            self._refused = (index, head)

    @property
    def has_refused_chain(self) -> bool:
        """Whether the gateway does not take the audit chain that stands here."""
        return self._refused[0] > 0

    @property
    def has_begun(self) -> bool:
        return self._marker is not None


def is_kept(path: Path) -> bool:
    """Whether a counter keeps its store at `path`, whatever else is left of that counter.

    Raises:
        StoreMissing: one did, and the file is gone.
        StoreTrouble: it cannot be said.
    """
    try:
        return _found(path, _marker_path(path))[1]
    except OSError as error:
        raise trouble_of_file(error, path.parent) from None


def open_database(path: Path) -> tuple[Database, Beginning]:
    """Open or make the database at `path`, brought up to date.

    Raises:
        StoreTrouble: a leaf of it; nothing was changed except by a migration that went through.
    """
    marker_path = _marker_path(path)
    check_version(path)
    if share := network_file_system(path.parent):
        raise StoreUnsafe(file_system=share)
    marker = _provide_file(path, marker_path)
    reserve = Reserve(path.with_name("reserve"))
    database = Database(path, reserve)
    try:
        look_before_capture(database, path)
        bring_up_to_date(database, path)
        store_id = database.write(_store_id)
        last_sequence = database.read(_last_sequence)
        _compare(marker, store_id, last_sequence)
        cut_short = database.read(lambda link: _cut_short(link, marker, last_sequence))
        beginning = Beginning(marker_path, store_id, marker, cut_short)
        database.read(beginning.look_for_refusal)
        if beginning.has_begun:
            beginning.keep(last_sequence)
    except BaseException:
        database.close()
        raise
    reserve.fill()
    return database, beginning


def open_for_reading(path: Path) -> Database:
    """Open the database at `path` beside a counter that may be at work; nothing is changed.

    Raises:
        NothingKept: there is none, and there was none.
        WriterNeeded: see there.
        StoreTrouble: a leaf of it.
    """
    try:
        marker, is_there = _found(path, _marker_path(path))
    except OSError as error:
        raise trouble_of_file(error, path.parent) from None
    if not is_there:
        raise NothingKept
    database = Database(path, None)
    try:
        database.read(lambda link: _compare_kept(link, marker))
    except StoreUnsafe as trouble:
        database.close()
        if trouble.facts.get("sqlite_code") == sqlite3.SQLITE_READONLY_ROLLBACK:
            raise WriterNeeded from None
        raise
    except BaseException:
        database.close()
        raise
    return database


def _compare_kept(link: Connection, marker: Marker | None) -> None:
    schema = schema_of(link)
    if schema > NEWEST:
        raise StoreTooNew(found=schema, known=NEWEST)
    if schema < NEWEST:
        raise WriterNeeded
    store_id = link.execute(select(store.c.store_id)).scalar_one_or_none()
    if store_id is None:
        raise WriterNeeded
    _compare(marker, store_id, _last_sequence(link))


def _marker_path(path: Path) -> Path:
    return path.with_name(path.name + ".begun")


def _found(path: Path, marker_path: Path) -> tuple[Marker | None, bool]:
    marker = read_marker(marker_path)
    is_there = path.exists() and path.stat().st_size > 0
    if marker is not None and not is_there:
        raise StoreMissing(expected=marker.last_sequence)
    return marker, is_there


def _provide_file(path: Path, marker_path: Path) -> Marker | None:
    try:
        marker, _ = _found(path, marker_path)
        # SQLite gives its journal the mode of the database.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise trouble_of_file(error, path.parent) from None
    return marker


def _store_id(link: Connection) -> UUID:
    known: UUID | None = link.execute(select(store.c.store_id)).scalar_one_or_none()
    if known is not None:
        return known
    new = uuid4()
    link.execute(insert(store).values(id=1, store_id=new, created_at=datetime.now(UTC)))
    return new


def _last_sequence(link: Connection) -> int:
    return link.execute(select(func.max(outbox.c.sequence))).scalar_one() or 0


def _cut_short(
    link: Connection, marker: Marker | None, last_sequence: int
) -> tuple[int, datetime] | None:
    """Who closes a store writes the newest number down, so a higher one tells of a sudden end."""
    if marker is None or not marker.store_id.int or marker.last_sequence >= last_sequence:
        return None
    newest = select(outbox.c.created_at).where(outbox.c.sequence == last_sequence)
    return last_sequence - marker.last_sequence, link.execute(newest).scalar_one()


def _compare(marker: Marker | None, store_id: UUID, last_sequence: int) -> None:
    if marker is None:
        return
    if marker.store_id.int and marker.store_id != store_id:
        raise StoreDamaged(check="store_id")
    if marker.last_sequence > last_sequence:
        # Numbers would be given twice.
        raise StoreDamaged(check=OLD_COPY, expected=marker.last_sequence, found=last_sequence)
