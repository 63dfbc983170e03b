"""From the start of the process to the log-in window, and to the counter behind it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.program import EMPTY_WINDOW, log_in, opened, our_window
from tests.bench.results import Row, interleaved
from tests.bench.stock import Copy, served_gateway
from tests.bench.windows import WindowWatch
from tests.bench.world import World
from tests.whole.screen import Desktop

__all__ = ["measure"]

GOAL = 1.6
_REPETITIONS = 11
_LOG_INS = 5
# What makes a program describe its widgets; a counter without a screen reader has neither.
_DESCRIBING = ("QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "AT_SPI_BUS_ADDRESS")


def measure(world: World) -> Iterator[Row]:
    """Both rows, on an enrolled home whose gateway is there."""
    copy = world.enrolled.copy(world.new_folder("start"))
    with served_gateway(copy.gateway), WindowWatch(world.desktop.display) as watch:
        yield _window_mapped(world, copy, watch)
        yield _log_in_accepted(world, copy, watch)


def _window_mapped(world: World, copy: Copy, watch: WindowWatch) -> Row:
    environment = _undescribed(world.desktop)

    def seconds(command: list[str]) -> float:
        with ExitStack() as stack:
            return opened(stack, world, watch, command, environment).mapped_s

    samples = interleaved(
        lambda: seconds(our_window(copy.home)), lambda: seconds(EMPTY_WINDOW), _REPETITIONS
    )
    how = "process start to the mapped log-in window / to a mapped empty QWidget, warm, compiled"
    return Row.of("window_mapped", "s", samples, GOAL, how)


def _log_in_accepted(world: World, copy: Copy, watch: WindowWatch) -> Row:
    keystrokes: list[int] = []

    def ours() -> float:
        with ExitStack() as stack:
            began = time.monotonic()
            program = opened(stack, world, watch, our_window(copy.home))
            _, hands = log_in(stack, world, watch, program)
            keystrokes.append(hands.keystrokes)
            return time.monotonic() - began

    def reference() -> float:
        with ExitStack() as stack:
            return opened(stack, world, watch, EMPTY_WINDOW).mapped_s

    samples = interleaved(ours, reference, _LOG_INS)
    world.note(f"log-in: {keystrokes[-1]} keystrokes, typed as soon as the window has the focus")
    how = "process start to log-in accepted and sign shown, typing included / to an empty QWidget"
    return Row.of("log_in_accepted", "s", samples, None, how)


def _undescribed(desktop: Desktop) -> dict[str, str]:
    return {name: text for name, text in desktop.environment.items() if name not in _DESCRIBING}
