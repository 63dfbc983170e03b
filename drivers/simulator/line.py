"""The line between a device and its port: every byte takes the time that it takes on a wire."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from drivers.simulator.device import SamDevice
from drivers.simulator.faults import Outgoing

__all__ = ["BITS_PER_BYTE", "Delivery", "PacedLine"]

BITS_PER_BYTE = 10
"""8N1: a start bit, eight bits, a stop bit."""

# Bytes leave in groups of about this much line time, like those of a serial adapter.
_GROUP_S = 0.002


@dataclass(frozen=True, slots=True)
class Delivery:
    """Bytes whose time has come; `unplugs` says that the line went away behind them."""

    data: bytes = field(repr=False)
    unplugs: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    due_s: float
    data: bytes = field(repr=False)
    unplugs: bool


class PacedLine:
    """Holds back what goes either way until a real line would have brought it.

    Times are those of the caller's monotonic clock, and every group of bytes has its absolute
    due time: waking late delays one group and never the whole. A device without pace is a
    device on an infinitely fast line.
    """

    def __init__(self, device: SamDevice, *, is_paced: bool = True) -> None:
        self.device = device
        self._is_paced = is_paced
        self._heard_until_s = 0.0
        self._busy_until_s = 0.0
        self._groups: deque[_Group] = deque()

    @property
    def next_due_s(self) -> float | None:
        """When `take` is worth calling again; None before something was received."""
        dues = [self._groups[0].due_s] if self._groups else []
        if self.device.wakes_at_s is not None:
            dues.append(self.device.wakes_at_s)
        return min(dues, default=None)

    def receive(self, data: bytes, now_s: float) -> None:
        """Take in what the client has written at `now_s`."""
        byte_s = self._byte_s
        self._heard_until_s = max(now_s, self._heard_until_s) + len(data) * byte_s
        self._schedule(self.device.feed(data, self._heard_until_s), self._heard_until_s, byte_s)

    def take(self, now_s: float) -> Delivery:
        """Return what has reached the client's end by `now_s`."""
        self._schedule(self.device.wake(now_s), now_s, self._byte_s)
        data, unplugs = bytearray(), False
        while self._groups and self._groups[0].due_s <= now_s and not unplugs:
            group = self._groups.popleft()
            data += group.data
            unplugs = group.unplugs
        return Delivery(bytes(data), unplugs)

    def cut(self) -> None:
        """Lose what is under way, as when the cable is pulled; the module loses its power."""
        self._groups.clear()
        self._heard_until_s = self._busy_until_s = 0.0
        self.device.power_on()

    @property
    def _byte_s(self) -> float:
        return BITS_PER_BYTE / self.device.baud if self._is_paced else 0.0

    def _schedule(self, outgoing: list[Outgoing], at_s: float, byte_s: float) -> None:
        size = max(1, int(_GROUP_S / byte_s)) if byte_s else 4096
        for out in outgoing:
            self._busy_until_s = max(at_s, self._busy_until_s) + out.pause_s
            last = max(0, len(out.data) - 1) // size * size
            for begin in range(0, last + 1, size):
                piece = out.data[begin : begin + size]
                self._busy_until_s += len(piece) * byte_s
                unplugs = out.unplugs and begin == last
                self._groups.append(_Group(self._busy_until_s, piece, unplugs))
