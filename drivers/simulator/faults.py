"""Misbehaviour on request: what can go wrong on a plate and on a line, as data.

A `Fault` says what happens, how often and to which command; `Faults` is a set of them with one
seed; `Misbehaviour` carries them out. The same seed and the same requests give the same bytes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import Enum
from typing import Any

from drivers.simulator.wire import COMMANDS, encode_reply

__all__ = ["Fault", "FaultKind", "Faults", "Misbehaviour", "Outgoing"]


class FaultKind(Enum):
    """Every way in which the simulated reader can misbehave."""

    SPLIT = "split"  # replies in pieces of `size` bytes, `seconds` apart
    DELAY = "delay"  # `seconds` of silence before a reply
    DUPLICATE = "duplicate"  # a reply comes twice
    GARBAGE_BEFORE = "garbage_before"  # `size` stray bytes in front of a reply
    GARBAGE_AFTER = "garbage_after"  # `size` stray bytes behind it
    BAD_CHECKSUM = "bad_checksum"
    TRUNCATE = "truncate"  # the last `size` bytes never come
    STALE = "stale"  # the previous reply comes once more, then the right one
    ECHO = "echo"  # the request comes back first, as some RS-485 adapters do
    WRONG_STATUS = "wrong_status"  # a good frame that says `status` and nothing else
    CARD_LOST = "card_lost"  # the card leaves the plate in the middle of a read
    CARD_SLIPS = "card_slips"  # it moves, the read fails, and it stays on the plate
    MUST_LIFT = "must_lift"  # once selected, a card is not found again before it was lifted
    KEEPS_FINDING = "keeps_finding"  # a card that was read is found again and again
    SILENT = "silent"  # no reply
    UNPLUG = "unplug"  # the line goes away after `size` bytes of a reply


# What a fault does when its own measure is not given.
_SECONDS = {FaultKind.SPLIT: 0.002, FaultKind.DELAY: 0.3}
_SIZE = {FaultKind.SPLIT: 7, FaultKind.GARBAGE_BEFORE: 9, FaultKind.GARBAGE_AFTER: 9}


def _number(kind: Callable[[str], float], lowest: float, highest: float) -> Callable[[str], float]:
    def read(value: str) -> float:
        number = kind(value)
        if not lowest <= number <= highest:
            raise ValueError(value)
        return number

    return read


def _command(value: str) -> str:
    if value not in COMMANDS.values():
        raise ValueError(value)
    return value


_READERS: dict[str, Callable[[str], Any]] = {
    "chance": _number(float, 0, 1),
    "times": _number(int, 1, 1_000_000),
    "seconds": _number(float, 0, 600),
    "size": _number(int, 0, 4096),
    "status": _number(lambda value: int(value, 16), 0, 0xFF),
    "on": _command,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One misbehaviour.

    Attributes:
        chance: how likely it is each time it could happen.
        times: how often it happens at most; None is without end.
        on: the command it is kept to, such as `read_base`; None is every command.
        seconds, size, status: its measure, where the kind has one.
    """

    kind: FaultKind
    chance: float = 1.0
    times: int | None = None
    on: str | None = None
    seconds: float | None = None
    size: int | None = None
    status: int = 0x41

    @property
    def pause_s(self) -> float:
        """How long it keeps the line silent."""
        return self.seconds if self.seconds is not None else _SECONDS.get(self.kind, 0.0)

    @property
    def byte_count(self) -> int:
        """How many bytes it is about."""
        return self.size if self.size is not None else _SIZE.get(self.kind, 4)

    @classmethod
    def parse(cls, words: Sequence[str]) -> Fault:
        """Read `NAME [key=value ...]`, such as `delay seconds=0.5 times=2 on=read_base`.

        Raises:
            ValueError: the name, a key or a value makes no sense; the text says which.
        """
        if not words:
            raise ValueError("which fault? one of: " + ", ".join(kind.value for kind in FaultKind))
        fault = cls(_kind(words[0]))
        for word in words[1:]:
            key, _, value = word.partition("=")
            fault = fault._with(key, value)
        return fault

    def _with(self, key: str, value: str) -> Fault:
        if key not in _READERS:
            raise ValueError(f"unknown key {key!r}: one of: " + ", ".join(_READERS))
        try:
            return replace(self, **{key: _READERS[key](value)})
        except ValueError:
            raise ValueError(f"{key} cannot be {value!r}") from None


