"""Rows 19, 21 and 22: rows that rot, a file that is lost, and an old one put in its place."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pos_client.application.trouble import StoreDamaged, StoreMissing
from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.database.store import SqlStore
from tests.faults.matrix.told import assert_told, row_says, trouble_says
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


def test_row_19_an_envelope_that_is_not_what_was_saved_is_put_aside_and_the_others_go(
    path: Path,
) -> None:
    fill(path, 3)
    edit(path, "UPDATE envelopes SET envelope = zeroblob(3000) WHERE sequence = 1")
    edit(path, "DELETE FROM envelopes WHERE sequence = 2")
    with closing(SqlStore(path)) as store:
        due = store.claim(NOON)
        assert due is not None
        assert due.sequence == 3
        aside = store.page(
            states=[OutboxState.QUARANTINED], below_sequence=None, above_sequence=None, limit=9
        )
        assert [(row.sequence, row.reason) for row in aside] == [(2, "S-303"), (1, "S-303")]
        for row in aside:
            assert_told(19, row_says(row))


def test_row_19_a_page_of_the_disk_that_rots_while_open_costs_its_own_row_only(path: Path) -> None:
    with closing(SqlStore(path)) as store:
        for sequence in (1, 2):
            store.save(registration(sequence, size=20_000), SEALED)
        needle = registration(1, size=20_000).envelope[9000:9064]
        data = bytearray(path.read_bytes())
        data[data.index(needle)] ^= 1
        with path.open("r+b") as file:
            file.write(data)
        # Only a change of the file counter makes SQLite look at the disk again.
        store.database.driver().execute("PRAGMA cache_size = 0")
        store.database.driver().execute("PRAGMA shrink_memory")
        due = store.claim(NOON)
        assert due is not None
        assert due.sequence == 2


def delete(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("lose", [delete, empty])
def test_row_21_a_lost_file_is_told_and_not_made_anew(
    path: Path, lose: Callable[[Path], None]
) -> None:
    fill(path, 3)
    lose(path)
    for _ in range(2):
        with pytest.raises(StoreMissing) as caught:
            SqlStore(path)
        assert caught.value.facts == {"expected": 3}
        assert_told(21, trouble_says(caught.value))


def test_row_22_an_old_copy_put_back_is_noticed(path: Path, tmp_path: Path) -> None:
    fill(path, 2)
    shutil.copy(path, tmp_path / "copy")
    fill(path, 2)
    shutil.copy(tmp_path / "copy", path)
    with pytest.raises(StoreDamaged) as caught:
        SqlStore(path)
    assert caught.value.facts == {"check": "old_copy", "expected": 4, "found": 2}
    assert_told(22, trouble_says(caught.value))
