"""Cards read over USB pipes and HID reports, against the line time behind the bridge.

The bridges are simulated in this process: there is no bus here to plug one into. What the real
bus adds is not in these figures.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from drivers import CardRead, open_reader
from drivers.simulator.device import SamDevice
from tests.bench.hub_delay import measure_hub
from tests.bench.results import Row, interleaved
from tests.bench.world import World
from tests.integration.drivers.buses import ALICE, LINE_S, PLUGS, card_of, plugged

__all__ = ["measure"]

GOAL = 1.10
_REPETITIONS = 16
_TOLD_OVER = ("usb split", "hid driver-free")


def measure(world: World) -> Iterator[Row]:
    """Time reads, how soon a card is told, and how soon a hub is stopped."""
    del world  # nothing of this leaves the process
    for kind in PLUGS:
        yield _reading(kind)
    for kind in _TOLD_OVER:
        yield from _told_and_stopped(kind)


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
    return Row.of(f"read_{_plain(kind)}", "s", samples, GOAL, how)


def _told_and_stopped(kind: str) -> Iterator[Row]:
    with pytest.MonkeyPatch.context() as patch:
        device = SamDevice()
        line = plugged(patch, kind, device, is_paced=True)
        card = card_of(ALICE)
        yield from measure_hub(
            _plain(kind), line.address, LINE_S, lambda: device.lay(card), device.lift
        )


def _plain(kind: str) -> str:
    return kind.replace(" ", "_").replace("-", "_")
