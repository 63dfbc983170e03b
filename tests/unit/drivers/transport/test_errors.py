"""Whatever a library says about a line, it comes out as a `ReaderUnavailable` with its cause."""

from __future__ import annotations

import errno
import socket
import termios
from collections.abc import Callable
from pathlib import Path

import pytest
import serial

from drivers import ReaderBusy, ReaderError, ReaderForbidden, ReaderUnavailable
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


@pytest.mark.parametrize(
    ("target", "words"),
    [("nothing", "No such file or directory"), ("", "Is a directory"), ("file", "Inappropriate")],
)
def test_a_port_that_cannot_be_opened_says_why(tmp_path: Path, target: str, words: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ReaderUnavailable, match=words):
        SerialPort(str(tmp_path / target), 9600)


class BrokenPort:
    """A port, or a socket, on which everything fails."""

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
