"""Bytes flip anywhere: nothing crashes, nothing wrong is sent, and what was not hit is got out."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from pos_client.application.trouble import StoreDamaged
from pos_client.bootstrap.salvaging import with_what_is_whole
from pos_client.cli.outbox import run
from pos_client.domain.registration import OutboxState, SealedRegistration
from pos_client.infrastructure.database.salvage import salvage
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.home import Home
from pos_client.protocol.bundle import SealedRecord
from tests.integration.database.whole_store import MANY, SIZES, filled, saved
from tests.registrations import NOON


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[SealedRegistration]]:
    path = tmp_path_factory.mktemp("whole") / "store.sqlite3"
    return path, filled(path)


def test_a_whole_file_gives_everything(whole: tuple[Path, list[SealedRegistration]]) -> None:
    path, made = whole
    found = salvage(path)
    assert [record.envelope for record in found.records] == [sealed.envelope for sealed in made]
    assert [record.id for record in found.records] == [sealed.id for sealed in made]
    assert [record.sequence for record in found.unsettled] == list(range(7, MANY + 1))
    assert found.records[0].receipt == "token-ACCEPTED"
    assert found.records[6].state is OutboxState.QUARANTINED
    assert found.missing == ()


def test_the_queue_gone_the_audit_chain_still_proves_each(
    whole: tuple[Path, list[SealedRegistration]], tmp_path: Path
) -> None:
    path = Path(shutil.copy(whole[0], tmp_path / "store"))
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("PRAGMA foreign_keys = OFF")
        other.execute("PRAGMA secure_delete = ON")
        other.execute("DELETE FROM outbox")
    found = salvage(path)
    assert [record.envelope for record in found.records] == [each.envelope for each in whole[1]]
    assert {record.state for record in found.records} == {None}


def taken_in(number: int) -> SealedRecord:
    """One that another counter captured."""
    envelope = random.Random(1000 + number).randbytes(SIZES[number % len(SIZES)])
    sha256 = hashlib.sha256(envelope).digest()
    return SealedRecord(UUID(int=number, version=4), "D-2", "X", number, NOON, envelope, sha256)


def test_what_was_taken_in_for_other_counters_is_given_out_as_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = Home.at(tmp_path / "home")
    home.create()
    made = [taken_in(number) for number in range(1, 9)]
    with closing(SqlStore(home.store_file)) as store:
        own = saved(store, 1)
        assert store.take_in(made, NOON) == 8
        store.quarantine(made[0].id, "G-206")
    data = bytearray(home.store_file.read_bytes())
    with closing(sqlite3.connect(home.store_file)) as other:
        root = other.execute("SELECT rootpage FROM sqlite_master WHERE name = 'forwarded'")
        at = (root.fetchone()[0] - 1) * 4096
    data[at : at + 4096] = bytes(4096)  # the tree above all of them
    data[data.index(made[6].envelope[:40])] ^= 1
    home.store_file.write_bytes(data)
    found = salvage(home.store_file)
    whole = [own.envelope, *(each.envelope for each in made if each is not made[6])]
    assert [record.envelope for record in found.records] == whole
    assert {record.captured_by for record in found.records} == {"", "D-2"}
    assert len(found.unsettled) == 8
    assert (found.missing, found.missing_of_others) == ((), (("D-2", 7),))
    assert run(["salvage", "--home", str(home.folder), str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert "7 of them were taken in for other counters" in said.out
    assert "7 of D-2" in said.err


def test_what_was_never_committed_is_not_given_out(tmp_path: Path) -> None:
    with closing(SqlStore(tmp_path / "store")) as store:
        first = saved(store, 1)
        driver = store.database.driver()
        driver.execute("PRAGMA cache_size = 1")
        driver.execute("BEGIN IMMEDIATE")
        driver.execute("UPDATE envelopes SET envelope = zeroblob(3000)")
        driver.execute("CREATE TABLE large (words)")
        driver.executemany("INSERT INTO large VALUES (?)", [("x" * 3000,)] * 20)
        for name in ("store", "store-journal"):
            shutil.copy(tmp_path / name, tmp_path / f"crashed-{name}")
        driver.execute("ROLLBACK")
    found = salvage(tmp_path / "crashed-store")
    assert [record.envelope for record in found.records] == [first.envelope]


def test_an_id_that_has_rotted_is_put_aside_and_never_sent_under(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with closing(SqlStore(path)) as store:
        made = [saved(store, sequence) for sequence in (1, 2)]
    name = str(made[0].id).encode()
    data = path.read_bytes()
    places = [at for at in range(len(data)) if data.startswith(name, at)]
    assert len(places) >= 2  # the row, its index and perhaps the audit chain
    for at in places:
        spoilt = bytearray(data)
        spoilt[at] = ord("0") if spoilt[at] != ord("0") else ord("1")
        path.write_bytes(spoilt)
        with closing(SqlStore(path)) as store:
            due = store.claim(NOON)
            assert due is not None
            assert due.id in {each.id for each in made}
            assert (due.id == made[0].id) == (due.sequence == 1)


def test_the_file_and_its_numbers_are_what_the_verb_gives(
    whole: tuple[Path, list[SealedRegistration]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = Home.at(tmp_path)
    spoilt = bytearray(whole[0].read_bytes())
    spoilt[:100] = bytes(100)
    home.store_file.write_bytes(spoilt)
    arguments = ["salvage", "--home", str(tmp_path), str(tmp_path / "out")]
    assert run(arguments) == 0
    heading, *lines = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert heading["records"] == len(lines) == MANY
    for line, sealed in zip(lines, whole[1], strict=True):
        envelope = base64.b64decode(line["envelope"])
        assert hashlib.sha256(envelope).hexdigest() == line["sha256"]
        assert (line["id"], envelope) == (str(sealed.id), sealed.envelope)
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0
    assert home.store_file.read_bytes() == spoilt
    assert run(arguments) == 1
    told = capsys.readouterr()
    assert f"{MANY} sealed records are whole" in told.out
    assert "there already" in told.err


def test_the_window_of_a_damaged_store_says_what_is_whole(
    whole: tuple[Path, list[SealedRegistration]], tmp_path: Path
) -> None:
    home = Home.at(tmp_path)
    home.store_file.write_bytes(bytes(100) + whole[0].read_bytes()[100:])
    told = with_what_is_whole(home, StoreDamaged(sqlite_code=26))
    assert told.facts == {"sqlite_code": 26, "salvaged": MANY, "unsettled": MANY - 6}
    home.store_file.unlink()
    assert with_what_is_whole(home, StoreDamaged()).facts == {}
