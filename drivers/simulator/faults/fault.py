"""One misbehaviour as data, a list of them, and both read from words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Final

from drivers.simulator.faults.kinds import NEEDS_CARD, RATE, SECONDS, SIZE, FaultKind
from drivers.simulator.wire import BAUD_RATES, COMMANDS

__all__ = ["MOMENTS", "Fault", "Faults", "ScriptInvalid"]

MOMENTS: Final = ("lay", "lift", "find", "select", "read")
"""What a fault can wait for: a hand's doing, or what the module has done with success."""

_THEN = "then"


class ScriptInvalid(ValueError):
    """A script of faults cannot be followed; the text names the line."""


def _number(kind: Callable[[str], float], lowest: float, highest: float) -> Callable[[str], float]:
    def read(value: str) -> float:
        number = kind(value)
        if not lowest <= number <= highest:
            raise ValueError(value)
        return number

    return read


def _one_of(allowed: Sequence[str]) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(value)
        return value

    return read


def _speed(value: str) -> int:
    return int(_one_of([str(baud) for baud in BAUD_RATES])(value))


def _some(value: str) -> str:
    if not value:
        raise ValueError(value)
    return value


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "chance": _number(float, 0, 1),
    "times": _number(int, 1, 1_000_000),
    "nth": _number(int, 1, 1_000_000),
    "after": _one_of(MOMENTS),
    "on": _one_of(tuple(COMMANDS.values())),
    "seconds": _number(float, 0, 600),
    "size": _number(int, 0, 4096),
    "status": _number(lambda value: int(value, 16), 0, 0xFF),
    "sw": _number(lambda value: int(value, 16), 0, 0xFFFF),
    "rate": _number(float, 0, 1),
    "baud": _speed,
    "card": _some,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One misbehaviour.

    Attributes:
        chance: how likely it is each time it could happen.
        times: how often it happens at most; None is without end.
        nth: the occasion at which it can happen first, counted from 1.
        after: the moment that it waits for, one of `MOMENTS`.
        follows: whether it waits until the fault before it has happened as often as told.
        on: the command it is kept to, such as `read_base`; None is every command.
        seconds, size, status, sw, rate, baud, card: its measure, where the kind has one.
    """

    kind: FaultKind
    chance: float = 1.0
    times: int | None = None
    on: str | None = None
    seconds: float | None = None
    size: int | None = None
    status: int = 0x41
    nth: int = 1
    after: str | None = None
    follows: bool = False
    sw: int = 0
    rate: float = RATE
    baud: int = 9600
    card: str = ""

    @property
    def pause_s(self) -> float:
        """How long it keeps the line silent."""
        return self.seconds if self.seconds is not None else SECONDS.get(self.kind, 0.0)

    @property
    def byte_count(self) -> int:
        """How many bytes it is about."""
        return self.size if self.size is not None else SIZE.get(self.kind, 4)

    @property
    def is_waiting(self) -> bool:
        """Whether something else has to happen first."""
        return self.follows or self.after is not None

    @classmethod
    def parse(cls, words: Sequence[str]) -> Fault:
        """Read `[then] NAME [key=value ...]`, such as `delay seconds=0.5 times=2 on=read_base`.

        Raises:
            ValueError: the name, a key or a value makes no sense; the text says which.
        """
        follows = list(words[:1]) == [_THEN]
        words = words[follows:]
        if not words:
            raise ValueError("which fault? one of: " + ", ".join(kind.value for kind in FaultKind))
        fault = cls(_kind(words[0]), follows=follows)
        for word in words[1:]:
            key, _, value = word.partition("=")
            fault = fault._with(key, value)
        if fault.kind in NEEDS_CARD and not fault.card:
            raise ValueError(f"{fault.kind.value} needs a second card: card=SLUG")
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
    """The faults in force or waiting, in their order, and the seed of their chances."""

    active: tuple[Fault, ...] = ()
    seed: int = 0

    def plus(self, *faults: Fault) -> Faults:
        """These and more."""
        return replace(self, active=(*self.active, *faults))

    @classmethod
    def parse_script(cls, text: str, *, seed: int = 0) -> Faults:
        """Read a script: one fault a line, `seed NUMBER`, and comments behind `#`.

        A line that begins with `then` waits for the line before it to be used up.

        Raises:
            ScriptInvalid: a line makes no sense.
        """
        faults: list[Fault] = []
        for number, line in enumerate(text.splitlines(), 1):
            words = line.partition("#")[0].split()
            try:
                if words[:1] == ["seed"]:
                    seed = _seed(words[1:])
                elif words:
                    faults.append(Fault.parse(words))
            except ValueError as no:
                raise ScriptInvalid(f"line {number}: {no}") from no
        for before, fault in zip([None, *faults], faults, strict=False):
            if fault.follows and (before is None or before.times is None):
                raise ScriptInvalid(f"then {fault.kind.value}: nothing before it ever ends")
        return cls(tuple(faults), seed)


def _seed(words: Sequence[str]) -> int:
    if len(words) != 1 or not words[0].isdecimal():
        raise ValueError("say `seed NUMBER`")
    return int(words[0])
