"""Takes a person, a chip and a SIM out of what a slot's chips answered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from drivers.apdu import Answer
from drivers.card.checks import RecordRefused
from drivers.readers.chips import PageLayout
from drivers.sam.payloads import parse_base
from drivers.transcripts.invented import Substitutes
from drivers.transcripts.steps import Commanded, Connected, Placed, Step

__all__ = ["scrub_slot"]

_Pages: TypeAlias = "Mapping[int, tuple[bytes, bytes]]"

_SELECT, _READ_BINARY, _GET_RESPONSE = b"\xa4", b"\xb0", b"\xc0"
_READ_PAGE: Final = b"\xff\xb0"
_READ_NUMBER: Final = bytes.fromhex("0036000008")
_EF_ICCID, _EF_IMSI = bytes.fromhex("2FE2"), bytes.fromhex("6F07")
_HEAD: Final = 4
_SAM_ID_SIZE: Final = 16
# What ISO 7816-4 and GSM 11.11 let a chip say; other two bytes may be anything.
_STATUS: Final = re.compile(rb"[\x61-\x6f\x90-\x9f].", re.DOTALL)
_UNKNOWN_STATUS: Final = bytes.fromhex("6F00")
_CONVENTIONS: Final = (0x3B, 0x3F)
# How an ATR that a reader made up says what kind of chip lies in its field: nobody's own.
_STORAGE: Final = bytes.fromhex("804F0CA000000306")
_ID_CHIP: Final = bytes.fromhex("D10386")


def scrub_slot(steps: Sequence[Step], substitutes: Substitutes, layout: PageLayout) -> list[Step]:
    """Return the steps of a slot with nobody in them."""
    read = [_invented_pages(pages, substitutes) for pages in _conversations(steps)]
    known = {(at, page): likeness for pages in read for at, (page, likeness) in pages.items()}
    conversations = iter(read)
    scrubbed: list[Step] = []
    chip = _Chip(substitutes, layout, next(conversations), known)
    for step in steps:
        match step:
            case Placed(state=state):
                atr = _scrub_atr(state.atr, layout)
                scrubbed.append(replace(step, state=replace(state, atr=atr)))
            case Commanded():
                answer = chip.answer(step.command, step.answer)
                scrubbed.append(replace(step, answer=answer))
            case _:
                if isinstance(step, Connected):
                    chip = _Chip(substitutes, layout, next(conversations), known)
                scrubbed.append(step)
    return scrubbed


class _Chip:
    """One connection: what was asked last decides what an answer is."""

    def __init__(
        self,
        substitutes: Substitutes,
        layout: PageLayout,
        pages: _Pages,
        known: Mapping[tuple[int, bytes], bytes],
    ) -> None:
        self._substitutes = substitutes
        self._layout = layout
        self._pages = pages
        self._known = known
        self._asked = b""
        self._fetched = 0
        self._file = b""

    def answer(self, command: bytes, raw: bytes) -> bytes:
        """Return an answer in the place of this one, as long as it."""
        data, ending = raw[:-2], raw[-2:]
        if not _STATUS.fullmatch(ending):
            ending = _UNKNOWN_STATUS[: len(ending)]
        if command[1:2] != _GET_RESPONSE:
            self._asked, self._fetched = command, 0
            if command[1:2] == _SELECT:
                self._file = command[5 : 5 + command[4]] if len(command) > 5 else b""
        likewise = self._likewise(data)
        self._fetched += len(data)
        return likewise + ending

    def _likewise(self, data: bytes) -> bytes:
        if self._asked[:2] == _READ_PAGE:
            return self._page(self._asked[2], data)
        if self._asked == self._layout.sam_id_command and len(data) == _SAM_ID_SIZE:
            return self._substitutes.sam_id(data)
        if self._asked == _READ_NUMBER:
            return self._substitutes.number(data)
        if self._asked[1:2] == _READ_BINARY and self._file == _EF_ICCID:
            return self._substitutes.iccid(data)
        if self._asked[1:2] == _READ_BINARY and self._file == _EF_IMSI:
            return self._substitutes.imsi(data)
        return bytes(len(data))  # what selecting tells of a file, which nobody reads

    def _page(self, number: int, data: bytes) -> bytes:
        page, likeness = self._pages.get(number, (b"", b""))
        place = slice(self._fetched, self._fetched + len(data))
        if data == page[place]:
            return likeness[place]
        if (number, data) in self._known:
            return self._known[number, data]
        strange = self._substitutes.number(data)
        is_head = number == 0 and not self._fetched and len(data) >= _HEAD
        if is_head and _size_of(data) <= self._layout.size * self._layout.count:
            return data[:_HEAD] + strange[_HEAD:]  # two lengths, and too small for anything else
        return strange


def _invented_pages(pages: Mapping[int, bytes], substitutes: Substitutes) -> _Pages:
    """Give each page of a record that came whole the same page of an invented one."""
    stream = b"".join(pages.values())
    total = _size_of(stream)
    record, rest = stream[:total], stream[total:]
    try:
        parse_base(record)
    except RecordRefused:
        return {}
    is_blank = not rest.strip(b"\x00\xff")
    invented = substitutes.record(record) + (rest if is_blank else substitutes.number(rest))
    found, at = {}, 0
    for number, page in pages.items():
        found[number] = page, invented[at : at + len(page)]
        at += len(page)
    return found


def _size_of(stream: bytes) -> int:
    return _HEAD + sum(int.from_bytes(stream[at : at + 2], "big") for at in (0, 2))


def _conversations(steps: Sequence[Step]) -> Iterator[Mapping[int, bytes]]:
    """Collect the pages of each connection, each page once and in their order."""
    pages: dict[int, bytes] = {}
    under_way: int | None = None
    for step in steps:
        if isinstance(step, Connected):
            yield pages
            pages, under_way = {}, None
        elif isinstance(step, Commanded):
            if step.command[1:2] != _GET_RESPONSE:
                is_new = step.command[:2] == _READ_PAGE and not pages.get(step.command[2])
                under_way = step.command[2] if is_new else None
            if under_way is not None:
                pages[under_way] = pages.get(under_way, b"") + Answer.parse(step.answer).data
    yield pages


def _scrub_atr(atr: bytes, layout: PageLayout) -> bytes:
    """Keep of an ATR what kind of chip it is, and no historical byte that could be its own."""
    start = _historical_at(atr)
    if not start:
        return bytes(len(atr))
    size = atr[1] & 0x0F
    if atr[start:].startswith((_STORAGE, _ID_CHIP)):
        return atr
    kept = {at + i for at, value in layout.atr.parts for i in range(len(value))}
    scrubbed = bytearray(atr)
    for at in range(start, min(start + size, len(atr))):
        if at not in kept:
            scrubbed[at] = 0
    if len(atr) > start + size:
        check = 0
        for each in scrubbed[1 : start + size]:
            check ^= each
        if start + size not in kept:
            scrubbed[start + size] = check
    return bytes(scrubbed[: start + size + 1])


def _historical_at(atr: bytes) -> int:
    """Return where the historical bytes begin (ISO 7816-3), 0 where this is no ATR."""
    if len(atr) < 2 or atr[0] not in _CONVENTIONS:
        return 0
    at, follows = 2, atr[1] >> 4
    while follows:
        is_next = bool(follows & 0x8)
        at += follows.bit_count()
        if at > len(atr):
            return 0
        follows = atr[at - 1] >> 4 if is_next else 0
    return at
