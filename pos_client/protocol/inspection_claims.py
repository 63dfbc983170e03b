"""What a signed configuration says of the monthly self-inspection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pos_client.domain.inspection_due import InspectionPolicy
from pos_client.domain.month import Month
from pos_client.protocol.message import Message, Pattern, Range

__all__ = ["InspectionClaims"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionClaims(Message):
    """The oldest month that is owed, and when it becomes urgent. Absent where none is asked for."""

    owes_from: Annotated[str, Pattern("^2[0-9]{3}-(0[1-9]|1[0-2])$")]
    due_day: Annotated[int, Range(1, 28)] = 5
    grace_days: Annotated[int, Range(0, 60)] = 10

    def value(self) -> InspectionPolicy:
        return InspectionPolicy(Month.parse(self.owes_from), self.due_day, self.grace_days)
