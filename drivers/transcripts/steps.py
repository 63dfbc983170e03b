"""What went over a line or to a chip, step by step, each with its time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from drivers.transport.pcsc import SlotState

__all__ = [
    "Asked",
    "Came",
    "Commanded",
    "Connected",
    "Flushed",
    "Lost",
    "Placed",
    "Step",
    "Told",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """The driver wrote this to the line."""

    at_s: float
    data: bytes
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """One read of the line brought this."""

    at_s: float
    data: bytes = field(repr=False)
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Flushed:
    """What had come and was not read was dropped. Nobody knows what it was; no file has it."""

    at_s: float


@dataclass(frozen=True, slots=True)
class Lost:
    """The line or the slot went away; `code` is that of the `ReaderError`."""

    at_s: float
    code: str


@dataclass(frozen=True, slots=True)
class Placed:
    """What lies in the slot is another than before."""

    at_s: float
    state: SlotState = field(repr=False)


@dataclass(frozen=True, slots=True)
class Connected:
    """The chip was connected to, or not: then `code` says why."""

    at_s: float
    code: str = ""


@dataclass(frozen=True, slots=True)
class Commanded:
    """One command to the chip and its answer; `code` is the trouble where there was none."""

    at_s: float
    command: bytes
    answer: bytes = field(default=b"", repr=False)
    code: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the reader told at this point, in words and without anything secret.

    `facts` hold what of an event has to come again each time; of a lost reader its code.
    """

    at_s: float
    event: str
    facts: tuple[tuple[str, object], ...] = ()


Step: TypeAlias = Asked | Came | Flushed | Lost | Placed | Connected | Commanded | Told
