"""An outlet that moves: somebody has been at the new place, and two others agree.

Its fence moves with that and by nothing else. Where it stood before stays in the book, so that
what was read there is judged by it.
"""

from __future__ import annotations

from sqlalchemy import Connection, Row, insert, select, update

from pos_client.domain.channel import Geofence
from pos_client.sandbox.admissions import OnSiteRecord, distance_from_m
from pos_client.sandbox.channels import ChannelRefused, Channels
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.credentials import Credentials
from pos_client.sandbox.devices import Clock
from pos_client.sandbox.move_tables import outlet_move_approvals, outlet_moves
from pos_client.sandbox.outlets import Outlets

__all__ = ["Moves"]

_APPROVALS = 2


class Moves:
    """Takes new places and approvals of them. Runs inside the caller's transaction."""

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

    def propose(self, fence: Geofence, visit: OnSiteRecord) -> None:
        """Keep where an outlet wants to go, and what was found there. The fence stays for now.

        Raises:
            ChannelRefused: there is no such outlet, another sign hangs there, it was visited in
                the future, or outside of the new circle.
        """
        newest = self._outlets.commissions.newest(visit.outlet_code)
        if newest is None:
            raise ChannelRefused("NOT_THERE")
        if visit.sign_number != newest.facts.outlet.sign_number:
            raise ChannelRefused("ANOTHER_SIGN")
        if visit.visited_at > self._clock():
            raise ChannelRefused("NOT_VISITED_YET")
        if distance_from_m(fence, visit) > fence.radius_m:
            raise ChannelRefused("ANOTHER_PLACE")
        self._connection.execute(
            insert(outlet_moves).values(
                outlet_code=visit.outlet_code,
                latitude_deg=fence.latitude_deg,
                longitude_deg=fence.longitude_deg,
                radius_m=fence.radius_m,
                visited_at=visit.visited_at,
                visited_by=visit.visited_by,
                photo_sha256=visit.photo_sha256,
                recorded_at=self._clock(),
            )
        )

    def approve(self, outlet_code: str, approved_by: str) -> bool:
        """One more person has looked at the newest move; whether the fence has moved now.

        Raises:
            ChannelRefused: nothing is proposed, or it is the same person once more.
        """
        move = self._open(outlet_code)
        if move is None:
            raise ChannelRefused("NOT_VISITED")
        people = [move.visited_by, *self._approvers(move.id)]
        is_new = all(not self._is_one_person(approved_by, each) for each in people)
        if not is_new and self._controls.is_on(Control.ADMISSION_PEOPLE):
            raise ChannelRefused("SAME_PERSON")
        now = self._clock()
        self._connection.execute(
            insert(outlet_move_approvals).values(
                move_id=move.id, approved_by=approved_by, approved_at=now
            )
        )
        if len(self._approvers(move.id)) < _APPROVALS:
            return False
        self._connection.execute(
            update(outlet_moves).where(outlet_moves.c.id == move.id).values(moved_at=now)
        )
        fence = Geofence(move.latitude_deg, move.longitude_deg, move.radius_m)
        self._channels.set_fence(outlet_code, fence)
        return True

    def _open(self, outlet_code: str) -> Row[tuple[object, ...]] | None:
        book = outlet_moves.c
        row = self._connection.execute(
            select(outlet_moves)
            .where(book.outlet_code == outlet_code)
            .order_by(book.id.desc())
            .limit(1)
        ).one_or_none()
        return row if row is not None and row.moved_at is None else None

    def _approvers(self, move_id: int) -> list[str]:
        book = outlet_move_approvals.c
        return list(
            self._connection.scalars(select(book.approved_by).where(book.move_id == move_id))
        )

    def _is_one_person(self, one: str, other: str) -> bool:
        return self._credentials.person_of(one) == self._credentials.person_of(other)
