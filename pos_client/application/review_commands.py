"""What may be asked about a case that somebody has to look at. No command carries an identity."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from pos_client.domain.review import ReviewReason

__all__ = ["AskCentre", "DecideReview", "ReviewCommand"]


@dataclass(frozen=True, slots=True)
class DecideReview:
    """A supervisor decides with work id, password and second factor of their own.

    Attributes:
        reason: of a refusal; None of an approval.
    """

    clerk_number: str
    password: str = field(repr=False)
    is_approved: bool = True
    second_factor: str = field(default="", repr=False)
    reason: ReviewReason | None = None


@dataclass(frozen=True, slots=True)
class AskCentre:
    """Let the carrier's centre decide while the customer waits."""


ReviewCommand: TypeAlias = DecideReview | AskCentre
