"""Reading over a serial line: `sam-serial:/dev/ttyUSB0`, `sam-serial:COM3?baud=9600`.

A paired Bluetooth reader is a serial port too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from drivers.api import AddressInvalid, Reader
from drivers.readers.options import read_baud, refuse_unknown
from drivers.readers.sam_reader import SamReader
from drivers.sam.exchange import LineTiming

__all__ = ["DRIVER", "SamSerialDriver"]


class SamSerialDriver:
    """SAM_V frames over a serial port. The serial library is loaded when it is needed."""

    scheme = "sam-serial"
    version = "1.0"

    def discover(self) -> Iterable[str]:
        """List the serial ports of this computer, those on USB first."""
        from serial.tools import list_ports

        ports = sorted(list_ports.comports(), key=lambda port: (port.vid is None, port.device))
        return [f"{self.scheme}:{port.device}" for port in ports]

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        """Open the port `target` at `baud`, 115200 unless told otherwise."""
        refuse_unknown(options, ("baud",))
        baud = read_baud(options)
        if not target:
            raise AddressInvalid("a serial port is missing, as in sam-serial:COM3")
        from drivers.transport.serial_port import SerialPort

        return SamReader(
            SerialPort(target, baud),
            address=address,
            driver=self.scheme,
            driver_version=self.version,
            timing=LineTiming.from_baud(baud),
        )


DRIVER: Final = SamSerialDriver()
