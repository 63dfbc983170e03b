"""How simulated readers on HID put frames into reports: one class for each way, byte by byte.

Written apart from the driver's layouts on purpose: a slip in one of them shows against the other.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import Protocol

from drivers.simulator.packets import Part, PartKind
from drivers.simulator.wire import PREAMBLE

__all__ = ["BankWire", "ControlWire", "CountedWire", "PlainWire", "Wire"]

_SIZE = 64


class Wire(Protocol):
    """One way. Reports come and go without their ids."""

    request_id: int
    reply_id: int
    takes_features: bool
    is_asked: bool

    def request(self, report: bytes) -> bytes:
        """Return what of a report goes to the module."""

    def gather(self, part: Part) -> None:
        """Take in what the module says."""

    def quiet(self) -> None:
        """Hand on what was gathered outside of frames, since nothing more comes for now."""

    def reset(self) -> None:
        """Give the reply under way up."""

    @property
    def reports(self) -> deque[bytes]:
        """What the host will read."""


class PlainWire:
    """Whole frames; the rest of a report is zeros."""

    request_id = 0
    reply_id = 0
    takes_features = False
    is_asked = False
    _room = _SIZE

    def __init__(self) -> None:
        self.reports: deque[bytes] = deque()
        self._gathered = bytearray()
        self._is_inside = False

    def request(self, report: bytes) -> bytes:
        return report[: 7 + int.from_bytes(report[5:7], "big")]

    def gather(self, part: Part) -> None:
        # A frame begins in a report of its own, and no report is short before its end.
        if part.kind is PartKind.HEAD:
            self.quiet()
        self._gathered += part.data
        while len(self._gathered) >= self._room:
            self._hand_on(self._room)
        self._is_inside = part.kind is PartKind.HEAD or (
            part.kind is PartKind.BODY and not part.ends
        )
        if part.ends:
            self.quiet()

    def quiet(self) -> None:
        if self._gathered and not self._is_inside:
            self._hand_on(len(self._gathered))

    def reset(self) -> None:
        self._gathered.clear()
        self._is_inside = False

    def _hand_on(self, count: int) -> None:
        self.reports.append(self._report(bytes(self._gathered[:count])))
        del self._gathered[:count]

    def _report(self, piece: bytes) -> bytes:
        return piece.ljust(_SIZE, b"\0")


class CountedWire(PlainWire):
    """Each report begins with the number of bytes that count."""

    _room = _SIZE - 1

    def request(self, report: bytes) -> bytes:
        return report[1 : 1 + report[0]]

    def _report(self, piece: bytes) -> bytes:
        return (bytes([len(piece)]) + piece).ljust(_SIZE, b"\xee")


class ControlWire(PlainWire):
    """Requests are feature reports with id 1; the host asks for each report of a reply."""

    request_id = 1
    takes_features = True
    is_asked = True


class BankWire(PlainWire):
    """No preamble on the wire; the first report of a reply begins with the length of all."""

    def request(self, report: bytes) -> bytes:
        return PREAMBLE + report[: 2 + int.from_bytes(report[:2], "big")]

    def gather(self, part: Part) -> None:
        if part.kind is PartKind.HEAD:
            part = replace(part, data=part.data[len(PREAMBLE) :])
        if part.kind is not PartKind.NOISE:
            super().gather(part)
