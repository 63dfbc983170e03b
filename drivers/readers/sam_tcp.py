"""Reading over TCP: `sam-tcp:192.0.2.7:4001`, `sam-tcp:[2001:db8::7]:4001`.

Behind a serial server the line is slower than the network; `?baud=9600` says how slow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from drivers.api import AddressInvalid, Reader
from drivers.readers.options import read_baud, refuse_unknown
from drivers.readers.sam_reader import SamReader
from drivers.sam.exchange import LineTiming

__all__ = ["DRIVER", "SamTcpDriver"]


class SamTcpDriver:
    """SAM_V frames over a TCP connection."""

    scheme = "sam-tcp"
    version = "1.0"

    def discover(self) -> Iterable[str]:
        """Networks are not searched: nobody wants strange packets on them."""
        return ()

    def open(self, address: str, target: str, options: Mapping[str, str]) -> Reader:
        """Connect to `target`, host and port."""
        refuse_unknown(options, ("baud",))
        baud = read_baud(options)
        host, port = _split(target)
        from drivers.transport.tcp import TcpConnection

        return SamReader(
            TcpConnection(host, port),
            address=address,
            driver=self.scheme,
            driver_version=self.version,
            timing=LineTiming.from_baud(baud),
        )


def _split(target: str) -> tuple[str, int]:
    host, colon, port = target.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    is_number = port.isascii() and port.isdigit()
    if not (host and colon and is_number and 0 < int(port) < 65536):
        raise AddressInvalid(f"{target!r} is not HOST:PORT, as in sam-tcp:127.0.0.1:4001")
    return host, int(port)


DRIVER: Final = SamTcpDriver()
