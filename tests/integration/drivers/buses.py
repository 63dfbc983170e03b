"""Simulated readers on USB and HID, where the libraries look for real ones."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import usb.backend.libusb1

from drivers import CardEvent, CardRead, Reader
from drivers.simulator.device import SamDevice, SimulatedCard, simulated_sam_id
from drivers.simulator.hid_bus import HidBus, HidReader
from drivers.simulator.hid_wires import BankWire, ControlWire, CountedWire, PlainWire, Wire
from drivers.simulator.line import PacedLine
from drivers.simulator.usb_bus import UsbBus
from drivers.simulator.usb_reader import (
    INTERRUPT,
    OFFICIAL,
    SIMPLE,
    UsbEndpoint,
    UsbReader,
    UsbSetting,
)
from tests.unit.drivers.vectors import text_of

__all__ = [
    "ADDRESSES",
    "ALICE",
    "BOB",
    "LINE_S",
    "PLUGS",
    "Plugged",
    "card_of",
    "hid_bus",
    "next_event",
    "plug_hid",
    "plug_usb",
    "plugged",
    "read",
    "simple",
    "usb_bus",
]

ALICE, BOB = text_of("mainland_han_20y"), text_of("hmt_hongkong")
PHOTO = bytes(range(256)) * 4
# The bytes of find, select and read, requests and replies, at 115200 baud.
LINE_S = (10 + 15 + 10 + 19 + 10 + 1295) * 10 / 115200


def card_of(text: bytes) -> SimulatedCard:
    return SimulatedCard(text, PHOTO)


def usb_bus(patch: pytest.MonkeyPatch) -> UsbBus:
    """Let the USB library find a bus of ours."""
    bus = UsbBus()
    patch.setattr(usb.backend.libusb1, "get_backend", lambda *_, **__: bus)
    return bus


def hid_bus(patch: pytest.MonkeyPatch) -> HidBus:
    """Let the HID library be one of ours."""
    bus = HidBus()
    patch.setitem(sys.modules, "hid", bus)
    return bus


class Plugged:
    """One reader on a bus: its address, its module, and the plug."""

    def __init__(self, address: str, device: SamDevice, bus: Any, reader: Any) -> None:
        self.address = address
        self.device = device
        self.bus = bus
        self.reader = reader

    def unplug(self) -> None:
        self.bus.unplug(self.reader)

    def plug(self) -> None:
        """Plug it in again; a USB device has another number on its bus then."""
        self.device.power_on()
        self.bus.plug(self.reader)


def _usb(patch: pytest.MonkeyPatch, line: Any, **shape: Any) -> tuple[Any, Any]:
    bus = usb_bus(patch)
    reader = UsbReader(line, **shape)
    bus.plug(reader)
    return bus, reader


def _hid(patch: pytest.MonkeyPatch, line: Any, wire: Any) -> tuple[Any, Any]:
    bus = hid_bus(patch)
    reader = HidReader(line, wire)
    bus.plug(reader)
    return bus, reader


PLUGS: Mapping[str, tuple[str, Callable[[pytest.MonkeyPatch, Any], tuple[Any, Any]]]] = {
    "usb split": ("sam-usb:0400:c35a", lambda patch, line: _usb(patch, line, settings=OFFICIAL)),
    "usb whole": (
        "sam-usb:0400:c35a",
        lambda patch, line: _usb(patch, line, settings=SIMPLE, requests=(0x01,), replies=(0x82,)),
    ),
    "usb split over interrupts": (
        "sam-usb:0400:c35a",
        lambda patch, line: _usb(
            patch,
            line,
            settings=(
                UsbSetting(tuple(UsbEndpoint(a, INTERRUPT, 64) for a in (0x03, 0x04, 0x83, 0x84))),
            ),
            requests=(0x03, 0x04),
            replies=(0x83, 0x84),
        ),
    ),
    "hid plain": ("sam-hid:0400:c35a?layout=plain", lambda p, line: _hid(p, line, PlainWire())),
    "hid driver-free": (
        "sam-hid:0400:c35a?layout=driver-free",
        lambda patch, line: _hid(patch, line, CountedWire()),
    ),
    "hid bank": ("sam-hid:0400:c35a?layout=bank", lambda p, line: _hid(p, line, BankWire())),
    "hid control": ("sam-hid:0400:c35a", lambda patch, line: _hid(patch, line, ControlWire())),
}
ADDRESSES = {name: address for name, (address, _) in PLUGS.items()}


def plugged(
    patch: pytest.MonkeyPatch, name: str, device: SamDevice, *, is_paced: bool = False
) -> Plugged:
    """Plug in the reader called `name` in `PLUGS`, with `device` behind it."""
    address, plug = PLUGS[name]
    bus, reader = plug(patch, PacedLine(device, is_paced=is_paced))
    return Plugged(address, device, bus, reader)


def next_event(reader: Reader, within_s: float = 10.0) -> CardEvent | None:
    """Poll as a hub does."""
    due = time.monotonic() + within_s
    event = None
    while event is None and time.monotonic() < due:
        event = reader.poll(0.05)
    return event


def plug_usb(on: UsbBus, *, sam: int = 1, is_paced: bool = False, **shape: Any) -> UsbReader:
    """Plug a USB reader in that has a card on its plate."""
    device = SamDevice(sam_id=simulated_sam_id(sam))
    device.lay(card_of(ALICE))
    reader = UsbReader(PacedLine(device, is_paced=is_paced), **shape)
    on.plug(reader)
    return reader


def simple(**shape: Any) -> dict[str, Any]:
    """The shape of a device with whole frames on its pipes."""
    return {"settings": SIMPLE, "requests": (0x01,), "replies": (0x82,)} | shape


def plug_hid(on: HidBus, wire: Wire, *, sam: int = 1, number: int = 1, **facts: Any) -> HidReader:
    """Plug a HID reader in that has a card on its plate."""
    device = SamDevice(sam_id=simulated_sam_id(sam))
    device.lay(card_of(ALICE))
    path = f"1-{number}:1.0".encode()
    reader = HidReader(PacedLine(device, is_paced=False), wire, path=path, **facts)
    on.plug(reader)
    return reader


def read(reader: Reader, text: bytes) -> None:
    """Read the card that holds `text`, or fail."""
    card = next_event(reader)
    assert isinstance(card, CardRead)
    assert card.raw_text == text
