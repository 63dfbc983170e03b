"""What only a capture without the gateway has to keep to: its time, its counts, and its excuse.

A case may begin at the gateway and lose the line before it was verified; then it is captured under
the challenge of the case. So the challenge does not tell whether the gateway was away, and nothing
is gained by saying so: all checks are made at the arrival, and what a supervisor could have settled
at the counter goes to the carrier. But whoever has the gateway's answers was not without it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.sandbox import pattern_tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.submission import Submission

__all__ = ["OfflineChecks"]

_CAPTURES, _JUDGED = pattern_tables.offline_captures, pattern_tables.judged_cases
_ENTER = insert(_CAPTURES).on_conflict_do_nothing()
_LATER = (
    _CAPTURES.c.device_id == bindparam("device"),
    _CAPTURES.c.received_at > bindparam("since"),
)
_COUNT = select(func.count()).select_from(_CAPTURES).where(*_LATER)
_ROWS = select(_CAPTURES.c.clerk_number, _CAPTURES.c.captured_at, _CAPTURES.c.received_at).where(
    *_LATER
)
_WAS_JUDGED = select(_JUDGED.c.case_id).where(
    _JUDGED.c.device_id == bindparam("device"), _JUDGED.c.case_id == bindparam("wanted")
)


class OfflineChecks:
    """The gateway's twin of the limits that it signs. Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock, policy: SandboxPolicy) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._controls = policy.controls

    def note_judged(self, device: Device, case_id: object) -> None:
        """Every check of a case was answered."""
        self._connection.execute(
            insert(_JUDGED)
            .values(device_id=device.id, case_id=str(case_id))
            .on_conflict_do_nothing()
        )

    def note_captured(self, submission: Submission, received_at: datetime) -> None:
        """How long a device had this at hand, if it was captured without the gateway."""
        body = submission.body
        if not body.is_offline:
            return
        self._connection.execute(
            _ENTER,
            {
                "device_id": submission.device.id,
                "registration_id": str(submission.id),
                "clerk_number": body.clerk_number,
                "captured_at": body.confirmed_at,
                "received_at": received_at,
            },
        )

    def check_answers(self, submission: Submission) -> None:
        """Check that nothing offline rests on what only the gateway gives.

        Raises:
            CheckFailed: a number was held for it.
        """
        body = submission.body
        is_alone = not (body.is_offline and body.hold_id)
        self._controls.demand(Control.OFFLINE_UNANSWERED, is_alone, "VERDICT_INVALID")

    def review_of(self, submission: Submission) -> str:
        """Why somebody has to look at a capture without the gateway; else empty.

        An answer may get lost on its way to the counter, so a case that was answered is looked at
        and not refused.
        """
        body, device = submission.body, submission.device
        if not body.is_offline:
            return ""
        is_on = self._controls.is_on
        now = self._clock()
        late = now - body.confirmed_at > timedelta(hours=self._policy.hard_stop_hours)
        if late and is_on(Control.OFFLINE_WINDOW):
            return "OFFLINE_WINDOW_EXCEEDED"
        if self._is_beyond_counts(submission, now) and is_on(Control.OFFLINE_LIMITS):
            return "OFFLINE_WINDOW_EXCEEDED"
        asked = {"device": device.id, "wanted": str(body.case_id)}
        was_judged = self._connection.scalar(_WAS_JUDGED, asked) is not None
        return "VERDICT_INVALID" if was_judged and is_on(Control.OFFLINE_UNANSWERED) else ""

    def _is_beyond_counts(self, submission: Submission, now: datetime) -> bool:
        """Whether the device had more at hand at some time than the signed limits let it."""
        body, device, policy = submission.body, submission.device, self._policy
        self.note_captured(submission, now)
        asked = {"device": device.id, "since": body.confirmed_at}
        least = min(policy.records, policy.records_per_clerk)
        if (self._connection.scalar(_COUNT, asked) or 0) <= least:
            return False
        rows = self._connection.execute(_ROWS, asked).all()
        spans = [(row.captured_at, row.received_at) for row in rows]
        theirs = [
            (row.captured_at, row.received_at)
            for row in rows
            if row.clerk_number == body.clerk_number
        ]
        return _most(spans) > policy.records or _most(theirs) > policy.records_per_clerk


def _most(spans: Iterable[tuple[datetime, datetime]]) -> int:
    """How many of these lay at hand together, at the most."""
    turns = [turn for since, until in spans for turn in ((since, 1), (until, -1))]
    at_hand = most = 0
    for _, change in sorted(turns):
        at_hand += change
        most = max(most, at_hand)
    return most
