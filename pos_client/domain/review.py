"""A review (复核): a second pair of eyes where a verdict asks for one, signed by the gateway."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pos_client.domain.verdict import Consequence, Verdict

__all__ = ["Review", "ReviewReason", "ReviewWay"]


class ReviewWay(StrEnum):
    """Where the second pair of eyes is."""

    ON_SITE = "ON_SITE"  # a supervisor at the counter, with a log-in of their own
    CENTRE = "CENTRE"  # a reviewer of the carrier's centre, while the customer waits


class ReviewReason(StrEnum):
    """Why a reviewer refuses. Nobody types one: words of one's own may hold an identity."""

    PERSON_DOUBTED = "PERSON_DOUBTED"
    PHOTO_UNCLEAR = "PHOTO_UNCLEAR"
    PURPOSE_UNCLEAR = "PURPOSE_UNCLEAR"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Review:
    """What a second person decided about one case, as the gateway signed it.

    Attributes:
        supervisor_number: whose decision it is; empty for one that is left for later.
        codes: the verdicts' codes that were looked at; others are not covered by it.
        reason: of a refusal.
        is_left: the centre had not answered when the countdown ended. The case goes on to be
            sealed, and is looked at then: it is never accepted without.
        shown_sha256: of what the gateway has shown to the reviewer, 32 bytes; empty on site.
        verdicts: the hashes of the answers that were looked at, 32 bytes each. Reads, photo, role
            and flow are theirs, so an approval holds for just these and for no others.
        token: the JWS as it came.
    """

    case_id: UUID
    supervisor_number: str
    codes: tuple[str, ...]
    is_approved: bool
    issued_at: datetime
    expires_at: datetime
    token: str = field(repr=False)
    way: ReviewWay = ReviewWay.ON_SITE
    reason: str = ""
    is_left: bool = False
    shown_sha256: bytes = b""
    verdicts: tuple[bytes, ...] = ()

    @property
    def goes_on(self) -> bool:
        """Whether the case may go on with it: approved, or left for the centre to look at."""
        return self.is_approved or self.is_left

    def covers(self, verdicts: Iterable[Verdict]) -> bool:
        """Whether each of these that asks for a review was looked at, and not another like it."""
        return all(
            verdict.sha256 in self.verdicts
            for verdict in verdicts
            if verdict.consequence is Consequence.NEEDS_REVIEW
        )
