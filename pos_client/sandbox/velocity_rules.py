"""How much, how quickly, where and when is too much: figures of the carrier, each its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum

from pos_client.domain.flows import FLOWS
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind

__all__ = ["Limit", "Pace", "Subject", "VelocityRules"]


class Subject(StrEnum):
    """Whose cases are counted together."""

    CLERK = "clerk_number"
    OUTLET = "outlet_code"
    READER = "sam_id"
    DEVICE = "device_id"
    PERSON = "person_key"


@dataclass(frozen=True, slots=True)
class Limit:
    """So many cases of one subject within a stretch of time, by the times of their reads.

    Attributes:
        beyond: what becomes of the next one, `UNDER_REVIEW` or `REJECTED`.
        flows: which ones count and are held to it; empty means all.
    """

    subject: Subject
    most: int
    within: timedelta
    beyond: Outcome = Outcome.UNDER_REVIEW
    flows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly honest work goes in one flow.

    The first two are signalled and block nothing. Nobody reads, agrees, stands before the camera
    and signs in less than the third: such a case is reviewed.
    """

    apart: timedelta = timedelta(seconds=120)
    read_to_seal: timedelta = timedelta(seconds=40)
    impossible: timedelta = timedelta()


def _usual_paces() -> dict[str, Pace]:
    # At the desk for re-registration an honest case takes one to two minutes.
    desk = Pace(apart=timedelta())
    return {name: desk if name == "re_registration" else Pace() for name in FLOWS}


def _usual_limits() -> tuple[Limit, ...]:
    """Figures that also a demo and a test, worked by a machine, stay below."""
    hour, day = timedelta(hours=1), timedelta(days=1)
    return (
        Limit(Subject.PERSON, 60, day),
        *(Limit(subject, 3000, hour) for subject in (Subject.CLERK, Subject.DEVICE)),
        *(Limit(subject, 6000, hour) for subject in (Subject.READER, Subject.OUTLET)),
    )


@dataclass(frozen=True, slots=True)
class VelocityRules:
    """The rules in force.

    Attributes:
        paces: by flow; one that is not named is not timed.
        hours: when outlets of a kind are open, China time; a kind not named never closes.
        devices_apart: nobody works two devices within this time.
        reads_apart: no reader gives two different cards within this time.
        outlets_apart: neither a customer nor a clerk gets from one outlet to another in less.
    """

    limits: tuple[Limit, ...] = field(default_factory=_usual_limits)
    paces: Mapping[str, Pace] = field(default_factory=_usual_paces)
    hours: Mapping[OutletKind, tuple[time, time]] = field(default_factory=dict)
    devices_apart: timedelta = timedelta()
    reads_apart: timedelta = timedelta(seconds=1.5)
    outlets_apart: timedelta = timedelta(minutes=30)
