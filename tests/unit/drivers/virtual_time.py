"""A clock that passes as fast as it is looked at, for the reader and its line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from drivers.readers import opened
from drivers.transport import in_process

__all__ = ["VirtualTime", "virtual_time"]


class VirtualTime:
    """Stands in for the module `time`."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def monotonic(self) -> float:
        """The time of this clock."""
        return self.now_s

    def sleep(self, seconds: float) -> None:
        """Let it pass."""
        self.now_s += seconds


@contextmanager
def virtual_time() -> Iterator[VirtualTime]:
    """Let readers of simulated devices in this process live by another clock."""
    clock = VirtualTime()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opened, "time", clock)
        patch.setattr(in_process, "time", clock)
        yield clock
