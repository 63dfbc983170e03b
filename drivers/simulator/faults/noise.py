"""What a bad line makes of bytes: flipped bits, and what is heard at another speed."""

from __future__ import annotations

import math
import random
import sys

__all__ = ["BitNoise", "heard_at"]

_FRAME_BITS = 10  # a start bit, eight bits with the lowest first, a stop bit


class BitNoise:
    """Flips bits by chance; how the bytes come in pieces changes nothing."""

    def __init__(self, seed: int) -> None:
        self._chances = random.Random(seed)  # noqa: S311 - play, not cryptography
        self._rate = 0.0
        self._unharmed = sys.maxsize

    def flip(self, data: bytes, rate: float) -> bytes:
        """Flip each bit with the chance `rate`."""
        if rate != self._rate:
            self._rate = rate
            self._unharmed = self._next_run()
        spoilt = bytearray(data)
        at, end = self._unharmed, 8 * len(spoilt)
        while at < end:
            spoilt[at // 8] ^= 1 << at % 8
            at += 1 + self._next_run()
        self._unharmed = at - end
        return bytes(spoilt)

    def _next_run(self) -> int:
        """Draw how many bits pass before the next one flips."""
        if not 0.0 < self._rate < 1.0:
            return 0 if self._rate else sys.maxsize
        return int(math.log(1.0 - self._chances.random()) / math.log1p(-self._rate))


def heard_at(data: bytes, spoken_baud: int, heard_baud: int) -> bytes:
    """Return what a receiver at `heard_baud` takes bytes for that come at `spoken_baud`.

    It waits for a start bit and looks at the line in the middle of each of its own bits, as
    any UART does; what it gets with a bad stop bit it hands on all the same.
    """
    levels = [level for byte in data for level in _levels(byte)]
    heard, now, end = bytearray(), 0.0, len(levels)
    bit = spoken_baud / heard_baud  # the receiver's bit, measured in the sender's

    def level_at(time: float) -> int:
        return levels[int(time)] if time < end else 1

    while now < end:
        if level_at(now):
            now = float(int(now) + 1)  # a falling edge comes with a bit of the sender
            continue
        heard.append(sum(level_at(now + (1.5 + i) * bit) << i for i in range(8)))
        now += (_FRAME_BITS - 0.5) * bit
        while now < end and not level_at(now):  # a break: the line has to rise first
            now = float(int(now) + 1)
    return bytes(heard)


def _levels(byte: int) -> list[int]:
    return [0, *(byte >> i & 1 for i in range(8)), 1]
