"""What the gateway's answers about one case mean together. A missing one is never a pass."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from pos_client.domain.verdict import Check, Consequence, Verdict

__all__ = ["are_a_pass", "are_about", "codes_to_review", "judged_face", "reservation_in"]


def codes_to_review(verdicts: tuple[Verdict, ...]) -> tuple[str, ...]:
    """What a second pair of eyes at the counter has to look at."""
    return tuple(
        verdict.code
        for verdict in verdicts
        if verdict.consequence is Consequence.NEEDS_REVIEW and not verdict.ends_here
    )


def are_a_pass(verdicts: tuple[Verdict, ...], checks: tuple[Check, ...]) -> bool:
    """Whether each of these checks was answered, once, and none of the answers is a no."""
    return sorted(verdict.check for verdict in verdicts) == sorted(checks) and all(
        verdict.consequence in (Consequence.GOES_ON, Consequence.NEEDS_REVIEW)
        and not verdict.ends_here
        for verdict in verdicts
    )


def are_about(
    verdicts: tuple[Verdict, ...],
    case_id: UUID,
    evidence_ids: Collection[UUID],
    photo_sha256: bytes,
    now: datetime,
) -> bool:
    """Whether all of them were given for this case, some of its reads and its photo, and live.

    A case that reads no card has answers about none.
    """
    ours = set(evidence_ids)
    return all(
        verdict.case_id == case_id
        and bool(verdict.evidence_ids) is bool(ours)
        and ours.issuperset(verdict.evidence_ids)
        and verdict.photo_sha256 == photo_sha256
        and verdict.expires_at > now
        for verdict in verdicts
    )


def judged_face(verdicts: tuple[Verdict, ...]) -> bool:
    """Whether somebody has looked at the photo; an outage has not."""
    return any(
        verdict.check is Check.FACE_MATCH and verdict.consequence is not Consequence.UNAVAILABLE
        for verdict in verdicts
    )


def reservation_in(verdicts: tuple[Verdict, ...]) -> str:
    """The slot of the person's limit that the gateway keeps for the case, or its place in a unit's
    order where that is all; may be empty."""
    kept = (verdict.facts.get("reservation_id", "") for verdict in verdicts)
    return next((str(each) for each in kept if each), "")
