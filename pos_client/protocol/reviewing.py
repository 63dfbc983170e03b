"""The calls about reviews: a supervisor at the counter, and the carrier's centre far from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pos_client.domain.review import ReviewReason
from pos_client.protocol.message import (
    Length,
    Message,
    MessageRefused,
    NoIdNumber,
    OwnId,
    Pattern,
    Range,
)

__all__ = [
    "CentreReviewAnswer",
    "CentreReviewRequest",
    "CentreReviewState",
    "ReviewRequest",
    "SixDigits",
    "Word",
]

SixDigits = Annotated[str, Pattern(r"^([0-9]{6})?$")]
"""A code of a second factor, or none."""
Word = Annotated[str, Length(most=16384), NoIdNumber()]
"""A signed word, as it came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRequest(Message):
    """A supervisor at the counter decides what a verdict asks to be reviewed.

    `verdicts` are the tokens of the case; `clerk_number`, `password` and `second_factor` are the
    supervisor's own, and `proof` answers a session challenge, as for a log-in. A refusal has a
    reason, and nothing else has.
    """

    case_id: Annotated[UUID, OwnId()]
    verdicts: Annotated[tuple[Word, ...], Length(most=8)]
    clerk_number: Annotated[str, Length(most=32), NoIdNumber()]
    password: Annotated[str, Length(most=256), NoIdNumber()] = field(repr=False)
    second_factor: SixDigits = field(default="", repr=False)
    proof: Word
    is_approved: bool
    reason: ReviewReason | None = None

    def check(self) -> None:
        if self.is_approved is (self.reason is not None):
            raise MessageRefused("belongs to a refusal, and to nothing else", "reason")


class CentreReviewState(StrEnum):
    """How a case stands before the centre."""

    WAITING = "WAITING"
    ANSWERED = "ANSWERED"  # decided, or left for after the seal: the signed word says which
    WITHDRAWN = "WITHDRAWN"  # by the counter, or because somebody decided there


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreReviewRequest(Message):
    """Let the carrier's centre decide what the verdicts of a waiting case ask to be reviewed."""

    case_id: Annotated[UUID, OwnId()]
    verdicts: Annotated[tuple[Word, ...], Length(1, 8)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreReviewAnswer(Message):
    """How it stands; `token` is the signed review once it is `ANSWERED`, else empty."""

    id: Annotated[str, Pattern(r"^review-[0-9a-f]{16}$")]
    state: CentreReviewState
    seconds_left: Annotated[int, Range(0, 86_400)]
    token: str = ""
