"""The tap of a recording: it keeps in memory what is exchanged, as it comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from drivers.api import ReaderError
from drivers.sam.exchange import LineTiming
from drivers.transcripts.steps import (
    Asked,
    Came,
    Commanded,
    Connected,
    Flushed,
    Lost,
    Placed,
    Step,
)
from drivers.transport.byte_stream import ByteStream
from drivers.transport.pcsc import Slot, SlotState

__all__ = ["Listener"]

_UNKNOWN: Final = SlotState(is_present=False, is_mute=False, is_taken=False, atr=b"", changes=-1)


class Listener:
    """Hears one reader. What it holds is who lay on it: none of it may reach a disk.

    Attributes:
        timing: of the line that is heard; None for a slot, and as long as nothing is.
        is_slot: whether it is a slot.
    """

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.timing: LineTiming | None = None
        self.is_slot = False
        self._clock: Callable[[], float] | None = None
        self._begun_s = 0.0

    @property
    def now_s(self) -> float:
        """Seconds since the reader was opened."""
        return self._clock() - self._begun_s if self._clock else 0.0

    def tap_line(
        self, line: ByteStream, timing: LineTiming, now: Callable[[], float]
    ) -> ByteStream:
        self._begin(now)
        self.timing = timing
        return _HeardLine(line, self)

    def tap_slot(self, slot: Slot, now: Callable[[], float]) -> Slot:
        self._begin(now)
        self.is_slot = True
        return _HeardSlot(slot, self)

    def _begin(self, now: Callable[[], float]) -> None:
        self._clock, self._begun_s = now, now()


class _HeardLine:
    def __init__(self, line: ByteStream, listener: Listener) -> None:
        self._line = line
        self._heard = listener

    def write(self, data: bytes) -> None:
        at_s = self._heard.now_s
        try:
            self._line.write(data)
        except ReaderError as lost:
            self._heard.steps.append(Lost(at_s, lost.code))
            raise
        self._heard.steps.append(Asked(at_s, data))

    def read(self, timeout_s: float) -> bytes:
        until_s = self._heard.now_s + timeout_s
        try:
            piece = self._line.read(timeout_s)
        except ReaderError as lost:
            self._heard.steps.append(Lost(self._heard.now_s, lost.code))
            raise
        if piece:
            # A busy computer may look late: what was waited for came within its time.
            self._heard.steps.append(Came(min(self._heard.now_s, until_s), piece))
        return piece

    def flush_input(self) -> None:
        try:
            self._line.flush_input()
        except ReaderError as lost:
            self._heard.steps.append(Lost(self._heard.now_s, lost.code))
            raise
        self._heard.steps.append(Flushed(self._heard.now_s))

    def close(self) -> None:
        self._line.close()


class _HeardSlot:
    def __init__(self, slot: Slot, listener: Listener) -> None:
        self._slot = slot
        self._heard = listener
        self._state = _UNKNOWN

    @property
    def name(self) -> str:
        return self._slot.name

    def watch(self, timeout_s: float) -> SlotState:
        until_s = self._heard.now_s + timeout_s
        try:
            state = self._slot.watch(timeout_s)
        except ReaderError as lost:
            self._heard.steps.append(Lost(self._heard.now_s, lost.code))
            raise
        if state != self._state:
            self._state = state
            self._heard.steps.append(Placed(min(self._heard.now_s, until_s), state))
        return state

    def connect(self) -> None:
        at_s = self._heard.now_s
        try:
            self._slot.connect()
        except ReaderError as trouble:
            self._heard.steps.append(Connected(at_s, trouble.code))
            raise
        self._heard.steps.append(Connected(at_s))

    def transmit(self, command: bytes) -> bytes:
        at_s = self._heard.now_s
        try:
            answer = self._slot.transmit(command)
        except ReaderError as trouble:
            self._heard.steps.append(Commanded(at_s, command, code=trouble.code))
            raise
        self._heard.steps.append(Commanded(at_s, command, answer))
        return answer

    def disconnect(self) -> None:
        self._slot.disconnect()

    def close(self) -> None:
        self._slot.close()
