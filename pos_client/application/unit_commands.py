"""What may be asked about a unit and its order. No command carries an identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from pos_client.domain.unit import UnitUse
from pos_client.domain.unit_order import OrderState

__all__ = [
    "AskForOrder",
    "LookUpUnit",
    "MarkNextUser",
    "SetOrderState",
    "ShowOrderPage",
    "UnitCommand",
]


@dataclass(frozen=True, slots=True)
class LookUpUnit:
    """The credit code off the unit's licence; keyed or scanned, and it identifies nobody."""

    credit_code: str


@dataclass(frozen=True, slots=True)
class AskForOrder:
    """So many numbers, for this purpose."""

    use: UnitUse
    count: int


@dataclass(frozen=True, slots=True)
class ShowOrderPage:
    """A page of the users of the open order: the one before the oldest shown, or the newest."""

    is_older: bool


@dataclass(frozen=True, slots=True)
class SetOrderState:
    """Let the open order rest, go on or end."""

    state: OrderState


@dataclass(frozen=True, slots=True)
class MarkNextUser:
    """Whether the next user is here, or activates later in person; back to here after one."""

    is_later: bool


UnitCommand: TypeAlias = LookUpUnit | AskForOrder | ShowOrderPage | SetOrderState | MarkNextUser
