"""The USB devices of this computer: finding one, telling equal ones apart, and what went wrong."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import usb.core
import usb.util

from drivers.api import (
    LibraryUnusable,
    ReaderBusy,
    ReaderError,
    ReaderForbidden,
    ReaderUnavailable,
)
from drivers.transport.byte_stream import (
    not_permitted,
    printable,
    system_words,
    unavailable,
)

__all__ = [
    "Whereabouts",
    "devices_with",
    "dispose",
    "mapped",
    "pick_device",
    "product_name",
    "whereabouts",
]

# Strings are asked for with a control transfer each, by default a second long.
_CONTROL_TIMEOUT_MS: Final = 200
_NO_LIBRARY: Final = (
    "libusb 1.0 is missing: on Debian install libusb-1.0-0, on Windows put libusb-1.0.dll beside "
    "the program"
)
_WINDOWS_DRIVER: Final = "its Windows driver is not WinUSB, which libusb needs"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What tells equal devices apart; an empty text fits all of them.

    `port` is the way through the hubs, such as `2` or `1.4`. Unlike the address on the bus it
    is the same after plugging in again.
    """

    serial: str = ""
    bus: str = ""
    port: str = ""


@contextmanager
def mapped(what: str, trouble: str) -> Iterator[None]:
    """Turn whatever the library raises into a fact about the reader `what`."""
    try:
        yield
    except ReaderError:
        raise
    except usb.core.NoBackendError as cause:
        raise LibraryUnusable(_NO_LIBRARY) from cause
    # Besides its own errors it raises NotImplementedError for what a system cannot do, and
    # ValueError, IndexError or AttributeError where a device went away in between.
    except Exception as cause:
        fact = unavailable(cause, f"{what} {trouble}: {system_words(cause)}")
        raise _with_remedy(fact, cause) from cause


def devices_with(vid: int, pid: int) -> list[Any]:
    """List the devices with these numbers, by bus and port. Opens none."""
    with mapped(_pair(vid, pid), "cannot be looked for"):
        found = usb.core.find(find_all=True, idVendor=vid, idProduct=pid)
        return sorted(found, key=_place)


def pick_device(vid: int, pid: int, where: Whereabouts) -> Any:
    """Return the first device that fits, its handle open if its serial number had to be read.

    Raises:
        ReaderForbidden: one is there whose serial number may not be read.
        ReaderUnavailable: none fits.
    """
    found = devices_with(vid, pid)
    forbidden: ReaderForbidden | None = None
    for device in found:
        if not _is_at(device, where):
            continue
        device.default_timeout = _CONTROL_TIMEOUT_MS
        try:
            if not where.serial or _serial(device) == where.serial:
                return device
        except ReaderForbidden as no:
            forbidden = no
        except ReaderUnavailable:
            pass  # it cannot be asked, so it is not the one
        dispose(device)
    if forbidden is not None:
        raise forbidden
    others = f", {len(found)} with these numbers elsewhere" if found else ""
    raise ReaderUnavailable(f"{_pair(vid, pid)} is not on the bus{others}")


def whereabouts(device: Any, among: Sequence[Any]) -> Whereabouts:
    """Tell `device` from the others, with nothing where it is alone."""
    if len(among) < 2:
        return Whereabouts()
    return Whereabouts(bus=str(device.bus or ""), port=_port(device))


def product_name(device: Any) -> str:
    """Return what an opened device calls itself; empty where it does not tell."""
    name = ""
    # A name is not worth an error: some devices stall when they are asked.
    with suppress(Exception):
        name = usb.util.get_string(device, device.iProduct) or ""
    return printable(name)


def dispose(device: Any) -> None:
    """Close the handle, if there is one."""
    with suppress(Exception):
        usb.util.dispose_resources(device)


def _with_remedy(fact: ReaderUnavailable, cause: Exception) -> ReaderUnavailable:
    """Say what to do where that depends on the system."""
    if sys.platform == "win32":
        if isinstance(fact, ReaderForbidden):
            return ReaderBusy(str(fact))  # there it means that another program has it open
        if isinstance(cause, NotImplementedError):
            return ReaderUnavailable(f"{fact}; {_WINDOWS_DRIVER}")
    elif isinstance(fact, ReaderForbidden):
        return not_permitted(str(fact))
    return fact


def _serial(device: Any) -> str:
    with mapped(_pair(device.idVendor, device.idProduct), "cannot be asked for its serial number"):
        # The library takes a refusal to open for a device without strings.
        try:
            device.get_active_configuration()
        except usb.core.USBError as no:
            if no.errno in (errno.EACCES, errno.EPERM):
                raise
        return str(usb.util.get_string(device, device.iSerialNumber) or "")


def _is_at(device: Any, where: Whereabouts) -> bool:
    return where.bus in ("", str(device.bus)) and where.port in ("", _port(device))


def _port(device: Any) -> str:
    numbers = device.port_numbers
    if numbers:
        return ".".join(map(str, numbers))
    return "" if device.port_number is None else str(device.port_number)


def _place(device: Any) -> tuple[int, tuple[int, ...], int]:
    return device.bus or 0, tuple(device.port_numbers or ()), device.address or 0


def _pair(vid: int, pid: int) -> str:
    return f"USB device {vid:04x}:{pid:04x}"
