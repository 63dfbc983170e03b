"""Readers on USB: finding the right one, taking it over, and pipes that misbehave."""

from __future__ import annotations

import errno
import subprocess
import sys

import pytest
import usb.backend.libusb0
import usb.backend.libusb1
import usb.backend.openusb
import usb.core
import usb.libloader

from drivers import (
    AddressInvalid,
    LibraryUnusable,
    ReaderBusy,
    ReaderError,
    ReaderForbidden,
    ReaderUnavailable,
    open_reader,
)
from drivers.readers.sam_usb import DRIVER
from drivers.simulator.device import simulated_sam_id
from drivers.simulator.usb_bus import UsbBus
from drivers.simulator.usb_reader import INTERRUPT, OFFICIAL, UsbEndpoint
from drivers.simulator.usb_reader import UsbSetting as Setting
from tests.integration.drivers.buses import ALICE, plug_usb, read, simple, usb_bus

ADDRESS = "sam-usb:0400:c35a"


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> UsbBus:
    return usb_bus(monkeypatch)


# The pipes


def test_pipes_of_another_interface_and_setting_are_selected_and_read(bus: UsbBus) -> None:
    endpoints = tuple(UsbEndpoint(address, INTERRUPT, 32) for address in (0x05, 0x0A, 0x8B, 0x8C))
    settings = (Setting(interface=2), Setting(endpoints, interface=2, alternate=1))
    reader = plug_usb(bus, settings=settings, requests=(0x05, 0x0A), replies=(0x8B, 0x8C))
    with open_reader(ADDRESS) as opened:
        assert "select 2.1" in reader.log
        read(opened, ALICE)


def test_an_interface_with_one_setting_is_not_selected(bus: UsbBus) -> None:
    # Some devices stall when they are told to select what they have one of.
    reader = plug_usb(bus)
    reader.errors["select"] = errno.EPIPE
    with open_reader(ADDRESS) as opened:
        read(opened, ALICE)


def test_pipes_may_lie_on_two_interfaces(bus: UsbBus) -> None:
    pipes = [tuple(map(UsbEndpoint, pair)) for pair in ((0x02, 0x06), (0x81, 0x85))]
    plug_usb(bus, settings=(Setting(pipes[0]), Setting(pipes[1], interface=1)))
    with open_reader(ADDRESS) as opened:
        read(opened, ALICE)


def test_a_disk_beside_the_reader_is_left_alone(bus: UsbBus) -> None:
    disk = Setting(tuple(map(UsbEndpoint, (0x03, 0x84))), device_class=0x08)
    reader_pipes = Setting(tuple(map(UsbEndpoint, (0x01, 0x82))), interface=1)
    reader = plug_usb(bus, **simple(settings=(disk, reader_pipes)))
    reader.kernel_drivers = {0}
    with open_reader(ADDRESS) as opened:
        read(opened, ALICE)
        assert reader.kernel_drivers == {0}


def test_the_plan_may_be_said_where_the_pipes_allow_both(bus: UsbBus) -> None:
    plug_usb(bus, settings=OFFICIAL, requests=(0x02,), replies=(0x81,))
    with open_reader(f"{ADDRESS}?plan=whole") as opened:
        read(opened, ALICE)


def test_a_device_without_fitting_pipes_says_so(bus: UsbBus) -> None:
    reader = plug_usb(bus, settings=(Setting((UsbEndpoint(0x81),)),), requests=(), replies=(0x81,))
    with pytest.raises(ReaderUnavailable, match="no pipes that could carry frames"):
        open_reader(ADDRESS)
    bus.unplug(reader)
    plug_usb(bus, **simple())
    with pytest.raises(ReaderUnavailable, match="no pipes for the plan 'split'"):
        open_reader(f"{ADDRESS}?plan=split")


# Taking it over


def test_the_driver_of_the_kernel_is_sent_away_and_called_back(bus: UsbBus) -> None:
    reader = plug_usb(bus)
    reader.kernel_drivers = {0}
    with open_reader(ADDRESS) as opened:
        assert reader.kernel_drivers == set()
        read(opened, ALICE)
    assert [word for word in reader.log if word != "close"] == ["detach 0", "attach 0"]
    assert reader.kernel_drivers == {0}
    assert reader.claimed == set()


