"""Whatever a library says about a line, it comes out as a `ReaderUnavailable` with its cause."""

from __future__ import annotations

import errno
import os
import socket
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import serial
import usb.core
from usb.backend import libusb1

from drivers import LibraryUnusable, ReaderBusy, ReaderError, ReaderForbidden, ReaderUnavailable
from drivers.transport import usb_bus
from drivers.transport.hid_bus import HidDevice
from drivers.transport.hid_layouts import shipped_layout
from drivers.transport.serial_port import SerialPort
from drivers.transport.tcp import TcpConnection

SERIAL_TROUBLE = [
    serial.SerialException("gone"),
    serial.SerialTimeoutException("busy"),
    serial.PortNotOpenError(),
    OSError(5, "Input/output error"),
    termios.error(5, "Input/output error"),
    TypeError("closed meanwhile"),
    ValueError("odd rate"),
]
TCP_TROUBLE = [
    ConnectionRefusedError(),
    ConnectionResetError(),
    BrokenPipeError(),
    TimeoutError(),
    socket.gaierror(-2, "unknown"),
    UnicodeError("label too long"),
    ValueError("closed meanwhile"),
]
# Whatever libusb can say, by the numbers that the library makes of it.
USB_TROUBLE = [
    *(usb.core.USBError(os.strerror(n or 1), None, n) for n in libusb1._libusb_errno.values()),
    *(usb.core.USBError(os.strerror(n), None, n) for n in (errno.EPROTO, errno.ESHUTDOWN)),
    usb.core.USBTimeoutError("timed out", None, errno.ETIMEDOUT),
    NotImplementedError("not on this system"),
    ValueError("Invalid endpoint address 0x81"),
    IndexError("no such interface"),
    AttributeError("gone meanwhile"),
]
HID_TROUBLE = [
    OSError("read error"),
    OSError(errno.ENODEV, "No such device"),
    ValueError("not open"),
    TypeError("an integer is required"),
]


@pytest.mark.parametrize(
    ("target", "words"),
    [("nothing", "No such file or directory"), ("", "Is a directory"), ("file", "Inappropriate")],
)
def test_a_port_that_cannot_be_opened_says_why(tmp_path: Path, target: str, words: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ReaderUnavailable, match=words):
        SerialPort(str(tmp_path / target), 9600)


class BrokenPort:
    """A port, a socket, or a library, on which everything fails."""

    device = None

    def __init__(self, trouble: Exception) -> None:
        self._trouble = trouble

    def __getattr__(self, name: str) -> Callable[..., None]:
        raise self._trouble


@pytest.mark.parametrize("trouble", SERIAL_TROUBLE, ids=repr)
def test_every_error_of_the_serial_library_is_mapped(
    trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise trouble

    with monkeypatch.context() as patch:
        patch.setattr(serial, "Serial", fail)
        with pytest.raises(ReaderUnavailable) as missing:
            SerialPort("/dev/x", 9600)
        assert missing.value.__cause__ is trouble
    port = object.__new__(SerialPort)
    monkeypatch.setattr(port, "_path", "/dev/x", raising=False)
    monkeypatch.setattr(port, "_port", BrokenPort(trouble), raising=False)
    uses: list[Callable[[], object]] = [
        lambda: port.write(b"x"),
        lambda: port.read(0.0),
        port.flush_input,
    ]
    for use in uses:
        with pytest.raises(ReaderUnavailable) as lost:
            use()
        assert lost.value.__cause__ is trouble
    port.close()


@pytest.mark.parametrize("trouble", TCP_TROUBLE, ids=repr)
def test_every_error_of_a_socket_is_mapped(
    trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise trouble

    with monkeypatch.context() as patch:
        patch.setattr(socket, "create_connection", fail)
        with pytest.raises(ReaderUnavailable) as missing:
            TcpConnection("192.0.2.1", 4001)
        assert missing.value.__cause__ is trouble
    line = object.__new__(TcpConnection)
    monkeypatch.setattr(line, "_peer", "192.0.2.1:4001", raising=False)
    monkeypatch.setattr(line, "_socket", BrokenPort(trouble), raising=False)
    uses: list[Callable[[], object]] = [
        lambda: line.write(b"x"),
        lambda: line.read(0.0),
        line.flush_input,
    ]
    for use in uses:
        with pytest.raises(ReaderUnavailable) as lost:
            use()
        assert lost.value.__cause__ is trouble


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        (serial.SerialException(errno.EACCES, "could not open port"), ReaderForbidden),
        (serial.SerialException(errno.EBUSY, "could not open port"), ReaderBusy),
        (serial.SerialException(errno.EAGAIN, "Could not exclusively lock port"), ReaderBusy),
        (serial.SerialException("could not open 'COM3': PermissionError(13, '')"), ReaderBusy),
        (serial.SerialException(errno.EHOSTDOWN, "could not open port"), ReaderUnavailable),
    ],
    ids=str,
)
def test_a_serial_port_that_is_held_or_forbidden_is_told_from_one_that_is_away(
    trouble: Exception, kind: type[ReaderError], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise trouble

    monkeypatch.setattr(serial, "Serial", fail)
    with pytest.raises(kind) as refused:
        SerialPort("/dev/x", 9600)
    assert type(refused.value) is kind


@pytest.mark.parametrize("trouble", USB_TROUBLE, ids=repr)
def test_every_error_of_the_usb_library_is_mapped(trouble: Exception) -> None:
    with pytest.raises(ReaderUnavailable) as lost, usb_bus.mapped("it", "cannot be used"):
        raise trouble
    assert lost.value.__cause__ is trouble
    number = getattr(trouble, "errno", None)
    expected = {errno.EACCES: ReaderForbidden, errno.EBUSY: ReaderBusy}
    assert type(lost.value) is expected.get(number or 0, ReaderUnavailable)
    assert "it cannot be used" in str(lost.value)


def test_a_missing_usb_library_is_told_as_one() -> None:
    with pytest.raises(LibraryUnusable), usb_bus.mapped("it", "cannot be used"):
        raise usb.core.NoBackendError("No backend available")


@pytest.mark.parametrize("trouble", HID_TROUBLE, ids=repr)
def test_every_error_of_the_hid_library_is_mapped(
    trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    layout = shipped_layout("plain")
    monkeypatch.setitem(sys.modules, "hid", BrokenPort(trouble))
    with pytest.raises(ReaderUnavailable) as missing:
        HidDevice(0x0400, 0xC35A, layout)
    assert missing.value.__cause__ is trouble
    device = object.__new__(HidDevice)
    for name, value in {"_what": "it", "_layout": layout, "_device": BrokenPort(trouble)}.items():
        monkeypatch.setattr(device, name, value, raising=False)
    uses: list[Callable[[], object]] = [lambda: device.send([bytes(64)]), lambda: device.take(1)]
    for use in uses:
        with pytest.raises(ReaderUnavailable) as lost:
            use()
        assert lost.value.__cause__ is trouble
    device.close()


def test_another_module_of_the_name_hid_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    other = ModuleType("hid")
    other.__file__ = "/elsewhere/hid.py"
    monkeypatch.setitem(sys.modules, "hid", other)
    with pytest.raises(LibraryUnusable, match=r"/elsewhere/hid\.py is not"):
        HidDevice(0x0400, 0xC35A, shipped_layout("plain"))
