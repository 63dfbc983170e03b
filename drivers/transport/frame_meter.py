"""How much of a frame is still to come, for lines that have to know before they read on."""

from __future__ import annotations

from typing import Final

from drivers.sam.frames import LONGEST_REPLY, PREAMBLE

__all__ = ["FRESH_S", "HEAD_SIZE", "FrameMeter"]

HEAD_SIZE: Final = len(PREAMBLE) + 2
"""Preamble and LEN."""

FRESH_S: Final = 0.02
"""Right behind a whole reply nothing can be left but its double, which the parser tells from the
next reply: so long after it nobody has to look, which costs a millisecond or two."""

_SHORTEST: Final = 3


class FrameMeter:
    """Follows the bytes that went by. It judges nothing: that is the parser's work.

    `missing` counts the bytes that the frame under way still lacks.
    """

    def __init__(self) -> None:
        self.missing = 0
        self._tail = bytearray()

    @property
    def is_between_frames(self) -> bool:
        """Whether no frame is under way, nor what may be the beginning of one."""
        return not self.missing and PREAMBLE[0] not in self._tail

    def reset(self) -> None:
        """Forget the frame under way."""
        self.missing = 0
        self._tail.clear()

    def feed(self, data: bytes) -> None:
        """Take note of what has come."""
        passed = min(self.missing, len(data))
        self.missing -= passed
        self._tail += data[passed:]
        while (start := self._tail.find(PREAMBLE)) >= 0 and len(self._tail) >= start + HEAD_SIZE:
            head_end = start + HEAD_SIZE
            length = int.from_bytes(self._tail[head_end - 2 : head_end], "big")
            if _SHORTEST <= length <= LONGEST_REPLY:
                self.missing = max(0, length - (len(self._tail) - head_end))
                self._drop(min(len(self._tail), head_end + length))
            else:
                self._drop(start + 1)
        # No more than what may be the beginning of a head.
        self._drop(max(0, len(self._tail) - HEAD_SIZE + 1))

    def _drop(self, count: int) -> None:
        """Overwrite what has gone by: taking it off alone leaves it in memory."""
        self._tail[:count] = bytes(count)
        del self._tail[:count]
