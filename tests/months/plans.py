"""What happens in a month, as values: cases, and what the network and the drawer tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from drivers.card.number import CHINA_TIME
from pos_client.domain.outlet import OutletKind
from tests.months.citizens import FIRST_DAY, Citizen

__all__ = ["Case", "Counting", "Desk", "Event", "Plan", "Use", "at_time"]

_DAY = timedelta(days=1)
_LONGEST, _BETWEEN = timedelta(minutes=10), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter with its computer, reader and camera, and who works there."""

    outlet_code: str
    device_id: str
    clerk_number: str
    sam_id: str
    wall: str


@dataclass(frozen=True, slots=True)
class Use:
    """A number is used in a telephone, so long after it was accepted."""

    after: timedelta
    imei: str


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody at a counter.

    Attributes:
        at: when the card was read.
        took: from the read to the seal.
        wall: what the camera saw, where that is not the counter's own wall.
        frame: the very frame that the photo was made from; empty for a live one.
        is_spoiled: the SIM is booked as spoiled or missing, and goes elsewhere.
    """

    at: datetime
    desk: Desk
    citizen: Citizen
    flow: str = "new_number"
    took: timedelta = timedelta(minutes=4)
    uses: tuple[Use, ...] = ()
    wall: str = ""
    frame: str = ""
    is_dishonest: bool = False


@dataclass(frozen=True, slots=True)
class Counting:
    """The drawer is counted in the evening.

    Attributes:
        lacking: SIMs that the book has and the drawer has not.
        lost: SIMs booked as spoiled or missing since the last count.
    """

    at: datetime
    outlet_code: str
    lacking: int = 0
    lost: int = 0
    is_dishonest: bool = False


Event = Case | Counting


@dataclass(slots=True)
class Plan:
    """Everything that a month holds.

    Attributes:
        outlets: each with its kind.
        devices: each with its outlet.
    """

    outlets: dict[str, OutletKind] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def make_room(self) -> None:
        """Nobody serves two at once: of an honest case in the way of a dishonest one nothing is."""
        taken = [
            (each.desk.device_id, each.at - _LONGEST, each.at + each.took + _BETWEEN)
            for each in self.events
            if isinstance(each, Case) and each.is_dishonest
        ]
        self.events = [
            each
            for each in self.events
            if not isinstance(each, Case)
            or each.is_dishonest
            or not any(
                device == each.desk.device_id and begins < each.at < ends
                for device, begins, ends in taken
            )
        ]

    def desk(
        self, outlet_code: str, place: int, clerk_number: str = "", kind: str = "AGENT"
    ) -> Desk:
        """One more counter of an outlet."""
        device = f"device-{outlet_code}{place}".replace("-", "").replace("device", "device-", 1)
        self.outlets.setdefault(outlet_code, OutletKind(kind))
        self.devices[device] = outlet_code
        clerk = clerk_number or f"{outlet_code[-2:]}{place:02d}"
        sam = f"05.03-20200101-00000{outlet_code[-2:]}{place:03d}-0000000001"
        return Desk(outlet_code, device, clerk, sam, wall=f"{outlet_code}/{place}")


def at_time(day: int, hour: int, chance: Random, minute: float = 0.0) -> datetime:
    """A moment of a day of the month, counted from 0, with its seconds drawn."""
    begins: date = FIRST_DAY + day * _DAY
    moment = datetime.combine(begins, time(hour), CHINA_TIME)
    return moment + timedelta(minutes=minute, seconds=chance.uniform(0, 59))
