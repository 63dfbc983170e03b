"""The port that opens a case without any read: a document without a chip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pos_client.domain.evidence import Challenge
from pos_client.protocol.words import Session

__all__ = ["OpenedSpecial", "SpecialCases"]


@dataclass(frozen=True, slots=True)
class OpenedSpecial:
    """What the gateway gives such a case.

    Attributes:
        captured_today: how many this outlet has sent in today, by the gateway's count.
    """

    challenge: Challenge
    captured_today: int
    daily_cap: int

    @property
    def left(self) -> int:
        return max(0, self.daily_cap - self.captured_today)


class SpecialCases(Protocol):
    """Raises `trouble.GatewayTrouble` leaves."""

    def open(self, session: Session) -> OpenedSpecial:
        """Open one.

        Raises:
            case_trouble.SpecialLimitReached: this outlet may capture no more of them today.
            case_trouble.FlowClosed: not at this outlet.
        """
