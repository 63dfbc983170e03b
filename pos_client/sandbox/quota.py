"""How many numbers of one person this sandbox has handed out itself."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, func, select

from drivers.card.read import CardRead
from pos_client.sandbox import tables
from pos_client.sandbox.population import Population

__all__ = ["Quota"]

_COUNT = (
    select(func.count())
    .select_from(tables.effects)
    .where(tables.effects.c.person_key == bindparam("person_key"))
)


class Quota:
    """Counts by a person's key. Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, population: Population) -> None:
        self._connection = connection
        self._population = population

    def numbers_of(self, card: CardRead) -> int:
        key = self._population.person_key(card)
        counted = self._connection.scalar(_COUNT, {"person_key": key})
        return counted or 0
