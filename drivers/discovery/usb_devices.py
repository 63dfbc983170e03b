"""The USB devices of a Linux computer as its kernel lists them: nothing is opened or asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["SMART_CARD_CLASS", "UsbDevice", "usb_devices"]

SMART_CARD_CLASS: Final = 0x0B
"""The interface class of readers for the PC/SC service (CCID)."""


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """One device on the bus.

    Attributes:
        name: what it calls itself, manufacturer first; may be empty.
        serial_number: its own; most have none.
        interface_classes: the class code of each interface.
        nodes: the files that are opened to use it: its own, and one for each HID interface.
    """

    vid: int
    pid: int
    name: str
    interface_classes: frozenset[int]
    nodes: tuple[Path, ...]
    hid_nodes: tuple[Path, ...]
    serial_number: str = ""

    @property
    def usb_id(self) -> str:
        """Vendor and product, as people write them."""
        return f"{self.vid:04x}:{self.pid:04x}"

    def is_open_to_us(self, *, over_hid: bool) -> bool:
        """Whether this user may open it, as raw device or over HID."""
        nodes = self.hid_nodes if over_hid else self.nodes
        return all(os.access(node, os.R_OK | os.W_OK) for node in nodes)


def usb_devices(root: Path = Path("/")) -> tuple[UsbDevice, ...] | None:
    """List them by their place on the bus; None where the system keeps no such list."""
    bus = root / "sys/bus/usb/devices"
    try:
        places = sorted(bus.iterdir())
    except OSError:
        return None
    return tuple(_devices(places, root))


def _devices(places: list[Path], root: Path) -> Iterator[UsbDevice]:
    for place in places:
        vid, pid = _number(place / "idVendor"), _number(place / "idProduct")
        if vid is None or pid is None:
            continue  # an interface, or a device that is just leaving
        name = " ".join(filter(None, (_text(place / "manufacturer"), _text(place / "product"))))
        yield UsbDevice(
            vid,
            pid,
            name,
            frozenset(
                code
                for file in place.glob("*/bInterfaceClass")
                if (code := _number(file)) is not None
            ),
            tuple(_own_node(place, root)),
            tuple(root / "dev" / each.name for each in sorted(place.glob("*/*/hidraw/hidraw*"))),
            _text(place / "serial"),
        )


def _own_node(place: Path, root: Path) -> Iterator[Path]:
    bus, device = _text(place / "busnum"), _text(place / "devnum")
    if bus.isdigit() and device.isdigit():
        yield root / f"dev/bus/usb/{int(bus):03}/{int(device):03}"


def _text(file: Path) -> str:
    try:
        text = file.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
    return "".join(each for each in text.strip() if each.isprintable())


def _number(file: Path) -> int | None:
    try:
        return int(_text(file), 16)
    except ValueError:
        return None
