"""The signed answers of single checks, and what each may lead to.

Codes and their consequences follow the table "Verdicts and result codes" of the project's
notes on regulation: an unknown code, an empty answer and an exception are never a pass.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
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
    SAME_CUSTOMER = "SAME_CUSTOMER"  # the one who comes back is the one who was captured
    PROOF_OF_USE = "PROOF_OF_USE"  # the customer has the subject number in use
    DONOR = "DONOR"  # the carrier that the number comes from lets this person take it along
    SPECIAL_DOCUMENT = "SPECIAL_DOCUMENT"  # one without a chip may be captured here, today
    UNIT = "UNIT"  # the unit exists, under its name, and may have so many numbers
    UNIT_ORDER = "UNIT_ORDER"  # one more user may come under this order
    OWNER = "OWNER"  # the subject number is this person's, or may become it in this flow


class Consequence(StrEnum):
    """What a verdict means for the case that asked for it."""

    GOES_ON = "GOES_ON"
    NEEDS_REVIEW = "NEEDS_REVIEW"
    NEEDS_PHOTO = "NEEDS_PHOTO"  # another live photo, as often as the policy allows; then it ends
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
    "COOLING_OFF": Consequence.ENDS,
    "FACE_REFUSED": Consequence.NEEDS_REVIEW,
    "FACE_QUALITY": Consequence.NEEDS_PHOTO,
    "LIVENESS_FAILED": Consequence.NEEDS_PHOTO,
    "QUOTA_OK": Consequence.GOES_ON,
    "QUOTA_REVIEW": Consequence.NEEDS_REVIEW,
    "QUOTA_FULL": Consequence.ENDS,
    "RISK_REVIEW": Consequence.NEEDS_REVIEW,
    "RISK_DENY": Consequence.ENDS,
    "PUNISHED_LIMITED": Consequence.ENDS,
    "BLACKLISTED": Consequence.ENDS,
    "UNDER_AGE": Consequence.ENDS,
    "GUARDIAN_NOT_NEEDED": Consequence.ENDS,
    "REPRESENTATIVE_UNDER_AGE": Consequence.ENDS,
    "TRUSTEE_LIMIT": Consequence.ENDS,
    "ARREARS": Consequence.ENDS,
    "CUSTOMER_SAME": Consequence.GOES_ON,
    "IDENTITY_MISMATCH": Consequence.ENDS,
    "USE_PROVEN": Consequence.GOES_ON,
    "USE_NOT_PROVEN": Consequence.ENDS,
    "OWNER_CONFIRMED": Consequence.GOES_ON,
    "OWNER_DIFFERENT": Consequence.ENDS,
    "NUMBER_NOT_FOUND": Consequence.ENDS,
    "NUMBER_COMPLETE": Consequence.ENDS,
    "NUMBER_INCOMPLETE": Consequence.ENDS,
    "NUMBER_NOT_FLAGGED": Consequence.ENDS,
    "NUMBER_FLAGGED": Consequence.ENDS,
    "NUMBER_TERMINATED": Consequence.ENDS,
    "NUMBER_DISPUTED": Consequence.ENDS,
    "NUMBER_SUSPENDED": Consequence.ENDS,
    "NUMBER_ALREADY_OURS": Consequence.ENDS,
    "DONOR_AGREES": Consequence.GOES_ON,
    "DONOR_CODE_WRONG": Consequence.ENDS,
    "DONOR_NOT_REGISTERED": Consequence.ENDS,
    "DONOR_OTHER_PERSON": Consequence.ENDS,
    "DONOR_ARREARS": Consequence.ENDS,
    "DONOR_CONTRACT": Consequence.ENDS,
    "DONOR_TOO_NEW": Consequence.ENDS,
    "SPECIAL_REVIEW": Consequence.NEEDS_REVIEW,
    "SPECIAL_LIMIT": Consequence.ENDS,
    "UNIT_CONFIRMED": Consequence.GOES_ON,
    "UNIT_NOT_FOUND": Consequence.ENDS,
    "UNIT_REVOKED": Consequence.ENDS,
    "UNIT_NAME_DIFFERENT": Consequence.ENDS,
    "UNIT_LIMIT": Consequence.ENDS,
    "UNIT_ORDER_OPEN": Consequence.GOES_ON,
    "UNIT_ORDER_UNKNOWN": Consequence.ENDS,
    "UNIT_ORDER_PAUSED": Consequence.ENDS,
    "UNIT_ORDER_CLOSED": Consequence.ENDS,
    "UNIT_ORDER_FULL": Consequence.ENDS,
    "UNIT_ORDER_OTHER_USE": Consequence.ENDS,
    "SERVICE_UNAVAILABLE": Consequence.UNAVAILABLE,
}


# What lets a case go on, by the check that may say so: the word of another check is no pass. A
# document without a chip has none: it is looked at, or it ends.
_PASSES = {
    Check.ONLINE_VERIFICATION: "ID_MATCH",
    Check.FACE_MATCH: "FACE_SAME",
    Check.QUOTA: "QUOTA_OK",
    Check.SAME_CUSTOMER: "CUSTOMER_SAME",
    Check.PROOF_OF_USE: "USE_PROVEN",
    Check.OWNER: "OWNER_CONFIRMED",
    Check.DONOR: "DONOR_AGREES",
    Check.UNIT: "UNIT_CONFIRMED",
    Check.UNIT_ORDER: "UNIT_ORDER_OPEN",
}

# Nobody may review these at a counter, whatever the policy of its outlet says.
_NEVER_AT_THE_COUNTER = frozenset({"RISK_REVIEW"})


def consequence_of(code: str) -> Consequence:
    """Say what a verdict's code leads to; a code that nobody knows ends the case."""
    return _CONSEQUENCES.get(code, Consequence.ENDS)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check's signed answer, bound to one case and the reads it judged.

    Attributes:
        photo_sha256: of the live photo that was judged with the reads, 32 bytes.
        facts: figures to show, such as `in_use`, `limit` and `reservation_id` of the quota.
        token: the JWS as it came; the gateway recognises its own words by it.
    """

    check: Check
    code: str
    case_id: UUID
    evidence_ids: tuple[UUID, ...]
    issued_at: datetime
    expires_at: datetime
    token: str = field(repr=False)
    photo_sha256: bytes = b""
    facts: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def consequence(self) -> Consequence:
        consequence = consequence_of(self.code)
        if consequence is Consequence.GOES_ON and self.code != _PASSES.get(self.check):
            return Consequence.ENDS
        return consequence

    @property
    def sha256(self) -> bytes:
        """Of the signed words, 32 bytes: what a review names it by."""
        return hashlib.sha256(self.token.encode()).digest()

    @property
    def ends_here(self) -> bool:
        """Whether the counter stops with it, also where the carrier itself may look further."""
        return self.consequence is Consequence.ENDS or self.code in _NEVER_AT_THE_COUNTER

    @property
    def asks_for_photo(self) -> bool:
        """Whether another live photo may bring a better answer."""
        return self.code == "FACE_UNSURE" or self.consequence is Consequence.NEEDS_PHOTO
