"""The driver reads the simulator in process, through every fault that leaves a card readable."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from drivers.api import (
    AddressInvalid,
    CardRefused,
    CardRemoved,
    ReaderFaulty,
    ReaderUnavailable,
)
from drivers.card.read import CardRead
from drivers.readers.sam_reader import SamReader
from drivers.registry import open_reader
from drivers.simulator.deck import load_deck
from drivers.simulator.device import SIMULATED_SAM_ID, SamDevice
from drivers.simulator.faults import Fault, FaultKind, Faults
from drivers.simulator.line import PacedLine
from drivers.transport.in_process import InProcessLine

DECK = load_deck()
LIN = DECK["resident-lin"]


def line_to(device: SamDevice) -> InProcessLine:
    return InProcessLine(PacedLine(device, is_paced=False))


def reader_of(device: SamDevice) -> SamReader:
    return SamReader(line_to(device), address="sim:", driver="sim", driver_version="1.0")


def device_with_lin(*faults: Fault) -> SamDevice:
    device = SamDevice(faults=Faults(faults, seed=11))
    device.lay(LIN.card())
    return device


def test_a_simulated_reader_says_that_it_is_simulated_and_reads() -> None:
    with open_reader("sim:?card=resident-lin") as reader:
        card = reader.poll(2.0)
        assert reader.info.simulated
        assert reader.info.sam_id == SIMULATED_SAM_ID
    assert isinstance(card, CardRead)
    assert card.name == LIN.fields.name
    assert card.sam_id == SIMULATED_SAM_ID
    assert len(card.raw_photo) == 1024


def test_an_empty_plate_tells_nothing() -> None:
    with open_reader("sim:") as reader:
        assert reader.poll(0.05) is None


def test_a_card_of_ones_own_deck_is_read(tmp_path: Path) -> None:
    deck = tmp_path / "own.json"
    shipped = Path(load_deck.__code__.co_filename).with_name("deck.json")
    deck.write_bytes(shipped.read_bytes().replace(b"resident-lin", b"somebody"))
    with open_reader(f"sim:?card=somebody&deck={deck}") as reader:
        assert isinstance(reader.poll(2.0), CardRead)


@pytest.mark.parametrize(
    "address", ["sim:here", "sim:?card=nobody", "sim:?deck=/no/where", "sim:?colour=red"]
)
def test_an_address_that_makes_no_sense_is_refused(address: str) -> None:
    with pytest.raises(AddressInvalid):
        open_reader(address)


def test_a_card_is_laid_lifted_and_laid_again() -> None:
    device = device_with_lin()
    with reader_of(device) as reader:
        assert isinstance(reader.poll(2.0), CardRead)
        assert reader.poll(0.1) is None
        device.lift()
        assert isinstance(reader.poll(2.0), CardRemoved)
        device.lay(DECK["hmt-ho"].card())
        card = reader.poll(2.0)
    assert isinstance(card, CardRead)
    assert card.permit_number == "H00000001"


HARMLESS = [
    Fault(FaultKind.SPLIT, size=100, seconds=0.001),
    Fault(FaultKind.DELAY, seconds=0.05),
    Fault(FaultKind.DUPLICATE),
    Fault(FaultKind.GARBAGE_BEFORE),
    Fault(FaultKind.GARBAGE_AFTER),
    Fault(FaultKind.ECHO),
    Fault(FaultKind.STALE),
    Fault(FaultKind.BAD_CHECKSUM, times=1, on="read_base"),
    Fault(FaultKind.WRONG_STATUS, times=1, on="read_base", status=0x10),
    Fault(FaultKind.WRONG_STATUS, times=1, on="select_card", status=0x81),
    Fault(FaultKind.CARD_SLIPS, times=1, on="read_base"),
    Fault(FaultKind.KEEPS_FINDING),
    Fault(FaultKind.MUST_LIFT),
]


@pytest.mark.parametrize("fault", HARMLESS, ids=lambda fault: f"{fault.kind.value} {fault.on}")
def test_a_fault_that_leaves_the_card_readable_costs_nothing_but_time(fault: Fault) -> None:
    with reader_of(device_with_lin(fault)) as reader:
        card = reader.poll(5.0)
    assert isinstance(card, CardRead)
    assert card.raw_text == LIN.card().text


def test_many_faults_at_once_never_give_a_wrong_card() -> None:
    kinds = (
        FaultKind.SPLIT,
        FaultKind.DUPLICATE,
        FaultKind.GARBAGE_BEFORE,
        FaultKind.GARBAGE_AFTER,
        FaultKind.ECHO,
    )
    device = device_with_lin(*(Fault(kind, chance=0.5, seconds=0.0005) for kind in kinds))
    with reader_of(device) as reader:
        card = reader.poll(5.0)
    assert isinstance(card, CardRead)
    assert card.raw_text == LIN.card().text


def test_a_card_lost_in_the_middle_of_a_read_is_refused() -> None:
    with reader_of(device_with_lin(Fault(FaultKind.CARD_LOST, times=1))) as reader:
        event = reader.poll(5.0)
    assert isinstance(event, CardRefused)
    assert event.reason == "read_failed"


def test_a_broken_module_is_told() -> None:
    broken = Fault(FaultKind.WRONG_STATUS, status=0x60, on="find_card")
    with reader_of(device_with_lin(broken)) as reader, pytest.raises(ReaderFaulty):
        reader.poll(10.0)


def test_an_unplugged_line_is_gone() -> None:
    fault = Fault(FaultKind.UNPLUG, on="read_base", size=600)
    with reader_of(device_with_lin(fault)) as reader, pytest.raises(ReaderUnavailable):
        reader.poll(5.0)


@pytest.mark.limit_in_seconds
def test_the_line_waits_no_longer_than_told_and_no_longer_than_needed() -> None:
    line = line_to(SamDevice(faults=Faults((Fault(FaultKind.DELAY, seconds=0.1),))))
    began_s = time.monotonic()
    assert line.read(0.05) == b""
    assert 0.05 <= time.monotonic() - began_s < 0.2
    line.write(bytes.fromhex("AAAAAA96690003200122"))
    assert len(line.read(5.0)) == 11
    assert time.monotonic() - began_s < 1.0
    line.close()
    line.close()
    with pytest.raises(ReaderUnavailable):
        line.write(b"")


def test_a_card_may_be_laid_from_another_thread() -> None:
    device = SamDevice()
    person = threading.Timer(0.1, device.lay, (LIN.card(),))
    with reader_of(device) as reader:
        person.start()
        card = reader.poll(5.0)
    person.join()
    assert isinstance(card, CardRead)
