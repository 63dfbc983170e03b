"""A receipt printer that only a test has: it turns what was sent into rows of dots."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["PrintedRoll", "printed"]

_INIT, _CUT = b"\x1b@", b"\x1dV\x00"
_STRIP = re.compile(rb"\x1dv0\x00(..)(..)", re.DOTALL)
_FEED = re.compile(rb"\x1bd.", re.DOTALL)


@dataclass(frozen=True)
class PrintedRoll:
    """What came out: one text of 0 and 1 for each row of dots."""

    rows: tuple[str, ...]
    is_cut: bool

    @property
    def width(self) -> int:
        return len(self.rows[0])

    @property
    def black(self) -> int:
        return sum(row.count("1") for row in self.rows)

    def holds(self, picture: list[str]) -> bool:
        """Whether this smaller picture stands anywhere on the roll."""
        for top in range(len(self.rows) - len(picture) + 1):
            left = self.rows[top].find(picture[0])
            while left >= 0:
                if all(
                    self.rows[top + down].startswith(row, left) for down, row in enumerate(picture)
                ):
                    return True
                left = self.rows[top].find(picture[0], left + 1)
        return False


def printed(data: bytes) -> PrintedRoll:
    """Work as a printer does; anything it does not know is a fault of the sender."""
    if not data.startswith(_INIT):
        raise AssertionError("a printer may still be in the middle of something else")
    at = len(_INIT)
    rows: list[str] = []
    while strip := _STRIP.match(data, at):
        wide, high = (int.from_bytes(size, "little") for size in strip.groups())
        dots = data[strip.end() : strip.end() + wide * high]
        rows += (
            f"{int.from_bytes(dots[top : top + wide], 'big'):0{8 * wide}b}"
            for top in range(0, len(dots), wide)
        )
        at = strip.end() + wide * high
    while feed := _FEED.match(data, at):
        at = feed.end()
    if data[at:] not in (b"", _CUT):
        raise AssertionError(f"no printer knows {data[at:][:8]!r}")
    return PrintedRoll(tuple(rows), data[at:] == _CUT)
