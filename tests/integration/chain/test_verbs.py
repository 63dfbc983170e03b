"""`status` and `outbox list` beside a counter, before one, and behind one that has crashed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pos_client import cli
from pos_client.application.trouble import AlreadyOpen
from pos_client.bootstrap import opened_store
from pos_client.infrastructure.home import HomeLock
from tests.integration.chain.shop import Shop


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(shop: Shop, *words: str) -> tuple[int, str, str]:
        status = cli.main([*words, "--home", str(shop.home.folder)])
        return (status, *capsys.readouterr())

    return run


Ask = Callable[..., tuple[int, str, str]]


def facts(told: tuple[int, str, str]) -> dict[str, Any]:
    assert (told[0], told[2]) == (0, "")
    found: dict[str, Any] = json.loads(told[1])
    return found


def test_before_the_first_counter_both_say_so_kindly(shop: Shop, ask: Ask) -> None:
    before = sorted(shop.home.folder.rglob("*"))
    status, said, advice = ask(shop, "status")
    assert (status, json.loads(said)["pending"]) == (0, 0)
    assert advice.startswith("nothing was kept here yet")
    assert ask(shop, "outbox", "list") == (0, "", advice)
    assert sorted(shop.home.folder.rglob("*")) == before


def test_a_running_counter_is_not_disturbed(shop: Shop, ask: Ask) -> None:
    counter = shop.open_at_work()
    saved = counter.register("resident-lin")
    counter.settled(saved.id)
    (shop.home.folder / "reserve").unlink()
    assert facts(ask(shop, "status"))["accepted_today"] == 1
    status, listed, _ = ask(shop, "outbox", "list", "--all")
    assert (status, str(saved.id) in listed) == (0, True)
    assert ask(shop, "outbox", "show", str(saved.id))[0] == 0
    assert not (shop.home.folder / "reserve").exists()
    shop.close(counter)


def test_a_crash_is_cleared_up_under_the_lock_only(shop: Shop, ask: Ask, tmp_path: Path) -> None:
    counter = shop.open()
    work = counter.running._work
    assert work is not None
    threads, database = counter.running._threads, work._store.database

    def crash() -> None:
        bare = database.driver()
        bare.execute("PRAGMA cache_size = 1")
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("CREATE TABLE large (words)")
        bare.executemany("INSERT INTO large VALUES (?)", [("x" * 3000,)] * 20)
        for name in ("store.sqlite3", "store.sqlite3-journal"):
            shutil.copy(shop.home.folder / name, tmp_path)
        bare.execute("ROLLBACK")

    threads.call(crash)
    shop.close(counter)
    for name in ("store.sqlite3", "store.sqlite3-journal"):
        shutil.copy(tmp_path / name, shop.home.folder)
    with HomeLock(shop.home), pytest.raises(AlreadyOpen), opened_store(shop.home):
        pass
    assert facts(ask(shop, "status"))["pending"] == 0
