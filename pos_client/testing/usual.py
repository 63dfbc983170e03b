"""What a scripted gateway says, and who works there, unless something else is scripted."""

from __future__ import annotations

from pos_client.domain.outlet import Clerk, Role
from pos_client.domain.verdict import Check

__all__ = ["OF_SUBJECT", "VERDICTS", "clerks", "room_left"]

VERDICTS = {
    Check.ONLINE_VERIFICATION: "ID_MATCH",
    Check.FACE_MATCH: "FACE_SAME",
    Check.QUOTA: "QUOTA_OK",
}
"""Of a customer."""
OF_SUBJECT = {
    Check.PROOF_OF_USE: "USE_PROVEN",
    Check.OWNER: "OWNER_CONFIRMED",
    Check.DONOR: "DONOR_AGREES",
    Check.SPECIAL_DOCUMENT: "SPECIAL_REVIEW",
    Check.UNIT: "UNIT_CONFIRMED",
    Check.UNIT_ORDER: "UNIT_ORDER_OPEN",
}
"""Of the number that a case begins with."""


def room_left() -> dict[str, int | str]:
    """The facts of a quota that has room."""
    return {"in_use": 0, "nth": 1, "limit": 5, "reservation_id": "reservation-1"}


def clerks() -> dict[str, tuple[str, Clerk]]:
    """A clerk and a supervisor, each with a password, by work id."""
    return {
        "8001": ("demo-8001", Clerk("8001", "示例", Role.CLERK)),
        "8021": ("demo-8021", Clerk("8021", "示例", Role.SUPERVISOR)),
    }
