"""Colours, sizes and distances. Every ink meets AA on the grounds it stands on."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

__all__ = ["COLOURS", "Size", "Tone", "space"]


class Tone(StrEnum):
    """What a place on the screen means; the stylesheet knows the colours."""

    PLAIN = "plain"
    QUIET = "quiet"
    INFO = "info"
    GOOD = "good"
    WAITING = "waiting"
    BAD = "bad"


class Size:
    """Type and targets in pixels."""

    SMALL: Final = 13
    TEXT: Final = 15
    LARGE: Final = 17
    TITLE: Final = 26
    HERO: Final = 34
    TARGET: Final = 40
    RADIUS: Final = 12


COLOURS: Final = {
    "ink": "#1B2430",
    "quiet": "#66717F",
    "faint": "#8A94A1",
    "ground": "#F4F5F7",
    "surface": "#FFFFFF",
    "line": "#E1E5EA",
    "edge": "#C9D0D8",
    "primary": "#0F5EA8",
    "primary_deep": "#0B4A86",
    "good": "#14683F",
    "good_ground": "#E5F5EC",
    "good_mark": "#1E8A54",
    "waiting": "#8A5A00",
    "waiting_ground": "#FFF5DD",
    "waiting_mark": "#C98200",
    "info": "#0F5EA8",
    "info_ground": "#E8F1FB",
    "bad": "#A3231B",
    "bad_ground": "#FCEBE9",
    "bad_mark": "#C8372D",
}


def space(count: int) -> int:
    """Distances come in fours."""
    return 4 * count
