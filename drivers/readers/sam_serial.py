"""Reading over a serial line: `sam-serial:/dev/ttyUSB0`, `sam-serial:COM3?baud=9600`.

A paired Bluetooth reader is a serial port too. Such a line stalls and vanishes as radio does, so
it is given more time; where its name does not tell what it is, `?bluetooth=yes` does.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from drivers.api import AddressInvalid, Reader
from drivers.readers.options import read_baud, read_choice, refuse_unknown
from drivers.readers.sam_reader import SamReader
from drivers.sam.exchange import LineTiming

__all__ = ["DRIVER", "SamSerialDriver", "bluetooth_timing"]

# Radio sends again what was not heard: stalls of most of a second are usual, three pauses in a
# row are not. A link that was asleep takes seconds to come up, and requests wait for it.
_BLUETOOTH_PAUSE_S: Final = 0.5
_BLUETOOTH_DELAY_S: Final = 2.0


class SamSerialDriver:
    """SAM_V frames over a serial port. The serial library is loaded when it is needed."""

    scheme = "sam-serial"
    version = "1.1"

    def discover(self) -> Iterable[str]:
        """List the serial ports of this computer, those on USB first."""
        from serial.tools import list_ports

        ports = sorted(list_ports.comports(), key=lambda port: (port.vid is None, port.device))
        return [f"{self.scheme}:{port.device}" for port in ports]

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        """Open the port `target` at `baud`, 115200 unless told otherwise."""
        refuse_unknown(options, ("baud", "bluetooth"))
        baud = read_baud(options)
        told = read_choice(options, "bluetooth", ("yes", "no"))
        if not target:
            raise AddressInvalid("a serial port is missing, as in sam-serial:COM3")
        is_bluetooth = told == "yes" or (not told and _is_bluetooth(target))
        from drivers.transport.serial_port import SerialPort

        return SamReader(
            SerialPort(target, baud),
            address=address,
            driver=self.scheme,
            driver_version=self.version,
            timing=bluetooth_timing(baud) if is_bluetooth else LineTiming.from_baud(baud),
        )


def bluetooth_timing(baud: int) -> LineTiming:
    """Return what a line needs whose bytes come by radio."""
    timing = LineTiming.from_baud(baud)
    return replace(timing, pause_s=_BLUETOOTH_PAUSE_S, delay_s=_BLUETOOTH_DELAY_S)


def _is_bluetooth(port: str) -> bool:
    """Tell by the name of a port, and on Windows by what it is listed as."""
    if sys.platform == "win32":
        from serial.tools import list_ports

        return any(
            each.device == port and each.hwid.startswith("BTHENUM")
            for each in list_ports.comports()
        )
    # A link with a name of its own leads to the port.
    return re.fullmatch(r"rfcomm\d+", Path(port).resolve().name) is not None


DRIVER: Final = SamSerialDriver()
