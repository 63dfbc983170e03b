"""Slows down whoever tries passwords, and tells nobody which numbers are clerks'."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from math import ceil

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.protocol.api import TroubleCode
from pos_client.sandbox import tables
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.refusal import Refusal

__all__ = ["LogInTries"]

_TRIES = 5
_LOCKED_FOR, _LONGEST = timedelta(minutes=1), timedelta(hours=1)
_FORGOTTEN_AFTER = timedelta(days=1)
_BOOK = tables.log_in_tries
_FIND = select(_BOOK).where(_BOOK.c.number_sha256 == bindparam("number"))


class LogInTries:
    """Five wrong ones are a minute of waiting, five more twice that, up to an hour.

    A number that is nobody's is treated like any other. Runs inside the caller's transaction.
    """

    def __init__(self, connection: Connection, clock: Clock, controls: Controls) -> None:
        self._connection = connection
        self._clock = clock
        self._is_on = controls.is_on

    def check(self, clerk_number: str) -> None:
        """Let nobody try a number that is locked.

        Raises:
            Refusal: 429, with the seconds that are left.
        """
        row = self._connection.execute(_FIND, {"number": _key(clerk_number)}).one_or_none()
        left = (row.locked_until - self._clock()).total_seconds() if row is not None else 0
        if left > 0:
            raise Refusal(429, TroubleCode.TOO_MANY_TRIES, ceil(left))

    def note_wrong(self, clerk_number: str, *, is_known: bool) -> None:
        """One more wrong try."""
        if not (is_known or self._is_on(Control.LOG_IN_LOCK_ALIKE)):
            return
        now, number = self._clock(), _key(clerk_number)
        self._connection.execute(delete(_BOOK).where(_BOOK.c.locked_until < now - _FORGOTTEN_AFTER))
        row = self._connection.execute(_FIND, {"number": number}).one_or_none()
        failed = 1 if row is None else row.failed + 1
        said = {"failed": failed, "locked_until": now + self._wait(failed)}
        self._connection.execute(
            insert(_BOOK)
            .values(number_sha256=number, **said)
            .on_conflict_do_update(index_elements=[_BOOK.c.number_sha256], set_=said)
        )

    def forget(self, clerk_number: str) -> None:
        """It was the right one."""
        number = _key(clerk_number)
        self._connection.execute(delete(_BOOK).where(_BOOK.c.number_sha256 == number))

    def _wait(self, failed: int) -> timedelta:
        fives, rest = divmod(failed, _TRIES)
        if rest or not fives or not self._is_on(Control.LOG_IN_LOCK):
            return timedelta()
        if not self._is_on(Control.LOG_IN_LOCK_LONGER):
            return _LOCKED_FOR
        doubled = min(fives - 1, 10)
        return min(_LONGEST, _LOCKED_FOR * (1 << doubled))


def _key(clerk_number: str) -> bytes:
    return hashlib.sha256(clerk_number.encode()).digest()
