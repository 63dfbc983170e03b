"""The one thread for all readers on HID: shared, never waited for too long, and given up."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

import pytest

from drivers import (
    CardNews,
    CardRead,
    Hub,
    HubNews,
    ReaderError,
    ReaderFound,
    ReaderUnavailable,
    open_reader,
)
from drivers.readers.sam_hid import DRIVER
from drivers.sam.commands import FIND_CARD, READ_BASE
from drivers.simulator.device import SamDevice
from drivers.simulator.hid_bus import HidBus, HidReader
from drivers.simulator.hid_wires import ControlWire, CountedWire
from drivers.simulator.line import PacedLine
from drivers.transport import hid_line
from drivers.transport.hid_layouts import shipped_layout
from tests.integration.drivers.buses import ALICE, card_of, hid_bus, next_event, plug_hid, read

ADDRESS = "sam-hid:0400:c35a"


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> HidBus:
    return hid_bus(monkeypatch)


def hid_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "hid"]


def eventually(holds: Callable[[], object]) -> None:
    due = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < due
        time.sleep(0.005)


def test_two_readers_and_a_search_share_one_thread(bus: HidBus) -> None:
    news: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
    for number in (1, 2):
        plug_hid(bus, ControlWire(), sam=number, number=number)
    addresses = [f"{ADDRESS}?path=1-{number}:1.0" for number in (1, 2)]
    with Hub(addresses, news.put):
        told = [news.get(timeout=5) for _ in range(4)]
        assert len(list(DRIVER.discover())) == 2
        assert len(hid_threads()) == 1
    cards = [each.event for each in told if isinstance(each, CardNews)]
    assert [card.raw_text for card in cards if isinstance(card, CardRead)] == [ALICE, ALICE]
    assert sum(isinstance(each, ReaderFound) for each in told) == 2
    assert len(bus.threads) == 1
    assert threading.get_ident() not in bus.threads
    assert bus.opened == bus.closed == 2
    assert hid_threads() == []


@pytest.mark.limit_in_seconds
def test_a_device_that_hangs_is_lost_and_holds_up_no_poll_and_no_other_reader(bus: HidBus) -> None:
    stuck = plug_hid(bus, ControlWire(), number=1)
    idle = plug_hid(bus, ControlWire(), sam=2, number=2)
    idle.line.device.lift()
    with (
        open_reader(f"{ADDRESS}?path=1-1:1.0") as first,
        open_reader(f"{ADDRESS}?path=1-2:1.0") as second,
    ):
        read(first, ALICE)
        stuck.hold.clear()
        lost: list[ReaderError] = []
        begun = time.monotonic()
        while time.monotonic() < begun + 2.5:
            for reader in (first, second)[len(lost) :]:
                polled, longest_s = time.monotonic(), 0.25
                try:
                    assert reader.poll(0.1) is None
                except ReaderError as no:
                    lost.append(no)
                    longest_s = 0.9  # it was closed too, as far as it can be
                assert time.monotonic() - polled < longest_s
        assert [type(no) for no in lost] == [ReaderUnavailable]
        assert "does not take a request" in str(lost[0])
        stuck.hold.set()
        idle.line.device.lay(card_of(ALICE))
        read(second, ALICE)
    assert bus.closed == 2
    assert hid_threads() == []


def test_a_device_that_has_not_taken_one_request_gets_no_second_one(
    bus: HidBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = plug_hid(bus, ControlWire())
    taken: list[bytes] = []
    monkeypatch.setattr(reader.line, "receive", lambda data, _now_s: taken.append(data))
    line = hid_line.HidLine(0x0400, 0xC35A, shipped_layout("control"))
    try:
        reader.hold.clear()
        line.write(FIND_CARD.request)
        assert line.read(0.05) == b""
        line.write(READ_BASE.request)
        reader.hold.set()
        assert line.read(0.1) == b""
        assert taken == [FIND_CARD.request]
    finally:
        line.close()


@pytest.mark.limit_in_seconds
def test_a_device_that_takes_too_long_to_open_is_closed_when_it_does(
    bus: HidBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hid_line, "_OPEN_TIMEOUT_S", 0.05)
    reader = plug_hid(bus, ControlWire())
    reader.hold.clear()
    begun = time.monotonic()
    with pytest.raises(ReaderUnavailable, match="takes too long to open"):
        open_reader(ADDRESS)
    assert time.monotonic() - begun < 1
    assert len(hid_threads()) == 1
    reader.hold.set()
    eventually(lambda: not hid_threads())
    assert bus.opened == bus.closed == 1


@pytest.mark.limit_in_seconds
def test_closing_while_the_device_hangs_is_not_waited_for(bus: HidBus) -> None:
    reader = plug_hid(bus, ControlWire())
    opened = open_reader(ADDRESS)
    reader.hold.clear()
    opened.poll(0.0)
    begun = time.monotonic()
    opened.close()
    assert time.monotonic() - begun < 1.2
    reader.hold.set()
    eventually(lambda: not hid_threads())
    assert bus.closed == 1


def test_two_readers_at_once_are_not_much_slower_than_one(bus: HidBus) -> None:
    devices = [SamDevice(), SamDevice()]
    for number, device in enumerate(devices, 1):
        path = f"1-{number}:1.0".encode()
        bus.plug(HidReader(PacedLine(device), CountedWire(), path=path))
    first, second = (f"{ADDRESS}?layout=driver-free&path=1-{n}:1.0" for n in (1, 2))
    news: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
    with Hub([second], news.put), open_reader(first) as opened:
        assert isinstance(news.get(timeout=5), ReaderFound)
        durations = []
        while len(durations) < 20 and min(durations, default=9.0) > 1.25:
            devices[0].lay(card_of(ALICE))
            card = next_event(opened)
            assert isinstance(card, CardRead)
            durations.append(card.duration_s / 0.118)
            devices[0].lift()
            next_event(opened)
    assert min(durations) < 1.25
