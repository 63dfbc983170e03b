"""What closes a counter, and the sign that it asks for, as the window sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["ClosureState", "SignState"]


@dataclass(frozen=True, slots=True)
class ClosureState:
    """Nobody is registered here until the carrier says otherwise.

    Attributes:
        reason: a `domain.channel.Gap`, or `DRAIN_ONLY` or `REFUSED` of the device itself.
        day: the last day on which commission or licence held, where a day has ended it.
    """

    reason: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class SignState:
    """The sign is asked for before the first customer.

    Attributes:
        sign_number: as it should hang there.
        refused: why the last code was none; empty before the first.
    """

    sign_number: str
    refused: str = ""
