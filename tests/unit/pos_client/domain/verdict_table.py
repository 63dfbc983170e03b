"""What each verdict's code means for a case, written down a second time.

The program has its own table; a consequence that changes there has to be changed here too, and
whoever does it has read it twice.
"""

from __future__ import annotations

from pos_client.domain.verdict import Consequence

__all__ = ["BY_CONSEQUENCE", "CONSEQUENCES"]

BY_CONSEQUENCE = {
    Consequence.GOES_ON: (
        *("ID_MATCH", "FACE_SAME", "QUOTA_OK", "CUSTOMER_SAME"),
        *("USE_PROVEN", "OWNER_CONFIRMED", "DONOR_AGREES"),
        *("UNIT_CONFIRMED", "UNIT_ORDER_OPEN"),
    ),
    Consequence.NEEDS_REVIEW: (
        "ID_NO_PHOTO",
        "FACE_UNSURE",
        "FACE_REFUSED",
        "QUOTA_REVIEW",
        "RISK_REVIEW",
        "SPECIAL_REVIEW",
    ),
    Consequence.NEEDS_PHOTO: ("FACE_QUALITY", "LIVENESS_FAILED"),
    Consequence.UNAVAILABLE: ("SERVICE_UNAVAILABLE",),
    Consequence.ENDS: (
        "SPECIAL_LIMIT",
        "ID_MISMATCH",
        "ID_NOT_FOUND",
        "DOC_INVALIDATED",
        "DOC_EXPIRED",
        "CARD_INVALID",
        *("FACE_DIFFERENT", "COOLING_OFF"),
        "QUOTA_FULL",
        "RISK_DENY",
        "PUNISHED_LIMITED",
        "BLACKLISTED",
        "UNDER_AGE",
        *("GUARDIAN_NOT_NEEDED", "REPRESENTATIVE_UNDER_AGE", "TRUSTEE_LIMIT"),
        "ARREARS",
        "IDENTITY_MISMATCH",
        *("USE_NOT_PROVEN", "OWNER_DIFFERENT"),
        *("NUMBER_NOT_FOUND", "NUMBER_COMPLETE", "NUMBER_TERMINATED", "NUMBER_DISPUTED"),
        *("NUMBER_SUSPENDED", "NUMBER_INCOMPLETE", "NUMBER_NOT_FLAGGED", "NUMBER_FLAGGED"),
        *("NUMBER_ALREADY_OURS", "DONOR_CODE_WRONG", "DONOR_NOT_REGISTERED", "DONOR_OTHER_PERSON"),
        *("DONOR_ARREARS", "DONOR_CONTRACT", "DONOR_TOO_NEW"),
        *("UNIT_NOT_FOUND", "UNIT_REVOKED", "UNIT_NAME_DIFFERENT", "UNIT_LIMIT"),
        *("UNIT_ORDER_UNKNOWN", "UNIT_ORDER_PAUSED", "UNIT_ORDER_CLOSED"),
        *("UNIT_ORDER_FULL", "UNIT_ORDER_OTHER_USE"),
        # What no version of the program has heard of is never a pass.
        "",
        "id_match",
        "ID_MATCH ",
        "NEVER_HEARD",
    ),
}
CONSEQUENCES = {code: means for means, codes in BY_CONSEQUENCE.items() for code in codes}
