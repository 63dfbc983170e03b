"""A review (复核): a second pair of eyes where a verdict asks for one, signed by the gateway."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

__all__ = ["Review"]


@dataclass(frozen=True, slots=True)
class Review:
    """What a supervisor decided about one case, as the gateway signed it.

    Attributes:
        codes: the verdicts' codes that were looked at; others are not covered by it.
        token: the JWS as it came.
    """

    case_id: UUID
    supervisor_number: str
    codes: tuple[str, ...]
    is_approved: bool
    issued_at: datetime
    expires_at: datetime
    token: str = field(repr=False)
