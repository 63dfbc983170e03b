"""The phone number that was chosen for a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = ["ChosenNumber"]


@dataclass(frozen=True, slots=True)
class ChosenNumber:
    """The phone number set aside for this case.

    Attributes:
        hold_id: the gateway's hold; empty for a number of the leased block.
    """

    phone_number: str
    held_until: datetime
    hold_id: str = ""
