"""Serial ports that come and go, with readers behind them in processes of their own."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from drivers.api import Reader
from drivers.discovery import Lookout
from drivers.discovery.lookout import SerialPortSeen
from drivers.readers.sam_serial import SamSerialDriver
from drivers.simulator.control import ControlClient
from drivers.simulator.device import simulated_sam_id
from pos_client.application.state import CounterState, ReaderPhase
from pos_client.bootstrap import reader_watch
from pos_client.sandbox.policy import ReaderRule
from tests.integration.drivers.served import served

__all__ = ["READERS", "Bus", "at", "hanging_ports", "serial_bus"]

READERS = tuple(ReaderRule(simulated_sam_id(number), "sam-serial") for number in (1, 2))
"""What an outlet registers that owns the readers 1 and 2."""


class Bus:
    """Serial ports as the system lists them; `plug` a reader in under any number."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.ports: list[SerialPortSeen] = []
        self._stack = stack
        self._processes: dict[int, int] = {}

    def list(self) -> list[SerialPortSeen]:
        return list(self.ports)

    def serve(self, number: int) -> ControlClient:
        """A reader of its own, not plugged in yet; its module has a number of its own."""
        link, control = self.folder / f"reader-{number}", self.folder / f"control-{number}"
        reader = self._stack.enter_context(
            served("--pty", str(link), "--control", str(control), "--sam-serial", str(number))
        )
        self._processes[number] = reader.process.pid
        return self._stack.enter_context(reader.control())

    def put_to_sleep(self, number: int) -> None:
        """The reader is as it was, and does nothing."""
        os.kill(self._processes[number], signal.SIGSTOP)

    def wake(self, number: int) -> None:
        os.kill(self._processes[number], signal.SIGCONT)

    def plug(self, number: int, port: str) -> str:
        """Show a served reader under a port; answers its address."""
        link = self.folder / port
        link.symlink_to((self.folder / f"reader-{number}").resolve())
        self.ports.append(SerialPortSeen(str(link), f"reader {number}", 0x1A86, 0x7523))
        return f"sam-serial:{link}"

    def unplug(self, port: str) -> None:
        self.ports = [each for each in self.ports if Path(each.path).name != port]
        (self.folder / port).unlink()


@contextmanager
def serial_bus(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """The counter looks for readers on this bus, and nowhere else."""
    with ExitStack() as stack:
        bus = Bus(folder, stack)
        elsewhere = folder / "nothing"
        monkeypatch.setattr(
            reader_watch,
            "Lookout",
            lambda registry: Lookout(registry, root=elsewhere, serial_ports=bus.list),
        )
        yield bus


@contextmanager
def hanging_ports(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Makes opening an address hang until the end, as a broken driver of a system does."""
    stuck: set[str] = set()
    over = threading.Event()
    real = SamSerialDriver.open

    def slow(
        self: SamSerialDriver, address: str, target: str, options: Mapping[str, str]
    ) -> Reader:
        if address in stuck:
            over.wait(60)
        return real(self, address, target, options)

    monkeypatch.setattr(SamSerialDriver, "open", slow)
    yield stuck.add
    over.set()
    until = time.monotonic() + 5
    while any(each.name.startswith("reader ") for each in threading.enumerate()):
        assert time.monotonic() < until, "a thread was left behind"
        time.sleep(0.01)


def at(address: str, phase: ReaderPhase) -> Callable[[CounterState], bool]:
    def holds(state: CounterState) -> bool:
        return any((each.address, each.phase) == (address, phase) for each in state.readers.all)

    return holds
