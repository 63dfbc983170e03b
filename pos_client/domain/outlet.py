"""Who registers: the outlet with its sign and commission, and the clerk at the counter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

__all__ = ["RIGHTS", "Clerk", "Outlet", "OutletKind", "Right", "Role"]


class OutletKind(StrEnum):
    """What a carrier calls its places of sale."""

    OWN_HALL = "OWN_HALL"
    AGENT = "AGENT"
    FIELD = "FIELD"
    NETWORK = "NETWORK"


class Role(StrEnum):
    """What somebody with a work id may do. No role removes a step."""

    CLERK = "CLERK"
    SUPERVISOR = "SUPERVISOR"
    INSPECTOR = "INSPECTOR"
    ADMINISTRATOR = "ADMINISTRATOR"
    REVIEWER = "REVIEWER"  # in the carrier's centre, and at no counter


class Right(StrEnum):
    """One thing that a role may do. Looking at the queue's masks needs none."""

    REGISTER = "REGISTER"  # serve customers: every call that names a session
    REVIEW = "REVIEW"  # decide about another clerk's case
    OVERSEE = "OVERSEE"  # look at what is watched of the outlet
    REVIEW_REMOTELY = "REVIEW_REMOTELY"  # the same from the centre, for every outlet


RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.CLERK: frozenset({Right.REGISTER}),
        Role.SUPERVISOR: frozenset({Right.REGISTER, Right.REVIEW, Right.OVERSEE}),
        # They look, at masks and findings; the device's enrolment asks for a code and no session.
        Role.INSPECTOR: frozenset({Right.OVERSEE}),
        Role.ADMINISTRATOR: frozenset(),
        Role.REVIEWER: frozenset({Right.REVIEW_REMOTELY}),
    }
)
"""What each role may do. No right takes a step out of a case."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """The place, as the gateway's signed configuration names it."""

    code: str
    name: str
    kind: OutletKind
    brand: str
    sign_number: str
    agent_number: str
    commission_from: date
    commission_until: date

    def is_commissioned_on(self, day: date) -> bool:
        return self.commission_from <= day <= self.commission_until


@dataclass(frozen=True, slots=True)
class Clerk:
    """The employee who logged in."""

    clerk_number: str
    name: str
    role: Role

    def may(self, right: Right) -> bool:
        return right in RIGHTS[self.role]