def test_the_driver_of_the_kernel_comes_back_where_opening_fails_behind_it(bus: UsbBus) -> None:
    reader = plug_usb(bus)
    reader.kernel_drivers = {0}
    reader.errors["claim"] = errno.EBUSY
    with pytest.raises(ReaderBusy):
        open_reader(ADDRESS)
    assert reader.kernel_drivers == {0}
    assert "close" in reader.log


def test_a_system_without_kernel_drivers_to_send_away_needs_none(bus: UsbBus) -> None:
    plug_usb(bus).errors["is_kernel_driver_active"] = errno.ENOSYS
    with open_reader(ADDRESS) as opened:
        read(opened, ALICE)


def test_a_device_without_configuration_gets_one(bus: UsbBus) -> None:
    reader = plug_usb(bus)
    reader.is_configured = False
    with open_reader(ADDRESS) as opened:
        assert "configure 1" in reader.log
        read(opened, ALICE)


def test_a_reader_is_opened_by_one_only_and_given_back(bus: UsbBus) -> None:
    plug_usb(bus)
    with open_reader(ADDRESS), pytest.raises(ReaderBusy):
        open_reader(ADDRESS)
    open_reader(ADDRESS).close()


OPENING = {
    "no permission": ("open", errno.EACCES, ReaderForbidden, "70-pos-client-readers.rules"),
    "not permitted": ("open", errno.EPERM, ReaderForbidden, "udevadm control --reload"),
    "gone while opening": ("open", errno.ENODEV, ReaderUnavailable, "No such device"),
    "no driver for libusb": ("open", errno.ENOSYS, ReaderUnavailable, "NotImplementedError"),
    "broken": ("get_configuration", errno.EIO, ReaderUnavailable, "Input/output error"),
    "held": ("claim", errno.EBUSY, ReaderBusy, "busy"),
    "held by the kernel": ("detach", errno.EBUSY, ReaderBusy, "busy"),
    "gone while claiming": ("claim", errno.ENODEV, ReaderUnavailable, "No such device"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="the words are those of Linux")
@pytest.mark.parametrize(("step", "number", "kind", "words"), OPENING.values(), ids=OPENING.keys())
def test_what_cannot_be_opened_says_why(
    bus: UsbBus, step: str, number: int, kind: type[ReaderError], words: str
) -> None:
    reader = plug_usb(bus)
    reader.kernel_drivers = {0}
    reader.errors[step] = number
    with pytest.raises(kind) as refused:
        open_reader(ADDRESS)
    assert type(refused.value) is kind
    assert words in str(refused.value)
    assert refused.value.__cause__ is not None


def test_without_libusb_the_remedy_is_told_and_the_log_is_not_filled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The guard around every test fails this one if the library complains in the log.
    for backend in (usb.backend.libusb1, usb.backend.libusb0, usb.backend.openusb):
        monkeypatch.setattr(backend, "_lib", None)
    monkeypatch.setattr(usb.libloader, "locate_library", lambda *_, **__: None)
    with pytest.raises(LibraryUnusable, match=r"libusb 1\.0 is missing.*libusb-1\.0-0"):
        open_reader(ADDRESS)


# The right one


def test_two_equal_readers_are_told_apart_by_serial_number_or_place(bus: UsbBus) -> None:
    first = plug_usb(bus, sam=1, serial="A1", bus=1, ports=(2, 3))
    plug_usb(bus, sam=2, serial="B2", bus=1, ports=(2, 4))
    plug_usb(bus, sam=3, serial="C3", bus=2, ports=(2, 4))
    for query, sam in {
        "": 1,
        "?serial=B2": 2,
        "?bus=1&port=2.4": 2,
        "?bus=2": 3,
        "?bus=2&port=2.4&serial=C3": 3,
    }.items():
        with open_reader(ADDRESS + query) as opened:
            assert opened.info.sam_id == simulated_sam_id(sam), query
            if query == "?serial=B2":
                assert first.log[-1] == "close"  # it was opened to be asked, and given back
    for query in ("?serial=D4", "?port=9", "?bus=1&serial=C3"):
        with pytest.raises(ReaderUnavailable, match="not on the bus, 3 with these numbers"):
            open_reader(ADDRESS + query)


def test_a_serial_number_that_may_not_be_read_is_no_other_reader(bus: UsbBus) -> None:
    plug_usb(bus, serial="A1", ports=(1,)).errors["open"] = errno.EACCES
    plug_usb(bus, serial="B2", ports=(2,))
    open_reader(f"{ADDRESS}?serial=B2").close()
    with pytest.raises(ReaderForbidden):
        open_reader(f"{ADDRESS}?serial=A1")


def test_a_renumbered_reader_is_the_same_one(bus: UsbBus) -> None:
    reader = plug_usb(bus, serial="A1")
    for _ in range(3):
        number = reader.address
        with open_reader(f"{ADDRESS}?serial=A1") as opened:
            assert opened.info.sam_id
        bus.unplug(reader)
        bus.plug(reader)
        assert reader.address != number


def test_a_reader_is_called_what_it_calls_itself(bus: UsbBus) -> None:
    plug_usb(bus, product=" SS628(100)\x00\x07 ")
    with open_reader(ADDRESS) as opened:
        assert opened.info.name == "SS628(100)"


def test_a_reader_that_does_not_say_its_name_gets_the_known_one(bus: UsbBus) -> None:
    plug_usb(bus)
    with open_reader(ADDRESS) as opened:
        assert opened.info.name == "ID card reader (USB)"


def test_a_reader_that_stalls_when_asked_for_its_name_is_read_all_the_same(bus: UsbBus) -> None:
    plug_usb(bus, product="x").errors["control"] = errno.EPIPE
    with open_reader(ADDRESS) as opened:
        assert opened.info.name == "ID card reader (USB)"
        read(opened, ALICE)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sam-usb:0400", "VID:PID in hex"),
        ("sam-usb:", "VID:PID in hex"),
        ("sam-usb:400:c35a", "VID:PID in hex"),
        ("sam-usb:0400:c35g", "VID:PID in hex"),
        ("sam-usb:0400:c35a?seriel=1", "did you mean 'serial'"),
        ("sam-usb:0400:c35a?serial=", "serial is empty"),
        ("sam-usb:0400:c35a?plan=splitt", "did you mean 'split'"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_in_words(address: str, words: str) -> None:
    with pytest.raises(AddressInvalid, match=words):
        open_reader(address)


# Discovery


def test_nothing_is_discovered_where_nothing_is(bus: UsbBus) -> None:
    assert list(DRIVER.discover()) == []


def test_known_readers_are_discovered_without_opening_them(bus: UsbBus) -> None:
    reader = plug_usb(bus)
    plug_usb(bus, **simple(vid=0x0483, pid=0x5652))
    reader.errors["open"] = errno.EACCES
    assert list(DRIVER.discover()) == [ADDRESS, "sam-usb:0483:5652"]
    assert reader.log == []


def test_equal_readers_are_discovered_by_their_places_and_opened_by_them(bus: UsbBus) -> None:
    for sam, ports in ((1, (1, 4)), (2, (3,))):
        plug_usb(bus, sam=sam, ports=ports)
    addresses = list(DRIVER.discover())
    assert addresses == [f"{ADDRESS}?bus=1&port=1.4", f"{ADDRESS}?bus=1&port=3"]
    for sam, address in enumerate(addresses, 1):
        with open_reader(address) as opened:
            assert opened.info.sam_id == simulated_sam_id(sam)


def test_what_shares_a_number_or_has_fitting_pipes_is_not_discovered(bus: UsbBus) -> None:
    plug_usb(bus, vid=0x0400, pid=0x057B)  # the chip maker's VID, in a remote control
    plug_usb(bus, **simple(vid=0x1A86, pid=0x7523))  # a serial adapter
    hid = Setting((UsbEndpoint(0x01, INTERRUPT), UsbEndpoint(0x82, INTERRUPT)), device_class=0x03)
    plug_usb(bus, **simple(settings=(hid,)))
    assert list(DRIVER.discover()) == []


def test_the_libraries_are_loaded_when_they_are_needed() -> None:
    program = (
        "import sys, drivers\n"
        "from drivers.readers import sam_hid, sam_usb\n"
        "for address in ('sam-usb:0400', 'sam-hid:0400', 'sam-usb:0400:c35a?x=1'):\n"
        "    try:\n        drivers.open_reader(address)\n"
        "    except drivers.AddressInvalid:\n        pass\n"
        "print({'usb', 'hid', 'serial', 'tomllib'} & {*sys.modules})"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout.strip() == "{'tomllib'}", run.stderr
