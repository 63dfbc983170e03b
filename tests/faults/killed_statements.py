"""kill -9 before every single statement of something that the store does, one death after another.

A process of its own, which imports once and forks for each death. Prints how many deaths it was.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from pos_client.application.outbox import StoreAtHand
from pos_client.application.reconciling import Reconciling
from pos_client.domain.books import DeviceBooks
from pos_client.infrastructure.database import schema
from pos_client.infrastructure.database.store import SqlStore
from pos_client.testing.clock import FrozenClock
from tests.faults.power.shim import working_folder
from tests.faults.power.workload import contents
from tests.registrations import NOON, SEALED, receipt, registration

__all__ = ["main"]

ROOT = Path(__file__).parents[2]
_LATER = NOON + timedelta(days=800)
_WEEK_LATER = NOON + timedelta(days=8)


def main(what: str) -> int:
    """Die before every statement of `what`: `shredding`, `reconciling`, or a released store."""
    with tempfile.TemporaryDirectory(dir=working_folder()) as folder:
        ground = Path(folder) / "ground"
        ground.mkdir()
        if what == "shredding":
            deaths = _deaths(ground, _settled(ground), _shred, _examine_shredded)
        elif what == "reconciling":
            deaths = _deaths(ground, _settled(ground), _reconcile, _examine_reconciled)
        else:
            deaths = _deaths(ground, _released(ground, Path(what)), _open, _examine_migrated)
    print(deaths)
    return 0


def _deaths(
    ground: Path,
    before: Any,
    work: Callable[[Path], None],
    examine: Callable[[Path, Any], None],
) -> int:
    for number in count(1):
        place = ground.with_name(f"death-{number}")
        shutil.copytree(ground, place)
        child = os.fork()
        if child == 0:
            _die_before(number)
            work(place)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        assert died or status == 0, status
        examine(place, before)
        shutil.rmtree(place)
        if not died:
            return number - 1
    raise AssertionError


def _die_before(number: int) -> None:
    left = number

    def hear(statement: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def listen(connection: sqlite3.Connection, _: object) -> None:
        connection.set_trace_callback(hear)

    event.listen(Engine, "connect", listen)


# A migration: old or new, never between ----------------------------------------------------------


def _released(ground: Path, file: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(ground / "store")) as link:
        link.executescript(file.read_text("utf-8"))
        return _rows(link)


def _rows(link: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = [
        name
        for (name,) in link.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if name != "alembic_version"
    ]
    return {name: link.execute(f"SELECT * FROM {name}").fetchall() for name in tables}  # noqa: S608


def _shape(link: sqlite3.Connection) -> list[tuple[str, str]]:
    return link.execute("SELECT type, name FROM sqlite_master ORDER BY type, name").fetchall()


def _as_wide(
    rows: list[tuple[object, ...]], before: list[tuple[object, ...]]
) -> list[tuple[object, ...]]:
    """Without the columns that came with the migration, which stand at the end."""
    width = len(before[0]) if before else 0
    return [row[:width] for row in rows]


@cache
def _newest_shape() -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory(dir=working_folder()) as folder:
        SqlStore(Path(folder) / "store").close()
        with closing(sqlite3.connect(Path(folder) / "store")) as link:
            return _shape(link)


def _open(place: Path) -> None:
    SqlStore(place / "store").close()


def _examine_migrated(place: Path, before: dict[str, list[tuple[object, ...]]]) -> None:
    with closing(sqlite3.connect(place / "store")) as link:
        (version,) = link.execute("SELECT version_num FROM alembic_version").fetchone()
        rows, shape = _rows(link), _shape(link)
    assert {name: _as_wide(rows[name], before[name]) for name in before} == before
    assert (shape == _newest_shape()) == (version == schema.NEWEST)
    assert set(rows) == set(before) or version == schema.NEWEST
    if version == schema.NEWEST:
        copies = list(place.glob("store.schema-*"))
        assert len(copies) == 1
        with closing(sqlite3.connect(copies[0])) as link:
            assert _rows(link) == before
    with closing(SqlStore(place / "store")) as store:
        assert store.next_sequence() == 4
        store.save(registration(4), SEALED)


# Shredding: the receipt stays, and the next start ends what was begun ---------------------------


def _settled(ground: Path) -> str:
    with closing(SqlStore(ground / "store")) as store:
        for sequence in range(1, 6):
            sealed = registration(sequence, size=3000)
            store.save(sealed, SEALED)
            if sequence < 5:
                store.settle(sealed.id, receipt(sealed), NOON)
        store.note_contact(_WEEK_LATER, _WEEK_LATER)
        return contents(store.database)


def _shred(place: Path) -> None:
    with closing(SqlStore(place / "store")) as store:
        store.shred(_WEEK_LATER)


def _examine_shredded(place: Path, before: str) -> None:
    with closing(SqlStore(place / "store")) as store:
        ids = [registration(sequence, size=3000).id for sequence in range(1, 5)]
        there = [store.envelope_of(id_) is not None for id_ in ids]
        assert all(there) or not any(there)
        assert (contents(store.database) == before) == all(there)
        store.shred(_WEEK_LATER)
        for id_ in ids:
            assert store.envelope_of(id_) is None
            assert store.kept_receipt(id_) is not None
        pending = registration(5, size=3000)
        assert store.envelope_of(pending.id) == pending.envelope
    for file in place.iterdir():
        data = file.read_bytes()
        for sequence in range(1, 5):
            assert registration(sequence, size=3000).envelope[100:200] not in data


# Reconciling: what the gateway has forgotten has its receipt, or is pending with it beside it ----


class _Forgetful:
    """A gateway that knows nothing of what it has signed; nobody asks it for more."""

    def status(self, *_: object) -> None:
        return None


def _reconcile(place: Path) -> None:
    with closing(SqlStore(place / "store")) as store:
        clock = FrozenClock(NOON)
        gateway: Any = _Forgetful()
        reconciling = Reconciling(StoreAtHand(store), gateway, clock, lambda _: None, lambda: None)
        reconciling.compare(store.forgotten.receipted(), DeviceBooks())
        while reconciling.go_on():
            pass


def _examine_reconciled(place: Path, _: str) -> None:
    _reconcile(place)
    with closing(SqlStore(place / "store")) as store:
        entries = store.audit_behind(0, 99)
        told = [entry for entry in entries if entry.event.kind == "registration_forgotten"]
        assert len(told) == 4
        for sequence in range(1, 5):
            due = store.claim(NOON)
            assert due is not None
            sealed = registration(sequence, size=3000)
            assert (due.sequence, due.envelope) == (sequence, sealed.envelope)
            assert store.forgotten.earlier_receipts(due.id) == (due.earlier_receipt,)
            assert due.earlier_receipt
            store.settle(due.id, receipt(sealed), NOON)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