def _kind(name: str) -> FaultKind:
    try:
        return FaultKind(name)
    except ValueError:
        names = [kind.value for kind in FaultKind]
        near = get_close_matches(name, names, n=1)
        hint = f"did you mean {near[0]}?" if near else "one of: " + ", ".join(names)
        raise ValueError(f"unknown fault {name!r}: {hint}") from None


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults in force and the seed of their chances."""

    active: tuple[Fault, ...] = ()
    seed: int = 0

    def plus(self, fault: Fault) -> Faults:
        """These and one more."""
        return replace(self, active=(*self.active, fault))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Bytes that leave the device after `pause_s` of silence; `unplugs` closes the line behind."""

    data: bytes = field(repr=False)
    pause_s: float = 0.0
    unplugs: bool = False


class Misbehaviour:
    """Carries faults out, one reply at a time."""

    def __init__(self, faults: Faults) -> None:
        self._seed = faults.seed
        self._chances = random.Random(faults.seed)  # noqa: S311 - play, not cryptography
        self._left = list(faults.active)
        self._previous = b""

    @property
    def left(self) -> Faults:
        """What is still in force: faults that happened as often as told are gone."""
        return Faults(tuple(self._left), self._seed)

    def strikes(self, kind: FaultKind, command: str) -> Fault | None:
        """Decide whether a fault of this kind happens to this command now."""
        for index, fault in enumerate(self._left):
            if fault.kind is not kind or fault.on not in (None, command):
                continue
            if self._chances.random() < fault.chance:
                self._count(index)
                return fault
        return None

    def spoil(self, request: bytes, command: str, reply: bytes) -> list[Outgoing]:
        """Turn a good reply into what really goes out on the line."""
        previous, self._previous = self._previous, reply
        if self.strikes(FaultKind.SILENT, command):
            return []
        data = self._surround(command, self._damage(command, reply))
        if self.strikes(FaultKind.DUPLICATE, command):
            data += data
        if previous and self.strikes(FaultKind.STALE, command):
            data = previous + data
        if self.strikes(FaultKind.ECHO, command):
            data = request + data
        unplug = self.strikes(FaultKind.UNPLUG, command)
        if unplug:
            data = data[: unplug.byte_count]
        delay = self.strikes(FaultKind.DELAY, command)
        pause_s = delay.pause_s if delay else 0.0
        return self._pieces(command, data, pause_s, unplugs=unplug is not None)

    def _count(self, index: int) -> None:
        fault = self._left[index]
        if fault.times is None:
            return
        if fault.times <= 1:
            del self._left[index]
        else:
            self._left[index] = replace(fault, times=fault.times - 1)

    def _damage(self, command: str, reply: bytes) -> bytes:
        if wrong := self.strikes(FaultKind.WRONG_STATUS, command):
            reply = encode_reply(wrong.status)
        if self.strikes(FaultKind.BAD_CHECKSUM, command):
            reply = reply[:-1] + bytes([reply[-1] ^ 0x01])
        if cut := self.strikes(FaultKind.TRUNCATE, command):
            reply = reply[: max(0, len(reply) - cut.byte_count)]
        return reply

    def _surround(self, command: str, reply: bytes) -> bytes:
        if before := self.strikes(FaultKind.GARBAGE_BEFORE, command):
            reply = self._chances.randbytes(before.byte_count) + reply
        if after := self.strikes(FaultKind.GARBAGE_AFTER, command):
            reply += self._chances.randbytes(after.byte_count)
        return reply

    def _pieces(
        self, command: str, data: bytes, pause_s: float, *, unplugs: bool
    ) -> list[Outgoing]:
        split = self.strikes(FaultKind.SPLIT, command)
        if split is None or not data:
            return [Outgoing(data, pause_s, unplugs)]
        size = max(1, split.byte_count)
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        gaps = [pause_s] + [split.pause_s] * (len(pieces) - 1)
        last = len(pieces) - 1
        return [
            Outgoing(piece, gap, unplugs and index == last)
            for index, (piece, gap) in enumerate(zip(pieces, gaps, strict=True))
        ]
