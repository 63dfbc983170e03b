"""Cards read over USB pipes and HID reports, against the line time behind the bridge.

The bridges are simulated in this process: there is no bus here to plug one into. What the real
bus adds is not in these figures.
"""

from __future__ import annotations

import queue
import random
import time
from collections.abc import Iterator

import pytest

from drivers import CardNews, CardRead, CardRemoved, Hub, HubNews, open_reader
from drivers.simulator.device import SamDevice
from tests.bench.results import Row, interleaved
from tests.bench.world import World
from tests.integration.drivers.buses import ALICE, LINE_S, PLUGS, card_of, plugged

__all__ = ["measure"]

GOAL = 1.10
_REPETITIONS = 16
_TELLINGS = 12
# A card laid down is told this much later than the line needs, a poll called off within that.
_TOLD_S = 0.35
_STOPPED_S = 0.25
_TOLD_OVER = ("usb split", "hid driver-free")


def measure(world: World) -> Iterator[Row]:
    """Time reads, how soon a card is told, and how soon a hub is stopped."""
    del world  # nothing of this leaves the process
    for kind in PLUGS:
        yield _reading(kind)
    for kind in _TOLD_OVER:
        yield _telling(kind)
        yield _stopping(kind)


def _reading(kind: str) -> Row:
    def ours() -> float:
        with pytest.MonkeyPatch.context() as patch:
            device = SamDevice()
            line = plugged(patch, kind, device, is_paced=True)
            with open_reader(line.address) as reader:
                device.lay(card_of(ALICE))
                began = time.perf_counter()
                event = reader.poll(5.0)
                took_s = time.perf_counter() - began
        if not isinstance(event, CardRead):
            raise TypeError(f"{kind}: {type(event).__name__} instead of a read")
        return took_s

    samples = interleaved(ours, lambda: LINE_S, _REPETITIONS)
    how = "find, select and read over a simulated bridge / the line time of 1359 bytes behind it"
    return Row.of(_name("read", kind), "s", samples, GOAL, how)


def _telling(kind: str) -> Row:
    moments = random.Random(4)
    news: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
    with pytest.MonkeyPatch.context() as patch:
        device = SamDevice()
        line = plugged(patch, kind, device, is_paced=True)
        with Hub([line.address], news.put):
            news.get(timeout=5)

            def ours() -> float:
                time.sleep(moments.uniform(0.0, 0.3))
                device.lay(card_of(ALICE))
                began = time.perf_counter()
                _next(news, CardRead)
                took_s = time.perf_counter() - began
                device.lift()
                _next(news, CardRemoved)
                return took_s

            samples = interleaved(ours, lambda: LINE_S + _TOLD_S, _TELLINGS)
    how = "from laying a card to the hub's news of it / 350 ms and the line time"
    return Row.of(_name("told", kind), "s", samples, 1.0, how)


def _stopping(kind: str) -> Row:
    moments = random.Random(5)
    news: queue.SimpleQueue[HubNews] = queue.SimpleQueue()

    def ours() -> float:
        with pytest.MonkeyPatch.context() as patch:
            hub = Hub([plugged(patch, kind, SamDevice()).address], news.put)
            hub.start()
            news.get(timeout=5)
            time.sleep(moments.uniform(0.0, 0.3))
            began = time.perf_counter()
            hub.stop()
            return time.perf_counter() - began

    samples = interleaved(ours, lambda: _STOPPED_S, _TELLINGS)
    how = "from stopping a hub to the end of its reader's thread / 250 ms"
    return Row.of(_name("stop", kind), "s", samples, 1.0, how)


def _next(news: queue.SimpleQueue[HubNews], kind: type) -> None:
    told = news.get(timeout=5)
    if not (isinstance(told, CardNews) and isinstance(told.event, kind)):
        raise TypeError(f"{told} instead of {kind.__name__}")


def _name(what: str, kind: str) -> str:
    return f"{what}_{kind.replace(' ', '_').replace('-', '_')}"
