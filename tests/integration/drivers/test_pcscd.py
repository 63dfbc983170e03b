"""Cards and SIMs through a real PC/SC service, its virtual reader, and pyscard."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from smartcard import scard

from drivers.api import (
    CardEvent,
    CardPresent,
    CardRefused,
    CardRemoved,
    Reader,
    ReaderBusy,
    ReaderUnavailable,
    ServiceAway,
    SimRead,
    SimRefused,
    SimRemoved,
)
from drivers.card.read import CardRead
from drivers.conformance import Outcome, ServedHand, examine
from drivers.hub import CardNews, Hub, HubNews, ReaderFound, ReaderLost
from drivers.readers.pcsc_pages import DRIVER
from drivers.registry import open_reader
from drivers.simulator.chips import SIMS
from drivers.simulator.control import ControlClient
from drivers.simulator.deck import load_deck
from drivers.simulator.device import SIMULATED_SAM_ID
from tests.integration.drivers.pcscd import PLATE, SIM_SLOT, Pcscd, pcscd_alone, virtual_reader
from tests.integration.drivers.served import eventually, served

DECK = load_deck()
ON_PLATE, IN_SLOT = f"pcsc:{PLATE}?sam_id=FF12FF0010", f"pcsc:{SIM_SLOT}"

# Only one pcscd can run on a machine, so tests may have to wait for those of another checkout.
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Pcscd]:
    with virtual_reader(tmp_path) as running:
        yield running


@pytest.fixture
def person(service: Pcscd, tmp_path: Path) -> Iterator[ControlClient]:
    """Whoever lays cards and inserts SIMs."""
    with (
        served("--pcsc", str(service.port), "--control", str(tmp_path / "control")) as simulator,
        simulator.control() as control,
    ):
        assert simulator.address == f"pcsc:{PLATE}"
        assert simulator.ready["sim_address"] == f"pcsc:{SIM_SLOT}"
        yield control


def next_event(reader: Reader, within_s: float = 5.0) -> CardEvent | None:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if (event := reader.poll(0.1)) is not None:
            return event
    return None


def test_a_card_and_a_sim_are_read_through_the_real_service(person: ControlClient) -> None:
    card = DECK["resident-lin"].card()
    with open_reader(ON_PLATE) as plate, open_reader(IN_SLOT) as slot:
        assert plate.poll(0.05) is None
        person.lay("resident-lin")
        read = next_event(plate)
        assert isinstance(read, CardRead)
        assert (read.raw_text, read.raw_photo) == (card.text, card.photo)
        assert read.card_serial == card.serial.hex().upper()
        assert read.sam_id == plate.info.sam_id == SIMULATED_SAM_ID
        assert plate.info.simulated
        person.tell("insert usim-open")
        sim = SIMS["usim-open"]
        assert next_event(slot) == SimRead(sim.iccid, sim.imsi)
        person.lift()
        person.tell("eject")
        assert next_event(plate) == CardRemoved()
        assert next_event(slot) == SimRemoved()
        person.tell("lay resident-lin bare")
        assert next_event(plate) == CardPresent(read.card_serial)


def test_every_sim_of_the_drawer_is_read_and_none_is_asked_for_a_pin(
    person: ControlClient,
) -> None:
    with open_reader(IN_SLOT) as slot:
        for name in ("usim-letters", "usim-le", "usim-wish", "sim-2g-open", "sim-2g", "blank"):
            person.tell(f"insert {name}")
            sim = SIMS[name]
            expected = SimRead(sim.iccid, sim.imsi if sim.is_imsi_open else "")
            assert next_event(slot) == (expected if sim.iccid else SimRefused("blank"))
            assert person.state()["forbidden_asked"] == 0
            person.tell("eject")
            assert next_event(slot) == SimRemoved()


@pytest.mark.parametrize("pages", [1, 5])
def test_a_card_pulled_between_two_pages_gives_nobody(person: ControlClient, pages: int) -> None:
    with open_reader(ON_PLATE) as plate:
        person.fault(f"pulled after={pages} times=1")
        person.lay("resident-lin")
        assert next_event(plate) == CardRefused("read_failed", tries=1)
        assert next_event(plate) == CardRemoved()
        person.lay("resident-wang")
        read = next_event(plate)
        assert isinstance(read, CardRead)
        assert read.raw_text == DECK["resident-wang"].card().text


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("wrong_status", CardRefused("read_failed", tries=3, is_unreadable=True)),
        ("short size=1", CardRefused("inner_length", tries=2)),
        ("long size=1", CardRefused("inner_length", tries=2)),
        ("lying_length size=1000", CardRefused("photo_length", tries=2)),
        ("lying_length size=60000", CardRefused("inner_length", tries=2)),
        ("replay", CardRefused("sequence_error", tries=2)),
        ("garbled", CardRefused("id_check_digit", tries=2)),
        ("dumb", SimRefused("no_answer")),
    ],
)
def test_a_misbehaving_card_is_refused_in_a_word(
    person: ControlClient, fault: str, expected: CardEvent
) -> None:
    with open_reader(ON_PLATE) as plate:
        person.lay("resident-wang")
        assert isinstance(next_event(plate), CardRead)
        person.lift()
        assert next_event(plate) == CardRemoved()
        person.fault(fault)
        person.lay("resident-lin")
        assert next_event(plate) == expected
        person.clear_faults()


@pytest.mark.parametrize("fault", ["slow seconds=0.2 times=4", "replay times=1", "short times=1"])
def test_a_card_that_misbehaves_for_a_moment_is_read(person: ControlClient, fault: str) -> None:
    with open_reader(ON_PLATE) as plate:
        person.lay("resident-wang")
        assert isinstance(next_event(plate), CardRead)
        person.lift()
        assert next_event(plate) == CardRemoved()
        person.fault(fault)
        person.lay("resident-lin")
        read = next_event(plate)
        assert isinstance(read, CardRead)
        assert read.raw_text == DECK["resident-lin"].card().text


# The service ------------------------------------------------------------------------------


def test_a_restarted_service_loses_and_finds_the_reader_once_each_time(
    service: Pcscd, person: ControlClient
) -> None:
    told: queue.SimpleQueue[HubNews] = queue.SimpleQueue()

    def news() -> HubNews:
        return told.get(timeout=15)

    with Hub([ON_PLATE], told.put, reopen_s=0.1):
        assert isinstance(news(), ReaderFound)
        ends = [os.listdir("/proc/self/fd")]  # noqa: PTH208
        for end in (service.kill, service.stop, service.kill):
            end()
            assert news() == ReaderLost("service_away", ON_PLATE)
            # Long enough for several tries to open it.
            with pytest.raises(queue.Empty):
                told.get(timeout=0.5)
            service.start()
            assert isinstance(news(), ReaderFound)
            assert eventually(lambda: all(person.state()["connected"]))
            person.lay("resident-lin")
            read = news()
            assert isinstance(read, CardNews)
            assert isinstance(read.event, CardRead)
            person.lift()
            removed = news()
            assert isinstance(removed, CardNews)
            assert removed.event == CardRemoved()
            ends.append(os.listdir("/proc/self/fd"))  # noqa: PTH208
        assert told.empty()
    assert len(ends[-1]) <= len(ends[1]), "each restart leaves something open"


def test_a_service_that_starts_late_is_waited_for(tmp_path: Path) -> None:
    told: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
    with pcscd_alone(tmp_path) as service:
        with pytest.raises(ServiceAway):
            open_reader(ON_PLATE)
        assert list(DRIVER.discover()) == []
        with Hub([ON_PLATE], told.put, reopen_s=0.1):
            assert told.get(timeout=5) == ReaderLost("service_away", ON_PLATE)
            service.start()
            assert isinstance(told.get(timeout=15), ReaderFound)
        assert told.empty()
        assert list(DRIVER.discover()) == [f"pcsc:{PLATE}", f"pcsc:{SIM_SLOT}"]


def test_a_reader_is_found_by_its_name_without_numbers_and_no_other_is(service: Pcscd) -> None:
    with open_reader("pcsc:Virtual PCD") as reader:
        assert reader.info.name == PLATE
    with open_reader("pcsc:Virtual PCD 07 01") as reader:
        assert reader.info.name == SIM_SLOT
    with pytest.raises(ReaderUnavailable, match="there is: Virtual PCD 00 00, Virtual PCD 00 01"):
        open_reader("pcsc:ACS ACR1281 00 00")


def test_a_vpcd_that_calls_finds_what_was_put_in_before(tmp_path: Path) -> None:
    with (
        served("--pcsc", "0", "--lay", "hmt-leong", "--insert", "usim") as simulator,
        virtual_reader(tmp_path, str(simulator.ready["reader_conf"])),
        open_reader(ON_PLATE) as plate,
        open_reader(IN_SLOT) as slot,
    ):
        read = next_event(plate)
        assert isinstance(read, CardRead)
        assert read.raw_text == DECK["hmt-leong"].card().text
        assert next_event(slot) == SimRead(SIMS["usim"].iccid)


# Other programs ---------------------------------------------------------------------------


class OtherProgram:
    """A context of its own, as a bank's plug-in has one."""

    def __init__(self, share: int) -> None:
        code, self._context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        assert code == 0
        code, self.card, _ = scard.SCardConnect(self._context, PLATE, share, 3)
        assert code == 0, scard.SCardGetErrorMessage(code)

    def close(self) -> None:
        scard.SCardDisconnect(self.card, scard.SCARD_LEAVE_CARD)
        scard.SCardReleaseContext(self._context)


