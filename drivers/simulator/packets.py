"""What a module says, cut up as a USB bridge in front of it does: by frames, then into packets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from drivers.simulator.wire import PREAMBLE

__all__ = ["FrameCutter", "ModuleArrival", "ModuleLine", "Part", "PartKind", "is_quiet"]

_HEAD = len(PREAMBLE) + 2
# No module says more in one frame; a LEN above it is noise.
_LONGEST = 4096
# A bridge hands on what it has once nothing has come for this long.
_QUIET_S = 0.003


class ModuleLine(Protocol):
    """The line between bridge and module; `PacedLine` is one."""

    @property
    def next_due_s(self) -> float | None: ...

    def receive(self, data: bytes, now_s: float) -> None: ...

    def take(self, now_s: float) -> ModuleArrival: ...


class ModuleArrival(Protocol):
    """What has come from the module by now."""

    @property
    def data(self) -> bytes: ...

    @property
    def unplugs(self) -> bool: ...


class PartKind(Enum):
    """Where in a frame some bytes stand."""

    HEAD = "head"  # preamble and LEN
    BODY = "body"  # all that LEN counts
    NOISE = "noise"  # in no frame at all


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes; `ends` says that nothing more of this kind follows in this frame."""

    kind: PartKind
    data: bytes = field(repr=False)
    ends: bool = False


class FrameCutter:
    """Cuts a stream into heads, bodies and noise."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._left = 0

    def feed(self, data: bytes) -> Iterator[Part]:
        """Take in bytes; what may be the beginning of a head is kept back."""
        self._buffer += data
        while self._buffer:
            if self._left:
                yield self._body()
                continue
            at = self._buffer.find(PREAMBLE)
            if at < 0:
                at = max(0, len(self._buffer) - len(PREAMBLE) + 1)
                if at:
                    yield self._noise(at)
                return
            if at:
                yield self._noise(at)
            if len(self._buffer) < _HEAD:
                return
            length = int.from_bytes(self._buffer[len(PREAMBLE) : _HEAD], "big")
            if length and length <= _LONGEST:
                self._left = length
                yield Part(PartKind.HEAD, self._cut(_HEAD), ends=True)
            else:
                yield self._noise(_HEAD)

    def quiet(self) -> Iterator[Part]:
        """Give out what was kept back, since nothing more comes."""
        if self._buffer:
            yield self._noise(len(self._buffer))

    def reset(self) -> None:
        """Forget everything, as when the power goes."""
        self._buffer.clear()
        self._left = 0

    def _body(self) -> Part:
        piece = self._cut(min(self._left, len(self._buffer)))
        self._left -= len(piece)
        return Part(PartKind.BODY, piece, ends=not self._left)

    def _noise(self, count: int) -> Part:
        return Part(PartKind.NOISE, self._cut(count))

    def _cut(self, count: int) -> bytes:
        piece = bytes(self._buffer[:count])
        del self._buffer[:count]
        return piece


def is_quiet(line: ModuleLine, now_s: float) -> bool:
    """Tell whether the module will say nothing for a moment."""
    due_s = line.next_due_s
    return due_s is None or due_s > now_s + _QUIET_S
