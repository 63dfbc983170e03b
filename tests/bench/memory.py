"""How much memory the window holds after a customer, against an empty one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path

from drivers.simulator.control import ControlClient
from tests.bench.card_read import BAUD, served_reader
from tests.bench.customer import register, told
from tests.bench.program import EMPTY_WINDOW, Opened, log_in, opened, our_window
from tests.bench.results import Row, interleaved
from tests.bench.stock import served_gateway, set_reader
from tests.bench.windows import WindowWatch
from tests.bench.world import World
from tests.whole.screen import Accessibility

__all__ = ["measure"]

GOAL = 2.5
_REPETITIONS = 3
_CUSTOMERS = ("resident-lin", "resident-wang", "resident-ma", "resident-sun")


def measure(world: World) -> Iterator[Row]:
    """Resident set size of the process, read when one registration was accepted."""
    copy = world.enrolled.copy(world.new_folder("memory"))
    customers = cycle(_CUSTOMERS)
    seconds: dict[str, list[float]] = defaultdict(list)
    with (
        served_gateway(copy.gateway),
        served_reader(world.new_folder("reader")) as (address, reader),
        WindowWatch(world.desktop.display) as watch,
    ):
        set_reader(copy.home, f"{address}?baud={BAUD}", f"simulated:{reader.address}")

        def ours() -> float:
            with ExitStack() as stack:
                program = opened(stack, world, watch, our_window(copy.home))
                return _of_ours(stack, world, watch, program, reader, next(customers), seconds)

        def reference() -> float:
            with ExitStack() as stack:
                program = opened(stack, world, watch, EMPTY_WINDOW)
                accessibility = stack.enter_context(Accessibility(world.desktop.bus_address))
                # Being described costs memory too, so both have been looked at.
                accessibility.application(program.pid).scene()
                return _megabytes(program.pid, "Rss")

        samples = interleaved(ours, reference, _REPETITIONS, warm_up=0)
    how = (
        "resident set size (Rss) after one accepted registration / of an empty QWidget, both "
        "described to the accessibility bus"
    )
    for line in told(seconds):
        world.note(line)
    yield Row.of("memory", "MB", samples, GOAL, how)


def _of_ours(
    stack: ExitStack,
    world: World,
    watch: WindowWatch,
    program: Opened,
    reader: ControlClient,
    customer: str,
    seconds: dict[str, list[float]],
) -> float:
    application, hands = log_in(stack, world, watch, program)
    before = hands.keystrokes
    for step, samples in register(application, hands, reader, customer).items():
        seconds[step] += samples
    world.note(
        f"one registration: {hands.keystrokes - before} keystrokes; "
        f"Pss afterwards {_megabytes(program.pid, 'Pss'):.0f} MB"
    )
    return _megabytes(program.pid, "Rss")


def _megabytes(pid: int, kind: str) -> float:
    """Read one sum over all mappings of a process; `Rss` where more is not told to this user.

    The window lets nobody look into it, so that only root gets the exact sums.
    """
    process = Path(f"/proc/{pid}")
    try:
        lines = (process / "smaps_rollup").read_text("ascii").splitlines()
    except PermissionError:
        kind, lines = "VmRSS", (process / "status").read_text("ascii").splitlines()
    sizes = {line.split(":")[0]: line.split()[1] for line in lines[1:] if len(line.split()) > 1}
    return int(sizes[kind]) / 1024