def test_the_card_is_left_to_other_programs_and_shared_with_them(person: ControlClient) -> None:
    with open_reader(ON_PLATE) as plate:
        person.lay("resident-lin")
        assert isinstance(next_event(plate), CardRead)
        OtherProgram(scard.SCARD_SHARE_EXCLUSIVE).close()
        other = OtherProgram(scard.SCARD_SHARE_SHARED)
        try:
            with open_reader(ON_PLATE) as second:
                assert isinstance(next_event(second), CardRead)
        finally:
            other.close()
        assert plate.poll(0.2) is None


def test_a_card_that_another_program_keeps_to_itself_makes_the_reader_busy(
    person: ControlClient,
) -> None:
    person.lay("resident-lin")
    other: list[OtherProgram] = []

    def is_taken() -> bool:
        other.append(OtherProgram(scard.SCARD_SHARE_EXCLUSIVE))
        return True

    told: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
    with open_reader(ON_PLATE) as plate:
        assert isinstance(next_event(plate), CardRead)
    assert is_taken()
    with pytest.raises(ReaderBusy):
        open_reader(ON_PLATE)
    with Hub([ON_PLATE], told.put, reopen_s=0.05):
        assert told.get(timeout=5) == ReaderLost("reader_busy", ON_PLATE)
        with pytest.raises(queue.Empty):
            told.get(timeout=0.5)
        other[0].close()
        assert isinstance(told.get(timeout=5), ReaderFound)
        read = told.get(timeout=5)
        assert isinstance(read, CardNews)
        assert isinstance(read.event, CardRead)


