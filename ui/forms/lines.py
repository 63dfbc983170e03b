"""Bytes to a receipt printer: over the network, a serial line, or a device of the system.

A printer that is slow may take minutes; one that takes nothing at all is waited for no longer than
the patience says. Whatever ends early says whether some of the paper may have come out.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from pos_client.application.paper_trouble import (
    PrinterAddressWrong,
    PrinterForbidden,
    PrinterMissing,
    PrinterSilent,
    PrinterTrouble,
    PrinterWithoutPaper,
)

__all__ = ["Patience", "send_to_device", "send_to_serial", "send_to_tcp"]

_PIECE: Final = 4096
_SERIAL_PIECE: Final = 256  # at 9600 baud a quarter of a second
_LOOK_UP_S: Final = 0.25  # how often somebody who gave up is noticed
_ASK_PAPER: Final = b"\x10\x04\x04"  # DLE EOT 4; whoever does not know it says nothing
_ASKING_S: Final = 0.5
# A kernel that takes everything at once would hide that the printer takes nothing.
_ON_ITS_WAY: Final = 8192
# Every answer to DLE EOT has these bits so; others came from something else.
_FIXED_MASK, _FIXED_BITS = 0x93, 0x12
_NO_PAPER: Final = 0x60
_USB_STATUS: Final = 0x060B  # LPGETSTATUS
_USB_NO_PAPER, _USB_SELECTED = 0x20, 0x10

_TROUBLES: Final = {
    errno.ENOENT: PrinterMissing,
    errno.ENXIO: PrinterMissing,
    errno.ENODEV: PrinterMissing,
    errno.EISDIR: PrinterAddressWrong,
    errno.EACCES: PrinterForbidden,
    errno.EPERM: PrinterForbidden,
    errno.ENOSPC: PrinterWithoutPaper,  # how the kernel's printer driver says it
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a printer may take nothing at all, and whether anybody still waits for it."""

    timeout_s: float
    is_over: Callable[[], bool] = lambda: False


@dataclass(slots=True)
class _Sent:
    """How many bytes of a paper have left."""

    count: int = 0


def send_to_tcp(data: bytes, host: str, port: int, address: str, patience: Patience) -> None:
    """Send to a printer in the network.

    Raises:
        PrinterTrouble: nobody is there, it takes no data or breaks off, or its paper is out.
    """
    with _mapped(address) as sent:
        try:
            line = socket.create_connection((host, port), patience.timeout_s)
        except socket.gaierror as trouble:
            raise PrinterMissing(address) from trouble
        with line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _ON_ITS_WAY)
            line.sendall(_ASK_PAPER)
            _judge(_answer(line), address)
            line.setblocking(False)
            _send(
                data,
                line.send,
                lambda for_s: bool(select.select([], [line], [], for_s)[1]),
                sent,
                patience,
            )
            # Closing with unread answers in hand would throw away what is still on its way; and
            # whoever hangs up on unread data says so now.
            line.shutdown(socket.SHUT_WR)
            _answer(line)


def send_to_serial(data: bytes, path: str, baud: int, address: str, patience: Patience) -> None:
    """Send over a serial line, 8N1.

    Raises:
        PrinterTrouble: no such port, it is busy, takes no data, or its paper is out.
    """
    import serial  # readers bring it along; who prints on a sheet need not load it

    with _mapped(address) as sent:
        try:
            with serial.Serial(
                path, baud, timeout=_ASKING_S, write_timeout=patience.timeout_s
            ) as line:
                line.reset_input_buffer()
                line.write(_ASK_PAPER)
                _judge(line.read(1), address)
                for at in range(0, len(data), _SERIAL_PIECE):
                    if patience.is_over():
                        raise TimeoutError
                    line.write(data[at : at + _SERIAL_PIECE])
                    sent.count = at + 1
                line.flush()
        except serial.SerialException as trouble:
            # Some carry the system's number, some only words.
            raise _trouble_of(trouble.errno)(address, is_begun=sent.count > 0) from trouble


def send_to_device(data: bytes, path: str, address: str, patience: Patience) -> None:
    """Write to a device such as `/dev/usb/lp0`. It has to be there: none is made.

    Raises:
        PrinterTrouble: no such device, it is busy, takes no data, or its paper is out.
    """
    with _mapped(address) as sent:
        device = _opened(path)
        try:
            _insist_on_paper(device, address)
            _send(
                data,
                lambda piece: os.write(device, piece),
                lambda for_s: _has_room(device, for_s),
                sent,
                patience,
            )
        finally:
            os.close(device)


def _opened(path: str) -> int:
    if sys.platform == "win32":
        return os.open(path, os.O_WRONLY | os.O_BINARY)
    return os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)


def _send(
    data: bytes,
    take: Callable[[memoryview], int],
    has_room: Callable[[float], bool],
    sent: _Sent,
    patience: Patience,
) -> None:
    """Piece by piece. A printer that takes no piece for too long has failed."""
    left = memoryview(data)
    waited = 0.0
    while left:
        if patience.is_over() or waited >= patience.timeout_s:
            raise TimeoutError
        for_s = min(_LOOK_UP_S, patience.timeout_s)
        if not has_room(for_s):
            waited += for_s
            continue
        with suppress(BlockingIOError):
            taken = take(left[:_PIECE])
            left = left[taken:]
            sent.count += taken
            waited = 0.0


def _has_room(device: int, for_s: float) -> bool:
    """Wait until a device has room for more, but no longer than told."""
    if sys.platform == "win32":
        return True  # writes to a port wait by themselves
    poll = select.poll()
    poll.register(device, select.POLLOUT)
    return bool(poll.poll(for_s * 1000))


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
        raise PrinterWithoutPaper(address)
    if not status & _USB_SELECTED:
        raise PrinterSilent(address)


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
            raise PrinterWithoutPaper(address)


@contextmanager
def _mapped(address: str) -> Iterator[_Sent]:
    sent = _Sent()
    try:
        yield sent
    except OSError as trouble:
        raise _trouble_of(trouble.errno)(address, is_begun=sent.count > 0) from trouble


def _trouble_of(number: int | None) -> type[PrinterTrouble]:
    return _TROUBLES.get(number or 0, PrinterSilent)
