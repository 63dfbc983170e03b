"""Readers that nobody named: found, kept, lost and known again by a whole counter."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from drivers.discovery import Lookout
from drivers.discovery.lookout import SerialPortSeen
from drivers.simulator.control import ControlClient
from drivers.simulator.device import simulated_sam_id
from pos_client.application import commands
from pos_client.application.state import (
    CounterState,
    ReaderChange,
    ReaderPhase,
    ReaderState,
)
from pos_client.bootstrap import reader_watch
from pos_client.infrastructure.settings import Settings
from pos_client.sandbox.policy import ReaderRule
from tests.integration.chain.shop import Counter, Shop
from tests.integration.drivers.served import Served, served

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="readers on pseudo-terminals")

READY, LOST = ReaderPhase.READY, ReaderPhase.LOST
# A look every second, an opening, and the module's answer.
SOON_S = 5.0


class Bus:
    """Serial ports as the system lists them; `plug` a reader in under any number."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.ports: list[SerialPortSeen] = []
        self._stack = stack

    def list(self) -> list[SerialPortSeen]:
        return list(self.ports)

    def serve(self, number: int) -> tuple[Served, ControlClient]:
        """A reader of its own, not plugged in yet; its module has a number of its own."""
        link, control = self.folder / f"reader-{number}", self.folder / f"control-{number}"
        reader = self._stack.enter_context(
            served("--pty", str(link), "--control", str(control), "--sam-serial", str(number))
        )
        return reader, self._stack.enter_context(reader.control())

    def plug(self, number: int, port: str) -> str:
        """Show a served reader under a port; answers its address."""
        link = self.folder / port
        link.symlink_to((self.folder / f"reader-{number}").resolve())
        self.ports.append(SerialPortSeen(str(link), f"reader {number}", 0x1A86, 0x7523))
        return f"sam-serial:{link}"

    def unplug(self, port: str) -> None:
        self.ports = [each for each in self.ports if Path(each.path).name != port]
        (self.folder / port).unlink()


@pytest.fixture
def shop(make_shop: Callable[..., Shop]) -> Shop:
    """An outlet with two readers of its own, each with its module."""
    rules = tuple(ReaderRule(simulated_sam_id(number), "sam-serial") for number in (1, 2))
    return make_shop(readers=rules)


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    with ExitStack() as stack:
        bus = Bus(tmp_path, stack)
        monkeypatch.setattr(
            reader_watch,
            "Lookout",
            lambda: Lookout(root=tmp_path / "nothing", serial_ports=bus.list),
        )
        yield bus


def at(address: str, phase: ReaderPhase) -> Callable[[CounterState], bool]:
    def holds(state: CounterState) -> bool:
        return any((each.address, each.phase) == (address, phase) for each in state.readers.all)

    return holds


def one(state: CounterState, address: str) -> ReaderState:
    (found,) = [each for each in state.readers.all if each.address == address]
    return found


def open_at_work(shop: Shop, *addresses: str) -> Counter:
    counter = shop.open(Settings())
    counter.wait_for(lambda state: state.gateway.is_reachable)
    for address in addresses:
        counter.wait_for(at(address, READY))
    shop.log_in(counter)
    counter.wait_for(lambda state: state.session is not None)
    return counter


def changes(counter: Counter) -> list[ReaderChange]:
    """What was told of readers, each time it was told anew."""
    told = [state.readers.change for state in counter.watch.states]
    pairs = zip([None, *told], told, strict=False)
    return [change[0] for before, change in pairs if change is not None and change != before]


def test_a_card_on_any_of_several_readers_begins_its_case(shop: Shop, bus: Bus) -> None:
    (_, first), (_, second) = bus.serve(1), bus.serve(2)
    addresses = bus.plug(1, "port-a"), bus.plug(2, "port-b")
    counter = open_at_work(shop, *addresses)
    for control, slug in ((first, "resident-lin"), (second, "resident-wang")):
        control.lay(slug)
        state = counter.wait_for(lambda now: now.case is not None)
        assert state.case is not None
        assert state.case.identity is not None
        counter.submit(commands.CancelCase())
        counter.wait_for(lambda now: now.case is None)
        control.lift()
    assert changes(counter) == []
    shop.close(counter)


