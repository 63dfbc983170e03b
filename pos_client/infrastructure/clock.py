"""The computer's own clocks."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

__all__ = ["SystemClock"]

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# CLOCK_BOOTTIME goes on while the computer sleeps; where it is missing the plain one has to do.
_BOOT_TIME: int | None = getattr(time, "CLOCK_BOOTTIME", None)


class SystemClock:
    """Wall time in UTC, and time since the computer was started."""

    def __init__(self) -> None:
        self._boot_id = _read_boot_id()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic_ns(self) -> int:
        if _BOOT_TIME is None:
            return time.monotonic_ns()
        return time.clock_gettime_ns(_BOOT_TIME)

    def boot_id(self) -> str:
        return self._boot_id


def _read_boot_id() -> str:
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except (OSError, ValueError):
        # Unknown here: then every start of the program counts as one of the computer.
        return str(uuid4())
