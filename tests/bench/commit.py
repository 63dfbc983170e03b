"""Saving a sealed registration, against a bare insert of the same bytes in the same mode."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count, cycle
from pathlib import Path
from uuid import UUID

from pos_client.domain.audit import AuditEvent
from pos_client.domain.registration import SealedRegistration
from pos_client.infrastructure.database.connection import PRAGMAS
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.ids import new_id
from tests.bench.results import Row, interleaved
from tests.bench.world import World

__all__ = ["measure", "save"]

GOAL = 2.0
_SIZES = (("commit_6_kb", 6 * 1024, 120), ("commit_150_kb", 150 * 1024, 60))


def measure(world: World) -> Iterator[Row]:
    """One row for a card and its photo, one for a case with pictures."""
    for name, size, repetitions in _SIZES:
        with closing(_Pair(world.new_folder(name), size)) as pair:
            samples = interleaved(pair.save, pair.insert, repetitions, warm_up=10)
        yield Row.of(
            name,
            "s",
            samples,
            GOAL,
            f"SqlStore.save of {size // 1024} KB (row, envelope, day's total, audit entry) / one "
            "INSERT of the same bytes with the same pragmas: DELETE, EXTRA, secure_delete",
        )


class _Pair:
    """Our store and a bare database in one folder, given the same bytes in turns."""

    def __init__(self, folder: Path, size: int) -> None:
        self._store = SqlStore(folder / "store.db")
        self._bare = _BareInsert(folder / "bare.db")
        self._sequences = count(1)
        # Sealed bytes look like chance, to SQLite too.
        self._envelopes = cycle([os.urandom(size) for _ in range(8)])
        self._latest = b"", new_id()

    def save(self) -> float:
        """Save the next one in our store."""
        self._latest = next(self._envelopes), new_id()
        return save(self._store, next(self._sequences), *self._latest)

    def insert(self) -> float:
        """Insert the one that was saved last."""
        return self._bare.insert(*self._latest)

    def close(self) -> None:
        self._store.close()
        self._bare.close()


def save(store: SqlStore, sequence: int, envelope: bytes, id_: UUID) -> float:
    """Save one record of these bytes; answer how long that took."""
    now = datetime.now(UTC)
    sha256 = hashlib.sha256(envelope).digest()
    sealed = SealedRegistration(
        id=id_,
        case_id=new_id(),
        sequence=sequence,
        flow="new_number",
        is_offline=False,
        clerk_number="0017",
        masked_name="张**",
        masked_id_number="11************1X",
        masked_phone_number="170****0001",
        created_at=now,
        envelope=envelope,
        envelope_sha256=sha256,
    )
    details: dict[str, str | int | bool] = {
        "registration_id": str(id_),
        "sequence": sequence,
        "sha256": sha256.hex(),
        "offline": False,
    }
    event = AuditEvent("registration_saved", now, details)
    began = time.perf_counter()
    store.save(sealed, event)
    return time.perf_counter() - began


class _BareInsert:
    """The least that keeps the same bytes as durably and finds them again by their id."""

    def __init__(self, path: Path) -> None:
        self._link = sqlite3.connect(path, isolation_level=None)
        for name, wanted, _ in PRAGMAS:
            self._link.execute(f"PRAGMA {name} = {wanted}").fetchall()
        self._link.execute(
            "CREATE TABLE records "
            "(sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, envelope BLOB NOT NULL) STRICT"
        )

    def insert(self, envelope: bytes, id_: UUID) -> float:
        text = str(id_)
        began = time.perf_counter()
        self._link.execute("BEGIN IMMEDIATE")
        self._link.execute("INSERT INTO records (id, envelope) VALUES (?, ?)", (text, envelope))
        self._link.execute("COMMIT")
        return time.perf_counter() - began

    def close(self) -> None:
        self._link.close()
