"""Misbehaviour on request: what a road, a proxy or a bad gateway may do to a call.

Only tests and the sandbox's own master reach this; no request does.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = ["Fault", "FaultKind", "SandboxFaults"]


class FaultKind(StrEnum):
    """What goes wrong. The last three concern registrations only."""

    CAPTIVE_PORTAL = "captive_portal"  # 200 and a page of HTML
    SERVER_ERROR = "server_error"  # 500
    UNAVAILABLE = "unavailable"  # 503 with Retry-After
    TOO_MANY_REQUESTS = "too_many_requests"  # 429 with Retry-After
    UNAUTHORISED = "unauthorised"  # 401
    DELAY = "delay"  # the answer waits `seconds`
    LOSE_REQUEST = "lose_request"  # the line breaks before anything was done
    LOSE_REPLY = "lose_reply"  # everything was done, then the line breaks
    FORGED_RECEIPT = "forged_receipt"  # signed by another key
    FOREIGN_RECEIPT = "foreign_receipt"  # well signed, for another body
    NO_RECEIPT = "no_receipt"  # 200, and no receipt in it


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble.

    Attributes:
        path: what the path of a call begins with for this fault to strike.
        times: how often it strikes; None means until it is cleared.
        seconds: how long a delay lasts, or what Retry-After says.
    """

    kind: FaultKind
    path: str = "/"
    times: int | None = None
    seconds: float = 1.0


class SandboxFaults:
    """The faults in force, for any thread to change."""

    def __init__(self, *faults: Fault) -> None:
        self._lock = threading.Lock()
        self._faults = list(faults)

    def add(self, kind: FaultKind, **more: str | float | None) -> None:
        """Let a fault strike, in the words of `Fault`."""
        fault = Fault(kind, **more)  # type: ignore[arg-type]
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def strike(self, path: str, kinds: Collection[FaultKind]) -> Fault | None:
        """The first fault of these kinds that strikes this call, counted as struck."""
        with self._lock:
            for place, fault in enumerate(self._faults):
                if fault.kind not in kinds or not path.startswith(fault.path):
                    continue
                if fault.times is not None:
                    self._faults[place : place + 1] = (
                        [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
                    )
                return fault
        return None