def test_a_transaction_of_another_program_is_waited_for(person: ControlClient) -> None:
    with open_reader(ON_PLATE) as first:
        person.lay("resident-lin")
        assert isinstance(next_event(first), CardRead)
    other = OtherProgram(scard.SCARD_SHARE_SHARED)
    assert scard.SCardBeginTransaction(other.card) == 0
    release = threading.Timer(0.5, scard.SCardEndTransaction, (other.card, 0))
    release.start()
    with open_reader(ON_PLATE) as plate:
        assert isinstance(next_event(plate), CardRead)
    release.join()
    other.close()


# Time -------------------------------------------------------------------------------------


@pytest.mark.limit_in_seconds
def test_a_poll_ends_in_time_and_a_card_is_told_at_once(person: ControlClient) -> None:
    assert eventually(lambda: all(person.state()["connected"]))
    with open_reader(ON_PLATE) as plate:
        late = []
        for timeout_s in (0.0, 0.05, 0.1, 0.25):
            begun = time.monotonic()
            assert plate.poll(timeout_s) is None
            late.append(time.monotonic() - begun - timeout_s)
        assert max(late) < 0.25
        time_of_service_s = 0.4  # pcscd looks at a slot this often
        waits = []
        for slug in ("resident-lin", "resident-wang", "resident-ma"):
            begun = time.monotonic()
            person.lay(slug)
            assert isinstance(next_event(plate), CardRead)
            waits.append(time.monotonic() - begun)
            person.lift()
            assert next_event(plate) == CardRemoved()
        assert min(waits) < time_of_service_s + 0.35


@pytest.mark.limit_in_seconds
def test_a_silent_chip_holds_up_neither_the_hub_nor_the_program(person: ControlClient) -> None:
    """One command cannot be called back; the thread of this reader alone waits for it."""
    told: queue.SimpleQueue[HubNews] = queue.SimpleQueue()
    hub = Hub([ON_PLATE, IN_SLOT], told.put)
    with hub:
        assert {type(told.get(timeout=5)) for _ in range(2)} == {ReaderFound}
        person.fault("silent times=1")
        person.lay("resident-lin")
        assert eventually(lambda: person.state()["commands"][0] == 1)
        person.tell("insert usim")
        sim = told.get(timeout=5)
        assert isinstance(sim, CardNews)
        assert sim.event == SimRead(SIMS["usim"].iccid)
        begun = time.monotonic()
    assert time.monotonic() - begun < 1.2  # half a second for each thread at most
    person.lift()  # which frees the thread, or else this test would fail for it


@pytest.mark.limit_in_seconds
def test_the_conformance_kit_passes_the_reader_of_a_real_service(person: ControlClient) -> None:
    hand = ServedHand(person)
    only = {"info", "sam_id", "chip_number", "two_cards", "removal", "told_once", "nothing_left"}
    only |= {"poll_timeout", "poll_during_read", "cancel", "parse", "fresh", "capabilities"}
    findings = {each.name: each for each in examine(ON_PLATE, hand=hand, only=only)}
    told = {name: each.verdict for name, each in findings.items()}
    assert {name for name, each in told.items() if each.outcome is not Outcome.PASS} == set(), told
