"""What the doctor finds: a part, how it stands, and words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "Health"]


class Health(StrEnum):
    """How one part stands."""

    GOOD = "good"
    WATCH = "watch"  # it works, and will not for ever
    BROKEN = "broken"
    NOT_REACHED = "not_reached"  # what stands before it is broken


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: the part, how it stands, and what was found; nothing of any customer."""

    part: str
    health: Health
    told: str
    code: str = ""
