"""The port to the carrier's review centre, for a case whose customer waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from pos_client.domain.review import Review
from pos_client.protocol.words import Session

__all__ = ["CentreReview", "ReviewCentre"]


@dataclass(frozen=True, slots=True)
class CentreReview:
    """How a case stands before the centre.

    Attributes:
        ends_in: how long its countdown still runs, by the gateway's clock.
        review: once it was decided, or left for after the seal.
        is_withdrawn: nobody will answer; it may be asked for anew.
    """

    id: str
    ends_in: timedelta
    review: Review | None = None
    is_withdrawn: bool = False


class ReviewCentre(Protocol):
    """Raises `trouble.GatewayTrouble` leaves and `trouble.ReviewRefused`."""

    def ask(self, case_id: UUID, verdicts: Sequence[str], session: Session) -> CentreReview:
        """Put a case into the centre's queue; asked again, the same countdown goes on."""

    def look(self, id_: str, session: Session) -> CentreReview: ...

    def withdraw(self, id_: str, session: Session) -> None:
        """Nobody waits for it any more. What was decided stays decided."""
