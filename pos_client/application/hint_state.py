"""What the counter has to say about the pace of its work, before the gateway does anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pos_client.domain.guards import Counted, GuardRule

__all__ = ["HintKind", "HintState"]


class HintKind(StrEnum):
    """How far it has come, the most pressing first."""

    REACHED = "REACHED"  # the next case will be looked at
    NEAR = "NEAR"  # one or two more, and it will
    NOTED = "NOTED"  # the carrier has noticed something about this outlet


@dataclass(frozen=True, slots=True)
class HintState:
    """One sentence for whoever works here: which rule, why, and what to do. It names nobody.

    Attributes:
        count, more: how many there were, and how many more there may be.
        minutes: within which time; a day and longer counts as today.
        until: when it will be over by what was counted here; None where nobody here can tell.
        is_freezing: whether far beyond it the work id is frozen.
    """

    rule: GuardRule
    kind: HintKind
    counted: Counted = Counted.CLERK
    count: int = 0
    more: int = 0
    minutes: int = 0
    until: datetime | None = None
    is_freezing: bool = False
