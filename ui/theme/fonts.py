"""Which faces the screen uses: our own first, then those that know rare characters."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase

from ui.theme.tokens import Size

__all__ = ["counter_font"]

# Cut out of Noto Sans CJK: a fiftieth of its files, which is all that the usual screen touches.
# So the whole collections, of which each shape costs its neighbours too, wait for a rare name.
_OURS = "Shiming Sans"
_FACES = Path(__file__).with_name("faces")
_LINUX = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "Microsoft YaHei")
# The face of the system is in memory there anyway.
_WINDOWS = ("Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC")
_MAC = ("PingFang SC", "Noto Sans CJK SC")
# Faces with the supplementary planes and private-use characters of names.
_RARE = ("SimSun-ExtB", "SimSun-ExtG", "HanaMinB", "Noto Serif CJK SC")
# Comes before them: a face that is only asked for the symbol of a key costs megabytes all the same.
_SYMBOLS = "DejaVu Sans"


def counter_font() -> QFont:
    """The face of the whole window."""
    theirs = {"win32": _WINDOWS, "darwin": _MAC}.get(sys.platform)
    font = QFont()
    font.setFamilies([*(theirs or (*_own_faces(), _SYMBOLS, *_LINUX)), *_RARE])
    font.setPixelSize(Size.TEXT)
    return font


@cache
def _own_faces() -> tuple[str, ...]:
    """Make our faces known to Qt; without them the system's do."""
    added = [QFontDatabase.addApplicationFont(str(path)) for path in sorted(_FACES.glob("*.otf"))]
    return () if -1 in added else (_OURS,)
