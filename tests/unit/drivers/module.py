"""A scripted SAM_V module for tests, and the ways in which a line or a module is ill-mannered.

Written without the driver's codec, so that a mistake there is not repeated here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import xor
from typing import TypeAlias

__all__ = [
    "FIND",
    "READ",
    "SAM_ID",
    "SELECT",
    "Manner",
    "Module",
    "Timed",
    "base_reply",
    "frame",
]

Timed: TypeAlias = list[tuple[float, bytes]]  # seconds since the previous piece, piece
Manner: TypeAlias = Callable[[int, bytes, bytes], Timed]  # how often asked, request, reply

FIND, SELECT, READ, SAM_ID = "2001", "2002", "3001", "12FF"
_SAM_ID = bytes.fromhex("05000100D8B4320140E20100B168DE3A")


def frame(status: int, data: bytes = b"") -> bytes:
    """Build a reply."""
    covered = (len(data) + 4).to_bytes(2, "big") + bytes((0, 0, status)) + data
    return bytes.fromhex("AAAAAA9669") + covered + bytes((reduce(xor, covered),))


def base_reply(text: bytes, photo: bytes = bytes(range(256)) * 4) -> bytes:
    """Build the reply to 30 01."""
    lengths = len(text).to_bytes(2, "big") + len(photo).to_bytes(2, "big")
    return frame(0x90, lengths + text + photo)


class Module:
    """Answers requests like a module whose card must be lifted before it is found again.

    Args:
        keeps_finding: a card is found again although it was read and not lifted.
        must_select: a second read needs another search and selection.
        overrides: by CMD PARA, replies given instead of the module's own, one each time asked.
    """

    def __init__(
        self,
        text: bytes | None = None,
        *,
        keeps_finding: bool = False,
        must_select: bool = False,
        overrides: Mapping[str, Iterable[bytes]] | None = None,
        manner: Manner | None = None,
    ) -> None:
        self.keeps_finding = keeps_finding
        self.must_select = must_select
        self.asked: Counter[str] = Counter()
        self._overrides = {code: iter(replies) for code, replies in (overrides or {}).items()}
        self._manner = manner
        self._text: bytes | None = None
        self._is_found = self._is_selected = self._is_read = False
        if text is not None:
            self.lay(text)

    def lay(self, text: bytes) -> None:
        """Put a card on the plate."""
        self._text = text
        self._is_found = self._is_selected = self._is_read = False

    def lift(self) -> None:
        """Take it off."""
        self._text = None

    def answer(self, request: bytes) -> Timed:
        """Return what goes out for a whole request."""
        code = request[7:9].hex().upper()
        self.asked[code] += 1
        reply = self._reply(code)
        reply = next(self._overrides.get(code, iter(())), reply)
        return self._manner(self.asked[code], request, reply) if self._manner else [(0.0, reply)]

    def _reply(self, code: str) -> bytes:
        if code == SAM_ID:
            return frame(0x90, _SAM_ID)
        if code == "10FF":
            self._is_found = self._is_selected = self._is_read = False
            return frame(0x90)
        if code == FIND:
            self._is_selected = False
            self._is_found = self._text is not None and (not self._is_read or self.keeps_finding)
            return frame(0x9F, bytes(4)) if self._is_found else frame(0x80)
        if code == SELECT:
            self._is_selected = self._is_found and self._text is not None
            return (
                frame(0x90, bytes.fromhex("1122334455667788")) if self._is_selected else frame(0x81)
            )
        if code == READ:
            if self._text is None or not self._is_selected:
                return frame(0x23)
            self._is_read = True
            self._is_selected = not self.must_select
            return base_reply(self._text)
        return frame(0x21)
