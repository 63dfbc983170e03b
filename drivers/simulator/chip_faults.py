"""Misbehaviour of a chip in a slot, on request: `pulled after=3`, `slow seconds=0.5 times=2`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import Enum
from typing import Any

from drivers.simulator.chips import Chip, PagedIdChip

__all__ = ["ChipFault", "ChipFaultKind", "FaultyChip", "Spoken"]

_PAGE_READ = b"\xff\xb0"
# vpcd has no room for it, and the service takes the chip for a dumb one.
_NO_ATR = bytes(40)


class ChipFaultKind(Enum):
    """Every way in which a chip can misbehave."""

    PULLED = "pulled"  # it leaves the slot instead of answering
    SLOW = "slow"  # `seconds` go by before it answers
    SILENT = "silent"  # it never answers, until it is taken out
    DUMB = "dumb"  # it gives no ATR when it is switched on
    WRONG_STATUS = "wrong_status"  # it answers `status` and nothing else
    SHORT = "short"  # the last `size` bytes of the data are missing
    LONG = "long"  # `size` bytes too many
    GARBLED = "garbled"  # one bit of the data is wrong, and the status good
    LYING_LENGTH = "lying_length"  # a record says that its photo is `size` bytes long
    REPLAY = "replay"  # pages are those of the card before; with `times=1` the first one alone


def _whole(value: str) -> int:
    number = int(value)
    if not 0 <= number <= 65535:
        raise ValueError(value)
    return number


def _seconds(value: str) -> float:
    number = float(value)
    if not 0 <= number <= 600:
        raise ValueError(value)
    return number


_READERS: dict[str, Callable[[str], Any]] = {
    "after": _whole,
    "times": _whole,
    "seconds": _seconds,
    "size": _whole,
    "status": lambda value: bytes.fromhex(value).hex() if len(value) == 4 else int("no status"),
}


@dataclass(frozen=True, slots=True)
class ChipFault:
    """One misbehaviour.

    Attributes:
        after: how many commands the chip answers well before, counted from its insertion.
        times: how often it happens at most; None is without end.
        seconds, size, status: its measure, where the kind has one.
    """

    kind: ChipFaultKind
    after: int = 0
    times: int | None = None
    seconds: float = 0.3
    size: int = 4
    status: str = "6f00"

    @classmethod
    def parse(cls, words: Sequence[str]) -> ChipFault:
        """Read `NAME [key=value ...]`.

        Raises:
            ValueError: the name, a key or a value makes no sense; the text says which.
        """
        names = [kind.value for kind in ChipFaultKind]
        name = words[0] if words else ""
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else "one of: " + ", ".join(names)
            raise ValueError(f"unknown fault {name!r}: {hint}")
        measures: dict[str, Any] = {}
        for word in words[1:]:
            key, _, value = word.partition("=")
            if key not in _READERS:
                raise ValueError(f"unknown key {key!r}: one of: {', '.join(_READERS)}")
            try:
                measures[key] = _READERS[key](value)
            except ValueError:
                raise ValueError(f"{key} cannot be {value!r}") from None
        return cls(ChipFaultKind(name), **measures)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a chip says after `pause_s`; no `data` is silence, and `leaves` that it is pulled."""

    data: bytes | None = field(repr=False)
    pause_s: float = 0.0
    leaves: bool = False


class FaultyChip:
    """A chip, and the faults that are in force while it lies in its slot.

    Args:
        faults: shared with whoever sets them; those that happened often enough leave the list.
        before: the chip that lay there before.
    """

    def __init__(self, chip: Chip, faults: list[ChipFault], before: Chip | None = None) -> None:
        self.chip = chip
        self._faults = faults
        self._before = before
        self._answered = 0

    @property
    def atr(self) -> bytes:
        return _NO_ATR if self._strikes(ChipFaultKind.DUMB) else self.chip.atr

    def reset(self) -> None:
        self.chip.reset()

    def answer(self, command: bytes) -> Spoken:
        """Answer one command, well or not."""
        slow = self._strikes(ChipFaultKind.SLOW)
        pause_s = slow.seconds if slow else 0.0
        if self._strikes(ChipFaultKind.PULLED):
            return Spoken(None, pause_s, leaves=True)
        if self._strikes(ChipFaultKind.SILENT):
            return Spoken(None)
        answer = self._spoilt(command, self._chip_for(command).answer(command))
        self._answered += 1
        return Spoken(answer, pause_s)

    def _chip_for(self, command: bytes) -> Chip:
        before = self._before
        is_page = command[:2] == _PAGE_READ and isinstance(before, PagedIdChip)
        return before if is_page and before and self._strikes(ChipFaultKind.REPLAY) else self.chip

    def _spoilt(self, command: bytes, answer: bytes) -> bytes:
        data, status = answer[:-2], answer[-2:]
        if wrong := self._strikes(ChipFaultKind.WRONG_STATUS):
            return bytes.fromhex(wrong.status)
        if data and (short := self._strikes(ChipFaultKind.SHORT)):
            data = data[: max(0, len(data) - short.size)]
        if data and (long := self._strikes(ChipFaultKind.LONG)):
            data += bytes(long.size)
        if data and self._strikes(ChipFaultKind.GARBLED):
            middle = len(data) // 2
            data = data[:middle] + bytes([data[middle] ^ 0x01]) + data[middle + 1 :]
        is_head = command[:3] == _PAGE_READ + b"\0" and len(data) >= 4
        if is_head and (lie := self._strikes(ChipFaultKind.LYING_LENGTH)):
            data = data[:2] + lie.size.to_bytes(2, "big") + data[4:]
        return data + status

    def _strikes(self, kind: ChipFaultKind) -> ChipFault | None:
        for index, fault in enumerate(self._faults):
            if fault.kind is kind and self._answered >= fault.after:
                if fault.times is not None:
                    left = replace(fault, times=fault.times - 1)
                    self._faults[index : index + 1] = [left] if fault.times > 1 else []
                return fault
        return None
