"""Whether a card was read where its outlet may read cards. A missing position is never inside."""

from __future__ import annotations

from datetime import datetime

from pos_client.domain.channel import Geofence
from pos_client.domain.location import Location, NoPosition, Position, usable
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.place import PlaceVerdict, place_verdict
from pos_client.sandbox.controls import Control
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed
from pos_client.sandbox.submission import Submission

__all__ = ["Places"]

_CODES = {PlaceVerdict.OUTSIDE: "GEO_DENIED", PlaceVerdict.UNKNOWN: "LOCATION_UNKNOWN"}
_GATES = {PlaceVerdict.OUTSIDE: Control.GEOFENCE, PlaceVerdict.UNKNOWN: Control.LOCATION}


class Places:
    """Judges by the fences of the book of outlets. Runs inside the caller's transaction."""

    def __init__(self, policy: SandboxPolicy, outlets: Outlets) -> None:
        self._rules = policy.places
        self._controls = policy.controls
        self._outlets = outlets

    def fence_of(self, outlet_code: str, at: datetime) -> Geofence | None:
        """The circle around an outlet as it was at that moment; None for one bound to no place."""
        return self._outlets.commissions.fence_at(outlet_code, at)

    def asks_at(self, outlet_code: str) -> bool:
        """Whether somebody looks at what this outlet does at a place that nobody knows."""
        return self._rules.asks_at(self._outlets.get(outlet_code).kind)

    def position_at(self, location: Location | None, at: datetime) -> Position | None:
        """The position that counts for this moment, if there is one."""
        if location is None:
            return None
        found = usable(location, at, self._rules.oldest, self._rules.coarsest_m)
        return None if isinstance(found, NoPosition) else found

    def verdict(self, outlet_code: str, location: Location | None, at: datetime) -> PlaceVerdict:
        """Where somebody was who was said to be there at that moment."""
        return place_verdict(self.fence_of(outlet_code, at), self.position_at(location, at))

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
        if verdict is PlaceVerdict.UNKNOWN and not self.asks_at(outlet_code):
            return ""
        if self._outcome(verdict, self._outlets.get(outlet_code).kind) is Outcome.REJECTED:
            raise CheckFailed(code)
        return code

    def _outcome(self, verdict: PlaceVerdict, kind: OutletKind) -> Outcome:
        if verdict is PlaceVerdict.OUTSIDE:
            return self._rules.outside.get(kind, Outcome.UNDER_REVIEW)
        is_rejected = kind in self._rules.unknown_rejected and kind is not OutletKind.FIELD
        return Outcome.REJECTED if is_rejected else Outcome.UNDER_REVIEW
