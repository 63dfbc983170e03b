"""A data file in which damage is found: the counter stops, says so, and stays stopped."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing

import pytest

from pos_client.application.counter import Counter
from pos_client.application.news import CounterChanged, News
from pos_client.application.state import DevicePhase
from pos_client.application.trouble import StoreDamaged
from pos_client.bootstrap import open_counter, store_check
from pos_client.bootstrap.work import Work
from pos_client.infrastructure.database import first_look
from tests.integration.chain.shop import Shop, eventually, trouble

PAGE = 4096


def spoil(shop: Shop, name: str) -> bytes:
    """Let the root of a table or an index rot; answers the file as it was."""
    file = shop.home.store_file
    with closing(sqlite3.connect(file)) as other:
        root = other.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,))
        at = (root.fetchone()[0] - 1) * PAGE
    sound = file.read_bytes()
    file.write_bytes(sound[:at] + bytes(range(256)) * 16 + sound[at + PAGE :])
    return sound


def spoil_an_entry(shop: Shop) -> bytes:
    """Let an index name a state that its table does not: every page is sound in itself."""
    file = shop.home.store_file
    sound = spoil(shop, "outbox_by_state")
    root = next(at for at, byte in enumerate(sound) if file.read_bytes()[at] != byte)
    at = sound.index(b"SETTLED", root - root % PAGE)
    file.write_bytes(sound[:at] + b"SETTLEX" + sound[at + 7 :])
    return sound


def told_by(shop: Shop) -> list[tuple[str, str]]:
    """Every state of a counter that is opened and closed again, and its trouble's code."""
    told: list[tuple[str, str]] = []
    is_stopped = threading.Event()

    def tell(news: News) -> None:
        if isinstance(news, CounterChanged):
            met = news.state.trouble
            told.append((news.state.device.name, "" if met is None else met.code))
            if news.state.device is DevicePhase.STOPPED:
                is_stopped.set()

    running = open_counter(shop.home.folder, shop.settings, tell)
    running.start()
    assert is_stopped.wait(30)
    running._threads.call(lambda: None)  # whatever would follow
    running.stop(5.0)
    running.stop(5.0)
    return told


@pytest.mark.fault(20)
@pytest.mark.parametrize("table", ["envelopes", "daily_totals", "copies"])
def test_a_large_file_that_has_rotted_is_refused_before_anything_is_captured(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    counter = shop.open_at_work()
    counter.settled(counter.register("resident-lin").id)
    shop.close(counter)
    spoil(shop, table)
    monkeypatch.setattr(first_look, "SMALL_BYTES", 0)
    assert set(told_by(shop)) == {("STOPPED", "S-303")}


@pytest.mark.fault(20)
def test_damage_that_only_the_first_figures_meet_stops_the_counter_for_good(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin(_: Counter) -> None:
        raise StoreDamaged(table="daily_totals")

    monkeypatch.setattr(Counter, "begin", begin)
    assert set(told_by(shop)) == {("STOPPED", "S-303")}


@pytest.mark.expected_log("bug while the counter was opened: ZeroDivisionError")
@pytest.mark.parametrize("step", ["_assemble", "begin", "start"])
def test_whatever_nobody_foresaw_at_the_opening_is_said(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    real: Callable[..., None] = getattr(Work, step)

    def fail(work: Work, *given: object) -> None:
        if step == "start":
            real(work)
        raise ZeroDivisionError

    monkeypatch.setattr(Work, step, fail)
    assert set(told_by(shop)) == {("STOPPED", "D-410")}


@pytest.mark.fault(20)
@pytest.mark.expected_log("the data file is damaged")
def test_damage_found_beside_the_work_stops_the_counter_and_the_next_start(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = shop.open_at_work()
    counter.settled(counter.register("resident-lin").id)
    shop.close(counter)
    sound = spoil_an_entry(shop)
    monkeypatch.setattr(first_look, "SMALL_BYTES", 0)
    monkeypatch.setattr(store_check, "FIRST_AFTER_S", 0.0)
    counter = shop.open_unwatched()
    state = counter.wait_for(lambda now: now.trouble and ("salvaged", "1") in now.trouble.facts)
    assert (state.device, trouble("S-303")(state)) == (DevicePhase.STOPPED, True)
    eventually(lambda: not {"outbox", "pulse", "store check", "ending"} & _threads())
    spoilt = shop.home.store_file.read_bytes()
    shop.close(counter)
    assert shop.home.store_file.read_bytes() == spoilt
    assert set(told_by(shop)) == {("STOPPED", "S-303")}
    shop.home.store_file.write_bytes(sound)
    assert shop.open().state.device is DevicePhase.READY


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}
