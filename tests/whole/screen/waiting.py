"""Waiting for something to become true, never for a fixed time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

__all__ = ["NotInTime", "wait_for"]

T = TypeVar("T")
_PAUSE_S = 0.01


class NotInTime(AssertionError):
    """What was waited for did not happen before the deadline."""


def wait_for(what: str, probe: Callable[[], T | None], timeout_s: float = 10.0) -> T:
    """Return the first true answer of `probe`; `what` completes "waited in vain for ..."."""
    deadline = time.monotonic() + timeout_s
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise NotInTime(f"waited {timeout_s:g} s in vain for {what}")
        time.sleep(_PAUSE_S)
