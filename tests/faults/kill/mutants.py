"""Weaknesses planted on purpose: an oracle that never finds anything proves nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.store import SqlStore
from tests.faults.kill.steps import flag_while

__all__ = ["MUTANTS"]

_LATE_S = 0.2


def _ack_before_commit() -> None:
    """Saving returns while its transaction is still open: one COMMIT for several, a while later."""
    plain = Database._run
    is_saving = flag_while(SqlStore, "save")
    held: list[tuple[Any, float]] = []

    def run(self: Database, begin: str, work: Callable[[Any], Any]) -> Any:
        if not held:
            if not is_saving():
                return plain(self, begin, work)
            self._begin = begin
            held.append((self._connection.begin(), time.monotonic()))
            return work(self._connection)
        value = work(self._connection)
        transaction, since = held[0]
        if time.monotonic() - since > _LATE_S:
            held.clear()
            transaction.commit()
        return value

    setattr(Database, "_run", run)  # noqa: B010 - mypy sees no method to be assigned to


MUTANTS: dict[str, Callable[[], None]] = {"ack-before-commit": _ack_before_commit}
"""What each does to this process, before it opens a counter."""
