"""Looking around for readers, cheaply enough to do it every second, and without opening any."""

from __future__ import annotations

import logging
import os
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from drivers.api import DriverForbidden, LibraryUnusable, Prospect, ServiceAway
from drivers.discovery.usb_devices import SMART_CARD_CLASS, UsbDevice, usb_devices
from drivers.readers.known_readers import KnownReader, known_readers
from drivers.registry import Registry

__all__ = ["Lookout", "NotReaders", "SerialPortSeen", "list_serial_ports"]

_NOT_READERS: Final = Path(__file__).with_name("not_readers.toml")
_PCSC_SOCKETS: Final = ("run/pcscd/pcscd.comm", "var/run/pcscd/pcscd.comm")
_ON_USB: Final = ("sam-usb", "sam-hid")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SerialPortSeen:
    """One serial port. `path` is the name that stays the same when ports are renumbered."""

    path: str
    name: str
    vid: int | None
    pid: int | None
    serial_number: str = ""

    @property
    def usb_id(self) -> str:
        if self.vid is None or self.pid is None:
            return ""
        return f"{self.vid:04x}:{self.pid:04x}"


@dataclass(frozen=True, slots=True)
class NotReaders:
    """What looks like a reader and is none: modems, tokens, virtual readers."""

    vids: frozenset[int]
    pairs: frozenset[tuple[int, int]]
    pcsc_names: tuple[str, ...]

    @classmethod
    def shipped(cls) -> NotReaders:
        """Read the list beside this file."""
        lists = tomllib.loads(_NOT_READERS.read_text("utf-8"))
        return cls(
            frozenset(each["vid"] for each in lists["vendor"]),
            frozenset((each["vid"], each["pid"]) for each in lists["device"]),
            tuple(each["contains"].casefold() for each in lists["pcsc"]),
        )

    def has_usb(self, vid: int | None, pid: int | None) -> bool:
        return vid in self.vids or (vid, pid) in self.pairs

    def has_pcsc(self, name: str) -> bool:
        return any(part in name.casefold() for part in self.pcsc_names)


