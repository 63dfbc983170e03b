"""Row 20: bytes flip anywhere, and nothing wrong is sent."""

from __future__ import annotations

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
from pos_client.domain.registration import OutboxState, SealedRegistration
from pos_client.infrastructure.database.reader import StoreReader
from pos_client.infrastructure.database.salvage import Salvage, salvage
from pos_client.infrastructure.database.store import SqlStore
from tests.faults.matrix.told import assert_told, trouble_says
from tests.faults.power.shim import working_folder
from tests.integration.database.whole_store import MANY, filled
from tests.registrations import NOON


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[SealedRegistration]]:
    path = tmp_path_factory.mktemp("whole") / "store.sqlite3"
    return path, filled(path)


# The whole count is PYTEST_POS_CLIENT_FLIPS=10000; it takes some ten minutes.
FLIPS = int(os.environ.get("PYTEST_POS_CLIENT_FLIPS", "150"))


@dataclass
class Tally:
    untouched: int = 0
    salvaged: int = 0
    opened: int = 0
    refused: int = 0


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=working_folder()) as folder:
        yield Path(folder)


def test_row_20_a_damaged_store_is_refused_by_the_counter_and_still_read(
    whole: tuple[Path, list[SealedRegistration]], tmp_path: Path
) -> None:
    path = Path(shutil.copy(whole[0], tmp_path / "store"))
    with closing(sqlite3.connect(path)) as other:
        root = other.execute("SELECT rootpage FROM sqlite_master WHERE name = 'envelopes'")
        at = (root.fetchone()[0] - 1) * 4096
    data = bytearray(path.read_bytes())
    data[at : at + 8] = bytes(8)
    path.write_bytes(data)
    with pytest.raises(StoreDamaged) as caught:
        SqlStore(path)
    assert_told(20, trouble_says(caught.value))
    with closing(StoreReader(path)) as reader:
        rows = reader.page(states=list(OutboxState), below_sequence=None, limit=99)
        assert [row.sequence for row in rows] == list(range(MANY, 0, -1))
        assert reader.summary(NOON.date()).pending == MANY - 7
    assert path.read_bytes() == data
    assert len(salvage(path).records) == MANY


@pytest.mark.timeout(0 if FLIPS > 1000 else 600)
def test_row_20_after_any_flipped_bytes_nothing_wrong_is_sent_and_the_rest_is_got_out(
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


def _prove(found: Salvage, right: dict[UUID, bytes]) -> None:
    for record in found.records:
        assert right[record.id] == record.envelope


def _drain(path: Path, right: dict[UUID, bytes], tally: Tally) -> None:
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
