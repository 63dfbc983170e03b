"""Which printer an address names. Standard library only: settings are read before the paint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["EXAMPLE", "PrinterAddress", "PrinterWay", "printer_at"]

EXAMPLE = '"system:NAME", "escpos:tcp:127.0.0.1:9100"'
_TCP = re.compile(r"tcp:(?P<host>[^:\[\]]+|\[[^\]]+\]):(?P<port>\d{1,5})")
_SERIAL = re.compile(r"serial:(?P<path>[^:@]+)(?:@(?P<baud>\d{3,7}))?")
_WINDOWS_PORT = re.compile(r"(?:COM|LPT)\d+", re.IGNORECASE)
_BAUD = 9600  # what receipt printers are delivered with
_LAST_PORT = 65_535


class PrinterWay(StrEnum):
    """How a printer is reached."""

    SYSTEM = "system"
    TCP = "tcp"
    SERIAL = "serial"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class PrinterAddress:
    """A printer.

    Attributes:
        place: the system's name for it (empty: the default one), its host, or its device's path.
        number: the port of a host, the baud of a serial line; else 0.
    """

    way: PrinterWay
    place: str
    number: int = 0


def printer_at(address: str) -> PrinterAddress | None:
    """Read an address.

    Args:
        address: `system:` (the default printer), `system:NAME`, `escpos:/dev/usb/lp0`,
            `escpos:tcp:HOST:PORT`, `escpos:serial:/dev/ttyS0` or `escpos:serial:/dev/ttyS0@BAUD`.

    Returns:
        None where it names no printer.
    """
    way, _, place = address.partition(":")
    if "\0" in address:
        return None
    if way == "system":
        return PrinterAddress(PrinterWay.SYSTEM, place)
    if way != "escpos":
        return None
    if found := _TCP.fullmatch(place):
        port = int(found["port"])
        host = found["host"].strip("[]")
        return PrinterAddress(PrinterWay.TCP, host, port) if 0 < port <= _LAST_PORT else None
    if found := _SERIAL.fullmatch(place):
        path, baud = found["path"], int(found["baud"] or _BAUD)
        return PrinterAddress(PrinterWay.SERIAL, path, baud) if _is_device(path) else None
    return PrinterAddress(PrinterWay.DEVICE, place) if _is_device(place) else None


def _is_device(path: str) -> bool:
    """Whether it is a whole path, or a port as Windows calls it: no word that somebody guessed."""
    return path.startswith(("/", "\\\\")) or _WINDOWS_PORT.fullmatch(path) is not None
