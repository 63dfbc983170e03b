"""The gateway with a promise taken away: a race then has to show two grants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock

from sqlalchemy import literal, select

from pos_client.sandbox import quota
from pos_client.sandbox.controls import Control
from pos_client.sandbox.reviews import Reviews

__all__ = ["MUTANTS", "weakened"]

_UNSEEN, _ONCE, _BOTH = "slots-unseen", "asked-once", "both-decide"
MUTANTS = (_UNSEEN, _ONCE, f"{_UNSEEN}+{_ONCE}", _BOTH)


@contextmanager
def weakened(mutant: str) -> Iterator[frozenset[Control]]:
    """The controls that are off as long as this goes on; empty and whole for no mutant.

    Slots that are kept for other cases are not seen, or the limit is not asked for once more when
    a case is delivered. Of a customer served at two counters each of them alone stops the second
    number, so that race needs both away. Or a supervisor decides beside the centre.
    """
    parts = mutant.split("+")
    off = frozenset({Control.ASKED_AGAIN}) if _ONCE in parts else frozenset()
    with ExitStack() as stack:
        if _UNSEEN in parts:
            nobody = select(literal(0))
            stack.enter_context(mock.patch.object(quota, "_KEPT_FOR_OTHERS", nobody))
        if _BOTH in parts:
            stack.enter_context(mock.patch.object(Reviews, "_withdraw_from_centre"))
        yield off
