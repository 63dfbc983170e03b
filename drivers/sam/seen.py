"""The cards of one conversation, as keyed hashes: enough to notice an older record, no more."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from drivers.card.read import CardRead

__all__ = ["SeenCards"]

# An older record than this many cards ago is not noticed any more.
_REMEMBERED: Final = 64


@dataclass(frozen=True, slots=True)
class _Chip:
    """What told this chip from others; empty where the module does not say."""

    serial: bytes = field(repr=False)
    number: bytes = field(repr=False)


_UNTOLD: Final = _Chip(b"", b"")


class SeenCards:
    """Remembers which record came from which chip. The key is new each time, and never kept."""

    def __init__(self) -> None:
        self._key = os.urandom(32)
        self._chips: dict[bytes, _Chip] = {}

    def mark(self, card: CardRead) -> bytes:
        """Tell records apart without keeping them."""
        return self._hashed(card.raw_text)

    def knows(self, mark: bytes) -> bool:
        """Whether this record was told before."""
        return mark in self._chips

    def lacks_number(self, mark: bytes) -> bool:
        """Whether this record was told and its chip has not told its number yet."""
        return mark in self._chips and not self._chips[mark].number

    def is_from_another_chip(self, mark: bytes, serial: str, number: bytes) -> bool:
        """Whether a known record came off a chip that is not its own: a module repeats itself.

        Args:
            serial: what the selection said, in hex; zeros where the module does not tell.
            number: the management number, empty likewise. It decides where both are known.
        """
        known, now = self._chips[mark], self._chip(serial, number)
        if known.number and now.number:
            return known.number != now.number
        return bool(known.serial and now.serial) and known.serial != now.serial

    def note(self, mark: bytes, serial: str, number: bytes = b"") -> None:
        """Remember that this record came off this chip."""
        told, known = self._chip(serial, number), self._chips.get(mark, _UNTOLD)
        self._chips[mark] = _Chip(told.serial or known.serial, told.number or known.number)
        if len(self._chips) > _REMEMBERED:
            del self._chips[next(iter(self._chips))]

    def _chip(self, serial: str, number: bytes) -> _Chip:
        told = serial.strip("0").encode()
        return _Chip(self._hashed(told), self._hashed(number if any(number) else b""))

    def _hashed(self, told: bytes) -> bytes:
        return blake2b(told, key=self._key, digest_size=16).digest() if told else b""
