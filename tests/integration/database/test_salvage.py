"""Bytes flip anywhere: nothing crashes, nothing wrong is sent, and what was not hit is got out."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from pos_client.application.trouble import StoreDamaged, StoreTrouble
from pos_client.bootstrap.salvaging import with_what_is_whole
from pos_client.cli.outbox import run
from pos_client.domain.audit import AuditEvent
from pos_client.domain.outcome import Outcome
from pos_client.domain.registration import OutboxState, SealedRegistration
from pos_client.infrastructure.database.reader import StoreReader
from pos_client.infrastructure.database.salvage import Salvage, salvage
from pos_client.infrastructure.database.store import SqlStore
from pos_client.infrastructure.home import Home
from pos_client.protocol.bundle import SealedRecord
from tests.faults.power.shim import working_folder
from tests.registrations import NOON, receipt, registration

# The whole count is PYTEST_POS_CLIENT_FLIPS=10000; it takes some ten minutes.
FLIPS = int(os.environ.get("PYTEST_POS_CLIENT_FLIPS", "150"))
SIZES = (300, 2_000, 9_000, 30_000)
MANY = 24


def saved(store: SqlStore, sequence: int) -> SealedRegistration:
    sealed = registration(sequence, size=SIZES[sequence % len(SIZES)])
    details: dict[str, str | int | bool] = {
        "registration_id": str(sealed.id),
        "sequence": sequence,
        "sha256": sealed.envelope_sha256.hex(),
        "offline": False,
    }
    store.save(sealed, AuditEvent("registration_saved", NOON, details))
    return sealed


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[SealedRegistration]]:
    path = tmp_path_factory.mktemp("whole") / "store.sqlite3"
    with closing(SqlStore(path)) as store:
        made = [saved(store, sequence) for sequence in range(1, MANY + 1)]
        for sealed in made[:6]:
            store.settle(sealed.id, receipt(sealed, Outcome.ACCEPTED), NOON)
        store.quarantine(made[6].id, "G-206")
    return path, made


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


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=working_folder()) as folder:
        yield Path(folder)


@dataclass
class Tally:
    untouched: int = 0
    salvaged: int = 0
    opened: int = 0
    refused: int = 0


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


@pytest.mark.fault(20)
def test_a_damaged_store_is_refused_by_the_counter_and_still_read(
    whole: tuple[Path, list[SealedRegistration]], tmp_path: Path
) -> None:
    path = Path(shutil.copy(whole[0], tmp_path / "store"))
    with closing(sqlite3.connect(path)) as other:
        root = other.execute("SELECT rootpage FROM sqlite_master WHERE name = 'envelopes'")
        at = (root.fetchone()[0] - 1) * 4096
    data = bytearray(path.read_bytes())
    data[at : at + 8] = bytes(8)
    path.write_bytes(data)
    with pytest.raises(StoreDamaged):
        SqlStore(path)
    with closing(StoreReader(path)) as reader:
        rows = reader.page(states=list(OutboxState), below_sequence=None, limit=99)
        assert [row.sequence for row in rows] == list(range(MANY, 0, -1))
        assert reader.summary(NOON.date()).pending == MANY - 7
    assert path.read_bytes() == data
    assert len(salvage(path).records) == MANY


def test_the_window_of_a_damaged_store_says_what_is_whole(
    whole: tuple[Path, list[SealedRegistration]], tmp_path: Path
) -> None:
    home = Home.at(tmp_path)
    home.store_file.write_bytes(bytes(100) + whole[0].read_bytes()[100:])
    told = with_what_is_whole(home, StoreDamaged(sqlite_code=26))
    assert told.facts == {"sqlite_code": 26, "salvaged": MANY, "unsettled": MANY - 6}
    home.store_file.unlink()
    assert with_what_is_whole(home, StoreDamaged()).facts == {}


@pytest.mark.fault(20)
@pytest.mark.timeout(0 if FLIPS > 1000 else 600)
def test_after_any_flipped_bytes_nothing_wrong_is_sent_and_the_rest_is_got_out(
    whole: tuple[Path, list[SealedRegistration]], quick_folder: Path
) -> None:
    source, made = whole
    data = source.read_bytes()
    # Without a copy of each: a long envelope lies in pieces, one on each page.
    pieces = {sealed.sequence: _pieces(data, sealed.envelope) for sealed in made}
    right = {sealed.id: sealed.envelope for sealed in made}
    tally = Tally()
    path = quick_folder / "store.sqlite3"
    for seed in range(FLIPS):
        chance = random.Random(seed)
        spoilt = bytearray(data)
        hit = [chance.randrange(len(data)) for _ in range(chance.choice((1, 1, 2, 5)))]
        for at in hit:
            spoilt[at] ^= chance.randrange(1, 256)
        path.write_bytes(spoilt)
        path.with_name("store.sqlite3-journal").unlink(missing_ok=True)
        found = salvage(path)
        assert path.read_bytes() == spoilt
        _prove(found, right)
        untouched = {
            sequence
            for sequence, places in pieces.items()
            if not any(start <= at < end for at in hit for start, end in places)
        }
        tally.untouched += len(untouched)
        tally.salvaged += len(untouched & {record.sequence for record in found.records})
        _drain(path, right, tally)
    assert tally.untouched > 20 * FLIPS
    assert tally.salvaged >= 0.99 * tally.untouched, tally
    assert tally.opened, tally
    assert tally.refused, tally
    print(FLIPS, tally)


def _pieces(data: bytes, envelope: bytes) -> list[tuple[int, int]]:
    places = []
    at = 0
    while at < len(envelope):
        length = min(200, len(envelope) - at)
        found = data.find(envelope[at : at + length])
        if found < 0:  # across the end of a page
            length = 8
            found = data.find(envelope[at : at + length])
        if found >= 0:
            places.append((found, found + length))
        at += length
    return places


def _prove(found: Salvage, right: dict[object, bytes]) -> None:
    for record in found.records:
        assert right[record.id] == record.envelope


def _drain(path: Path, right: dict[object, bytes], tally: Tally) -> None:
    """What the counter itself would send from such a file."""
    try:
        store = SqlStore(path)
    except StoreTrouble:
        tally.refused += 1
        return
    tally.opened += 1
    with closing(store):
        try:
            for _ in range(MANY):
                due = store.claim(NOON + timedelta(days=1))
                if due is None:
                    break
                assert right[due.id] == due.envelope
                store.postpone(due.id, NOON + timedelta(days=9), "G-201")
            list(
                store.page(
                    states=list(OutboxState), below_sequence=None, above_sequence=None, limit=99
                )
            )
            store.summary(NOON.date())
        except StoreTrouble:
            pass
