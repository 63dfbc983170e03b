"""Positions from a receiver on a serial line that speaks NMEA 0183.

A sentence is `$` talker, kind and fields between commas, `*` and two hex digits: the exclusive or
of all between `$` and `*`. `GGA` has the position, the quality of the fix and the horizontal
dilution; `RMC` says whether what is sent is valid. A position that was put in by hand (quality 7,
mode `M`), reckoned on from an older one (6, `E`) or simulated (8, `S`) is none.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import datetime

from drivers.api import ReaderError
from drivers.transport.serial_port import SerialPort
from pos_client.application.whereabouts import LocatorAway
from pos_client.domain.location import Lack, Location, LocationSource, NoPosition, Position

__all__ = ["USUAL_BAUD", "NmeaReceiver", "NmeaSentences"]

USUAL_BAUD = 9600
# Metres for a dilution of one, as gpsd reckons for a receiver without corrections (its
# H_UERE_NO_DGPS); receivers say no figure of their own in these sentences.
_METRES_PER_DILUTION = 15.0
_MEASURED = frozenset("12345")  # single, differential, precise, fixed, float
_VALID_MODES = frozenset("ADFRP")
_LONGEST = 120  # by the standard 82; some receivers add digits
_GGA_FIELDS, _RMC_FIELDS, _RMC_MODE = 9, 3, 12
_MICRO = 1_000_000
_NO_FIX = NoPosition(Lack.NO_FIX)


class NmeaSentences:
    """Makes positions of bytes. What is damaged is passed over."""

    def __init__(self) -> None:
        self._rest = b""
        self._is_valid = True  # until an RMC says otherwise: some receivers send none

    def take(self, data: bytes, now: datetime) -> Location | None:
        """The newest word of these bytes; None where they hold none."""
        *lines, rest = (self._rest + data).split(b"\n")
        self._rest = rest[-_LONGEST:]
        found = None
        for line in lines:
            found = self._location(line, now) or found
        return found

    def _location(self, line: bytes, now: datetime) -> Location | None:
        fields = _fields(line)
        kind = fields[0][2:] if fields else ""
        if kind == "RMC" and len(fields) >= _RMC_FIELDS:
            mode = fields[_RMC_MODE] if len(fields) > _RMC_MODE else ""
            self._is_valid = fields[2] == "A" and (not mode or mode in _VALID_MODES)
            return None if self._is_valid else _NO_FIX
        if kind == "GGA" and len(fields) >= _GGA_FIELDS:
            return _of_gga(fields, now) if self._is_valid else _NO_FIX
        return None


class NmeaReceiver:
    """A receiver on a serial port.

    Raises:
        LocatorAway: there is no such port, or it is not for us.
    """

    def __init__(self, path: str, baud: int, now: Callable[[], datetime]) -> None:
        self._now = now
        self._sentences = NmeaSentences()
        try:
            self._port = SerialPort(path, baud)
        except ReaderError as cause:
            raise LocatorAway("nmea") from cause

    def poll(self, timeout_s: float) -> Location | None:
        """Raises LocatorAway."""
        due = time.monotonic() + timeout_s
        found = None
        while found is None:
            left_s = due - time.monotonic()
            if left_s <= 0:
                break
            try:
                data = self._port.read(left_s)
            except ReaderError as cause:
                raise LocatorAway("nmea") from cause
            found = self._sentences.take(data, self._now())
        return found

    def close(self) -> None:
        self._port.close()


def _fields(line: bytes) -> list[str]:
    """The fields of a whole sentence, the first of them talker and kind; none of a damaged one."""
    begin, star = line.rfind(b"$"), line.rfind(b"*")
    said, sum_ = line[begin + 1 : star], line[star + 1 :].strip()
    if begin < 0 or star < begin or len(line) > _LONGEST:
        return []
    checksum = 0
    for byte in said:
        checksum ^= byte
    if sum_.upper() != b"%02X" % checksum or not said.isascii():
        return []
    return said.decode("ascii").split(",")


def _of_gga(fields: list[str], now: datetime) -> Location:
    _, _, latitude, north, longitude, east, quality, _, dilution = fields[:_GGA_FIELDS]
    if quality not in _MEASURED:
        return _NO_FIX
    try:
        place = (_microdegrees(latitude, 2, north, "NS"), _microdegrees(longitude, 3, east, "EW"))
        error_m = float(dilution) * _METRES_PER_DILUTION
        accuracy_m = max(1, math.ceil(error_m))
        return Position(*place, accuracy_m, now, LocationSource.NMEA)
    except (ValueError, OverflowError):
        return _NO_FIX


def _microdegrees(text: str, degree_digits: int, half: str, halves: str) -> int:
    """`ddmm.mmmm` or `dddmm.mmmm`; raises ValueError for anything else."""
    degrees, minutes = int(text[:degree_digits]), float(text[degree_digits:])
    if not 0 <= minutes < 60 or len(half) != 1 or half not in halves:
        raise ValueError(half)
    size = degrees * _MICRO + round(minutes * _MICRO / 60)
    return size if half == halves[0] else -size
