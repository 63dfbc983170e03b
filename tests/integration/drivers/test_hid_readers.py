"""Readers on HID: the right one, its layout, and the one thread for all of them."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from drivers import (
    AddressInvalid,
    CardRead,
    LibraryUnusable,
    ReaderBusy,
    ReaderError,
    ReaderForbidden,
    ReaderUnavailable,
    open_reader,
)
from drivers.readers.sam_hid import DRIVER
from drivers.simulator.device import SimulatedCard, simulated_sam_id
from drivers.simulator.faults import Fault, Faults
from drivers.simulator.hid_bus import HidBus
from drivers.simulator.hid_wires import BankWire, ControlWire, CountedWire, PlainWire
from tests.integration.drivers.buses import (
    ALICE,
    card_of,
    hid_bus,
    next_event,
    plug_hid,
    read,
)

ADDRESS = "sam-hid:0400:c35a"
# Nobody knows these numbers.
OTHER = "sam-hid:1234:5678"


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> HidBus:
    return hid_bus(monkeypatch)


def hid_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "hid"]


def eventually(holds: Callable[[], object]) -> None:
    due = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < due
        time.sleep(0.005)


# The layout


def test_known_numbers_have_their_layout_and_all_others_the_plain_one(bus: HidBus) -> None:
    plug_hid(bus, ControlWire())
    plug_hid(bus, PlainWire(), vid=0x1234, pid=0x5678, number=2)
    for address in (ADDRESS, OTHER):
        with open_reader(address) as opened:
            read(opened, ALICE)


@pytest.mark.parametrize("name", ["driver-free", "bank", "plain"])
def test_a_wrong_layout_is_silence_and_never_a_card(bus: HidBus, name: str) -> None:
    plug_hid(bus, {"driver-free": BankWire, "bank": CountedWire, "plain": BankWire}[name]())
    with open_reader(f"{ADDRESS}?layout={name}") as opened:
        assert next_event(opened, within_s=0.3) is None


OWN = """
[request]
kind = "feature"
size = 64
report_id = 1