class Lookout:
    """Finds what may be a reader. Libraries are loaded only where there is something for them.

    Args:
        root: where the system's own lists lie, another folder in tests.
        serial_ports: lists the serial ports, those of this computer by default.
    """

    def __init__(
        self,
        registry: Registry | None = None,
        *,
        root: Path = Path("/"),
        serial_ports: Callable[[], list[SerialPortSeen]] | None = None,
    ) -> None:
        self._registry = registry or Registry()
        self._root = root
        self._serial_ports = serial_ports or list_serial_ports
        self._told: set[str] = set()

    def look(self) -> tuple[Prospect, ...]:
        """List what is there: known readers first, ports that may be anything last."""
        devices = usb_devices(self._root)
        found = [
            prospect
            for scheme in self._registry.schemes
            for prospect in self._asked(scheme, devices)
        ]
        found += self._without_service(devices)
        unique = {(each.address or each.name): each for each in reversed(found)}
        return tuple(sorted(unique.values(), key=lambda each: (not each.is_known, each.address)))

    def _asked(self, scheme: str, devices: tuple[UsbDevice, ...] | None) -> Iterator[Prospect]:
        """Ask one driver, unless it is clear that it has nothing to tell."""
        try:
            if scheme == "sam-serial":
                yield from self._serial()
            elif scheme in _ON_USB:
                yield from self._usb(scheme, devices)
            elif scheme == "pcsc":
                yield from self._pcsc()
            else:
                for address in self._registry.driver(scheme).discover():
                    yield Prospect(address, address.partition(":")[2], is_known=True)
            self._told.discard(scheme)
        except DriverForbidden:
            return  # as if it were not installed
        except Exception as cause:  # noqa: BLE001 - whatever a plug-in does hurts no other one
            if scheme not in self._told:
                log.warning("driver %s cannot be asked: %s", scheme, type(cause).__name__)
            self._told.add(scheme)

    def _serial(self) -> Iterator[Prospect]:
        for port in self._serial_ports():
            if self._not_readers.has_usb(port.vid, port.pid):
                continue
            is_ours = sys.platform == "win32" or os.access(port.path, os.R_OK | os.W_OK)
            obstacle, remedy = ("", "") if is_ours else ("reader_forbidden", "dialout_group")
            known_by = (port.usb_id, port.serial_number)
            yield Prospect(f"sam-serial:{port.path}", port.name, False, obstacle, remedy, *known_by)

    def _usb(self, scheme: str, devices: tuple[UsbDevice, ...] | None) -> Iterator[Prospect]:
        known = {(each.vid, each.pid): each for each in known_readers(scheme)}
        if devices is None:  # no list to look at first: Windows, or a system without USB
            yield from self._opened_by(scheme, known, frozenset(known), ())
            return
        ready = set()
        for device in devices:
            entry = known.get((device.vid, device.pid))
            if entry is None or not _fits(scheme, device):
                continue
            if device.is_open_to_us(over_hid=scheme == "sam-hid"):
                ready.add((device.vid, device.pid))
            else:
                name = device.name or entry.name
                barred = ("reader_forbidden", "udev_rule", device.usb_id, device.serial_number)
                yield Prospect(f"{scheme}:{device.usb_id}", name, True, *barred)
        if ready:
            yield from self._opened_by(scheme, known, frozenset(ready), devices)

    def _opened_by(
        self,
        scheme: str,
        known: dict[tuple[int, int], KnownReader],
        wanted: frozenset[tuple[int, int]],
        devices: tuple[UsbDevice, ...],
    ) -> Iterator[Prospect]:
        try:
            addresses = list(self._registry.driver(scheme).discover())
        except LibraryUnusable as no:
            names = {known[each].name for each in wanted}
            if usb_devices(self._root) is not None:  # something is there that nobody can open
                yield from (Prospect("", name, True, no.code, "library") for name in sorted(names))
            return
        for address in addresses:
            pair = _pair_of(address)
            if pair not in wanted:
                continue
            # Of two equal ones nobody can tell from here which address is whose.
            alike = [each for each in devices if (each.vid, each.pid) == pair]
            name = next((each.name for each in alike if each.name), known[pair].name)
            serial = alike[0].serial_number if len(alike) == 1 else ""
            usb_id = f"{pair[0]:04x}:{pair[1]:04x}"
            yield Prospect(address, name, True, usb_id=usb_id, serial_number=serial)

    def _pcsc(self) -> Iterator[Prospect]:
        if sys.platform == "linux" and not self._has_service:
            return
        try:
            addresses = list(self._registry.driver("pcsc").discover())
        except ServiceAway:
            return
        for address in addresses:
            name = address.partition(":")[2]
            if not self._not_readers.has_pcsc(name):
                yield Prospect(address, name, is_known=True)

    def _without_service(self, devices: tuple[UsbDevice, ...] | None) -> Iterator[Prospect]:
        """Readers on the bus that nobody speaks to, since the service for them does not run."""
        if self._has_service or "pcsc" not in self._registry.schemes:
            return
        for device in devices or ():
            is_reader = SMART_CARD_CLASS in device.interface_classes
            if is_reader and not self._not_readers.has_usb(device.vid, device.pid):
                known_by = (device.usb_id, device.serial_number)
                name = device.name or device.usb_id
                yield Prospect("", name, True, ServiceAway.code, "pcsc_service", *known_by)

    @property
    def _has_service(self) -> bool:
        return any((self._root / socket).exists() for socket in _PCSC_SOCKETS)

    @cached_property
    def _not_readers(self) -> NotReaders:
        return NotReaders.shipped()


def list_serial_ports() -> list[SerialPortSeen]:
    """List the serial ports that have something behind them, as far as the system can tell."""
    from serial.tools import list_ports

    links = _lasting_names()
    return [
        SerialPortSeen(
            links.get(port.device, port.device),
            _name_of(port),
            port.vid,
            port.pid,
            port.serial_number or "",
        )
        for port in sorted(list_ports.comports(), key=lambda port: (port.vid is None, port.device))
    ]


def _name_of(port: Any) -> str:
    told = port.description if port.description not in (None, "n/a") else ""
    maker = port.manufacturer or ""
    return " ".join(filter(None, ("" if maker in told else maker, told))) or port.device


def _lasting_names(folder: Path = Path("/dev/serial/by-id")) -> dict[str, str]:
    """The links that udev names after serial numbers: they outlive a renumbering."""
    try:
        return {os.path.realpath(link): str(link) for link in sorted(folder.iterdir())}
    except OSError:
        return {}


def _fits(scheme: str, device: UsbDevice) -> bool:
    return bool(device.hid_nodes) == (scheme == "sam-hid")


def _pair_of(address: str) -> tuple[int, int]:
    numbers = address.partition(":")[2].partition("?")[0].split(":")
    try:
        return int(numbers[0], 16), int(numbers[1], 16)
    except (ValueError, IndexError):
        return -1, -1
