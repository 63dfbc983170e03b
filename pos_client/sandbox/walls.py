"""The book of walls: before which one each photo was taken, and which are a device's usual ones.

An honest shop has one fixed camera, so the same wall over and over is in order. What is not: the
wall of one outlet at another one, a device that takes its photos somewhere else from one day to
the next, and two people before one and the same frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as new_row

from pos_client.domain.guards import Background as BackgroundRule
from pos_client.sandbox.backgrounds import (
    SAME_PLACE_BELOW,
    Background,
    background_of,
    unpacked_blocks,
)
from pos_client.sandbox.guard_book import GuardedCase
from pos_client.sandbox.guard_tables import guard_places, guarded_photos

__all__ = ["Sighting", "Walls"]

_PLACES, _PHOTOS = guard_places, guarded_photos
_COMPARED = 60
"""With how many of an outlet's newest photos one is compared pixel by pixel."""
_OF_DEVICE = select(_PLACES).where(
    _PLACES.c.device_id == bindparam("device"), _PLACES.c.last_at > bindparam("since")
)
_ELSEWHERE = select(_PLACES).where(
    _PLACES.c.outlet_code != bindparam("outlet"),
    _PLACES.c.last_at > bindparam("since"),
    _PLACES.c.photos >= bindparam("seen"),
)
_NEWEST = (
    select(_PHOTOS.c.place_id)
    .where(_PHOTOS.c.device_id == bindparam("device"))
    .order_by(_PHOTOS.c.at.desc())
    .limit(bindparam("most"))
)
_OTHERS = (
    select(_PHOTOS.c.registration_id, _PHOTOS.c.blocks)
    .where(_PHOTOS.c.outlet_code == bindparam("outlet"))
    .where(_PHOTOS.c.person_key != bindparam("person"))
    .order_by(_PHOTOS.c.at.desc())
    .limit(_COMPARED)
)
_ENTER = new_row(_PHOTOS).on_conflict_do_nothing()


@dataclass(frozen=True, slots=True)
class Sighting:
    """What is odd about the wall of one photo.

    Attributes:
        kind: `ELSEWHERE`, `MOVED` or `FROZEN`.
        other: at which outlet it was seen as well, or in which registration.
    """

    kind: str
    other: str = ""


class Walls:
    """Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        look: Callable[[bytes], Background | None] = background_of,
    ) -> None:
        self._connection = connection
        self._look = look

    def see(self, case: GuardedCase, jpeg: bytes, rule: BackgroundRule) -> Background | None:
        """Enter the wall of a photo; None where there is none to be known by."""
        seen = self._look(jpeg)
        if seen is None:
            return None
        place = None if seen.is_bare else self._place_of(case, seen, rule)
        self._connection.execute(
            _ENTER,
            {
                "device_id": case.device_id,
                "registration_id": case.registration_id,
                "outlet_code": case.outlet_code,
                "person_key": case.person_key,
                "place_id": place,
                "blocks": seen.packed_blocks,
                "at": case.read_at,
            },
        )
        return seen

    def odd(self, case: GuardedCase, seen: Background, rule: BackgroundRule) -> Sighting | None:
        """What speaks against it, the worst first."""
        if frozen := self._frozen(case, seen, rule):
            return Sighting("FROZEN", frozen)
        if seen.is_bare:
            return None
        own = self._own(case, rule)
        here = _nearest(seen, own)
        if here is not None and here.photos >= rule.seen:
            asked = {"outlet": case.outlet_code, "since": case.read_at - rule.within}
            others = self._connection.execute(_ELSEWHERE, {**asked, "seen": rule.seen}).all()
            there = _nearest(seen, others)
            if there is not None:
                return Sighting("ELSEWHERE", there.outlet_code)
        return Sighting("MOVED") if self._was_moved(case, own, rule) else None

    def forget(self, before: datetime) -> None:
        """What was last seen so long ago says nothing any more."""
        for book, at in ((_PHOTOS, _PHOTOS.c.at), (_PLACES, _PLACES.c.last_at)):
            self._connection.execute(delete(book).where(at < before))

    def _own(self, case: GuardedCase, rule: BackgroundRule) -> Sequence[Row[tuple[Any, ...]]]:
        asked = {"device": case.device_id, "since": case.read_at - rule.within}
        return self._connection.execute(_OF_DEVICE, asked).all()

    def _place_of(self, case: GuardedCase, seen: Background, rule: BackgroundRule) -> int:
        """The known place that it is, counted once more, or a new one."""
        here = _nearest(seen, self._own(case, rule))
        if here is None:
            added = self._connection.execute(
                insert(_PLACES).values(
                    outlet_code=case.outlet_code,
                    device_id=case.device_id,
                    profile=seen.profile,
                    photos=1,
                    last_at=case.read_at,
                )
            )
            return int((added.inserted_primary_key or (0,))[0])
        self._connection.execute(
            update(_PLACES)
            .where(_PLACES.c.id == here.id)
            .values(photos=here.photos + 1, last_at=max(here.last_at, case.read_at))
        )
        return int(here.id)

    def _was_moved(
        self, case: GuardedCase, own: Sequence[Row[tuple[Any, ...]]], rule: BackgroundRule
    ) -> bool:
        """Whether all the newest photos of a device are elsewhere than where it usually stands."""
        usual = {place.id for place in own if place.photos >= rule.usual}
        newest = self._connection.scalars(
            _NEWEST, {"device": case.device_id, "most": rule.in_a_row}
        ).all()
        is_elsewhere = all(place is not None and place not in usual for place in newest)
        return bool(usual) and len(newest) == rule.in_a_row and is_elsewhere

    def _frozen(self, case: GuardedCase, seen: Background, rule: BackgroundRule) -> str:
        asked = {"outlet": case.outlet_code, "person": case.person_key}
        for row in self._connection.execute(_OTHERS, asked):
            if seen.frozen_share(unpacked_blocks(row.blocks)) >= rule.frozen:
                return str(row.registration_id)
        return ""


def _nearest(
    seen: Background, places: Sequence[Row[tuple[Any, ...]]]
) -> Row[tuple[Any, ...]] | None:
    gaps = [(seen.gap(place.profile), number) for number, place in enumerate(places)]
    gap, number = min(gaps, default=(1.0, 0))
    return places[number] if gap < SAME_PLACE_BELOW else None
