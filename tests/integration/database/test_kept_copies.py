"""What a migration leaves beside the database holds masks too, and has an end."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.bootstrap.store_check import StoreCheck
from pos_client.infrastructure.database import kept_copies
from pos_client.infrastructure.database.kept_copies import copies_beside
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.database.whole_file import NotChecked
from pos_client.testing.clock import FrozenClock
from tests.registrations import NOON

OLDEST = Path(__file__).parents[2] / "data" / "store-0001.sql"


class DeadError(BaseException):
    """The process ends here."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store that was brought up to date, with the copy of before."""
    path = tmp_path / "store.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLDEST.read_text("utf-8"))
    SqlStore(path).close()
    (copy,) = copies_beside(path)
    assert copy.name == "store.sqlite3.schema-0001"
    assert b"1234" in copy.read_bytes()
    os.utime(copy, (NOON.timestamp(), NOON.timestamp()))
    return path


def checked(path: Path) -> StoreCheck:
    return StoreCheck(path, FrozenClock(NOON), lambda _: None)


def beside(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.glob("*schema*"))


def test_a_copy_goes_when_the_migrated_file_was_checked_as_a_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = checked(path)
    assert check.check(NOON)
    last: list[bytes] = []
    unlink = Path.unlink
    monkeypatch.setattr(Path, "unlink", lambda file: (last.append(file.read_bytes()), unlink(file)))
    check.let_copies_go(NOON, is_checked=True)
    assert beside(path) == []
    assert [set(each) for each in last] == [{0}]


def test_a_copy_makes_the_check_due(path: Path) -> None:
    noted = path.with_name("store.sqlite3.last-checked")
    now = NOON.isoformat()
    noted.write_text(f'{{"quick": "{now}", "full": "{now}"}}', "utf-8")
    before = noted.read_bytes()
    assert checked(path).check(NOON + timedelta(minutes=2))
    assert noted.read_bytes() != before


@pytest.mark.parametrize(("days", "is_there"), [(0, True), (6, True), (7, False), (-1, False)])
def test_a_copy_that_waits_for_a_check_in_vain_goes_after_a_week(
    path: Path, days: int, *, is_there: bool
) -> None:
    checked(path).let_copies_go(NOON + timedelta(days=days), is_checked=False)
    assert bool(beside(path)) is is_there


@pytest.mark.fault(6)
@pytest.mark.parametrize("place", range(6))
def test_a_death_in_between_is_ended_by_the_next_one(
    path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    left = [place]

    def dying(work: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any) -> Any:
            if not left[0]:
                raise DeadError
            left[0] -= 1
            return work(*given)

        return step

    with monkeypatch.context() as patched:
        patched.setattr(kept_copies, "sync_folder", dying(kept_copies.sync_folder))
        patched.setattr(os, "fsync", dying(os.fsync))
        patched.setattr(Path, "replace", dying(Path.replace))
        patched.setattr(Path, "unlink", dying(Path.unlink))
        with suppress(DeadError):
            checked(path).let_copies_go(NOON, is_checked=True)
    # Whatever has begun to go is ended, also where the file cannot be checked any more.
    checked(path).let_copies_go(NOON, is_checked=False)
    assert beside(path) == (["store.sqlite3.schema-0001"] if place == 0 else [])


@pytest.mark.expected_log("the data file is damaged")
def test_a_damaged_file_keeps_its_copy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StoreCheck, "check", lambda *_: False)
    monkeypatch.setattr("pos_client.bootstrap.store_check.FIRST_AFTER_S", 0.0)
    check = checked(path)
    check._run()
    assert beside(path) == ["store.sqlite3.schema-0001"]
    assert path.with_name("store.sqlite3.damaged").exists()


def test_the_thread_lets_go_after_its_check_and_tells_none_of_a_check_that_was_not_made(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[bool] = []
    check = checked(path)

    def let_go(_now: object, *, is_checked: bool) -> None:
        called.append(is_checked)
        check._stopping.set()

    monkeypatch.setattr("pos_client.bootstrap.store_check.FIRST_AFTER_S", 0.0)
    monkeypatch.setattr(check, "let_copies_go", let_go)
    check._run()

    def no(_: object) -> bool:
        raise NotChecked

    monkeypatch.setattr(check, "check", no)
    check._stopping.clear()
    check._run()
    assert called == [True, False]
