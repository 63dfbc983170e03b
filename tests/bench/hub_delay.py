"""How soon a hub tells a card that was laid down, and how soon it stops, whatever the transport."""

from __future__ import annotations

import queue
import random
import time
from collections.abc import Callable, Iterator

from drivers import CardNews, CardRead, CardRemoved, Hub, HubNews
from tests.bench.results import Row, interleaved

__all__ = ["measure_hub"]

_TELLINGS = 12
# A card laid down is told this much later than the line needs, a poll called off within that.
_TOLD_S = 0.35
_STOPPED_S = 0.25


def measure_hub(
    name: str, address: str, line_s: float, lay: Callable[[], object], lift: Callable[[], object]
) -> Iterator[Row]:
    """Two rows for a reader that lies there: `line_s` seconds is what a read costs on its line."""
    yield _telling(name, address, line_s, lay, lift)
    yield _stopping(name, address)


def _telling(
    name: str, address: str, line_s: float, lay: Callable[[], object], lift: Callable[[], object]
) -> Row:
    moments = random.Random(4)
    news: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
    with Hub([address], news.put):
        news.get(timeout=5)

        def ours() -> float:
            time.sleep(moments.uniform(0.0, 0.3))
            lay()
            began = time.perf_counter()
            _next(news, CardRead)
            took_s = time.perf_counter() - began
            lift()
            _next(news, CardRemoved)
            return took_s

        samples = interleaved(ours, lambda: line_s + _TOLD_S, _TELLINGS)
    how = "from laying a card to the hub's news of it / 350 ms and the line time"
    return Row.of(f"told_{name}", "s", samples, 1.0, how)


def _stopping(name: str, address: str) -> Row:
    moments = random.Random(5)
    news: queue.SimpleQueue[HubNews] = queue.SimpleQueue()

    def ours() -> float:
        hub = Hub([address], news.put)
        hub.start()
        news.get(timeout=5)
        time.sleep(moments.uniform(0.0, 0.3))
        began = time.perf_counter()
        hub.stop()
        return time.perf_counter() - began

    samples = interleaved(ours, lambda: _STOPPED_S, _TELLINGS)
    how = "from stopping a hub to the end of its reader's thread / 250 ms"
    return Row.of(f"stop_{name}", "s", samples, 1.0, how)


def _next(news: queue.SimpleQueue[HubNews], kind: type) -> None:
    told = news.get(timeout=5)
    if not (isinstance(told, CardNews) and isinstance(told.event, kind)):
        raise TypeError(f"{told} instead of {kind.__name__}")
