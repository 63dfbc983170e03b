"""Which faces the screen uses: a CJK face first, so that rare characters find a shape."""

from __future__ import annotations

import sys

from PySide6.QtGui import QFont

from ui.theme.tokens import Size

__all__ = ["counter_font"]

_LINUX = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "Microsoft YaHei")
_WINDOWS = ("Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC")
_MAC = ("PingFang SC", "Noto Sans CJK SC")
# Faces with the supplementary planes and private-use characters of names. The symbols of keys come
# first: a face that is only asked for them would be loaded whole all the same, a megabyte each.
_RARE = ("DejaVu Sans", "SimSun-ExtB", "SimSun-ExtG", "HanaMinB", "Noto Serif CJK SC")


def counter_font() -> QFont:
    """The face of the whole window."""
    ours = {"win32": _WINDOWS, "darwin": _MAC}.get(sys.platform, _LINUX)
    font = QFont()
    font.setFamilies([*ours, *_RARE])
    font.setPixelSize(Size.TEXT)
    return font
