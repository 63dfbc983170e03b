"""A full disk and a failing one: nothing is called saved that is not, nothing saved is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos_client.application.trouble import DiskFull
from pos_client.domain.registration import OutboxState
from pos_client.infrastructure.database.reserve import Reserve
from pos_client.infrastructure.database.store import SqlStore
from tests.faults.matrix.told import assert_told, trouble_says
from tests.integration.database.small_disk import mounted
from tests.registrations import NOON, SEALED, receipt, registration


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path):
        yield tmp_path


def fill_up(folder: Path) -> None:
    with (folder / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


def test_whatever_page_finds_no_room_all_of_it_is_saved_or_nothing(tmp_path: Path) -> None:
    refused = 0
    with closing(SqlStore(tmp_path / "store")) as store:
        driver = store.database.driver()
        for sequence in range(1, 5):
            (used,) = driver.execute("PRAGMA page_count").fetchone()
            for room in range(12):
                driver.execute(f"PRAGMA max_page_count = {used + room}").fetchone()
                head = store.audit_head()
                try:
                    store.save(registration(sequence, size=20_000), SEALED)
                except DiskFull:
                    refused += 1
                    assert (store.next_sequence(), store.audit_head()) == (sequence, head)
                else:
                    assert store.next_sequence() == sequence + 1
                    break
        assert driver.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert len(store.audit_behind(0, 99)) == 4
        assert store.summary(NOON.date()).saved_today == 4
    assert refused > 4


@pytest.mark.fault(16)
def test_a_full_disk_refuses_the_new_one_and_keeps_the_old_ones(small_disk: Path) -> None:
    with closing(SqlStore(small_disk / "store")) as store:
        first = registration(1)
        store.save(first, SEALED)
        fill_up(small_disk)
        for _ in range(2):
            with pytest.raises(DiskFull) as caught:
                store.save(registration(2, size=50_000), SEALED)
            assert_told(16, trouble_says(caught.value))
        row = store.row(first.id)
        assert row is not None
        assert row.state is OutboxState.PENDING
        (small_disk / "filler").unlink()
        store.save(registration(2, size=50_000), SEALED)
        assert store.next_sequence() == 3


@pytest.mark.fault(17)
def test_the_reserve_lets_a_receipt_be_kept_on_a_full_disk(small_disk: Path) -> None:
    with closing(SqlStore(small_disk / "store")) as store:
        sealed = registration(1)
        store.save(sealed, SEALED)
        reserve = small_disk / "reserve"
        reserve.write_bytes(bytes(512 * 1024))
        fill_up(small_disk)
        with pytest.raises(DiskFull):
            store.save(registration(2, size=50_000), SEALED)
        assert reserve.exists()  # a new registration never takes it
        store.settle(sealed.id, receipt(sealed), NOON)
        assert not reserve.exists()
        store.append_audit(SEALED)
        assert store.claim(NOON) is None


def test_the_reserve_takes_no_room_that_others_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserve = Reserve(tmp_path / "reserve", 65536)
    reserve.fill()
    assert (tmp_path / "reserve").stat().st_size == 65536
    assert reserve.free()
    assert not reserve.free()
    Reserve(tmp_path / "reserve", 2**60).fill()
    assert not (tmp_path / "reserve").exists()


@pytest.mark.fault(18)
@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_disk_error_is_final(tmp_path: Path) -> None:
    # Beyond its limit a write fails with EFBIG, which SQLite takes for a broken disk.
    code = """
import resource, sys
from pathlib import Path
from pos_client.application.trouble import Trouble
from pos_client.infrastructure.database.store import SqlStore
from tests.integration.database.small_disk import mounted
from tests.registrations import SEALED, registration
path = Path(sys.argv[1])
store = SqlStore(path)
store.save(registration(1), SEALED)
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, resource.RLIM_INFINITY))
for size in (50_000, 10):
    try:
        store.save(registration(2, size=size), SEALED)
    except Trouble as fact:
        print(fact.code, fact.facts.get("since", "now"))
print(store.next_sequence(), store.claim(SEALED.at).sequence)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.close()
"""
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "store")],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
    )
    assert run.stdout.splitlines() == ["S-302 now", "S-302 earlier", "2 1"], run.stderr
