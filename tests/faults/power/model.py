"""What a disk may hold after the power went: synced bytes, and of the rest whatever it likes.

Every sector that was written and not synced is kept (p = 0.5), torn (p = 0.15) or lost, each by
itself, so later writes may survive earlier ones. A truncation is kept or not. A new name, a
rename and a deletion are kept or not until their folder was synced.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

__all__ = ["DiskModel", "Kind", "Record", "read_trace"]

SECTOR = 512
KEPT, TORN = 0.5, 0.15
_HEAD = struct.Struct("<BIQQ")


class Kind(IntEnum):
    """The kinds of records of `disk.c`."""

    OPEN = 1
    CLOSE = 2
    WRITE = 3
    TRUNCATE = 4
    SYNC = 5
    UNLINK = 6
    RENAME = 7
    MARK = 8
    ROOM = 9


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that the disk was asked to do.

    Attributes:
        file: the process's number of the open file.
        at: offset of a write, length of a truncation, 1 for an opening that empties.
        data: bytes written, a path, or two paths behind each other.
    """

    kind: Kind
    file: int
    at: int
    data: bytes

    @property
    def names(self) -> tuple[str, str]:
        one, other, _ = self.data.decode().split("\0")
        return one, other


def read_trace(path: Path) -> Iterator[Record]:
    """The records of a trace in their order."""
    data = path.read_bytes()
    place = 0
    while place < len(data):
        kind, file, at, length = _HEAD.unpack_from(data, place)
        place += _HEAD.size
        yield Record(Kind(kind), file, at, data[place : place + length])
        place += length


@dataclass(slots=True)
class _File:
    """One file's bytes, whatever it is called: what is sure, and what is still on its way."""

    sure: bytearray = field(default_factory=bytearray)
    unsure: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        for at, data in self.unsure:
            _put(self.sure, at, data)
        self.unsure.clear()

    def after_cut(self, chance: random.Random) -> bytes:
        content = bytearray(self.sure)
        for at, data in self.unsure:
            if data is None:
                if chance.random() < KEPT:
                    _put(content, at, None)
                continue
            for start, part in _sectors(at, data):
                drawn = chance.random()
                if drawn < KEPT:
                    _put(content, start, part)
                elif drawn < KEPT + TORN:
                    _put(content, start, _torn(part, chance))
        return bytes(content)


def _put(content: bytearray, at: int, data: bytes | None) -> None:
    end = at + len(data or b"")
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    if data is None:
        del content[at:]
    else:
        content[at:end] = data


def _sectors(at: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    end = at + len(data)
    start = at
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield start, data[start - at : stop - at]
        start = stop


def _torn(part: bytes, chance: random.Random) -> bytes:
    """The beginning of a sector, or nonsense: both were seen of real disks."""
    if chance.random() < 0.5:
        return part[: chance.randrange(len(part))] if len(part) > 1 else b""
    return chance.randbytes(len(part))


class DiskModel:
    """Takes the records of a trace and can tell at any moment what a power cut would leave."""

    def __init__(self, begin: dict[str, bytes]) -> None:
        """Begin with files that are safely there, by name within the folder."""
        self._names = {name: _File(bytearray(data)) for name, data in begin.items()}
        self._sure_names = dict(self._names)
        self._unsure_names: list[tuple[str, str, _File | None]] = []
        self._open: dict[int, _File | None] = {}

    def take(self, record: Record) -> None:
        """The disk was asked for one more thing."""
        match record.kind:
            case Kind.OPEN:
                self._take_open(record)
            case Kind.CLOSE:
                self._open.pop(record.file, None)
            case Kind.UNLINK:
                name = Path(record.names[0]).name
                self._names.pop(name, None)
                self._unsure_names.append((name, "", None))
            case Kind.RENAME:
                old, new = (Path(name).name for name in record.names)
                self._names[new] = self._names.pop(old)
                self._unsure_names.append((old, new, self._names[new]))
            case Kind.SYNC:
                self._take_sync(record.file)
            case Kind.WRITE | Kind.TRUNCATE:
                if (file := self._open.get(record.file)) is not None:
                    data = record.data if record.kind is Kind.WRITE else None
                    file.unsure.append((record.at, data))

    def after_cut(self, chance: random.Random) -> dict[str, bytes]:
        """The files that somebody finds who switches the power on again."""
        names = dict(self._sure_names)
        for change in self._unsure_names:
            if chance.random() < KEPT:
                _rename(names, change)
        return {name: file.after_cut(chance) for name, file in sorted(names.items())}

    def _take_open(self, record: Record) -> None:
        path = Path(record.data.decode())
        if path.is_dir():  # the folder outlives the trace
            self._open[record.file] = None
            return
        file = self._names.get(path.name)
        if file is None:
            file = self._names[path.name] = _File()
            self._unsure_names.append(("", path.name, file))
        elif record.at:
            file.unsure.append((0, None))
        self._open[record.file] = file

    def _take_sync(self, number: int) -> None:
        file = self._open.get(number)
        if file is not None:
            file.sync()
        elif number in self._open:
            for change in self._unsure_names:
                _rename(self._sure_names, change)
            self._unsure_names.clear()


def _rename(names: dict[str, _File], change: tuple[str, str, _File | None]) -> None:
    old, new, file = change
    names.pop(old, None)
    if file is not None:
        names[new] = file
