"""The gateway with a promise taken away: a race then has to show two grants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from sqlalchemy import literal, select

from pos_client.sandbox import quota
from pos_client.sandbox.controls import Control

__all__ = ["MUTANTS", "weakened"]

_UNSEEN, _ONCE = "slots-unseen", "asked-once"
MUTANTS = (_UNSEEN, _ONCE, f"{_UNSEEN}+{_ONCE}")


@contextmanager
def weakened(mutant: str) -> Iterator[frozenset[Control]]:
    """The controls that are off as long as this goes on; empty and whole for no mutant.

    Slots that are kept for other cases are not seen, or the limit is not asked for once more when
    a case is delivered. Of a customer served at two counters each of them alone stops the second
    number, so that race needs both away.
    """
    parts = mutant.split("+")
    off = frozenset({Control.ASKED_AGAIN}) if _ONCE in parts else frozenset()
    if _UNSEEN not in parts:
        yield off
        return
    with mock.patch.object(quota, "_KEPT_FOR_OTHERS", select(literal(0))):
        yield off
