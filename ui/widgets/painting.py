"""Paints that keep their exceptions: what Qt does in the middle of one does not outlive them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

__all__ = ["contained"]

_Widget = TypeVar("_Widget", bound=QWidget)


def contained(
    paint: Callable[[_Widget, QPaintEvent], None],
) -> Callable[[_Widget, QPaintEvent], None]:
    """Hand what a `paintEvent` raises to `sys.excepthook` at once instead of to Qt.

    PySide6 6.11 looks for the next widget's paint while the exception of this one is pending. It
    loses the exception, so that nobody hears of it, and with it a reference to the method that
    raised: a later paint calls what has been freed, and the process dies.
    """

    @wraps(paint)
    def paint_alone(self: _Widget, event: QPaintEvent) -> None:
        try:
            paint(self, event)
        except Exception as fault:  # noqa: BLE001 - told like any other that nobody caught
            sys.excepthook(type(fault), fault, fault.__traceback__)

    return paint_alone
