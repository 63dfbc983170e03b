"""The longest time a window does not answer while cards are read and a queue is drained."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median

from jeepney import DBusAddress, new_method_call

from drivers.simulator.control import ControlClient
from tests.bench.card_read import BAUD, served_reader
from tests.bench.children import Child, python
from tests.bench.crowd import RECORDS
from tests.bench.program import EMPTY_WINDOW, Opened, log_in, opened, our_window
from tests.bench.results import Row, interleaved
from tests.bench.stock import Copy, served_gateway, set_reader
from tests.bench.windows import WindowWatch
from tests.bench.world import World
from tests.whole.screen import Accessibility

__all__ = ["goal_for", "measure"]

_RATIO = 2.0
_NOTICEABLE_S = 0.050
_REPETITIONS = 3
_DRAINED_WITHIN_S = 60.0
_ASK_EVERY_S = 0.002
_LOOK_EVERY_S = 0.2
_CARD_EVERY_S = 0.8
_CARDS = ("resident-lin", "resident-wang", "hmt-ho", "foreign-2023-exemple")


def goal_for(reference_s: float) -> float:
    """Twice the empty window's, or what nobody notices where that is more."""
    return max(_RATIO, _NOTICEABLE_S / reference_s)


def measure(world: World) -> Iterator[Row]:
    """Ask the window all the time whether it is alive, and keep the longest wait."""
    with WindowWatch(world.desktop.display) as watch:
        samples = interleaved(
            lambda: _ours(world, watch), lambda: _reference(world, watch), _REPETITIONS, warm_up=0
        )
    how = (
        f"longest wait for an answer of the window's thread while {RECORDS} records are drained "
        "and cards come and go / of an empty QWidget beside a counter without a window that does "
        "the same"
    )
    yield Row.of("gui_stall", "s", samples, goal_for(median(samples.reference)), how)


def _ours(world: World, watch: WindowWatch) -> float:
    copy = world.captured.copy(world.new_folder("stall"))
    with _plate(world, copy) as reader, ExitStack() as stack:
        # The gateway is away at first: the clerk is known here, and nothing is sent yet.
        program = opened(stack, world, watch, our_window(copy.home))
        _, hands = log_in(stack, world, watch, program)
        stack.enter_context(served_gateway(copy.gateway))
        hands.press("F4")
        hands.press("F5")  # send now, instead of waiting for the line's next try
        hands.press("F2")
        # Given up, or the second card would find the first one's case open.
        with _cards(reader, lambda: hands.press("ctrl+Delete", times=2)):
            return _longest_wait(world, program, copy)


def _reference(world: World, watch: WindowWatch) -> float:
    copy = world.captured.copy(world.new_folder("stall"))
    with _plate(world, copy) as reader, ExitStack() as stack:
        program = opened(stack, world, watch, EMPTY_WINDOW)
        stack.enter_context(served_gateway(copy.gateway))
        command = python("draining", "counter", str(copy.home))
        stack.enter_context(Child(command, copy.home.with_name("counter.log")))
        with _cards(reader, lambda: None):
            return _longest_wait(world, program, copy)


@contextmanager
def _plate(world: World, copy: Copy) -> Iterator[ControlClient]:
    folder: Path = world.new_folder("reader")
    with served_reader(folder) as (address, reader):
        set_reader(copy.home, f"{address}?baud={BAUD}")
        yield reader


@contextmanager
def _cards(reader: ControlClient, behind: Callable[[], None]) -> Iterator[None]:
    """Lay and lift one card after the other, on a thread of its own."""
    stopping = threading.Event()

    def serve() -> None:
        for slug in cycle(_CARDS):
            reader.lay(slug)
            stopping.wait(_CARD_EVERY_S)
            reader.lift()
            behind()
            if stopping.wait(_CARD_EVERY_S):
                return

    thread = threading.Thread(target=serve, name="cards")
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def _longest_wait(world: World, program: Opened, copy: Copy) -> float:
    """Ask without a pause to speak of until the queue is empty."""
    longest_s = 0.0
    deadline = time.monotonic() + _DRAINED_WITHIN_S
    with Accessibility(world.desktop.bus_address) as accessibility:
        name, path = accessibility.application(program.pid).scene().widgets[0].address
        # The smallest question that only the thread of the window can answer.
        question = new_method_call(DBusAddress(path, name, "org.a11y.atspi.Accessible"), "GetRole")
        while copy.pending():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{copy.pending()} of {RECORDS} records are still pending")
            look_again_at = time.monotonic() + _LOOK_EVERY_S
            while time.monotonic() < look_again_at:
                asked_at = time.monotonic()
                if accessibility.ask([question]) == [None]:
                    raise RuntimeError("the window has no answer")
                longest_s = max(longest_s, time.monotonic() - asked_at)
                time.sleep(_ASK_EVERY_S)
    return longest_s
