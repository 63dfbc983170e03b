"""What `location.source` of the settings may say. Read before the first paint: no library."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["EXAMPLE", "SourceAddress", "SourceKind", "source_at"]

EXAMPLE = '"none", "gpsd:", "gpsd:127.0.0.1:2947", "nmea:/dev/ttyACM0", "system"'
# What comes from another computer says where that one is.
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_GPSD_PORT, _USUAL_BAUD = 2947, 9600
_BAUDS = (4800, 9600, 19200, 38400, 57600, 115200)


class SourceKind(StrEnum):
    """Where positions come from."""

    NONE = "none"
    GPSD = "gpsd"
    NMEA = "nmea"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class SourceAddress:
    """A source: `target` is a host or a serial port, `figure` its port number or its baud."""

    kind: SourceKind
    target: str = ""
    figure: int = 0


def source_at(text: str) -> SourceAddress | None:
    """Read a setting; None for one that names no source."""
    scheme, colon, rest = text.partition(":")
    if text in (SourceKind.NONE, SourceKind.SYSTEM, ""):
        return SourceAddress(SourceKind(text or "none"))
    if scheme == SourceKind.GPSD and colon:
        return _gpsd(rest)
    if scheme == SourceKind.NMEA and rest:
        return _nmea(rest)
    return None


def _gpsd(rest: str) -> SourceAddress | None:
    host, _, port = rest.rpartition(":") if rest else ("127.0.0.1", "", str(_GPSD_PORT))
    host = host.strip("[]")
    is_port = port.isascii() and port.isdigit() and 0 < int(port) < 65536
    if host not in _LOOPBACK or not is_port:
        return None
    return SourceAddress(SourceKind.GPSD, host, int(port))


def _nmea(rest: str) -> SourceAddress | None:
    path, _, option = rest.partition("?")
    if not option:
        return SourceAddress(SourceKind.NMEA, path, _USUAL_BAUD)
    name, _, baud = option.partition("=")
    is_known = name == "baud" and baud in map(str, _BAUDS)
    return SourceAddress(SourceKind.NMEA, path, int(baud)) if is_known and path else None
