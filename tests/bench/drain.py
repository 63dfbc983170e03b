"""Bringing a whole queue to the gateway, against bare posts of the same bodies."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.children import Child, python
from tests.bench.crowd import RECORDS
from tests.bench.results import Row, interleaved
from tests.bench.stock import served_gateway
from tests.bench.world import World

__all__ = ["measure"]

GOAL = 1.3
_REPETITIONS = 3


def measure(world: World) -> Iterator[Row]:
    """Time from the first arrival to the last one, by the clock of the gateway."""
    samples = interleaved(
        lambda: _seconds(world, "counter"),
        lambda: _seconds(world, "bare"),
        _REPETITIONS,
        warm_up=0,
    )
    yield Row.of(
        "drain_200",
        "s",
        samples,
        GOAL,
        f"the counter drains {RECORDS} registrations of {world.captured.envelope_bytes()} bytes / "
        "httpx posts the same bodies over one connection with the same certificate; both on "
        "copies of the same books, first arrival to last, all accepted once",
    )


def _seconds(world: World, way: str) -> float:
    copy = world.captured.copy(world.new_folder(way))
    with served_gateway(copy.gateway):
        command = python("draining", way, str(copy.home))
        with Child(command, copy.home.with_name(f"{way}.log")) as child:
            sent = child.answer(90)["sent"]
    if sent != RECORDS:
        raise RuntimeError(f"{way}: {sent} of {RECORDS} sent")
    return copy.drained_in_s()
