"""A store that nobody closed says so at the next start, once."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from pos_client.infrastructure.database.store import SqlStore
from tests.registrations import NOON, SEALED, registration


def test_what_was_saved_before_a_sudden_end_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    with closing(SqlStore(path)) as store:
        assert store.marks.cut_short is None
        store.save(registration(1), SEALED)
    cut = SqlStore(path)
    assert cut.marks.cut_short is None
    cut.save(registration(2), SEALED)
    cut.save(registration(3), SEALED)
    cut.database.close()  # as when the process ends: nobody has written the marker
    with closing(SqlStore(path)) as store:
        assert store.marks.cut_short == (2, NOON)
    with closing(SqlStore(path)) as store:
        assert store.marks.cut_short is None


def test_a_sudden_end_before_anything_was_saved_is_not_worth_a_word(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    SqlStore(path).database.close()
    with closing(SqlStore(path)) as store:
        assert store.marks.cut_short is None
