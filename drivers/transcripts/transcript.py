"""The file: JSON lines, a head, one line for each step, and an end. `docs/transcripts.md` tells
what stands in them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from drivers.api import AddressInvalid
from drivers.sam.exchange import LineTiming
from drivers.simulator.device import is_simulated_sam_id
from drivers.transcripts.steps import (
    Asked,
    Came,
    Commanded,
    Connected,
    Flushed,
    Lost,
    Placed,
    Step,
    Told,
)
from drivers.transport.byte_stream import system_words
from drivers.transport.pcsc import SlotState

__all__ = ["VERSION", "Transcript", "TranscriptInvalid"]

VERSION: Final = 1
_PLACES: Final = 4
_TIMES: Final = ("byte_s", "pause_s", "delay_s")
_Read = TypeVar("_Read")
_LONGEST_S: Final = 30 * 24 * 3600.0
_LARGEST: Final = 64 * 1024 * 1024


class TranscriptInvalid(AddressInvalid):
    """A file is no transcript, or one that this version cannot play; the text says where."""

    code = "transcript_invalid"


@dataclass(frozen=True, slots=True)
class Transcript:
    """One recording with nobody in it but invented people.

    Attributes:
        scheme: of the driver that it was recorded with.
        timing: of the line; None where a slot was recorded, whose `options` say how it is read.
        ended_s: when the recording ended, in seconds since the reader was opened.
    """

    scheme: str
    name: str
    capabilities: tuple[str, ...]
    sam_id: str
    timing: LineTiming | None
    options: Mapping[str, str]
    steps: tuple[Step, ...] = field(repr=False)
    ended_s: float

    @property
    def told(self) -> tuple[Told, ...]:
        """What the reading gave."""
        return tuple(step for step in self.steps if isinstance(step, Told))

    def written(self) -> str:
        """Return the text of the file."""
        head: dict[str, object] = {
            "transcript": VERSION,
            "scheme": self.scheme,
            "name": self.name,
            "capabilities": list(self.capabilities),
            "sam_id": self.sam_id,
        }
        if self.timing is not None:
            timing = self.timing
            line = {"byte_s": timing.byte_s, "pause_s": timing.pause_s, "delay_s": timing.delay_s}
            head["line"] = line
        else:
            head["slot"] = dict(self.options)
        plain = [head, *map(_plain, self.steps), _at(self.ended_s) | {"end": True}]
        return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in plain)

    @classmethod
    def read(cls, path: Path) -> Transcript:
        """Read a file.

        Raises:
            TranscriptInvalid: it is none.
        """
        try:
            if path.stat().st_size > _LARGEST:
                raise TranscriptInvalid(f"{path}: too large for a transcript")
            text = path.read_text("utf-8")
        except (OSError, ValueError) as cause:
            raise TranscriptInvalid(f"{path}: {system_words(cause)}") from cause
        try:
            return cls.parse(text)
        except TranscriptInvalid as no:
            raise TranscriptInvalid(f"{path}: {no}") from no

    @classmethod
    def parse(cls, text: str) -> Transcript:
        """Read the text of a file.

        Raises:
            TranscriptInvalid: it is none; the text names the line.
        """
        rows = list(_rows(text))
        if not rows or rows[0].get("transcript") != VERSION:
            found = rows[0].get("transcript") if rows else None
            raise TranscriptInvalid(f"line 1: a transcript of version {VERSION}, not {found!r}")
        if len(rows) < 2 or rows[-1].get("end") is not True:
            raise TranscriptInvalid(f"line {len(rows)}: the end is missing, the file was cut off")
        numbered = enumerate(rows[1:-1], 2)
        steps = tuple(_explained(number, _step, row) for number, row in numbered)
        return _explained(1, lambda head: _whole(head, steps, rows[-1]), rows[0])


def _whole(head: dict[str, Any], steps: tuple[Step, ...], end: dict[str, Any]) -> Transcript:
    line = head.get("line")
    timing = LineTiming(**{key: float(line[key]) for key in _TIMES}) if line else None
    sam_id = str(head["sam_id"])
    if sam_id and not is_simulated_sam_id(sam_id):
        raise TranscriptInvalid("sam_id: not an invented one, which begin with 99.99-")
    return Transcript(
        scheme=str(head["scheme"]),
        name=str(head["name"]),
        capabilities=tuple(map(str, head["capabilities"])),
        sam_id=sam_id,
        timing=timing,
        options={} if timing else {str(key): str(value) for key, value in head["slot"].items()},
        steps=steps,
        ended_s=_seconds(end),
    )


def _rows(text: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as cause:
            raise TranscriptInvalid(f"line {number}: not JSON") from cause
        if not isinstance(row, dict):
            raise TranscriptInvalid(f"line {number}: not a JSON object")
        yield row


def _explained(number: int, read: Callable[[dict[str, Any]], _Read], row: dict[str, Any]) -> _Read:
    try:
        return read(row)
    except TranscriptInvalid as no:
        raise TranscriptInvalid(f"line {number}: {no}") from no
    except (LookupError, ValueError, TypeError, AttributeError, OverflowError) as cause:
        raise TranscriptInvalid(f"line {number}: nobody understands this step") from cause


def _plain(step: Step) -> dict[str, object]:
    plain: dict[str, object] = _at(step.at_s)
    match step:
        case Asked():
            plain |= {"out": step.data.hex().upper(), "is": step.meaning}
        case Came():
            plain |= {"in": step.data.hex().upper(), "is": step.meaning}
        case Lost():
            plain["lost"] = step.code
        case Placed(state=state):
            plain["placed"] = {
                "present": state.is_present,
                "mute": state.is_mute,
                "taken": state.is_taken,
                "atr": state.atr.hex().upper(),
                "changes": state.changes,
            }
        case Connected():
            plain["connect"] = step.code or "good"
        case Commanded():
            plain |= {"command": step.command.hex().upper()}
            ending = {"trouble": step.code} if step.code else {"answer": step.answer.hex().upper()}
            plain |= ending
        case Told():
            plain |= {"told": step.event} | dict(step.facts)
        case Flushed():
            raise ValueError("what was dropped stands in no file")
    return {key: value for key, value in plain.items() if (key, value) != ("is", "")}


def _at(at_s: float) -> dict[str, object]:
    return {"t": round(max(0.0, at_s), _PLACES)}


def _seconds(row: dict[str, Any]) -> float:
    at_s = float(row["t"])
    if not 0.0 <= at_s < _LONGEST_S:
        raise TranscriptInvalid(f"t: {at_s} is no time within a recording")
    return at_s


def _step(row: dict[str, Any]) -> Step:
    at_s = _seconds(row)
    match row:
        case {"out": data}:
            return Asked(at_s, bytes.fromhex(data), str(row.get("is", "")))
        case {"in": data}:
            return Came(at_s, bytes.fromhex(data), str(row.get("is", "")))
        case {"lost": code}:
            return Lost(at_s, str(code))
        case {"placed": placed}:
            state = SlotState(
                is_present=bool(placed["present"]),
                is_mute=bool(placed["mute"]),
                is_taken=bool(placed["taken"]),
                atr=bytes.fromhex(placed["atr"]),
                changes=int(placed["changes"]),
            )
            return Placed(at_s, state)
        case {"connect": how}:
            return Connected(at_s, "" if how == "good" else str(how))
        case {"command": command}:
            answer = bytes.fromhex(row.get("answer", ""))
            return Commanded(at_s, bytes.fromhex(command), answer, str(row.get("trouble", "")))
        case {"told": event}:
            facts = ((key, value) for key, value in row.items() if key not in ("t", "told"))
            return Told(at_s, str(event), tuple(facts))
    raise TranscriptInvalid("nobody understands this step")
