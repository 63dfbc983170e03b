"""What the invented network tells of a number: in which telephone it was used, and when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func
from sqlalchemy.dialects.sqlite import insert

from pos_client.sandbox.guard_tables import network_facts

__all__ = ["Network"]

_NEW = insert(network_facts)
_NOTE = _NEW.on_conflict_do_update(
    index_elements=["phone_number", "imei"],
    set_={
        "first_at": func.min(network_facts.c.first_at, _NEW.excluded.first_at),
        "last_at": func.max(network_facts.c.last_at, _NEW.excluded.last_at),
    },
)


class Network:
    """The book of usage. Runs inside the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def note(self, phone_number: str, imei: str, at: datetime) -> None:
        """A number was used in this telephone; facts may come in any order, and twice."""
        fact = {"phone_number": phone_number, "imei": imei, "first_at": at, "last_at": at}
        self._connection.execute(_NOTE, fact)
