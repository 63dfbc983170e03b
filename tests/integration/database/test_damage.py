"""Files that are not what they were: told in words, never mended in silence, never sent."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pos_client.application.trouble import StoreDamaged, StoreMissing
from pos_client.domain.audit import AuditEvent
from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.database.reader import StoreReader
from pos_client.infrastructure.database.store import SqlStore
from pos_client.protocol.words import Countersignature
from tests.registrations import NOON, SEALED, registration


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


def fill(path: Path, count: int) -> None:
    with closing(SqlStore(path)) as store:
        for _ in range(count):
            store.save(registration(store.next_sequence(), size=3000), SEALED)


def edit(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute(statement)


def test_a_file_of_something_else_is_damaged_and_left_alone(path: Path) -> None:
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(StoreDamaged):
        SqlStore(path)
    assert path.read_bytes() == b"no database " * 1000


def test_a_cut_file_is_damaged(path: Path) -> None:
    fill(path, 20)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    with pytest.raises(StoreDamaged):
        SqlStore(path)


def test_a_row_that_breaks_the_tables_own_rules_is_found_at_the_start(path: Path) -> None:
    fill(path, 1)
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("PRAGMA ignore_check_constraints = ON")
        other.execute("UPDATE outbox SET state = 'PENDJNG'")
    with pytest.raises(StoreDamaged):
        SqlStore(path)


def test_text_that_cannot_be_text_is_damage_and_not_a_crash(path: Path) -> None:
    fill(path, 1)
    edit(path, "UPDATE outbox SET case_id = 'x', id = 'not an id', reason = CAST(x'ff' AS TEXT)")
    with closing(SqlStore(path)) as store, pytest.raises(StoreDamaged) as caught:
        store.page(states=list(OutboxState), below_sequence=None, above_sequence=None, limit=9)
    assert caught.value.__cause__ is None


def test_a_lost_file_that_never_counted_anything_is_made_anew(path: Path) -> None:
    SqlStore(path).close()
    path.unlink()
    with closing(SqlStore(path)) as store:
        assert store.next_sequence() == 1


def test_the_first_read_counts_too(path: Path) -> None:
    with closing(SqlStore(path)) as store:
        store.append_read(SEALED, 1, "c-1")
    path.unlink()
    with pytest.raises(StoreMissing):
        SqlStore(path)


def test_a_lost_marker_is_written_again(path: Path) -> None:
    fill(path, 1)
    marker = path.with_name("store.sqlite3.begun")
    marker.unlink()
    fill(path, 1)
    assert json.loads(marker.read_text())["last_sequence"] == 2


def test_a_marker_nobody_can_read_still_says_that_something_was_here(path: Path) -> None:
    fill(path, 1)
    path.with_name("store.sqlite3.begun").write_text("{")
    SqlStore(path).close()
    path.with_name("store.sqlite3.begun").write_text("{")
    path.unlink()
    with pytest.raises(StoreMissing):
        SqlStore(path)


def test_the_file_of_another_device_is_noticed(path: Path) -> None:
    fill(path, 1)
    edit(path, "UPDATE store SET store_id = '00000000-0000-4000-8000-000000000001'")
    with pytest.raises(StoreDamaged):
        SqlStore(path)


def test_tables_of_something_else_are_damaged(path: Path) -> None:
    edit(path, "CREATE TABLE something_else (x)")
    with pytest.raises(StoreDamaged):
        SqlStore(path)


@pytest.mark.fault(22)
def test_what_a_store_should_hold_is_known_to_the_next_start_until_the_right_one_is_back(
    path: Path,
) -> None:
    fill(path, 3)
    newest, marker = path.read_bytes(), path.with_name("store.sqlite3.begun")
    path.unlink()
    marker.unlink()
    fill(path, 2)
    with closing(SqlStore(path)) as store:
        store.marks.expect(3)
    for _ in range(2):
        with pytest.raises(StoreDamaged) as caught:
            SqlStore(path)
        assert caught.value.facts == {"check": "old_copy", "expected": 3, "found": 2}
    with pytest.raises(StoreDamaged):
        StoreReader(path)
    edit(path, "INSERT INTO challenges (id, nonce, expires_at) VALUES ('x', x'00', 1)")
    plain = json.loads(marker.read_text("utf-8"))
    path.write_bytes(newest)  # another id, so let the marker speak of it
    with closing(sqlite3.connect(path)) as link:
        (plain["store_id"],) = link.execute("SELECT store_id FROM store").fetchone()
    marker.write_text(json.dumps(plain), "utf-8")
    SqlStore(path).close()


@pytest.mark.fault(22)
def test_a_chain_that_was_refused_is_known_to_the_next_start_and_another_one_is_not_it(
    path: Path,
) -> None:
    fill(path, 1)
    old = path.read_bytes()
    with closing(SqlStore(path)) as store:
        store.append_audit(SEALED)
    newest = path.read_bytes()
    path.write_bytes(old)
    with closing(SqlStore(path)) as store:
        assert not store.marks.has_refused_chain
        store.append_audit(AuditEvent("books_ahead", NOON, {}))
        store.marks.note_refused(*store.audit_head())
        assert store.marks.has_refused_chain
    for _ in range(2):  # also when the chain has grown
        with closing(SqlStore(path)) as store:
            assert store.marks.has_refused_chain
            store.append_audit(SEALED)
    refused = path.read_bytes()
    path.write_bytes(newest)
    with closing(SqlStore(path)) as store:
        assert not store.marks.has_refused_chain
    path.write_bytes(refused)
    with closing(SqlStore(path)) as store:
        store.marks.note_refused(*store.audit_head())
        index, head = store.audit_head()
        store.keep_countersignature(Countersignature("D-1", index, head, "token"))
        assert not store.marks.has_refused_chain
    with closing(SqlStore(path)) as store:
        assert not store.marks.has_refused_chain
