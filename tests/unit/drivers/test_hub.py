"""The hub keeps readers open and says each thing once."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import Self

import pytest

from drivers import (
    CardNews,
    CardRemoved,
    Hub,
    HubNews,
    Prospect,
    ProspectsSeen,
    Reader,
    ReaderForbidden,
    ReaderFound,
    ReaderInfo,
    ReaderLost,
    ReaderRestarting,
    ReaderUnavailable,
)


class FakeReader:
    """Tells what it is given; an exception in the queue is raised."""

    def __init__(self, address: str) -> None:
        self.info = ReaderInfo(address, "fake", "1", "")
        self.happening: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.closed = 0

    def poll(self, timeout_s: float) -> CardRemoved | ReaderRestarting | None:
        try:
            event = self.happening.get(timeout=timeout_s)
        except queue.Empty:
            return None
        if isinstance(event, Exception):
            raise event
        assert isinstance(event, CardRemoved | ReaderRestarting)
        return event

    def close(self) -> None:
        self.closed += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Shelf:
    """Readers that can be plugged in and out."""

    def __init__(self) -> None:
        self.news: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
        self.readers: dict[str, FakeReader] = {}
        self.opened = 0
        self.trouble: Exception | None = None
        self.absent: set[str] = set()

    def open(self, address: str) -> Reader:
        self.opened += 1
        if address in self.absent:
            raise ReaderUnavailable("no such device")
        if self.trouble is not None:
            raise self.trouble
        self.readers[address] = FakeReader(address)
        return self.readers[address]

    def hub(self, *addresses: str, tell: Callable[[HubNews], None] | None = None) -> Hub:
        return Hub(addresses, tell or self.news.put, open_reader=self.open, reopen_s=0.01)

    def next_news(self) -> HubNews:
        return self.news.get(timeout=2)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_a_reader_is_found_and_its_events_are_told(shelf: Shelf) -> None:
    with shelf.hub("fake:1"):
        found = shelf.next_news()
        assert isinstance(found, ReaderFound)
        shelf.readers["fake:1"].happening.put(CardRemoved())
        assert shelf.next_news() == CardNews(found.info, CardRemoved())
    assert shelf.readers["fake:1"].closed == 1


def test_a_restart_is_news_and_leaves_a_line_in_the_log(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    with shelf.hub("fake:1"):
        found = shelf.next_news()
        assert isinstance(found, ReaderFound)
        shelf.readers["fake:1"].happening.put(ReaderRestarting(2, 3))
        assert shelf.next_news() == CardNews(found.info, ReaderRestarting(2, 3))
    (line,) = [record for record in caplog.records if "started again" in record.getMessage()]
    assert (line.__dict__["reader"], line.__dict__["count"]) == ("fake:1", 2)


def test_lost_is_said_once_and_so_is_found_also_the_second_time(shelf: Shelf) -> None:
    with shelf.hub("fake:1"):
        for _ in range(2):
            assert isinstance(shelf.next_news(), ReaderFound)
            shelf.trouble = ReaderUnavailable("pulled")
            shelf.readers["fake:1"].happening.put(ReaderUnavailable("pulled"))
            assert shelf.next_news() == ReaderLost("reader_unavailable", "fake:1")
            before = shelf.opened
            while shelf.opened < before + 5:
                time.sleep(0.005)
            assert shelf.news.empty()
            shelf.trouble = None
        assert isinstance(shelf.next_news(), ReaderFound)


def test_a_reader_that_is_absent_from_the_start_is_lost_once(shelf: Shelf) -> None:
    shelf.trouble = ReaderUnavailable("no such port")
    with shelf.hub("fake:1"):
        assert shelf.next_news() == ReaderLost("reader_unavailable", "fake:1")
        time.sleep(0.05)
        assert shelf.news.empty()


def test_a_bug_in_a_driver_ends_no_thread_and_shows_no_text_of_it(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with shelf.hub("fake:1"):
        assert isinstance(shelf.next_news(), ReaderFound)
        shelf.readers["fake:1"].happening.put(KeyError("110101190001010014"))
        assert shelf.next_news() == ReaderLost("driver_bug", "fake:1")
        assert isinstance(shelf.next_news(), ReaderFound)
    assert "110101" not in caplog.text


@pytest.mark.expected_log("news was not taken")
def test_a_listener_that_fails_costs_no_reader(shelf: Shelf) -> None:
    def tell(news: HubNews) -> None:
        shelf.news.put(news)
        raise RuntimeError

    with shelf.hub("fake:1", tell=tell):
        assert isinstance(shelf.next_news(), ReaderFound)
        shelf.readers["fake:1"].happening.put(CardRemoved())
        assert isinstance(shelf.next_news(), CardNews)
        assert shelf.opened == 1


def test_each_reader_has_its_own_thread_and_its_own_fate(shelf: Shelf) -> None:
    with shelf.hub("fake:1", "fake:2", "fake:2"):
        found = {shelf.next_news(), shelf.next_news()}
        assert {news.info.address for news in found if isinstance(news, ReaderFound)} == {
            "fake:1",
            "fake:2",
        }
        assert shelf.opened == 2
        shelf.readers["fake:1"].happening.put(ReaderUnavailable("pulled"))
        shelf.readers["fake:2"].happening.put(CardRemoved())
        told = {type(shelf.next_news()) for _ in range(3)}
        assert told == {ReaderLost, ReaderFound, CardNews}


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.limit_in_seconds
def test_stopping_is_quick_and_leaves_no_thread(shelf: Shelf, *, is_there: bool) -> None:
    shelf.trouble = None if is_there else ReaderUnavailable("no such port")
    threads = threading.active_count()
    hub = Hub(["fake:1"], shelf.news.put, open_reader=shelf.open)
    hub.start()
    shelf.next_news()
    begun = time.monotonic()
    hub.stop()
    hub.stop()
    assert time.monotonic() - begun < 0.5
    assert threading.active_count() == threads


def test_a_reader_at_rest_is_closed_in_silence_and_found_again_when_it_is_wanted(
    shelf: Shelf,
) -> None:
    with shelf.hub("fake:1", "fake:2") as hub:
        assert {type(shelf.next_news()) for _ in range(2)} == {ReaderFound}
        hub.let_rest(["fake:1"])
        wait_until(lambda: not hub.is_open("fake:1"))
        assert (shelf.readers["fake:1"].closed, shelf.news.empty()) == (1, True)
        shelf.readers["fake:2"].happening.put(CardRemoved())
        assert isinstance(shelf.next_news(), CardNews)
        hub.let_rest([])
        found = shelf.next_news()
        assert isinstance(found, ReaderFound)
        assert found.info.address == "fake:1"


def test_what_a_reader_says_while_it_is_sent_to_rest_is_not_told(shelf: Shelf) -> None:
    with shelf.hub("fake:1") as hub:
        shelf.next_news()
        hub.let_rest(["fake:1"])
        shelf.readers["fake:1"].happening.put(ReaderUnavailable("pulled"))
        wait_until(lambda: not hub.is_open("fake:1"))
        assert shelf.news.empty()
    assert shelf.opened == 1


# Readers that nobody named -------------------------------------------------------------------


class Bus:
    """What stands on the bus, changed by the test."""

    def __init__(self, *prospects: Prospect) -> None:
        self.prospects = list(prospects)
        self.trouble: Exception | None = None
        self.failed = 0

    def look(self) -> list[Prospect]:
        if self.trouble is not None:
            self.failed += 1
            raise self.trouble
        return list(self.prospects)


KNOWN = Prospect("fake:known", "a reader", is_known=True)
PORT = Prospect("fake:port", "some serial port")


def hub_on(bus: Bus, shelf: Shelf, *addresses: str) -> Hub:
    return Hub(
        addresses,
        shelf.news.put,
        open_reader=shelf.open,
        reopen_s=0.01,
        look=bus.look,
        look_s=0.01,
    )


def test_a_known_reader_is_found_where_nobody_named_one(shelf: Shelf) -> None:
    with hub_on(Bus(KNOWN), shelf):
        assert shelf.next_news() == ProspectsSeen((KNOWN,))
        found = shelf.next_news()
        assert isinstance(found, ReaderFound)
        assert found.info.address == "fake:known"


def test_a_port_is_no_reader_before_it_answers_like_one(shelf: Shelf) -> None:
    with hub_on(Bus(PORT), shelf):
        assert shelf.next_news() == ProspectsSeen((PORT,))
        wait_until(lambda: "fake:port" in shelf.readers)
        assert shelf.news.empty()
        shelf.readers["fake:port"].info = ReaderInfo("fake:port", "fake", "1", "05.01-1-2-3")
        assert isinstance(shelf.next_news(), ReaderFound)


def test_a_port_that_never_answered_is_not_called_lost(shelf: Shelf) -> None:
    shelf.trouble = ReaderUnavailable("a modem")
    with hub_on(Bus(PORT), shelf):
        assert shelf.next_news() == ProspectsSeen((PORT,))
        wait_until(lambda: shelf.opened >= 3)
        assert shelf.news.empty()


def test_a_known_reader_that_cannot_be_opened_is_lost_once(shelf: Shelf) -> None:
    shelf.trouble = ReaderForbidden("no permission")
    with hub_on(Bus(KNOWN), shelf):
        assert shelf.next_news() == ProspectsSeen((KNOWN,))
        assert shelf.next_news() == ReaderLost("reader_forbidden", "fake:known")
        wait_until(lambda: shelf.opened >= 5)
        assert shelf.news.empty()


def test_a_prospect_with_an_obstacle_is_named_and_left_alone(shelf: Shelf) -> None:
    barred = Prospect("fake:known", "a reader", True, "reader_forbidden", "udev_rule")
    bus = Bus(barred)
    with hub_on(bus, shelf):
        assert shelf.next_news() == ProspectsSeen((barred,))
        assert shelf.opened == 0
        bus.prospects = [KNOWN]  # somebody has installed the rule
        assert shelf.next_news() == ProspectsSeen((KNOWN,))
        assert isinstance(shelf.next_news(), ReaderFound)


def test_a_reader_under_another_number_is_found_there_and_its_old_place_forgotten(
    shelf: Shelf,
) -> None:
    bus = Bus(KNOWN)
    elsewhere = Prospect("fake:elsewhere", "a reader", is_known=True)
    with hub_on(bus, shelf):
        assert [type(shelf.next_news()) for _ in range(2)] == [ProspectsSeen, ReaderFound]
        for place, other in ((KNOWN, elsewhere), (elsewhere, KNOWN)):
            bus.prospects, shelf.absent = [other], {place.address}
            shelf.readers[place.address].happening.put(ReaderUnavailable("pulled"))
            told = [shelf.next_news() for _ in range(3)]
            assert ReaderLost("reader_unavailable", place.address) in told
            assert ProspectsSeen((other,)) in told
            assert [n.info.address for n in told if isinstance(n, ReaderFound)] == [other.address]
        wait_until(lambda: f"reader {elsewhere.address}" not in thread_names())


def test_a_reader_in_use_stays_while_the_bus_does_not_list_it(shelf: Shelf) -> None:
    bus = Bus(KNOWN)
    with hub_on(bus, shelf):
        assert [type(shelf.next_news()) for _ in range(2)] == [ProspectsSeen, ReaderFound]
        bus.prospects = []
        assert shelf.next_news() == ProspectsSeen(())
        shelf.readers["fake:known"].happening.put(CardRemoved())
        assert isinstance(shelf.next_news(), CardNews)


@pytest.mark.expected_log("readers cannot be looked for")
def test_a_bus_that_cannot_be_searched_costs_no_reader(shelf: Shelf) -> None:
    bus = Bus(KNOWN)
    with hub_on(bus, shelf, "fake:fixed"):
        assert {type(shelf.next_news()) for _ in range(3)} == {ProspectsSeen, ReaderFound}
        bus.trouble = OSError("the bus is gone")
        wait_until(lambda: bus.failed >= 2)
        shelf.readers["fake:fixed"].happening.put(CardRemoved())
        shelf.readers["fake:known"].happening.put(CardRemoved())
        assert {type(shelf.next_news()) for _ in range(2)} == {CardNews}


def thread_names() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def wait_until(holds: Callable[[], bool]) -> None:
    due = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < due
        time.sleep(0.002)
