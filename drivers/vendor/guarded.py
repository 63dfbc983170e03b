"""Memory that a library writes to, and that tells when it has written beside it."""

from __future__ import annotations

import ctypes
import mmap
import os
from collections.abc import Mapping
from typing import Final

__all__ = ["GuardedMemory"]

_GUARD: Final = 4096
# Who runs on and on meets this first, and then no memory at all.
_TAIL: Final = 64 * 1024


class GuardedMemory:
    """Named buffers, each between two strips of random bytes that have to stay as they are.

    Sizes are multiples of sixteen, so that every buffer lies as a compiler would lay it.
    """

    def __init__(self, sizes: Mapping[str, int]) -> None:
        self._sizes = dict(sizes)
        self._starts: dict[str, int] = {}
        end = 0
        for name, size in self._sizes.items():
            self._starts[name] = end + _GUARD
            end += _GUARD + size
        self._memory = mmap.mmap(-1, end + _TAIL)
        self._base = ctypes.addressof(ctypes.c_char.from_buffer(self._memory))
        strips = [start - _GUARD for start in self._starts.values()]
        lengths = [_GUARD] * len(strips)
        self._guards = [
            (start, os.urandom(length))
            for start, length in zip([*strips, end], [*lengths, _TAIL], strict=True)
        ]
        for start, guard in self._guards:
            self._memory[start : start + len(guard)] = guard

    def address(self, name: str) -> int:
        """Where a buffer lies, for a function that writes there."""
        return self._base + self._starts[name]

    def view(self, name: str, size: int | None = None) -> memoryview:
        """Look at the first `size` bytes of a buffer, at all of it without; never beyond."""
        capacity = self._sizes[name]
        start = self._starts[name]
        end = start + (capacity if size is None else min(size, capacity))
        return memoryview(self._memory)[start:end]

    def number(self, name: str) -> int:
        """Read a buffer as an unsigned number of 32 bits."""
        return ctypes.c_uint32.from_address(self.address(name)).value

    def put(self, name: str, data: bytes) -> None:
        """Write `data` to the front of a buffer."""
        self.view(name, len(data))[:] = data

    @property
    def is_intact(self) -> bool:
        """Whether nobody has written between the buffers or behind them."""
        return all(
            self._memory[start : start + len(guard)] == guard for start, guard in self._guards
        )

    def wipe(self) -> None:
        """Forget what lies in the buffers."""
        for name, size in self._sizes.items():
            ctypes.memset(self.address(name), 0, size)
