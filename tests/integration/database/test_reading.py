"""Whoever only reads disturbs no counter: no lock, no file, not one byte."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos_client.application.trouble import StoreDamaged, StoreMissing, StoreTooNew
from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.database.opening import NothingKept, WriterNeeded
from pos_client.infrastructure.database.reader import StoreReader
from pos_client.infrastructure.database.store import SqlStore
from tests.registrations import NOON, SEALED, registration


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a ?name#of%20one.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    with closing(SqlStore(path)) as store:
        store.save(registration(1), SEALED)
        yield store


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in sorted(folder.iterdir())
    }


def test_what_is_asked_is_answered_and_nothing_is_touched(store: SqlStore, path: Path) -> None:
    (path.parent / "reserve").unlink()  # a writer would make it again
    before = contents(path.parent)
    with closing(StoreReader(path)) as reader:
        assert reader.audit_head() == store.audit_head()
        assert reader.countersigned_index() == 0
        assert reader.configuration_token() is None
        assert reader.summary(NOON.date()).pending == 1
        rows = reader.page(states=tuple(OutboxState), below_sequence=None, limit=5)
        assert [row.sequence for row in rows] == [1]
        assert reader.row(rows[0].id) == rows[0]
    assert contents(path.parent) == before


def test_a_counter_in_the_middle_of_saving_is_not_waited_for(store: SqlStore, path: Path) -> None:
    with closing(StoreReader(path)) as reader:
        store.database.driver().execute("BEGIN IMMEDIATE")
        assert reader.summary(NOON.date()).pending == 1
        with closing(StoreReader(path)) as another:
            assert another.summary(NOON.date()).pending == 1
        store.database.driver().execute("ROLLBACK")
        store.save(registration(2), SEALED)
        assert reader.summary(NOON.date()).pending == 2


def test_nothing_can_be_written_through_it(store: SqlStore, path: Path) -> None:
    with closing(StoreReader(path)) as reader, pytest.raises(RuntimeError, match="for reading"):
        reader._database.write(lambda link: link.exec_driver_sql("DELETE FROM outbox"))
    assert store.next_sequence() == 2


def test_before_the_first_counter_there_is_nothing(path: Path) -> None:
    with pytest.raises(NothingKept):
        StoreReader(path)
    assert list(path.parent.iterdir()) == []


def test_a_store_that_is_gone_or_was_exchanged_is_told(path: Path, tmp_path: Path) -> None:
    with closing(SqlStore(path)) as store:
        store.save(registration(1), SEALED)
    other = tmp_path / "other"
    SqlStore(other).close()
    shutil.copy(other, path)
    with pytest.raises(StoreDamaged):
        StoreReader(path)
    path.unlink()
    with pytest.raises(StoreMissing):
        StoreReader(path)


@pytest.mark.parametrize(
    ("schema", "told"), [("9999", StoreTooNew), ("0000", WriterNeeded), (None, StoreDamaged)]
)
def test_another_schema_is_not_guessed_at(
    path: Path, schema: str | None, told: type[Exception]
) -> None:
    SqlStore(path).close()
    with closing(sqlite3.connect(path)) as link, link:
        if schema:
            link.execute("UPDATE alembic_version SET version_num = ?", [schema])
        else:
            link.execute("DROP TABLE alembic_version")
    with pytest.raises(told):
        StoreReader(path)


def test_what_a_crash_left_behind_is_for_a_writer(store: SqlStore, tmp_path: Path) -> None:
    path = tmp_path / "crashed" / "store"
    path.parent.mkdir()
    bare = store.database.driver()
    bare.execute("PRAGMA cache_size = 1")
    bare.execute("BEGIN IMMEDIATE")
    bare.execute("CREATE TABLE large (words)")
    bare.executemany("INSERT INTO large VALUES (?)", [("x" * 3000,)] * 20)  # more than the cache
    file = Path(bare.execute("PRAGMA database_list").fetchone()[2])
    shutil.copy(file, path)
    shutil.copy(f"{file}-journal", f"{path}-journal")
    bare.execute("ROLLBACK")
    with pytest.raises(WriterNeeded):
        StoreReader(path)
    SqlStore(path).close()
    with closing(StoreReader(path)) as reader:
        assert reader.summary(NOON.date()).pending == 1
