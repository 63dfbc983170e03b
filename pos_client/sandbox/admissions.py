"""Admission of an outlet: somebody has been there, and two others have looked at what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import asin, cos, radians, sin, sqrt

from sqlalchemy import Connection, insert, select

from pos_client.domain.channel import ChannelState, Geofence
from pos_client.sandbox.channel_tables import admission_approvals, admissions
from pos_client.sandbox.channels import ChannelRefused, Channels
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.credentials import Credentials
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.outlets import Outlets

__all__ = ["Admissions", "OnSiteRecord", "distance_from_m"]

_EARTH_M = 6_371_000
_APPROVALS = 2


@dataclass(frozen=True, slots=True)
class OnSiteRecord:
    """What somebody of the carrier's has found at the place.

    Attributes:
        visited_by: their work id, or another reference of the carrier's.
        sign_number: as it hangs over the door.
        photo_sha256: of the pictures taken there, which lie elsewhere.
    """

    outlet_code: str
    visited_at: datetime
    visited_by: str
    sign_number: str
    latitude_deg: float
    longitude_deg: float
    photo_sha256: bytes


class Admissions:
    """Takes on-site records and approvals. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        controls: Controls,
        outlets: Outlets,
        channels: Channels,
        credentials: Credentials,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._controls = controls
        self._outlets = outlets
        self._channels = channels
        self._credentials = credentials

    def record(self, visit: OnSiteRecord) -> None:
        """Keep what was found at an outlet that is proposed.

        Raises:
            ChannelRefused: nobody has proposed it, another sign hangs there, it was visited in the
                future, or the place is another one.
        """
        newest = self._outlets.commissions.newest(visit.outlet_code)
        if newest is None or newest.state is not ChannelState.PROPOSED:
            raise ChannelRefused("NOT_PROPOSED")
        if visit.sign_number != newest.facts.outlet.sign_number:
            raise ChannelRefused("ANOTHER_SIGN")
        if visit.visited_at > self._clock():
            raise ChannelRefused("NOT_VISITED_YET")
        fence = newest.facts.geofence
        if fence is not None and distance_from_m(fence, visit) > fence.radius_m:
            raise ChannelRefused("ANOTHER_PLACE")
        self._connection.execute(
            insert(admissions).values(
                outlet_code=visit.outlet_code,
                visited_at=visit.visited_at,
                visited_by=visit.visited_by,
                sign_number=visit.sign_number,
                latitude_deg=visit.latitude_deg,
                longitude_deg=visit.longitude_deg,
                photo_sha256=visit.photo_sha256,
                recorded_at=self._clock(),
            )
        )

    def approve(self, outlet_code: str, approved_by: str) -> bool:
        """One more person has looked at the newest record; whether the outlet is admitted now.

        Raises:
            ChannelRefused: nobody has been there, it is the same person once more, or the outlet
                cannot be enabled.
        """
        visit = self._newest(outlet_code)
        if visit is None:
            raise ChannelRefused("NOT_VISITED")
        admission_id, visited_by = visit
        people = [visited_by, *self._approvers(admission_id)]
        is_new = all(not self._is_one_person(approved_by, each) for each in people)
        if not is_new and self._controls.is_on(Control.ADMISSION_PEOPLE):
            raise ChannelRefused("SAME_PERSON")
        self._connection.execute(
            insert(admission_approvals).values(
                admission_id=admission_id, approved_by=approved_by, approved_at=self._clock()
            )
        )
        if len(self._approvers(admission_id)) < _APPROVALS:
            return False
        self._channels.admit(outlet_code)
        return True

    def may_enrol(self, outlet_code: str) -> bool:
        """Whether a device may be enrolled there: the outlet is admitted, and under a carrier."""
        commissions = self._outlets.commissions
        newest = commissions.newest(outlet_code)
        is_admitted = newest is not None and newest.state is not ChannelState.PROPOSED
        is_admitted = is_admitted or not self._controls.is_on(Control.ADMISSION)
        return is_admitted and not commissions.is_below_outlet(outlet_code)

    def is_at_work(self, outlet_code: str) -> bool:
        """Whether a device that comes now would be one of an outlet that registers customers."""
        return self.may_enrol(outlet_code) and self._outlets.is_commissioned(outlet_code)

    def _newest(self, outlet_code: str) -> tuple[int, str] | None:
        """Id and author of the last record; one from before the proposal counts no more."""
        proposed = [
            each.recorded_at
            for each in self._outlets.commissions.records(outlet_code)
            if each.state is ChannelState.PROPOSED
        ]
        book = admissions.c
        row = self._connection.execute(
            select(book.id, book.visited_by, book.recorded_at)
            .where(book.outlet_code == outlet_code)
            .order_by(book.id.desc())
            .limit(1)
        ).one_or_none()
        if row is None or not proposed or row.recorded_at < proposed[-1]:
            return None
        return row.id, row.visited_by

    def _approvers(self, admission_id: int) -> list[str]:
        book = admission_approvals
        found = select(book.c.approved_by).where(book.c.admission_id == admission_id)
        return list(self._connection.scalars(found))

    def _is_one_person(self, one: str, other: str) -> bool:
        return self._credentials.person_of(one) == self._credentials.person_of(other)


def distance_from_m(fence: Geofence, visit: OnSiteRecord) -> float:
    """The way over ground between the centre of a fence and where somebody stood (haversine)."""
    north = radians(visit.latitude_deg - fence.latitude_deg)
    east = radians(visit.longitude_deg - fence.longitude_deg)
    around = cos(radians(fence.latitude_deg)) * cos(radians(visit.latitude_deg))
    return 2 * _EARTH_M * asin(sqrt(sin(north / 2) ** 2 + around * sin(east / 2) ** 2))
