"""Rows 23 to 26: a place, or a library, where saved could not be relied on."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos_client.application.trouble import StoreBusy, StoreUnsafe
from pos_client.infrastructure.database import connection, opening
from pos_client.infrastructure.database.reader import StoreReader
from pos_client.infrastructure.database.store import SqlStore
from tests.faults.matrix.rows import ROWS
from tests.faults.matrix.told import assert_told, trouble_says
from tests.integration.database.small_disk import mounted
from tests.registrations import NOON, SEALED, receipt, registration


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path):
        yield tmp_path


def test_row_23_a_file_system_that_became_read_only_refuses_and_can_be_read(
    small_disk: Path,
) -> None:
    with closing(SqlStore(small_disk / "store")) as store:
        store.save(registration(1), SEALED)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(StoreUnsafe) as caught:
        SqlStore(small_disk / "store")
    assert_told(23, trouble_says(caught.value))
    with closing(StoreReader(small_disk / "store")) as reader:
        assert reader.summary(NOON.date()).pending == 1
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    with closing(SqlStore(small_disk / "store")) as store:
        store.save(registration(2), SEALED)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_row_23_a_folder_without_permission_refuses_and_keeps(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    with closing(SqlStore(folder / "store")) as store:
        store.save(registration(1), SEALED)
        folder.chmod(0o500)
        try:
            with pytest.raises(StoreUnsafe) as caught:
                store.save(registration(2), SEALED)
            assert_told(23, trouble_says(caught.value))
            assert store.next_sequence() == 2
        finally:
            folder.chmod(0o700)
        store.save(registration(2), SEALED)


def test_row_26_a_file_left_in_write_ahead_mode_is_taken_back(path: Path) -> None:
    SqlStore(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL").fetchall()
    with closing(SqlStore(path)) as store:
        assert store.database.driver().execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_row_24_a_lock_held_by_somebody_else_is_waited_for_and_then_told(path: Path) -> None:
    """Whoever holds it lets go in time: nothing is noticed. Longer: busy, and again later."""
    assert connection.BUSY_TIMEOUT_MS == 5000
    with (
        closing(SqlStore(path)) as store,
        closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other,
    ):
        store.database.driver().execute("PRAGMA busy_timeout = 50")
        store.save(registration(1), SEALED)
        other.execute("BEGIN IMMEDIATE")
        works: tuple[Callable[[], object], ...] = (
            lambda: store.save(registration(2), SEALED),
            lambda: store.settle(registration(1).id, receipt(registration(1)), NOON),
        )
        for work in works:
            with pytest.raises(StoreBusy) as caught:
                work()
            assert caught.value.__context__ is None
            assert_told(24, trouble_says(caught.value))
        assert store.next_sequence() == 2
        store.database.driver().execute("PRAGMA busy_timeout = 5000")
        letting_go = threading.Timer(0.2, other.execute, ("ROLLBACK",))
        letting_go.start()
        store.save(registration(2), SEALED)
        letting_go.join()
        assert store.next_sequence() == 3
        assert store.claim(NOON) is not None


def test_row_25_a_network_share_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "network_file_system", lambda _: "nfs4")
    with pytest.raises(StoreUnsafe) as caught:
        SqlStore(path)
    assert caught.value.facts == {"file_system": "nfs4"}
    assert_told(25, trouble_says(caught.value))
    assert not path.exists()


def test_row_26_a_faulty_version_with_a_write_ahead_log_gets_a_journal_and_a_line_in_the_log(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 45, 0))
    with closing(SqlStore(path)) as store:
        store.save(registration(1), SEALED)
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL").fetchall()
    with caplog.at_level("INFO"), closing(SqlStore(path)) as store:
        assert store.database.driver().execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert store.next_sequence() == 2
    assert f"{ROWS[25].logged}, SQLite 3.45.0, faulty there: True" in caplog.text