def test_a_reader_pulled_in_the_middle_of_a_read_gives_nobody_and_is_told_back_on_another_port(
    shop: Shop, bus: Bus
) -> None:
    _, control = bus.serve(1)
    address = bus.plug(1, "port-a")
    counter = open_at_work(shop, address)
    control.fault("unplug on=read_base times=1")
    control.lay("resident-lin")
    bus.unplug("port-a")
    counter.wait_for(at(address, LOST))
    assert counter.state.case is None
    control.clear_faults()
    control.lift()
    control.plug()
    moved = bus.plug(1, "port-c")
    state = counter.wait_for(at(moved, READY))
    assert [each.address for each in state.readers.all] == [moved]
    assert changes(counter) == [ReaderChange.LOST, ReaderChange.BACK]
    control.lay("resident-lin")
    assert counter.wait_for(lambda now: now.case is not None).case is not None
    shop.close(counter)


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Makes opening a port hang until the test is over, as a broken driver of a system does."""
    from drivers.readers import sam_serial

    stuck: set[str] = set()
    over = threading.Event()
    real = sam_serial.SamSerialDriver.open

    def slow(self: object, address: str, target: str, options: object) -> object:
        if target in stuck:
            over.wait(60)
        return real(self, address, target, options)  # type: ignore[arg-type]

    monkeypatch.setattr(sam_serial.SamSerialDriver, "open", slow)
    yield stuck.add
    over.set()
    until = time.monotonic() + 5
    while any(each.name.startswith("reader ") for each in threading.enumerate()):
        assert time.monotonic() < until, "a thread was left behind"
        time.sleep(0.01)


def test_a_device_that_hangs_holds_up_neither_the_other_one_nor_the_end(
    shop: Shop, bus: Bus, hanging: Callable[[str], None]
) -> None:
    _, control = bus.serve(1)
    bus.serve(2)
    good, bad = bus.plug(1, "port-a"), bus.plug(2, "port-b")
    hanging(bad.partition(":")[2])
    counter = open_at_work(shop, good)
    begun = time.monotonic()
    control.lay("resident-lin")
    counter.wait_for(lambda now: now.case is not None)
    # A poll of the hub, the record on its line, a challenge and an audit entry.
    assert time.monotonic() - begun < 1.5
    begun = time.monotonic()
    shop.close(counter)
    assert time.monotonic() - begun < 3


def test_the_chosen_reader_is_used_alone_after_a_restart_and_on_another_port(
    shop: Shop, bus: Bus
) -> None:
    (_, first), (_, second) = bus.serve(1), bus.serve(2)
    addresses = bus.plug(1, "port-a"), bus.plug(2, "port-b")
    counter = open_at_work(shop, *addresses)
    counter.submit(commands.UseReader(addresses[1]))
    counter.wait_for(at(addresses[0], ReaderPhase.RESTING))
    shop.close(counter)
    for port in ("port-a", "port-b"):
        bus.unplug(port)
    moved, other = bus.plug(2, "port-y"), bus.plug(1, "port-x")
    counter = open_at_work(shop, moved)
    state = counter.wait_for(at(other, ReaderPhase.RESTING))
    assert (state.readers.chosen, state.readers.chosen_address) == ("reader 2", moved)
    first.lay("resident-wang")
    second.lay("resident-lin")
    state = counter.wait_for(lambda now: now.case is not None)
    assert state.case is not None
    assert state.case.masked_name == "林**"
    shop.close(counter)


def test_a_test_climbs_to_the_content_of_a_card_and_the_reader_works_again(
    shop: Shop, bus: Bus
) -> None:
    _, control = bus.serve(1)
    address = bus.plug(1, "port-a")
    counter = open_at_work(shop, address)
    counter.submit(commands.BeginReaderTest(address))
    counter.wait_for(lambda now: now.readers.test is not None and len(now.readers.test.rungs) == 4)
    control.lay("resident-lin")
    state = counter.wait_for(
        lambda now: now.readers.test is not None and not now.readers.test.is_running
    )
    assert state.readers.test is not None
    assert [each.state.value for each in state.readers.test.rungs] == ["good"] * 6
    assert state.case is None, "a test is nobody's case"
    assert "林" not in repr(state.readers.test)
    control.lift()
    counter.submit(commands.StopReaderTest())
    counter.wait_for(at(address, READY))
    control.lay("resident-wang")
    counter.wait_for(lambda now: now.case is not None)
    shop.close(counter)
