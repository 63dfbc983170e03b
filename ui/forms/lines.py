"""Bytes to a receipt printer: over the network, a serial line, or a device of the system."""

from __future__ import annotations

import errno
import os
import select
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from ui.forms.printer_errors import NotPrinted, PrinterTrouble

__all__ = ["send_to_device", "send_to_serial", "send_to_tcp"]

_PIECE: Final = 4096
_SERIAL_PIECE: Final = 256  # at 9600 baud a quarter of a second
_ASK_PAPER: Final = b"\x10\x04\x04"  # DLE EOT 4; whoever does not know it says nothing
_ASKING_S: Final = 0.5
# Every answer to DLE EOT has these bits so; others came from something else.
_FIXED_MASK, _FIXED_BITS = 0x93, 0x12
_NO_PAPER: Final = 0x60
_USB_STATUS: Final = 0x060B  # LPGETSTATUS
_USB_NO_PAPER, _USB_SELECTED = 0x20, 0x10

_TROUBLES: Final = {
    errno.ENOENT: PrinterTrouble.MISSING,
    errno.ENXIO: PrinterTrouble.MISSING,
    errno.ENODEV: PrinterTrouble.MISSING,
    errno.EISDIR: PrinterTrouble.ADDRESS,
    errno.EACCES: PrinterTrouble.FORBIDDEN,
    errno.EPERM: PrinterTrouble.FORBIDDEN,
    errno.ENOSPC: PrinterTrouble.PAPER_OUT,  # how the kernel's printer driver says it
}


def send_to_tcp(data: bytes, host: str, port: int, address: str, timeout_s: float) -> None:
    """Send to a printer in the network.

    Raises:
        NotPrinted: nobody is there, it takes no data, or it says that its paper is out.
    """
    with _mapped(address):
        try:
            line = socket.create_connection((host, port), timeout_s)
        except socket.gaierror as trouble:
            raise NotPrinted(PrinterTrouble.MISSING, address) from trouble
        with line:
            line.sendall(_ASK_PAPER)
            _judge(_answer(line), address)
            line.settimeout(timeout_s)
            line.sendall(data)
            # Closing with unread answers in hand would throw away what is still on its way.
            with suppress(OSError):
                line.shutdown(socket.SHUT_WR)
                _answer(line)


def send_to_serial(data: bytes, path: str, baud: int, address: str, timeout_s: float) -> None:
    """Send over a serial line, 8N1.

    Raises:
        NotPrinted: no such port, it is busy, takes no data, or says that its paper is out.
    """
    import serial  # readers bring it along; who prints on a sheet need not load it

    with _mapped(address):
        try:
            with serial.Serial(path, baud, timeout=_ASKING_S, write_timeout=timeout_s) as line:
                line.reset_input_buffer()
                line.write(_ASK_PAPER)
                _judge(line.read(1), address)
                for at in range(0, len(data), _SERIAL_PIECE):
                    line.write(data[at : at + _SERIAL_PIECE])
                line.flush()
        except serial.SerialException as trouble:
            # Some carry the system's number, some only words.
            raise NotPrinted(_trouble_of(trouble.errno), address) from trouble


def send_to_device(data: bytes, path: str, address: str, timeout_s: float) -> None:
    """Write to a device such as `/dev/usb/lp0`. It has to be there: none is made.

    Raises:
        NotPrinted: no such device, it is busy, takes no data, or its paper is out.
    """
    with _mapped(address):
        device = _opened(path)
        try:
            _insist_on_paper(device, address)
            _write_all(device, data, address, timeout_s)
        finally:
            os.close(device)


def _opened(path: str) -> int:
    if sys.platform == "win32":
        return os.open(path, os.O_WRONLY | os.O_BINARY)
    return os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)


def _write_all(device: int, data: bytes, address: str, timeout_s: float) -> None:
    left = memoryview(data)
    wait = _room(device, timeout_s)
    while left:
        if not wait():
            raise NotPrinted(PrinterTrouble.OFFLINE, address)
        with suppress(BlockingIOError):
            left = left[os.write(device, left[:_PIECE]) :]


def _room(device: int, timeout_s: float) -> Callable[[], bool]:
    """A question that waits until there is room for more."""
    if sys.platform == "win32":
        return lambda: True  # writes to a port wait by themselves
    poll = select.poll()
    poll.register(device, select.POLLOUT)
    return lambda: bool(poll.poll(timeout_s * 1000))


def _insist_on_paper(device: int, address: str) -> None:
    """Ask the kernel's printer driver; anything else has no answer."""
    if sys.platform != "linux":
        return
    import fcntl

    try:
        answer = fcntl.ioctl(device, _USB_STATUS, bytes(4))
    except OSError:
        return
    status = int.from_bytes(answer, sys.byteorder)
    if status & _USB_NO_PAPER:
        raise NotPrinted(PrinterTrouble.PAPER_OUT, address)
    if not status & _USB_SELECTED:
        raise NotPrinted(PrinterTrouble.OFFLINE, address)


def _answer(line: socket.socket) -> bytes:
    """What the printer says before long; most say nothing."""
    line.settimeout(_ASKING_S)
    try:
        return line.recv(16)
    except TimeoutError:
        return b""


def _judge(answer: bytes, address: str) -> None:
    for byte in answer[:1]:
        if byte & _FIXED_MASK == _FIXED_BITS and byte & _NO_PAPER:
            raise NotPrinted(PrinterTrouble.PAPER_OUT, address)


@contextmanager
def _mapped(address: str) -> Iterator[None]:
    try:
        yield
    except OSError as trouble:
        raise NotPrinted(_trouble_of(trouble.errno), address) from trouble


def _trouble_of(number: int | None) -> PrinterTrouble:
    return _TROUBLES.get(number or 0, PrinterTrouble.OFFLINE)
