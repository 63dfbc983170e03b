"""The whole file is checked beside a counter at work, and nobody waits for it."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from pos_client.application.trouble import StoreDamaged, StoreUnsafe, Trouble
from pos_client.bootstrap import store_check
from pos_client.bootstrap.store_check import StoreCheck
from pos_client.domain.local_day import local_day
from pos_client.infrastructure.database import first_look, versions
from pos_client.infrastructure.database.damage_mark import note_damage
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.database.tables import METADATA
from pos_client.infrastructure.database.whole_file import NotChecked, is_whole
from pos_client.protocol.bundle import SealedRecord
from pos_client.testing.clock import FrozenClock
from tests.registrations import NOON, SEALED, registration


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[SqlStore]:
    with closing(SqlStore(path)) as store:
        for sequence in range(1, 31):
            store.save(registration(sequence, size=3000), SEALED)
        yield store


def spoil_an_index(path: Path) -> None:
    """Take one row out of an index: the pages are sound, and the two do not agree."""
    with closing(sqlite3.connect(path)) as other:
        root = other.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'outbox_by_state'"
        ).fetchone()[0]
    data = bytearray(path.read_bytes())
    page = (root - 1) * 4096
    at = data.index(b"PENDING", page)
    assert at < page + 4096
    data[at : at + 7] = b"PENDINH"
    path.write_bytes(data)


def spoil_a_page(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        root = other.execute("SELECT rootpage FROM sqlite_master WHERE name = 'envelopes'")
        at = (root.fetchone()[0] - 1) * 4096
    data = bytearray(path.read_bytes())
    data[at : at + 8] = bytes(8)
    path.write_bytes(data)


def go_on() -> bool:
    return True


@pytest.mark.parametrize("with_indexes", [True, False])
def test_a_whole_file_is_whole_and_nothing_is_left_behind(
    store: SqlStore, path: Path, *, with_indexes: bool
) -> None:
    before = sorted(file.name for file in path.parent.iterdir())
    assert is_whole(path, with_indexes=with_indexes, may_go_on=go_on)
    assert sorted(file.name for file in path.parent.iterdir()) == before


def test_damage_is_found(store: SqlStore, path: Path) -> None:
    store.close()
    spoil_an_index(path)
    assert is_whole(path, with_indexes=False, may_go_on=go_on)
    assert not is_whole(path, with_indexes=True, may_go_on=go_on)
    spoil_a_page(path)
    assert not is_whole(path, with_indexes=False, may_go_on=go_on)
    path.write_bytes(b"no database " * 1000)
    assert not is_whole(path, with_indexes=False, may_go_on=go_on)
    SqlStore(path.with_name("another")).close()  # for the fixture that closes the first
    store.database = SqlStore(path.with_name("another")).database


def test_a_counter_that_saves_meanwhile_is_not_held_up(store: SqlStore, path: Path) -> None:
    for sequence in range(31, 46):  # more than a few pages at once
        store.save(registration(sequence, size=60_000), SEALED)
    saved = iter(range(46, 49))

    def save() -> bool:
        sequence = next(saved, None)
        if sequence is not None:
            store.save(registration(sequence), SEALED)
        return True

    assert is_whole(path, with_indexes=True, may_go_on=save)
    assert store.next_sequence() == 49


def test_a_counter_that_never_rests_is_left_alone(store: SqlStore, path: Path) -> None:
    for sequence in range(31, 60):  # more than a few pages at once
        store.save(registration(sequence, size=60_000), SEALED)

    def save() -> bool:
        store.save(registration(store.next_sequence()), SEALED)
        return True

    with pytest.raises(NotChecked):
        is_whole(path, with_indexes=False, may_go_on=save)


def test_who_ends_the_program_waits_for_no_check(store: SqlStore, path: Path) -> None:
    with pytest.raises(NotChecked):
        is_whole(path, with_indexes=False, may_go_on=lambda: False)


def test_every_day_the_file_and_every_week_its_indexes(store: SqlStore, path: Path) -> None:
    told: list[Trouble] = []
    check = StoreCheck(path, FrozenClock(NOON), told.append)
    noted = path.with_name("store.sqlite3.last-checked")

    def last() -> tuple[int, int]:
        plain = json.loads(noted.read_text("utf-8"))
        return tuple(  # type: ignore[return-value]
            (store_check.datetime.fromisoformat(plain[name]) - NOON).days
            for name in ("quick", "full")
        )

    expected = {0: (0, 0), 1: (1, 0), 6: (6, 0), 7: (7, 7), 8: (8, 7)}
    for day, noted_days in expected.items():
        assert check.check(NOON + timedelta(days=day))
        assert last() == noted_days
    assert check.check(NOON + timedelta(days=8, hours=1))
    assert last() == (8, 7)
    noted.write_text("{", "utf-8")
    assert check.check(NOON + timedelta(days=9))
    assert last() == (9, 9)


@pytest.mark.expected_log("the data file is damaged")
def test_damage_is_told_once_by_a_thread_that_ends(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(SqlStore(path)) as store:
        for sequence in range(1, 31):
            store.save(registration(sequence, size=3000), SEALED)
    spoil_an_index(path)
    monkeypatch.setattr(store_check, "FIRST_AFTER_S", 0.0)
    told: list[Trouble] = []
    heard = threading.Event()

    def tell(trouble: Trouble) -> None:
        told.append(trouble)
        heard.set()

    check = StoreCheck(path, FrozenClock(NOON), tell)
    check.start()
    assert heard.wait(60)
    check.stop()
    assert [(type(each), each.facts) for each in told] == [
        (StoreDamaged, {"check": "integrity_check"})
    ]
    assert path.with_name("store.sqlite3.damaged").exists()


def open_rotten(path: Path, name: str) -> None:
    SqlStore(path)
    pytest.fail(f"{name} has rotted, and the store opens")


def test_of_a_large_file_the_open_queue_is_read_before_anything_is_captured(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(SqlStore(path)) as store:
        for sequence in range(1, 31):
            store.save(registration(sequence), SEALED)
    monkeypatch.setattr(first_look, "SMALL_BYTES", 0)
    SqlStore(path).close()
    with closing(sqlite3.connect(path)) as other:
        roots = dict(other.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0"))
    assert {table.name for table in METADATA.sorted_tables} < roots.keys()
    sound = path.read_bytes()
    for name, root in roots.items():
        data = bytearray(sound)
        data[(root - 1) * 4096 : root * 4096] = bytes(range(256)) * 16
        path.write_bytes(data)
        with pytest.raises(StoreDamaged):
            open_rotten(path, name)
    path.write_bytes(sound)
    SqlStore(path).close()


@pytest.mark.fault(19)
@pytest.mark.parametrize("small", [0, first_look.SMALL_BYTES])
def test_what_is_to_be_delivered_proves_itself_before_anything_is_captured(
    path: Path, monkeypatch: pytest.MonkeyPatch, small: int
) -> None:
    sealed = SealedRecord(uuid4(), "D-2", "X", 1, NOON, b"sealed" * 99, bytes(32))
    with closing(SqlStore(path)) as store:
        for sequence in range(1, 4):
            store.save(registration(sequence), SEALED)
        store.take_in([sealed], NOON)
        store.postpone(registration(2).id, NOON + timedelta(days=9), "waits")
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE envelopes SET envelope = zeroblob(300) WHERE sequence = 2")
    monkeypatch.setattr(first_look, "SMALL_BYTES", small)
    with closing(SqlStore(path)) as store:
        summary = store.summary(local_day(NOON))
        assert (summary.pending, summary.quarantined, summary.forwarded) == (2, 2, 1)


def test_damage_that_was_found_is_known_until_a_sound_file_is_there(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(SqlStore(path)) as store:
        for sequence in range(1, 31):
            store.save(registration(sequence, size=3000), SEALED)
    sound = path.read_bytes()
    spoil_an_index(path)
    monkeypatch.setattr(first_look, "SMALL_BYTES", 0)
    SqlStore(path).close()  # nothing that capture needs
    note_damage(path)
    for _ in range(2):
        with pytest.raises(StoreDamaged):
            SqlStore(path)
    path.write_bytes(sound)
    SqlStore(path).close()
    assert not path.with_name("store.sqlite3.damaged").exists()


@pytest.mark.parametrize(
    ("version", "is_faulty"),
    [
        ((3, 6, 23), False),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 54, 1), False),
    ],
)
def test_which_versions_may_damage_a_write_ahead_log(
    version: tuple[int, int, int], *, is_faulty: bool
) -> None:
    assert versions.has_wal_reset_fault(version) is is_faulty


def test_a_version_without_strict_tables_is_refused(path: Path) -> None:
    with pytest.raises(StoreUnsafe) as caught:
        versions.check_version(path, (3, 36, 0))
    assert caught.value.facts == {"sqlite": "3.36.0"}
