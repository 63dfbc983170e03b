"""Readers that nobody named: found, kept, lost and known again by a whole counter."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pos_client.application import commands
from pos_client.application.state import (
    ReaderChange,
    ReaderPhase,
)
from pos_client.infrastructure.settings import Settings
from tests.integration.chain.bus import READERS, Bus, at, hanging_ports, serial_bus
from tests.integration.chain.shop import Counter, Shop

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="readers on pseudo-terminals")

READY, LOST = ReaderPhase.READY, ReaderPhase.LOST
# A look every second, an opening, and the module's answer.
SOON_S = 5.0


@pytest.fixture
def shop(make_shop: Callable[..., Shop]) -> Shop:
    """An outlet with two readers of its own, each with its module."""
    return make_shop(readers=READERS)


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    with serial_bus(tmp_path, monkeypatch) as bus:
        yield bus


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    with hanging_ports(monkeypatch) as hang:
        yield hang


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
    first, second = bus.serve(1), bus.serve(2)
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


@pytest.mark.fault(53)
def test_a_reader_pulled_in_the_middle_of_a_read_gives_nobody_and_is_told_back_on_another_port(
    shop: Shop, bus: Bus
) -> None:
    control = bus.serve(1)
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


def test_a_reader_that_slept_is_told_lost_once_and_back_once(shop: Shop, bus: Bus) -> None:
    control = bus.serve(1)
    address = bus.plug(1, "port-a")
    counter = open_at_work(shop, address)
    control.lay("resident-lin")
    counter.wait_for(lambda now: now.case is not None)
    counter.submit(commands.CancelCase())
    counter.wait_for(lambda now: now.case is None)
    bus.put_to_sleep(1)
    counter.wait_for(at(address, LOST))
    bus.wake(1)
    counter.wait_for(at(address, READY))
    assert changes(counter) == [ReaderChange.LOST, ReaderChange.BACK]
    control.lift()
    control.lay("resident-wang")
    assert counter.wait_for(lambda now: now.case is not None).case is not None
    shop.close(counter)


@pytest.mark.limit_in_seconds
def test_a_device_that_hangs_holds_up_neither_the_other_one_nor_the_end(
    shop: Shop, bus: Bus, hanging: Callable[[str], None]
) -> None:
    control = bus.serve(1)
    bus.serve(2)
    good, bad = bus.plug(1, "port-a"), bus.plug(2, "port-b")
    hanging(bad)
    counter = open_at_work(shop, good)
    control.lay("resident-lin")
    counter.wait_for(lambda now: now.case is not None)  # it hangs until the end of the test
    begun = time.monotonic()
    shop.close(counter)
    assert time.monotonic() - begun < 3


def test_the_chosen_reader_is_used_alone_after_a_restart_and_on_another_port(
    shop: Shop, bus: Bus
) -> None:
    first, second = bus.serve(1), bus.serve(2)
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
    control = bus.serve(1)
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
