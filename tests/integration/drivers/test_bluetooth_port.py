"""A serial port over radio: slow to open, stalling, gone while the link sleeps, and back."""

from __future__ import annotations

import queue
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import serial

from drivers import CardNews, CardRead, Hub, HubNews, ReaderFound, ReaderLost, open_reader
from tests.integration.drivers.buses import ALICE, BOB, next_event
from tests.integration.drivers.lines import PtyModule
from tests.unit.drivers.module import READ, Module, Timed


def stalling(_asked: int, _request: bytes, reply: bytes) -> Timed:
    """Stop in the middle of heads for 0.3 s, and in the middle of records for 0.8 s."""
    if len(reply) < 100:
        return [(0.0, reply[:4]), (0.3, reply[4:])]
    return [(0.0, reply[:400]), (0.8, reply[400:900]), (0.5, reply[900:])]


def test_a_card_is_read_over_a_port_that_stalls_in_the_middle_of_frames() -> None:
    module = Module(ALICE, manner=stalling)
    with PtyModule(module) as line, open_reader(f"{line.address}?bluetooth=yes") as reader:
        card = next_event(reader)
        assert isinstance(card, CardRead)
        assert card.raw_text == ALICE
        assert module.asked[READ] == 1


def test_a_port_that_hangs_up_between_reads_is_lost_and_found(tmp_path: Path) -> None:
    link = tmp_path / "rfcomm0"
    address = f"sam-serial:{link}?bluetooth=yes"
    news: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
    with Hub([address], news.put, reopen_s=0.02):
        assert news.get(timeout=5) == ReaderLost("reader_unavailable", address)
        for text in (ALICE, BOB):
            with PtyModule(Module(text)) as line:
                fresh = tmp_path / "fresh"
                fresh.symlink_to(line.path)
                fresh.rename(link)
                assert isinstance(news.get(timeout=5), ReaderFound)
                told = news.get(timeout=5)
                assert isinstance(told, CardNews)
                assert isinstance(told.event, CardRead)
                assert told.event.raw_text == text
                line.hang_up()
                while not isinstance(told, ReaderLost):  # a removal may come before
                    told = news.get(timeout=5)
            assert news.empty()


@pytest.mark.limit_in_seconds
def test_a_port_that_takes_seconds_to_open_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    is_connected = threading.Event()
    real = serial.Serial

    def slow(*arguments: Any, **options: Any) -> serial.Serial:
        is_connected.wait(10)
        return real(*arguments, **options)

    monkeypatch.setattr(serial, "Serial", slow)
    news: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
    with PtyModule(Module(ALICE)) as line, PtyModule(Module(BOB)) as other:
        address = f"{line.address}?bluetooth=yes"
        with Hub([address], news.put):
            with pytest.raises(queue.Empty):
                news.get(timeout=0.3)  # neither lost nor found yet
            is_connected.set()
            assert isinstance(news.get(timeout=5), ReaderFound)
        is_connected.clear()
        hub = Hub([f"{other.address}?bluetooth=yes"], news.put)
        hub.start()
        begun = time.monotonic()
        hub.stop()
        assert time.monotonic() - begun < 0.75
        is_connected.set()  # and its thread ends
