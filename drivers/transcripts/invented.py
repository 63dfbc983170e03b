"""Who stands in a transcript for whom was read: the same person for the same bytes, each time.

What stands in is chosen by the order in which things appear and by nothing else, so that a
substitute tells nothing of what it stands for, and a recording made twice is the same twice.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from itertools import count
from typing import Final

from drivers.card.layouts import CardKind
from drivers.card.read import CardRead
from drivers.sim_card import decode_imsi
from drivers.simulator.deck import DeckEntry, load_deck
from drivers.simulator.device import simulated_sam_id
from drivers.simulator.record import encode_extra_address
from drivers.transcripts.likeness import Choice, likeness_of

__all__ = ["Substitutes"]

_ADDRESS: Final = "示例省样本市虚构区新居路60号"
_ISSUER, _NOT_TELECOM = "8986009999", "1234569999"
_NETWORK, _IMSI_SERIAL = "46000999", 7


class Substitutes:
    """The invented world of one transcript."""

    def __init__(self) -> None:
        self._records: dict[bytes, bytes] = {}
        self._read: dict[CardKind, count[int]] = {kind: count() for kind in CardKind}
        self._chosen: dict[tuple[CardKind, bytes], tuple[int, list[bytes]]] = {}
        self._tokens: dict[bytes, bytes] = {}
        self._sam_ids: dict[bytes, bytes] = {}
        self._files: dict[bytes, bytes] = {}

    def record(self, data: bytes) -> bytes:
        """Stand in for the data of a record, lengths in front: as long, and as good or bad."""
        if data not in self._records:
            self._records[data] = likeness_of(data, self._choose)
        return self._records[data]

    def number(self, data: bytes) -> bytes:
        """Stand in for a number of a chip, or for bytes that nobody understands; zeros stay."""
        if not any(data):
            return data
        if data not in self._tokens:
            seed = b"invented %d" % len(self._tokens)
            blocks = (sha256(b"%s %d" % (seed, at)).digest() for at in range(len(data) // 32 + 1))
            self._tokens[data] = b"".join(blocks)[: len(data)]
        return self._tokens[data]

    def management_number(self, data: bytes) -> bytes:
        """Stand in for the 28 bytes of a management number; the chip's serial is in them."""
        return b"".join(map(self.number, (data[:4], data[4:12], data[12:])))

    def extra_address(self, data: bytes) -> bytes:
        """Stand in for the 70 bytes of an address."""
        return encode_extra_address(_ADDRESS) if any(data) else data

    def sam_id(self, data: bytes) -> bytes:
        """Stand in for the sixteen bytes of a SAM's id, which is the identity of a device."""
        if data not in self._sam_ids:
            numbers = re.split(r"[.-]", simulated_sam_id(len(self._sam_ids) + 1))
            self._sam_ids[data] = struct.pack("<HHIII", *map(int, numbers))
        return self._sam_ids[data]

    def iccid(self, file: bytes) -> bytes:
        """Stand in for the file with a SIM's ICCID: as many digits, and letters where it has.

        One that nobody has written stays so.
        """
        packed = file.hex().upper()
        digits = _swapped(packed).rstrip("F")
        if digits and file not in self._files:
            head = _ISSUER if digits.startswith("89") else _NOT_TELECOM
            letters = "" if digits.isdecimal() else "A"
            told = _with_luhn(head + letters, len(self._files) + 1, len(digits))
            self._files[file] = bytes.fromhex(_swapped(told.ljust(len(packed), "F")))
        return self._files.get(file, file)

    def imsi(self, file: bytes) -> bytes:
        """Stand in for the file with a SIM's IMSI; what is none is blanked."""
        digits = decode_imsi(file)
        if not digits:
            return bytes(len(file))
        if file not in self._files:
            serial = str(len(self._files) + 1).rjust(len(digits), "0")[-_IMSI_SERIAL:]
            told = ("9" if len(digits) % 2 else "1") + (_NETWORK + serial)[-len(digits) :]
            told = told.ljust(len(told) + len(told) % 2, "F")
            packed = bytes([len(told) // 2]) + bytes.fromhex(_swapped(told))
            self._files[file] = packed.ljust(len(file), b"\xff")
        return self._files[file]

    @property
    def invented(self) -> bytes:
        """All that stands in for something."""
        return b"".join((self._records | self._tokens | self._sam_ids | self._files).values())

    def _choose(self, kind: CardKind, text: bytes, photo: bytes) -> Choice:
        """Let each text be somebody else's, and each photo beside one text another portrait."""
        if (kind, text) not in self._chosen:
            self._chosen[kind, text] = next(self._read[kind]), []
        number, seen = self._chosen[kind, text]
        if photo not in seen:
            seen.append(photo)
        persons = _persons()[kind]
        sitter = persons[(number + seen.index(photo)) % len(persons)]
        entry, card = persons[number % len(persons)], number // len(persons)
        return Choice(entry.fields, sitter.webp, card)


@cache
def _persons() -> Mapping[CardKind, Sequence[DeckEntry]]:
    """Return the people of the shipped deck whose cards raise no question."""
    persons: dict[CardKind, list[DeckEntry]] = {kind: [] for kind in CardKind}
    for entry in load_deck().entries:
        card = entry.card()
        if not entry.letter and not CardRead.parse(card.text, card.photo).warnings:
            persons[entry.kind].append(entry)
    return persons


def _with_luhn(head: str, serial: int, size: int) -> str:
    body = head[: size - 1] + str(serial).rjust(size, "0")[len(head) + 1 :]
    doubled = [int(each, 16) * (2 - at % 2) for at, each in enumerate(reversed(body))]
    total = sum(each - 9 if each > 9 else each for each in doubled)
    return body + str(-total % 10)


def _swapped(digits: str) -> str:
    return "".join(digits[at + 1] + digits[at] for at in range(0, len(digits), 2))
