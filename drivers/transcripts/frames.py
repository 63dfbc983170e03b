"""Takes a person out of what a line brought: nothing of it stays that is not understood.

What came is not searched for a person. It is written anew, byte for byte as long: sound frames
with an invented person in them, and of everything else - litter, damaged and unfinished frames -
only where a frame seemed to begin, and how long it said that it was.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from drivers.sam import status
from drivers.sam.commands import COMMANDS, may_be_record
from drivers.sam.frames import LONGEST_REPLY, PREAMBLE, Reply, checksum
from drivers.transcripts.invented import Substitutes
from drivers.transcripts.steps import Asked, Came, Flushed, Step

__all__ = ["name_of_request", "scrub_frames", "scrub_line"]

FILLER: Final = 0x55
"""What stands for a byte that nobody understands. No frame begins with it."""

_HEAD: Final = len(PREAMBLE) + 2
_SHORTEST: Final = 3
# What SW1 SW2 may be: a card's own status (ISO 7816-4). Other two bytes may be anything.
_CARD_STATUS: Final = re.compile(rb"[\x61-\x6f\x90-\x9f].", re.DOTALL)
_SAM_ID, _MANAGEMENT_NUMBER, _EXTRA_ADDRESS = 16, 28, 70
_NAMES: Final = {command.request: command.name for command in COMMANDS.values()}


class _Note(NamedTuple):
    """What the frame is that ends here."""

    end: int
    meaning: str


def name_of_request(data: bytes) -> str:
    """Return the name of the command that is asked for; empty for other bytes."""
    return _NAMES.get(data, "")


def scrub_line(steps: Sequence[Step], substitutes: Substitutes) -> list[Step]:
    """Return the steps of a line with nobody in them, the pieces cut where they were."""
    asked = {step.data for step in steps if isinstance(step, Asked)}
    scrubbed: list[Step] = []
    for stretch in _stretches(steps):
        came = b"".join(step.data for step in stretch if isinstance(step, Came))
        data, notes = scrub_frames(came, substitutes, asked)
        at = 0
        for step in stretch:
            if isinstance(step, Came):
                end = at + len(step.data)
                meanings = [note.meaning for note in notes if at < note.end <= end]
                meaning = ", ".join(meanings)
                scrubbed.append(replace(step, data=data[at:end], meaning=meaning))
                at = end
            elif isinstance(step, Asked):
                scrubbed.append(replace(step, meaning=name_of_request(step.data)))
            else:
                scrubbed.append(step)
    return scrubbed


def _stretches(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Cut where the driver forgot what had come: no frame goes on behind that."""
    stretch: list[Step] = []
    for step in steps:
        if isinstance(step, Flushed):
            yield stretch
            stretch = []
        else:
            stretch.append(step)
    yield stretch


def scrub_frames(
    data: bytes, substitutes: Substitutes, asked: Collection[bytes] = ()
) -> tuple[bytes, list[_Note]]:
    """Write anew what came between two flushes; `asked` are the driver's own requests."""
    scrubbed = bytearray([FILLER]) * len(data)
    is_free = bytearray([True]) * len(data)
    notes: list[_Note] = []
    damaged: list[tuple[int, int]] = []
    start = data.find(PREAMBLE)
    while start >= 0:
        end = _sound_end(data, start)
        if end is None:
            head = _head_like(data[start : start + _HEAD])
            scrubbed[start : start + len(head)] = head
            is_free[start : start + len(head)] = bytes(len(head))
            if (claimed := _claimed_end(data, start)) is not None:
                damaged.append((start, claimed))
            start = data.find(PREAMBLE, start + 1)
            continue
        frame, meaning = _rewritten(data[start:end], substitutes, asked)
        scrubbed[start:end] = frame
        is_free[start:end] = bytes(len(frame))
        notes.append(_Note(end, meaning))
        start = data.find(PREAMBLE, end)
    for start, end in damaged:
        # What failed its checksum has to fail it still.
        if _sound_end(scrubbed, start) and (free := is_free.rfind(True, start, end)) >= 0:
            scrubbed[free] ^= 0xFF
    return bytes(scrubbed), notes


def _claimed_end(data: bytes | bytearray, start: int) -> int | None:
    """Return where the frame at `start` ends by its own word, if that is there and may be true."""
    if len(data) < start + _HEAD:
        return None
    length = int.from_bytes(data[start + len(PREAMBLE) : start + _HEAD], "big")
    end = start + _HEAD + length
    return end if _SHORTEST <= length <= LONGEST_REPLY and end <= len(data) else None


def _sound_end(data: bytes | bytearray, start: int) -> int | None:
    end = _claimed_end(data, start)
    if end is None:
        return None
    return end if checksum(data[start + len(PREAMBLE) : end - 1]) == data[end - 1] else None


def _head_like(head: bytes) -> bytes:
    """Let a frame begin that is none: its length is possible where its own was, and only there."""
    told = head[len(PREAMBLE) :]
    if int.from_bytes(told.ljust(2, b"\0"), "big") > LONGEST_REPLY:
        told = b"\xff\xff"[: len(told)]
    return PREAMBLE + told


def _rewritten(
    frame: bytes, substitutes: Substitutes, asked: Collection[bytes]
) -> tuple[bytes, str]:
    body = frame[_HEAD:-1]
    if len(body) < 3:
        is_ours = frame in asked or frame in _NAMES
        body = body if is_ours else bytes([FILLER]) * len(body)
        meaning = f"echo of {name_of_request(frame) or 'a request'}" if is_ours else "scrubbed"
    else:
        reply = Reply(status=body[2], data=body[3:])
        data, what = _likewise(reply, substitutes)
        card_status = body[:2] if _CARD_STATUS.fullmatch(body[:2]) else bytes(2)
        body = card_status + body[2:3] + data
        meaning = f"{reply.status:02X} {what}".rstrip()
    counted = frame[len(PREAMBLE) : _HEAD] + body
    return PREAMBLE + counted + bytes([checksum(counted)]), meaning


def _likewise(reply: Reply, substitutes: Substitutes) -> tuple[bytes, str]:
    """Return data in the place of a reply's, and what it is."""
    data = reply.data
    if not data:
        return data, ""
    if may_be_record(reply):
        return substitutes.record(data), "record"
    if reply.status == status.SUCCESS and len(data) == _SAM_ID:
        return substitutes.sam_id(data), "SAM id"
    if reply.status == status.SUCCESS and len(data) == _MANAGEMENT_NUMBER:
        return substitutes.management_number(data), "management number"
    if reply.status == status.SUCCESS and len(data) == _EXTRA_ADDRESS:
        return substitutes.extra_address(data), "extra address"
    return substitutes.number(data), "number"
