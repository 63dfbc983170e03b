"""A whole card read over a paced pseudo-terminal, against the time its bytes need on the line."""

from __future__ import annotations

import os
import pty
import select
import sys
import threading
import time
import tty
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from drivers import open_reader
from drivers.card.read import CardRead
from drivers.simulator.control import ControlClient
from tests.bench.children import Child
from tests.bench.hub_delay import measure_hub
from tests.bench.results import Row, Samples, interleaved
from tests.bench.world import World

__all__ = ["measure", "served_reader"]

BAUD = 115200
BITS_A_BYTE = 10  # 8N1: a start bit, eight bits, a stop bit
GOAL = 1.10
_CARDS = ("resident-lin", "hmt-ho", "foreign-2017-sample", "foreign-2023-exemple")
_REPETITIONS = 16


def measure(world: World) -> Iterator[Row]:
    """Time each read from the first request of the search to the finished `CardRead`."""
    with served_reader(world.new_folder("reader")) as (address, control):
        counts = {slug: _bytes_of_a_read(address, control, slug) for slug in _CARDS}
        line = f"{address}?baud={BAUD}"
        yield _reading("card_read", line, control, counts, "a pseudo-terminal")
        yield from _hub("serial", line, control, counts)
    with served_reader(world.new_folder("box"), tcp=True) as (address, control):
        yield _reading("read_tcp", address, control, counts, "a TCP connection")
        yield from _hub("tcp", address, control, counts)


@contextmanager
def served_reader(folder: Path, *, tcp: bool = False) -> Iterator[tuple[str, ControlClient]]:
    """A simulated reader in a process of its own: its address and its control."""
    line = ["--tcp", "0"] if tcp else ["--pty", str(folder / "line")]
    where = [*line, "--baud", str(BAUD), "--control", str(folder / "control"), "--until-eof"]
    command = [sys.executable, "-m", "drivers.simulator.serve", *where]
    with Child(command, folder / "simulator.log") as child:
        ready = child.answer()
        with ControlClient(str(ready["control"])) as client:
            yield str(ready["address"]), client


def _reading(
    name: str, address: str, control: ControlClient, counts: Mapping[str, int], over: str
) -> Row:
    slugs = cycle(_CARDS)
    current = next(slugs)

    def ours() -> float:
        return _seconds_of_a_read(address, control, current)

    def reference() -> float:
        nonlocal current
        line_s = _line_s(counts[current])
        current = next(slugs)
        return line_s

    samples: Samples = interleaved(ours, reference, _REPETITIONS)
    how = (
        f"find, select, read and the question behind it over {over} at {BAUD} baud, simulator in "
        f"its own process / the line time of the {counts[_CARDS[0]]} bytes counted on the wire"
    )
    return Row.of(name, "s", samples, GOAL, how)


def _hub(
    name: str, address: str, control: ControlClient, counts: Mapping[str, int]
) -> Iterator[Row]:
    slug = _CARDS[0]
    line_s = _line_s(counts[slug])
    yield from measure_hub(name, address, line_s, lambda: control.lay(slug), control.lift)


def _line_s(count: int) -> float:
    return count * BITS_A_BYTE / BAUD


def _seconds_of_a_read(address: str, control: ControlClient, slug: str) -> float:
    control.lay(slug)
    # The module tells its id while it is opened, before the clock starts.
    with open_reader(address) as reader:
        began = time.perf_counter()
        event = reader.poll(5.0)
        took_s = time.perf_counter() - began
    control.lift()
    if not isinstance(event, CardRead):
        raise TypeError(f"{slug}: {type(event).__name__} instead of a read")
    return took_s


def _bytes_of_a_read(address: str, control: ControlClient, slug: str) -> int:
    """Count what goes over the line between opening and the finished read, either way."""
    control.lay(slug)
    tap = _Tap(Path(address.partition(":")[2]))
    try:
        with open_reader(f"sam-serial:{tap.path}?baud={BAUD}") as reader:
            before = tap.count
            event = reader.poll(5.0)
            counted = tap.count - before
    finally:
        tap.close()
    control.lift()
    if not isinstance(event, CardRead):
        raise TypeError(f"{slug}: {type(event).__name__} instead of a read")
    return counted


class _Tap:
    """A second pseudo-terminal that hands everything on and counts it. Nothing is timed here."""

    def __init__(self, line: Path) -> None:
        self.count = 0
        self._near, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)
        self._far = os.open(line, os.O_RDWR | os.O_NOCTTY)
        self._wake, self._waker = os.pipe()
        self._thread = threading.Thread(target=self._carry, name="tap")
        self._thread.start()

    def close(self) -> None:
        os.write(self._waker, b".")
        self._thread.join()
        for end in (self._near, self._slave, self._far, self._wake, self._waker):
            os.close(end)

    def _carry(self) -> None:
        other = {self._near: self._far, self._far: self._near}
        while self._wake not in (ready := select.select([*other, self._wake], [], [])[0]):
            for end in ready:
                piece = os.read(end, 4096)
                self.count += len(piece)
                os.write(other[end], piece)
