"""Keeps the window out of screenshots, recordings and shared screens, where the system can."""

from __future__ import annotations

import sys
from typing import Any, Protocol

__all__ = ["forbid_capture"]

# Of Windows' `SetWindowDisplayAffinity`. The first leaves the window out as if it were not there,
# from Windows 10 2004 on; the second shows it black, and is older.
_EXCLUDED, _MONITOR_ONLY = 0x11, 0x01


class _Displays(Protocol):
    """The one function of `user32` that is needed."""

    def SetWindowDisplayAffinity(self, window: int, affinity: int) -> int: ...


def forbid_capture(window_id: int, displays: _Displays | None = None) -> bool:
    """Forbid it for one window; answers whether the system has promised so.

    Elsewhere than on Windows there is nothing to ask: X11 lets every program of the user read the
    screen, and Wayland asks the user. Not tried yet on a real Windows.

    Args:
        window_id: of the operating system, as `QWidget.winId` tells it.
        displays: `user32`, unless told otherwise.
    """
    asked = displays or _user32()
    if asked is None:
        return False
    return any(
        asked.SetWindowDisplayAffinity(window_id, affinity)
        for affinity in (_EXCLUDED, _MONITOR_ONLY)
    )


def _user32() -> Any:
    if sys.platform == "win32":
        import ctypes

        return ctypes.windll.user32
    return None
