"""The signed answers of single checks, and what each may lead to.

Codes and their consequences follow the table "Verdicts and result codes" of the project's
notes on regulation: an unknown code, an empty answer and an exception are never a pass.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

__all__ = ["Check", "Consequence", "Verdict", "consequence_of"]


class Check(StrEnum):
    """What was checked."""

    ONLINE_VERIFICATION = "ONLINE_VERIFICATION"
    FACE_MATCH = "FACE_MATCH"
    QUOTA = "QUOTA"


class Consequence(StrEnum):
    """What a verdict means for the case that asked for it."""

    GOES_ON = "GOES_ON"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    ENDS = "ENDS"
    UNAVAILABLE = "UNAVAILABLE"


_CONSEQUENCES = {
    "ID_MATCH": Consequence.GOES_ON,
    "ID_MISMATCH": Consequence.ENDS,
    "ID_NOT_FOUND": Consequence.ENDS,
    "ID_NO_PHOTO": Consequence.NEEDS_REVIEW,
    "DOC_INVALIDATED": Consequence.ENDS,
    "DOC_EXPIRED": Consequence.ENDS,
    "CARD_INVALID": Consequence.ENDS,
    "FACE_SAME": Consequence.GOES_ON,
    "FACE_UNSURE": Consequence.NEEDS_REVIEW,
    "FACE_DIFFERENT": Consequence.ENDS,
    "FACE_REFUSED": Consequence.NEEDS_REVIEW,
    "QUOTA_OK": Consequence.GOES_ON,
    "QUOTA_REVIEW": Consequence.NEEDS_REVIEW,
    "QUOTA_FULL": Consequence.ENDS,
    "RISK_REVIEW": Consequence.NEEDS_REVIEW,
    "RISK_DENY": Consequence.ENDS,
    "PUNISHED_LIMITED": Consequence.ENDS,
    "BLACKLISTED": Consequence.ENDS,
    "UNDER_AGE": Consequence.ENDS,
    "SERVICE_UNAVAILABLE": Consequence.UNAVAILABLE,
}


def consequence_of(code: str) -> Consequence:
    """Say what a verdict's code leads to; a code that nobody knows ends the case."""
    return _CONSEQUENCES.get(code, Consequence.ENDS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check's signed answer, bound to one case and the reads it judged.

    Attributes:
        token: the JWS as it came; the gateway recognises its own words by it.
    """

    check: Check
    code: str
    case_id: UUID
    evidence_ids: tuple[UUID, ...]
    issued_at: datetime
    expires_at: datetime
    token: str = field(repr=False)

    @property
    def consequence(self) -> Consequence:
        return consequence_of(self.code)
