"""A sentence that has not been said yet: its key and the facts that go into it."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias, Union

__all__ = ["Fact", "Message", "message"]

Fact: TypeAlias = Union[str, int, "Message"]


class Message(NamedTuple):
    """A key of the catalogue with its facts."""

    key: str
    facts: tuple[tuple[str, Fact], ...] = ()

    def __repr__(self) -> str:
        """The key alone: a fact may be part of an identity."""
        return f"Message({self.key!r})"


def message(key: str, /, **facts: Fact) -> Message:
    """Name a sentence."""
    return Message(key, tuple(facts.items()))
