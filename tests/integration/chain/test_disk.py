"""A disk that is full, or refuses: the clerk is told "not saved", and what was saved is safe."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_client.application import commands
from pos_client.application.state import CasePhase
from tests.integration.chain.shop import Counter, Shop

SEALED_BYTES = 3 * 4096


@contextmanager
def pages_frozen(counter: Counter) -> Iterator[None]:
    """Let SQLite find no room for one page more."""
    work, threads = counter.running._work, counter.running._threads
    assert work is not None
    driver = work._store.database.driver

    def limit(pages: int) -> None:
        driver().execute(f"PRAGMA max_page_count = {pages}").fetchall()

    count = threads.call(lambda: int(driver().execute("PRAGMA page_count").fetchone()[0]))
    threads.call(lambda: limit(count))
    try:
        yield
    finally:
        threads.call(lambda: limit(1 << 30))


def at_the_seal(shop: Shop) -> Counter:
    counter = shop.open_at_work()
    counter.register("resident-wang")
    counter.drained()
    counter.lay("resident-lin")
    state = counter.reach("SEAL")
    assert state.case is not None
    assert state.case.step.value == "SEAL"
    return counter


def not_saved(counter: Counter, code: str) -> None:
    counter.submit(commands.ConfirmStep("SEAL"))
    state = counter.wait_for(lambda now: now.trouble is not None)
    assert state.trouble is not None
    assert state.trouble.code == code
    assert state.case is not None
    assert (state.case.phase, state.case.step.value) == (CasePhase.OPEN, "SEAL")
    assert state.last_saved is not None
    assert state.last_saved.sequence == 1


def saved_after_all(counter: Counter, shop: Shop) -> None:
    counter.submit(commands.DismissTrouble())
    counter.wait_for(lambda now: now.trouble is None)
    state = counter.confirm()
    assert state.last_saved is not None
    assert state.last_saved.sequence == 2
    counter.drained()
    assert list(shop.effects().values()) == [1, 1]


def test_a_case_that_finds_no_room_is_not_saved_and_can_be_saved_once_there_is(shop: Shop) -> None:
    counter = at_the_seal(shop)
    with pages_frozen(counter):
        not_saved(counter, "S-301")
        assert shop.asked("select count(*) from outbox") == [(1,)]
    saved_after_all(counter, shop)


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="mounts a file system of its own"
)
def test_a_disk_that_is_full_saves_nothing_and_everything_else_goes_on(
    make_shop: Callable[..., Shop],
) -> None:
    shop = make_shop(is_enrolled=False)
    with small_disk(shop.home.folder):
        shop.enrol()
        counter = at_the_seal(shop)
        filler = shop.home.folder / "filler"
        filler.write_bytes(bytes(max(0, shutil.disk_usage(shop.home.folder).free - 4096)))
        not_saved(counter, "S-301")
        filler.unlink()
        saved_after_all(counter, shop)
        shop.close(counter)


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "none", folder],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("may not mount here")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)
