"""What a rule asks, who does what about it, and who does what no software can."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Chapter", "Clause"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of the table.

    Attributes:
        id: as the rules number it, such as `A5`; its test begins with `test_a5_`.
        asks: the rule in our own words.
        client, gateway: what each does about it; `-` where it has no part in it.
        by_people: what of it is not done by software, and who does that; empty where nothing is.
    """

    id: str
    asks: str
    client: str
    gateway: str
    by_people: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Clauses under one heading, and where they come from.

    Attributes:
        what: what a line states, as the head of its column.
    """

    heading: str
    source: str
    clauses: tuple[Clause, ...]
    what: str = "The rule"
