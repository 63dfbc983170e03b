"""Positions from gpsd over its JSON protocol, on this computer only.

The protocol is that of gpsd_json(5): the client asks once with `?WATCH`, and a line of JSON comes
with each report. A report of class `TPV` holds `mode` (0 and 1: no fix), `lat` and `lon` in degrees
of WGS-84, and the estimated errors `eph`, or `epx` and `epy`, in metres.
"""

from __future__ import annotations

import json
import math
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from pos_client.application.whereabouts import LocatorAway
from pos_client.domain.location import Lack, Location, LocationSource, NoPosition, Position

__all__ = ["PORT", "Gpsd"]

PORT = 2947
_WATCH = b'?WATCH={"enable":true,"json":true};\n'
_LEAST_MODE = 2
_CONNECTED_WITHIN_S = 2.0
_LONGEST_LINE = 64 * 1024
_MICRO = 1_000_000


class Gpsd:
    """A connection to gpsd that is told of every report.

    Raises:
        LocatorAway: nobody answers there.
    """

    def __init__(self, host: str, port: int, now: Callable[[], datetime]) -> None:
        self._now = now
        self._rest = b""
        try:
            self._line = socket.create_connection((host, port), _CONNECTED_WITHIN_S)
        except OSError as cause:
            raise LocatorAway("gpsd") from cause
        try:
            self._line.sendall(_WATCH)
        except OSError as cause:
            self.close()
            raise LocatorAway("gpsd") from cause

    def poll(self, timeout_s: float) -> Location | None:
        """Raises LocatorAway."""
        due = time.monotonic() + timeout_s
        found = None
        while found is None:
            left_s = due - time.monotonic()
            if left_s <= 0:
                break
            for line in self._lines(left_s):
                found = _location(line, self._now()) or found
        return found

    def close(self) -> None:
        with suppress(OSError):
            self._line.close()

    def _lines(self, timeout_s: float) -> list[bytes]:
        """The whole lines that have come; none after so long."""
        try:
            self._line.settimeout(timeout_s)
            came = self._line.recv(_LONGEST_LINE)
        except TimeoutError:
            return []
        except OSError as cause:
            raise LocatorAway("gpsd") from cause
        *lines, self._rest = (self._rest + came).split(b"\n")
        if not came or len(self._rest) > _LONGEST_LINE:
            raise LocatorAway("gpsd")
        return lines


def _location(line: bytes, now: datetime) -> Location | None:
    """What a report says of the place; None for one that is about something else."""
    try:
        report = json.loads(line)
    except ValueError:
        return None
    if not isinstance(report, dict) or report.get("class") != "TPV":
        return None
    mode = report.get("mode")
    latitude, longitude = _number(report, "lat"), _number(report, "lon")
    has_fix = isinstance(mode, int) and mode >= _LEAST_MODE
    if not has_fix or latitude is None or longitude is None:
        return NoPosition(Lack.NO_FIX)
    error_m = _error_m(report)
    if error_m is None:
        return NoPosition(Lack.TOO_COARSE)  # nobody guesses how good it is
    place = (round(latitude * _MICRO), round(longitude * _MICRO))
    try:
        return Position(*place, max(1, math.ceil(error_m)), now, LocationSource.GPSD)
    except ValueError:
        return NoPosition(Lack.NO_FIX)


def _error_m(report: dict[str, Any]) -> float | None:
    whole = _number(report, "eph")
    if whole is not None:
        return whole
    east, north = _number(report, "epx"), _number(report, "epy")
    return None if east is None or north is None else math.hypot(east, north)


def _number(report: dict[str, Any], name: str) -> float | None:
    value = report.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
