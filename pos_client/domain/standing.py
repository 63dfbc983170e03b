"""What the gateway said last of this device itself."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Standing"]


class Standing(StrEnum):
    """Holds until the gateway says something else, also while it cannot be reached."""

    ADMITTED = "ADMITTED"
    DRAIN_ONLY = "DRAIN_ONLY"  # delivers what is queued and captures nothing
    REFUSED = "REFUSED"  # revoked, unknown, or moved to another outlet
