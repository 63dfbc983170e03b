"""Weaknesses planted on purpose: an oracle that never finds anything proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pos_client.infrastructure.database.connection import Database
from pos_client.infrastructure.database.store import SqlStore
from tests.faults.kill.steps import flag_while

__all__ = ["MUTANTS"]

# Counted in what is done with the database meanwhile, for a busy machine has no sense of time.
_LATE_BY = 16


def _ack_before_commit() -> None:
    """Saving returns while its transaction is still open; COMMIT comes a while later."""
    plain = Database._run
    is_saving = flag_while(SqlStore, "save")
    held: list[Any] = []
    done = 0

    def run(self: Database, begin: str, work: Callable[[Any], Any]) -> Any:
        nonlocal done
        if not held:
            if not is_saving():
                return plain(self, begin, work)
            self._begin = begin
            held.append(self._connection.begin())
            done = 0
            return work(self._connection)
        value = work(self._connection)
        done += 1
        if done == _LATE_BY:
            held.pop().commit()
        return value

    setattr(Database, "_run", run)  # noqa: B010 - mypy sees no method to be assigned to


MUTANTS: dict[str, Callable[[], None]] = {"ack-before-commit": _ack_before_commit}
"""What each does to this process, before it opens a counter."""
