"""The unit that a case is about (单位/行业用户): who it is, in a mask, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_client.domain.unit_credit_code import is_credit_code

__all__ = ["MOST_IN_ORDER", "FunctionProfile", "Unit", "UnitAsked", "UnitUse"]

MOST_IN_ORDER = 500
"""How many numbers no order has; the carrier's own limits are lower."""


class FunctionProfile(StrEnum):
    """What a number can do; an industry card can do no more than its purpose asks."""

    VOICE_MESSAGES_DATA = "VOICE_MESSAGES_DATA"
    MESSAGES_DATA = "MESSAGES_DATA"
    DATA = "DATA"


class UnitUse(StrEnum):
    """What the numbers of an order are for, in the order of the keys that choose."""

    STAFF = "STAFF"  # ordinary cards, each for its own actual user
    VEHICLE = "VEHICLE"  # industry cards (行业卡/物联网卡), for which a responsible person answers
    METER = "METER"
    PAYMENT = "PAYMENT"

    @property
    def is_industry(self) -> bool:
        return self is not UnitUse.STAFF

    @property
    def profile(self) -> FunctionProfile:
        return _PROFILES[self]


_PROFILES = {
    UnitUse.STAFF: FunctionProfile.VOICE_MESSAGES_DATA,
    UnitUse.VEHICLE: FunctionProfile.MESSAGES_DATA,
    UnitUse.METER: FunctionProfile.DATA,
    UnitUse.PAYMENT: FunctionProfile.DATA,
}


@dataclass(frozen=True, slots=True)
class Unit:
    """What the gateway says of a unit. It is shown, and decides nothing.

    Attributes:
        masked_name: empty for a unit that the carrier has no record of.
        may_have: how many numbers one order of it may ask for now.
    """

    credit_code: str
    masked_name: str = ""
    may_have: int = 0

    @property
    def is_known(self) -> bool:
        """Whether the carrier has its record; a new one is entered by the carrier's reviewer."""
        return bool(self.masked_name)


@dataclass(frozen=True, slots=True)
class UnitAsked:
    """What a unit asks for: so many numbers, for one purpose."""

    unit: Unit
    use: UnitUse
    count: int

    @property
    def is_sound(self) -> bool:
        """Whether it is one unit, and a number of numbers that somebody may ask for."""
        return is_credit_code(self.unit.credit_code) and 1 <= self.count <= MOST_IN_ORDER
