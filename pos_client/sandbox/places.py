"""Whether a card was read where its outlet may read cards. A missing position is never inside."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.domain.location import Location, NoPosition, Position, usable
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.sandbox.controls import Control
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.place_rules import Fence, PlaceVerdict
from pos_client.sandbox.place_tables import fences
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed
from pos_client.sandbox.submission import Submission

__all__ = ["Places"]

_CODES = {PlaceVerdict.OUTSIDE: "GEO_DENIED", PlaceVerdict.UNKNOWN: "LOCATION_UNKNOWN"}
_GATES = {PlaceVerdict.OUTSIDE: Control.GEOFENCE, PlaceVerdict.UNKNOWN: Control.LOCATION}


class Places:
    """The book of fences. Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, policy: SandboxPolicy, outlets: Outlets) -> None:
        self._connection = connection
        self._rules = policy.places
        self._controls = policy.controls
        self._outlets = outlets

    def set_fence(self, outlet_code: str, fence: Fence | None) -> None:
        """Draw the circle of one outlet, or take it away."""
        if fence is None:
            self._connection.execute(delete(fences).where(fences.c.outlet_code == outlet_code))
            return
        drawn = asdict(fence)
        self._connection.execute(
            insert(fences)
            .values(outlet_code=outlet_code, **drawn)
            .on_conflict_do_update(index_elements=[fences.c.outlet_code], set_=drawn)
        )

    def fence_of(self, outlet_code: str) -> Fence | None:
        row = self._connection.execute(
            select(
                fences.c.latitude_microdegrees, fences.c.longitude_microdegrees, fences.c.radius_m
            ).where(fences.c.outlet_code == outlet_code)
        ).one_or_none()
        return None if row is None else Fence(*row)

    def position_at(self, location: Location | None, at: datetime) -> Position | None:
        """The position that counts for this moment, if there is one."""
        if location is None:
            return None
        found = usable(location, at, self._rules.oldest, self._rules.coarsest_m)
        return None if isinstance(found, NoPosition) else found

    def verdict(self, outlet_code: str, location: Location | None, at: datetime) -> PlaceVerdict:
        """Where somebody was who was said to be there at that moment."""
        fence, position = self.fence_of(outlet_code), self.position_at(location, at)
        if fence is not None and position is not None:
            return fence.verdict(position)
        is_field = self._outlets.get(outlet_code).kind is OutletKind.FIELD
        if fence is None and (position is not None or not is_field):
            return PlaceVerdict.NOT_ASKED
        return PlaceVerdict.UNKNOWN

    def review_of(self, submission: Submission) -> str:
        """Why somebody has to look at a case for where its card was read; empty for no reason.

        Raises:
            CheckFailed: by the carrier's rules it is rejected for that.
        """
        outlet_code, body = submission.device.outlet_code, submission.body
        at = max((read.read_at for read in body.reads), default=body.confirmed_at)
        verdict = self.verdict(outlet_code, body.surroundings.location, at)
        code = _CODES.get(verdict, "")
        if not code or not self._controls.is_on(_GATES[verdict]):
            return ""
        if self._outcome(verdict, self._outlets.get(outlet_code).kind) is Outcome.REJECTED:
            raise CheckFailed(code)
        return code

    def _outcome(self, verdict: PlaceVerdict, kind: OutletKind) -> Outcome:
        if verdict is PlaceVerdict.OUTSIDE:
            return self._rules.outside.get(kind, Outcome.UNDER_REVIEW)
        is_rejected = kind in self._rules.unknown_rejected and kind is not OutletKind.FIELD
        return Outcome.REJECTED if is_rejected else Outcome.UNDER_REVIEW
