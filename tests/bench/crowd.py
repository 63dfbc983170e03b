"""Two hundred invented customers, all known to the register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from drivers.card.number import check_digit
from drivers.simulator.deck import Deck, DeckEntry, load_deck

__all__ = ["RECORDS", "crowd", "everybody"]

RECORDS = 200


def crowd() -> tuple[DeckEntry, ...]:
    """Different people with cards like the first one of the shipped deck."""
    return tuple(_invented())


def everybody() -> Deck:
    """The crowd and the shipped deck."""
    return Deck((*load_deck().entries, *crowd()))


def _invented() -> Iterator[DeckEntry]:
    pattern = load_deck().entries[0]
    region_and_birth = pattern.fields.id_number[:14]
    for place in range(RECORDS):
        seventeen = f"{region_and_birth}{2 * place + 201:03d}"  # odd: male, like the pattern
        fields = replace(pattern.fields, id_number=seventeen + check_digit(seventeen))
        yield replace(pattern, slug=f"customer-{place}", fields=fields)
