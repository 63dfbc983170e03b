"""What the language asks of a line. Knows neither ports nor clocks; the reader serves it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from drivers.api import CardEvent

__all__ = ["Action", "Script", "Send", "Tell", "Wait"]


@dataclass(frozen=True, slots=True)
class Send:
    """Drop what has arrived, unless it is to be kept, then send. Resume with an empty piece."""

    data: bytes
    keeps_input: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Resume with whatever arrives, or with an empty piece at the moment `until`."""

    until: float


@dataclass(frozen=True, slots=True)
class Tell:
    """Hand this to whoever polls. Resume with an empty piece."""

    event: CardEvent


Action: TypeAlias = Send | Wait | Tell
_Result = TypeVar("_Result")
Script: TypeAlias = Generator[Action, bytes, _Result]
