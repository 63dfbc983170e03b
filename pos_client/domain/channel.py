"""What binds an outlet to its carrier: licence, commission, place and hours, and what ends it.

The gateway's book says it, the signed configuration repeats it, and both sides ask it alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from pos_client.domain.local_day import at_local_time, local_day, local_time
from pos_client.domain.outlet import Outlet

__all__ = [
    "WARNED_BEFORE",
    "Channel",
    "ChannelState",
    "Gap",
    "Geofence",
    "Licence",
    "OpeningHours",
    "commission_ends_on",
    "gap_on",
]

WARNED_BEFORE: Final = timedelta(days=30)
"""A commission, licence or sign that runs out sooner is warned of."""


class ChannelState(StrEnum):
    """How far the carrier has come with an outlet. Only an admitted one registers anybody."""

    PROPOSED = "PROPOSED"
    ADMITTED = "ADMITTED"
    SUSPENDED = "SUSPENDED"
    REVOKED = "REVOKED"


class Gap(StrEnum):
    """Why an outlet registers nobody on a day."""

    NOT_ADMITTED = "NOT_ADMITTED"
    NOT_BEGUN = "NOT_BEGUN"
    ENDED = "ENDED"
    LICENCE_ENDED = "LICENCE_ENDED"
    SUSPENDED = "SUSPENDED"
    REVOKED = "REVOKED"


_BY_STATE: Final = {
    ChannelState.PROPOSED: Gap.NOT_ADMITTED,
    ChannelState.SUSPENDED: Gap.SUSPENDED,
    ChannelState.REVOKED: Gap.REVOKED,
}


@dataclass(frozen=True, slots=True)
class Licence:
    """The outlet's business licence: its unit credit code, and the last day of its validity."""

    unit_credit_code: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class Geofence:
    """A circle on the ground around the place that was admitted.

    Attributes:
        latitude_deg, longitude_deg: of its centre, north and east positive.
    """

    latitude_deg: float
    longitude_deg: float
    radius_m: int


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When an outlet serves customers on one day of the week, by the clock of China.

    Attributes:
        weekday: 1 is Monday, as ISO 8601 counts.
    """

    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Channel:
    """What the gateway says of an outlet beside its name and its sign.

    Attributes:
        licence: None from a gateway that does not say.
        sign_until: the last day on which the sign may hang there; None where it has no end.
        hours: empty where the outlet never closes; a weekday that is not named is one of rest.
        basic_carrier: whose network an MVNO sells; empty for a basic carrier's own outlets.
        asks_for_sign: each shift begins with the code on the sign.
    """

    state: ChannelState = ChannelState.ADMITTED
    licence: Licence | None = None
    sign_until: date | None = None
    geofence: Geofence | None = None
    hours: tuple[OpeningHours, ...] = ()
    basic_carrier: str = ""
    asks_for_sign: bool = False

    def is_open_at(self, at: datetime) -> bool:
        """Whether the outlet's own hours hold this moment; one without hours never closes."""
        today, now = self._hours_of(local_day(at)), local_time(at)
        if not self.hours:
            return True
        return today is not None and today.opens <= now <= today.closes

    def closes_at(self, at: datetime) -> datetime | None:
        """When it closes on the day of this moment; None where it has no hours on that day."""
        today = self._hours_of(local_day(at))
        return None if today is None else at_local_time(local_day(at), today.closes)

    def _hours_of(self, day: date) -> OpeningHours | None:
        return next((each for each in self.hours if each.weekday == day.isoweekday()), None)


def gap_on(outlet: Outlet, channel: Channel | None, day: date) -> Gap | None:
    """Why the outlet may register nobody on this day of the Chinese calendar; None where it may."""
    gap = _BY_STATE.get(channel.state) if channel is not None else None
    if gap is not None:
        return gap
    if day < outlet.commission_from:
        return Gap.NOT_BEGUN
    if day > outlet.commission_until:
        return Gap.ENDED
    licence = channel.licence if channel is not None else None
    return Gap.LICENCE_ENDED if licence is not None and day > licence.valid_until else None


def commission_ends_on(outlet: Outlet, channel: Channel | None) -> date:
    """The last day on which the outlet registers anybody, as far as is known now."""
    ends = [outlet.commission_until]
    if channel is not None and channel.licence is not None:
        ends.append(channel.licence.valid_until)
    return min(ends)
