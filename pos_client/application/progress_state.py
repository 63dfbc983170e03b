"""How far a case has come, as a screen shows it: its steps and its verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.verdict import Check, Consequence

__all__ = ["StepState", "StepStatus", "VerdictState"]


class StepStatus(StrEnum):
    """Where a step of the list on the left stands."""

    DONE = "DONE"
    CURRENT = "CURRENT"
    TO_DO = "TO_DO"


@dataclass(frozen=True, slots=True)
class StepState:
    """One line of the list of steps; `yielded` is a figure such as the seconds of the read."""

    step: Step
    status: StepStatus
    yielded: str = ""
    role: PartyRole = PartyRole.OWNER


@dataclass(frozen=True, slots=True)
class VerdictState:
    """One verdict as shown; `code` is empty while the answer is awaited."""

    check: Check
    code: str
    consequence: Consequence | None
    facts: tuple[tuple[str, int | str], ...] = ()
