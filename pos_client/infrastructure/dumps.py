"""Nobody writes this process's memory to a file: no core, no crash report of the system."""

from __future__ import annotations

import sys
from contextlib import suppress

__all__ = ["forbid_dumps"]

_PR_SET_DUMPABLE = 4
# Neither a window that waits for an answer, nor a report with what stood in memory.
_NO_ERROR_WINDOWS = 0x0001 | 0x0002
_WER_NO_HEAP = 0x0001


def forbid_dumps() -> None:
    """Hold for this process, from now on. Where the system knows no such thing, do nothing.

    On Linux it also keeps other programs of the same user from looking into this one.
    """
    if sys.platform == "win32":
        _forbid_reports()
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes

        # A limit of nothing does not bind the system's own collectors of dumps.
        with suppress(AttributeError):  # a C library without it
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _forbid_reports() -> None:
    """Not tried yet: there has been no Windows to try it on."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(_NO_ERROR_WINDOWS)
        with suppress(OSError, AttributeError):
            ctypes.WinDLL("wer.dll").WerSetFlags(_WER_NO_HEAP)
