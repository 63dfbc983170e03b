"""SQLite's own pages, read without SQLite: what is left when the file no longer holds together.

Every page that looks like a leaf of a table is read by itself, so a torn tree above it costs
nothing. What is found proves nothing yet; whoever asked compares hashes.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

__all__ = ["LeftoverRow", "Value", "leftover_rows"]

# SQLite's own default since 2016, and nothing of ours has ever asked for another.
_PAGE = 4096
_LEAF = 0x0D
_USABLE = _PAGE
_LARGEST_LOCAL = _USABLE - 35
_SMALLEST_LOCAL = (_USABLE - 12) * 32 // 255 - 23
_LARGEST_PAYLOAD = 16 * 1024 * 1024
_JOURNAL = bytes.fromhex("d9d505f920a163d7")
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_UNKNOWN_COUNT = 0xFFFFFFFF

Value = int | bytes | str | None


@dataclass(frozen=True, slots=True)
class LeftoverRow:
    """One row as it stands there, whatever table it once belonged to.

    Attributes:
        values: bytes for blobs; texts as text; None also for what is no number of ours.
    """

    rowid: int
    values: tuple[Value, ...] = field(repr=False)


def leftover_rows(path: Path) -> Iterator[LeftoverRow]:
    """All rows that can still be read; a transaction that was under way is undone first.

    Raises:
        OSError: the file itself cannot be read.
    """
    with path.open("rb") as file:
        pages = _Pages(file, path.with_name(path.name + "-journal"))
        yield from _rows_on(pages)


def _rows_on(pages: _Pages) -> Iterator[LeftoverRow]:
    for number in range(1, len(pages) + 1):
        page = pages[number - 1]
        start = 100 if number == 1 else 0
        if len(page) == _PAGE and page[start] == _LEAF:
            for at in _cells(page, start):
                row = _row(pages, page, at)
                if row is not None:
                    yield row


class _Pages:
    """The pages of a file, one at a time, with those of a journal in place of what it undoes."""

    def __init__(self, file: BinaryIO, journal: Path) -> None:
        self._file = file
        self._count = -(-os.fstat(file.fileno()).st_size // _PAGE)
        self._undone: dict[int, bytes] = {}
        if journal.exists():
            self._roll_back(journal.read_bytes())

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int) -> bytes:
        if not 0 <= place < self._count:
            raise IndexError(place)
        undone = self._undone.get(place)
        if undone is not None:
            return undone
        self._file.seek(place * _PAGE)
        return self._file.read(_PAGE)

    def _roll_back(self, journal: bytes) -> None:
        """Put the pages back that a transaction had changed which was never committed."""
        if len(journal) < 28 or not journal.startswith(_JOURNAL):
            return
        count, _, size, sector, _ = struct.unpack_from(">5I", journal, 8)
        at = sector or 512
        known = (len(journal) - at) // (_PAGE + 8)
        for _ in range(min(known, count if count != _UNKNOWN_COUNT else known)):
            (number,) = struct.unpack_from(">I", journal, at)
            if 1 <= number <= self._count:
                self._undone[number - 1] = journal[at + 4 : at + 4 + _PAGE]
            at += _PAGE + 8
        if count and 0 < size < self._count:
            self._count = size


def _cells(page: bytes, start: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">H", page, start + 3)
    for i in range(min(count, (_PAGE - start - 8) // 2)):
        (at,) = struct.unpack_from(">H", page, start + 8 + 2 * i)
        if start + 8 <= at < _PAGE - 4:
            yield at


def _row(pages: _Pages, page: bytes, at: int) -> LeftoverRow | None:
    try:
        length, at = _varint(page, at)
        rowid, at = _varint(page, at)
        if not 2 <= length <= _LARGEST_PAYLOAD:
            return None
        payload = _payload(pages, page, at, length)
        return None if payload is None else LeftoverRow(rowid, tuple(_values(payload)))
    except (IndexError, struct.error, ValueError):
        return None


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for i in range(8):
        value = (value << 7) | (data[at + i] & 0x7F)
        if not data[at + i] & 0x80:
            return value, at + i + 1
    return (value << 8) | data[at + 8], at + 9


def _payload(pages: _Pages, page: bytes, at: int, length: int) -> bytes | None:
    """The bytes of a row, of which a long one lies on pages of its own."""
    if length <= _LARGEST_LOCAL:
        return page[at : at + length]
    local = _SMALLEST_LOCAL + (length - _SMALLEST_LOCAL) % (_USABLE - 4)
    if local > _LARGEST_LOCAL:
        local = _SMALLEST_LOCAL
    parts, missing = [page[at : at + local]], length - local
    (following,) = struct.unpack_from(">I", page, at + local)
    while missing > 0:
        if not 1 <= following <= len(pages):
            return None
        overflow = pages[following - 1]
        (following,) = struct.unpack_from(">I", overflow, 0)
        parts.append(overflow[4 : 4 + missing])
        missing -= _USABLE - 4
    return b"".join(parts)


def _values(payload: bytes) -> Iterator[Value]:
    header, place = _varint(payload, 0)
    at = header
    while place < header:
        kind, place = _varint(payload, place)
        if kind in (0, 7, 10, 11):
            yield None
            at += 8 if kind == 7 else 0
        elif kind in (8, 9):
            yield kind - 8
        elif kind in _INTEGERS:
            yield int.from_bytes(payload[at : at + _INTEGERS[kind]], "big", signed=True)
            at += _INTEGERS[kind]
        else:
            size = (kind - 12) // 2
            part = payload[at : at + size]
            if len(part) != size:
                raise ValueError("a value that ends behind its row")
            yield part if kind % 2 == 0 else part.decode("utf-8", "replace")
            at += size
