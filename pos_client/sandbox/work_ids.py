"""Work ids at log-ins, heartbeats and cases: who may have lent one, scored by rules as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, select
from sqlalchemy.dialects.sqlite import insert

from drivers.card.number import CHINA_TIME
from pos_client.domain.location import Location, LocationSource, Position, distance_m
from pos_client.domain.place import PlaceVerdict
from pos_client.domain.work_signal import WorkSignal
from pos_client.protocol import strict_json
from pos_client.protocol.api import SessionRequest, TroubleCode
from pos_client.protocol.heartbeat import HeartbeatRequest
from pos_client.protocol.words import Session
from pos_client.sandbox import tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device, Devices
from pos_client.sandbox.evidence_package import REACH
from pos_client.sandbox.freezes import Freezes
from pos_client.sandbox.place_tables import sightings
from pos_client.sandbox.places import Places
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.submission import Submission
from pos_client.sandbox.work_id_rules import WorkRule, rule_of
from pos_client.sandbox.work_id_tables import work_findings

__all__ = ["WorkIds"]

LOG_IN, CASE = "LOG_IN", "CASE"
_SEEN = sightings.c
_ENTER = insert(sightings).on_conflict_do_nothing()
_FIND = insert(work_findings).on_conflict_do_nothing()


@dataclass(frozen=True, slots=True)
class _Sighting:
    """A work id at a device at a moment; `subject` is a session's or registration's id."""

    kind: str
    subject: str
    clerk_number: str
    device: Device
    at: datetime
    position: Position | None
    place: PlaceVerdict
    signals: tuple[WorkSignal, ...]


class WorkIds:
    """The book of sightings and findings. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        devices: Devices,
        places: Places,
        freezes: Freezes,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._rules = policy.work_ids
        self._controls = policy.controls
        self._devices = devices
        self._places = places
        self._freezes = freezes

    def note_log_in(self, device: Device, request: SessionRequest, session: Session) -> None:
        """Judge a log-in that was right in every part.

        Raises:
            Refusal: with this one the work id is frozen.
        """
        said = request.location.value() if request.location is not None else None
        seen = self._sighting(
            *(LOG_IN, session.id, request.clerk_number, device, self._clock()),
            *(said, request.signals),
        )
        self._forget_before(seen.clerk_number, seen.at - REACH)
        found = dict(self._of_log_in(seen))
        self._take(seen, {**found, **_of_signals(seen.signals)})
        is_asked = self._controls.is_on(Control.WORK_ID_FROZEN)
        if is_asked and self._freezes.is_frozen(seen.clerk_number):
            raise Refusal(403, TroubleCode.WORK_ID_FROZEN)

    def note_heartbeat(self, device: Device, message: HeartbeatRequest) -> None:
        """What the computer of a log-in tells later than at its beginning."""
        clerk_number, said = self._clerk_of(device, message.session_id), message.location
        if not clerk_number or not (message.signals or said):
            return
        location = said.value() if said is not None else None
        seen = self._sighting(
            *(LOG_IN, message.session_id, clerk_number, device, self._clock()),
            *(location, message.signals),
        )
        found = _of_signals(seen.signals)
        if seen.place is PlaceVerdict.OUTSIDE:
            found[WorkRule.OUTSIDE_FENCE] = {"outlet_code": device.outlet_code}
        self._score(seen, found)

    def is_frozen(self, device: Device, session_id: str) -> bool:
        """Whether the work id of a log-in on this device is; of others nothing is told."""
        clerk_number = self._clerk_of(device, session_id)
        return bool(clerk_number) and self._freezes.is_frozen(clerk_number)

    def judge(self, submission: Submission) -> str:
        """Enter a case, and look whether anybody can have been where it says.

        Returns:
            The code for which it has to be reviewed, or nothing.
        """
        body, device = submission.body, submission.device
        at = max((read.read_at for read in body.reads), default=body.confirmed_at)
        said = body.surroundings
        seen = self._sighting(
            *(CASE, str(submission.id), body.clerk_number, device, at),
            *(said.location, said.signals),
        )
        travel = dict(self._travel(seen))
        self._take(seen, {**travel, **_of_signals(seen.signals)})
        return "VELOCITY_EXCEEDED" if travel else ""

    def _sighting(
        self,
        kind: str,
        subject: str,
        clerk_number: str,
        device: Device,
        at: datetime,
        location: Location | None,
        signals: tuple[WorkSignal, ...],
    ) -> _Sighting:
        position = self._places.position_at(location, at)
        place = self._places.verdict(device.outlet_code, location, at)
        return _Sighting(kind, subject, clerk_number, device, at, position, place, signals)

    def _of_log_in(self, seen: _Sighting) -> Iterator[tuple[WorkRule, dict[str, Any]]]:
        yield from self._travel(seen)
        outlet_code = seen.device.outlet_code
        if seen.place is PlaceVerdict.OUTSIDE:
            yield WorkRule.OUTSIDE_FENCE, {"outlet_code": outlet_code}
        if seen.place is PlaceVerdict.UNKNOWN and self._places.asks_at(outlet_code):
            yield WorkRule.PLACE_UNKNOWN, {"outlet_code": outlet_code}
        local = seen.at.astimezone(CHINA_TIME)
        if self._rules.is_night(local.time()):
            yield WorkRule.NIGHT, {"at": local.isoformat(timespec="minutes")}
        changes = self._changes_of_device(seen)
        if changes >= self._rules.shared_changes > 0:
            yield WorkRule.SHARED, {"changes": changes}

    def _travel(self, seen: _Sighting) -> Iterator[tuple[WorkRule, dict[str, Any]]]:
        """Cases arrive in any order, so what came before and what came after both count."""
        if seen.position is None or not self._controls.is_on(Control.IMPOSSIBLE_TRAVEL):
            return
        of_either = (
            (_SEEN.clerk_number, seen.clerk_number),
            (_SEEN.device_id, seen.device.id),
        )
        for column, value in of_either:
            for other in self._neighbours(column == value, seen):
                if figures := self._too_fast(seen, other):
                    yield WorkRule.IMPOSSIBLE_TRAVEL, {**figures, "of": column.name}
                    return

    def _neighbours(self, whose: Any, seen: _Sighting) -> Iterator[Row[Any]]:
        itself = and_(_SEEN.kind == seen.kind, _SEEN.subject == seen.subject)
        known = select(sightings).where(whose, _SEEN.accuracy_m.is_not(None), ~itself).limit(1)
        for query in (
            known.where(_SEEN.at <= seen.at).order_by(_SEEN.at.desc()),
            known.where(_SEEN.at > seen.at).order_by(_SEEN.at),
        ):
            yield from self._connection.execute(query)

    def _too_fast(self, seen: _Sighting, other: Row[Any]) -> dict[str, Any]:
        """The figures of a journey that nobody makes; none for one that somebody may."""
        here = seen.position
        if here is None:
            return {}
        place = (other.latitude_microdegrees, other.longitude_microdegrees, other.accuracy_m)
        there = Position(*place, other.at, LocationSource(other.source))
        apart_m = distance_m(here, there) - here.accuracy_m - there.accuracy_m
        took = abs(seen.at - other.at)
        reach_m = self._rules.fastest_km_h * 1000 * (took / timedelta(hours=1))
        if apart_m <= max(self._rules.near_m, reach_m):
            return {}
        return {
            "apart_m": round(apart_m),
            "took_s": round(took.total_seconds()),
            "other": f"{other.kind} {other.subject}",
        }

    def _changes_of_device(self, seen: _Sighting) -> int:
        """How often this work id went from one device to another lately, this time included."""
        within = self._rules.shared_within
        if within <= timedelta():
            return 0
        rows = self._connection.scalars(
            select(_SEEN.device_id)
            .where(_SEEN.clerk_number == seen.clerk_number, _SEEN.kind == LOG_IN)
            .where(_SEEN.at.between(seen.at - within, seen.at), _SEEN.subject != seen.subject)
            .order_by(_SEEN.at)
        )
        devices = [*rows, seen.device.id]
        return sum(one != other for one, other in pairwise(devices))

    def _take(self, seen: _Sighting, found: Mapping[WorkRule, Mapping[str, Any]]) -> None:
        position = seen.position
        self._connection.execute(
            _ENTER,
            {
                "kind": seen.kind,
                "subject": seen.subject,
                "clerk_number": seen.clerk_number,
                "device_id": seen.device.id,
                "outlet_code": seen.device.outlet_code,
                "at": seen.at,
                "place": seen.place.value,
                "latitude_microdegrees": position and position.latitude_microdegrees,
                "longitude_microdegrees": position and position.longitude_microdegrees,
                "accuracy_m": position and position.accuracy_m,
                "source": position.source.value if position else "",
                "signals": " ".join(seen.signals),
            },
        )
        self._score(seen, found)

    def _score(self, seen: _Sighting, found: Mapping[WorkRule, Mapping[str, Any]]) -> None:
        """Enter what was found, and do what the sum of it asks for."""
        now, clerk_number = self._clock(), seen.clerk_number
        weighed = {rule: why for rule, why in found.items() if self._rules.weights.get(rule, 0)}
        if not weighed:
            return
        whose = {"clerk_number": clerk_number, "device_id": seen.device.id}
        for rule, why in weighed.items():
            figures = strict_json.canonical(dict(why)).decode()
            row = {"at": now, "rule": rule.value, "subject": seen.subject, "figures": figures}
            self._connection.execute(_FIND, whose | row)
        rules = self._found_lately(clerk_number, now)
        score = sum(self._rules.weights.get(rule, 0) for rule in rules)
        if score >= self._rules.alarm_at:
            said = f"{clerk_number}: {' '.join(sorted(rules))}"
            self._devices.raise_alarm(seen.device.id, "WORK_ID_SUSPECT", said)
        if score >= self._rules.freeze_at:
            heaviest = max(sorted(weighed), key=lambda rule: self._rules.weights[rule])
            why = {"score": score, "found": sorted(rules), "rules": self._rules.plain()}
            self._freezes.freeze(clerk_number, heaviest.value, why)

    def _found_lately(self, clerk_number: str, now: datetime) -> set[WorkRule]:
        book, since = work_findings.c, now - self._rules.within
        released_at = self._freezes.last_released_at(clerk_number)
        query = select(book.rule).where(book.clerk_number == clerk_number, book.at >= since)
        if released_at is not None:
            query = query.where(book.at > released_at)
        return {WorkRule(rule) for rule in self._connection.scalars(query.distinct())}

    def _forget_before(self, clerk_number: str, at: datetime) -> None:
        """Where somebody was is kept for as long as evidence reaches back, and no longer."""
        self._connection.execute(
            delete(sightings).where(_SEEN.clerk_number == clerk_number, _SEEN.at < at)
        )

    def _clerk_of(self, device: Device, session_id: str) -> str:
        book = tables.sessions.c
        found = self._connection.scalar(
            select(book.clerk_number).where(book.id == session_id, book.device_id == device.id)
        )
        return str(found or "")


def _of_signals(signals: Iterable[WorkSignal]) -> dict[WorkRule, dict[str, Any]]:
    return {rule_of(each): {} for each in signals}
