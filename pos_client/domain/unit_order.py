"""A unit's order (单位订单): so many numbers, each with a case of its own. The gateway keeps it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pos_client.domain.unit import UnitUse

__all__ = [
    "OrderCode",
    "OrderLine",
    "OrderLineState",
    "OrderState",
    "UnderOrder",
    "UnitOrder",
    "order_code",
    "read_order_code",
]

# As the code of a customer's slip, under a name of its own: neither is ever taken for the other.
_CODE = re.compile(r"(?:\][A-Z]\w)?RNU1[:;.-]([0-9A-F]{32})[:;.-]([A-Z2-7]{24})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OrderCode:
    """What opens an order at a counter of its hall: the paper of the unit has it, as a code.

    Attributes:
        order_id: the registration of the unit that the order came of.
    """

    order_id: UUID
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnderOrder:
    """Which order a user's case is of, and whose; the unit's name as its mask."""

    code: OrderCode
    masked_name: str
    use: UnitUse


def order_code(code: OrderCode) -> str:
    """Write the code."""
    return f"RNU1-{code.order_id.hex.upper()}-{code.token}"


def read_order_code(text: str) -> OrderCode | None:
    """Read a scanned code; None for anything else."""
    found = _CODE.fullmatch(text.strip())
    return None if found is None else OrderCode(UUID(found[1]), found[2].upper())


class OrderState(StrEnum):
    """Whether users may be registered under it now."""

    OPEN = "OPEN"
    PAUSED = "PAUSED"  # goes on where it stopped, at any counter of the hall, on any day
    CLOSED = "CLOSED"  # all are done, or the unit wants no more


class OrderLineState(StrEnum):
    """What has become of one user: an outcome, or a case that never came to one."""

    AT_COUNTER = "AT_COUNTER"
    REFUSED = "REFUSED"  # before anything was sealed
    ACCEPTED = "ACCEPTED"
    UNDER_REVIEW = "UNDER_REVIEW"
    AWAITING_CUSTOMER = "AWAITING_CUSTOMER"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One user of an order, in masks.

    Attributes:
        place: ascends in the order of the reads; older pages are asked for by it.
        masked_phone_number: empty where no number was chosen.
        code: why, for what was refused, rejected or is looked at; else empty.
    """

    place: int
    state: OrderLineState
    masked_name: str
    masked_phone_number: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class UnitOrder:
    """An order as the gateway tells it.

    Attributes:
        count: how many numbers it is for.
        lines: a page of them, the newest first.
        has_older: there are lines before this page.
    """

    masked_name: str
    use: UnitUse
    count: int
    state: OrderState
    accepted: int = 0
    under_review: int = 0
    awaiting: int = 0
    refused: int = 0
    lines: tuple[OrderLine, ...] = ()
    has_older: bool = False

    @property
    def taken(self) -> int:
        """How many of the numbers have a user, activated or not."""
        return self.accepted + self.under_review + self.awaiting

    @property
    def left(self) -> int:
        return max(0, self.count - self.taken)

    @property
    def takes_users(self) -> bool:
        """Whether a card laid now is one of its users'."""
        return self.state is OrderState.OPEN and self.left > 0
