"""Does what the panel asks for behind the scenes, on a thread of its own, one thing at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from drivers.simulator.control import ControlLost, ControlRefused
from ui.demo.service import ServiceFailed
from ui.demo.services import DemoServices

__all__ = ["StageState", "Stagehand"]

log = logging.getLogger(__name__)

# So long is an empty plate when a hand swaps two cards; a driver notices far shorter ones.
_HAND_S = 0.7


@dataclass(frozen=True, slots=True)
class StageState:
    """What lies and runs now.

    Attributes:
        card: the slug of the card on the plate, None while it is empty.
        faults: those in force, by kind.
        trouble: why the last wish could not be followed, in the words of whoever refused.
    """

    card: str | None
    gateway_is_running: bool
    reader_is_plugged: bool
    faults: tuple[str, ...] = ()
    trouble: str = ""


class Stagehand:
    """Every wish returns at once; `tell` hears from the other thread what has become of it."""

    def __init__(self, services: DemoServices, tell: Callable[[StageState], None]) -> None:
        self._services = services
        self._tell = tell
        self._thread = ThreadPoolExecutor(1, "stagehand")

    def look(self) -> None:
        """Say how things stand."""
        self._wish(lambda: None)

    def lay(self, slug: str) -> None:
        """Lay a card; one that lies there already is taken away first."""
        self._wish(lambda: self._swap(slug))

    def lift(self) -> None:
        self._wish(self._services.reader.lift)

    def plug_reader(self, *, plugged: bool) -> None:
        reader = self._services.reader
        self._wish(reader.plug if plugged else reader.unplug)

    def run_gateway(self, *, running: bool) -> None:
        """Start or end the gateway's process."""
        services = self._services
        self._wish(services.start_gateway if running else services.stop_gateway)

    def tell_gateway(self, line: str) -> None:
        """Say what only the carrier's own people can."""
        self._wish(lambda: self._ask_gateway(line))

    def fault(self, words: str) -> None:
        """Bring a fault of the reader into force; no words clear them all."""
        reader = self._services.reader
        self._wish(lambda: reader.fault(words) if words else reader.clear_faults())

    def close(self) -> None:
        """Forget what was not begun, and return when the thread has ended."""
        self._thread.shutdown(cancel_futures=True)

    def _swap(self, slug: str) -> None:
        reader = self._services.reader
        if reader.state()["card"] is not None:
            reader.lift()
            time.sleep(_HAND_S)
        reader.lay(slug)

    def _ask_gateway(self, line: str) -> None:
        self._services.tell_gateway(line)

    def _wish(self, do: Callable[[], None]) -> None:
        self._thread.submit(self._follow, do)

    def _follow(self, do: Callable[[], None]) -> None:
        trouble = ""
        try:
            do()
        except (ControlLost, ControlRefused, ServiceFailed) as no:
            trouble = str(no)
        try:
            state = self._services.reader.state()
        except (ControlLost, ControlRefused) as no:
            log.info("the simulated reader does not answer: %s", no)
            return
        self._tell(
            StageState(
                card=state["card"],
                gateway_is_running=self._services.gateway_is_running,
                reader_is_plugged=state["plugged"],
                faults=tuple(fault["kind"] for fault in state["faults"]),
                trouble=trouble,
            )
        )
