"""Who registers: the outlet with its sign and commission, and the clerk at the counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = ["Clerk", "Outlet", "OutletKind", "Role"]


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
