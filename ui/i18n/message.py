"""A sentence that has not been said yet: its key and the facts that go into it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias, Union

__all__ = ["Fact", "Message", "message"]

Fact: TypeAlias = Union[str, int, "Message"]


@dataclass(frozen=True, slots=True)
class Message:
    """A key of the catalogue with its facts. The repr leaves the facts out: one may be a name."""

    key: str
    facts: tuple[tuple[str, Fact], ...] = field(default=(), repr=False)


def message(key: str, /, **facts: Fact) -> Message:
    """Name a sentence."""
    return Message(key, tuple(facts.items()))