[reply]
kind = "input-request"
size = 64
every_ms = 2
zeros_are = "data"
"""


def test_a_layout_of_ones_own_is_taken_from_its_file(bus: HidBus, tmp_path: Path) -> None:
    file = tmp_path / "my layouts & notes" / "mine.toml"
    file.parent.mkdir()
    file.write_text(OWN, "utf-8")
    reader = plug_hid(bus, ControlWire())
    reader.refuses_when_idle = True
    # A photo with zeros as long as a report can be told from nothing to say.
    photo = bytes(range(1, 101)) + bytes(400) + bytes(range(1, 125)) + bytes(400)
    reader.line.device.lay(SimulatedCard(ALICE, photo))
    with open_reader(f"{ADDRESS}?layout=file:{quote(str(file))}") as opened:
        card = next_event(opened)
        assert isinstance(card, CardRead)
        assert (card.raw_text, card.raw_photo) == (ALICE, photo)


def test_zeros_that_may_be_nothing_make_no_other_card_of_it(bus: HidBus) -> None:
    reader = plug_hid(bus, ControlWire())
    reader.line.device.lay(SimulatedCard(ALICE, bytes(1024)))
    with open_reader(ADDRESS) as opened:
        assert next_event(opened, within_s=0.6) is None


def test_reports_with_ids_are_told_from_others(bus: HidBus, tmp_path: Path) -> None:
    class Numbered(PlainWire):
        request_id = 3
        reply_id = 7

    file = tmp_path / "numbered.toml"
    sizes = 'size = 64\nkind = "{}"\nreport_id = {}\n'
    text = "[request]\n" + sizes.format("output", 3) + "[reply]\n" + sizes.format("input", 7)
    file.write_text(text, "utf-8")
    plug_hid(bus, Numbered(), vid=0x1234, pid=0x5678)
    with open_reader(f"{OTHER}?layout=file:{file}") as opened:
        assert opened.info.sam_id
        Numbered.reply_id = 8
        assert next_event(opened, within_s=0.5) is None
        Numbered.reply_id = 7
        read(opened, ALICE)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sam-hid:0400", "VID:PID in hex"),
        (f"{ADDRESS}?layout=bnak", "did you mean 'bank'"),
        (f"{ADDRESS}?layout=routon9", "one of plain, driver-free, bank, control"),
        (f"{ADDRESS}?layout=file:nowhere.toml", "nowhere.toml cannot be read: No such file"),
        (f"{ADDRESS}?path=", "path is empty"),
        (f"{ADDRESS}?seral=1", "did you mean 'serial'"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_in_words(address: str, words: str) -> None:
    with pytest.raises(AddressInvalid, match=words):
        open_reader(address)
    assert hid_threads() == []


# The right one


def test_two_equal_readers_are_told_apart_by_serial_number_or_path(bus: HidBus) -> None:
    plug_hid(bus, ControlWire(), sam=1, number=1, serial="A1")
    plug_hid(bus, ControlWire(), sam=2, number=2, serial="B2")
    for query, sam in {"": 1, "?serial=B2": 2, "?path=1-2:1.0": 2, "?path=1-1:1.0": 1}.items():
        with open_reader(ADDRESS + query) as opened:
            assert opened.info.sam_id == simulated_sam_id(sam), query
    for query in ("?serial=C3", "?path=1-3:1.0", "?path=1-1:1.0&serial=B2"):
        with pytest.raises(ReaderUnavailable, match="not on the bus"):
            open_reader(ADDRESS + query)


def test_a_keyboard_is_opened_only_by_its_path(bus: HidBus) -> None:
    plug_hid(bus, ControlWire(), sam=1, number=1, usage_page=1, usage=6)
    with pytest.raises(ReaderUnavailable):
        open_reader(ADDRESS)
    assert list(DRIVER.discover()) == []
    open_reader(f"{ADDRESS}?path=1-1:1.0").close()
    plug_hid(bus, ControlWire(), sam=2, number=2, usage_page=0x0C, usage=1)
    plug_hid(bus, ControlWire(), sam=3, number=3)
    with open_reader(ADDRESS) as opened:
        assert opened.info.sam_id == simulated_sam_id(3)


def test_a_renumbered_reader_is_the_same_one_by_its_serial_number(bus: HidBus) -> None:
    reader = plug_hid(bus, ControlWire(), serial="A1")
    bus.unplug(reader)
    bus.plug(reader, path=b"1-9:1.0")
    with open_reader(f"{ADDRESS}?serial=A1") as opened:
        read(opened, ALICE)


@pytest.mark.parametrize(
    ("product", "name"), [(" iDR210\x00 ", "iDR210"), ("", "ID card reader (HID)")]
)
def test_a_reader_is_called_what_it_calls_itself_else_what_is_known(
    bus: HidBus, product: str, name: str
) -> None:
    plug_hid(bus, ControlWire(), product=product)
    with open_reader(ADDRESS) as opened:
        assert opened.info.name == name


def test_readers_are_discovered_by_what_tells_them_apart(bus: HidBus) -> None:
    assert list(DRIVER.discover()) == []
    first = plug_hid(bus, ControlWire(), sam=1, number=1, serial="A 1")
    bus.readers.append(first)  # a second collection of the same device
    assert list(DRIVER.discover()) == [ADDRESS]
    plug_hid(bus, ControlWire(), sam=2, number=2, serial="B2")
    assert list(DRIVER.discover()) == [f"{ADDRESS}?serial=A%201", f"{ADDRESS}?serial=B2"]
    plug_hid(bus, ControlWire(), sam=3, number=3, serial="B2")
    paths = [f"{ADDRESS}?path=1-{number}:1.0" for number in (2, 3)]
    addresses = list(DRIVER.discover())
    assert addresses == [f"{ADDRESS}?serial=A%201", *paths]
    assert bus.opened == 0
    for sam, address in enumerate(addresses, 1):
        with open_reader(address) as opened:
            assert opened.info.sam_id == simulated_sam_id(sam)
    assert hid_threads() == []


# What goes wrong


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Failed to open a device with path '/dev/hidraw0': Permission denied", ReaderForbidden),
        ("libusb_open: (LIBUSB_ERROR_ACCESS) Access denied", ReaderForbidden),
        ("CreateFile: (0x00000005) 拒绝访问。", ReaderForbidden),
        ("Failed to open a device with path '/dev/hidraw0': Device or resource busy", ReaderBusy),
        ("libusb_claim_interface: (LIBUSB_ERROR_BUSY) Resource busy", ReaderBusy),
        ("CreateFile: (0x00000020) 另一个程序正在使用此文件。", ReaderBusy),
        ("hid_error is not implemented yet", ReaderUnavailable),
    ],
)
def test_what_cannot_be_opened_says_why(bus: HidBus, said: str, kind: type[ReaderError]) -> None:
    plug_hid(bus, ControlWire()).said = said
    with pytest.raises(kind) as refused:
        open_reader(ADDRESS)
    assert type(refused.value) is kind
    assert isinstance(refused.value.__cause__, OSError)
    assert ("70-pos-client-readers.rules" in str(refused.value)) == (kind is ReaderForbidden)
    assert hid_threads() == []


def test_where_the_library_says_nothing_the_system_is_asked(
    bus: HidBus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = tmp_path / "hidraw0"
    node.touch()
    reader = plug_hid(bus, ControlWire())
    bus.unplug(reader)
    bus.plug(reader, path=os.fsencode(node))
    reader.said = "?"
    monkeypatch.setattr("drivers.transport.hid_bus._node_of", Path)
    with pytest.raises(ReaderUnavailable) as refused:
        open_reader(ADDRESS)
    assert not isinstance(refused.value, ReaderForbidden)
    monkeypatch.setattr(os, "access", lambda path, _mode: path != node)
    with pytest.raises(ReaderForbidden):
        open_reader(ADDRESS)


def test_a_library_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hid", None)
    with pytest.raises(LibraryUnusable):
        open_reader(ADDRESS)
    assert hid_threads() == []


def test_a_device_that_refuses_to_say_nothing_is_no_lost_one(bus: HidBus) -> None:
    reader = plug_hid(bus, ControlWire())
    reader.refuses_when_idle = True
    reader.line.device.lift()
    with open_reader(ADDRESS) as opened:
        assert next_event(opened, within_s=0.5) is None
        reader.line.device.lay(card_of(ALICE))
        read(opened, ALICE)


@pytest.mark.limit_in_seconds
def test_a_device_that_refuses_to_say_nothing_is_missed_when_it_is_pulled(bus: HidBus) -> None:
    reader = plug_hid(bus, ControlWire())
    reader.refuses_when_idle = True
    slow = Fault.parse(["delay", "on=read_base", "seconds=9"])
    reader.line.device.faults = Faults((slow,))
    with open_reader(ADDRESS) as opened:
        assert next_event(opened, within_s=0.3) is None  # it is being read, and takes its time
        bus.unplug(reader)
        begun = time.monotonic()
        with pytest.raises(ReaderUnavailable):
            next_event(opened)
        assert time.monotonic() - begun < 1


def test_a_lost_report_costs_a_second_try_and_no_wrong_card(bus: HidBus) -> None:
    class Lossy(CountedWire):
        count = 0

        def _hand_on(self, count: int) -> None:
            super()._hand_on(count)
            self.count += 1
            if self.count == 12:
                self.reports.pop()

    plug_hid(bus, Lossy(), vid=0x1234, pid=0x5678)
    with open_reader(f"{OTHER}?layout=driver-free") as opened:
        read(opened, ALICE)
