"""Blank SIMs (白卡) of an outlet: where each of them is, and whether the books add up.

The stock is the gateway's book. What a counter knows of it are the ranges that its signed
configuration names; which SIM has gone over the counter since then, the gateway says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pos_client.domain.sim import Sim, SimSource, is_iccid

__all__ = [
    "SimDelivery",
    "SimRange",
    "SimStanding",
    "SpoiledReason",
    "StockCount",
    "StockFigures",
    "StockPlace",
    "range_of",
    "ranges_hold",
]

_NUMBER = re.compile(r"89[0-9A-F]{17}")
_RUNNING = re.compile(r"[0-9]*\Z")


class StockPlace(StrEnum):
    """Where a blank SIM is. Each is in exactly one of these."""

    IN_STOCK = "IN_STOCK"
    USED = "USED"
    SPOILED = "SPOILED"
    RETURNED = "RETURNED"  # sent back to the carrier
    MISSING = "MISSING"  # looked for and not found


class SimStanding(StrEnum):
    """What the gateway says to a SIM that is to go over a counter."""

    USABLE = "USABLE"
    USED = "SIM_USED"
    SPOILED = "SIM_SPOILED"
    ANOTHER_OUTLET = "SIM_OF_ANOTHER_OUTLET"
    UNKNOWN = "SIM_UNKNOWN"
    NOT_RECEIVED = "SIM_NOT_RECEIVED"
    WITHDRAWN = "SIM_WITHDRAWN"  # returned, or booked as missing


class SpoiledReason(StrEnum):
    """Why a SIM is spoiled: out of a list, and nothing of a person."""

    UNREADABLE = "UNREADABLE"
    DAMAGED = "DAMAGED"
    PRINT_DIFFERS = "PRINT_DIFFERS"
    NOT_ACTIVATED = "NOT_ACTIVATED"


@dataclass(frozen=True, slots=True)
class SimRange:
    """SIMs from one number to another, both of them included.

    Attributes:
        first, last: stock numbers: the first 19 characters of an ICCID. What differs between them
            are decimal digits.

    Raises:
        ValueError: they make no range.
    """

    first: str
    last: str

    def __post_init__(self) -> None:
        if not all(_NUMBER.fullmatch(each) for each in (self.first, self.last)):
            raise ValueError("no stock number")
        running = self._running
        if self.first > self.last or self.first[:running] != self.last[:running]:
            raise ValueError("no range")

    @property
    def count(self) -> int:
        running = self._running
        return int(self.last[running:] or "0") - int(self.first[running:] or "0") + 1

    def holds(self, stock_number: str) -> bool:
        """Whether this SIM is one of them; one with a letter among the digits is none."""
        is_between = self.first <= stock_number <= self.last
        return is_between and stock_number[self._running :].isdigit()

    def overlaps(self, other: SimRange) -> bool:
        return self.first <= other.last and other.first <= self.last

    @property
    def _running(self) -> int:
        """From which place on it counts: behind the last letter of either end."""
        ends = [_RUNNING.search(each) for each in (self.first, self.last)]
        # A number of two digits stands before them, and \Z always matches.
        return max(found.start() for found in ends if found is not None)


@dataclass(frozen=True, slots=True)
class SimDelivery:
    """A parcel that the carrier has booked to an outlet, and that nobody has confirmed yet."""

    id: str
    ranges: tuple[SimRange, ...]
    sent_on: date

    @property
    def count(self) -> int:
        return sum(each.count for each in self.ranges)


@dataclass(frozen=True, slots=True)
class StockFigures:
    """The gateway's book of one outlet, in numbers of SIMs.

    Attributes:
        issued: of all deliveries whose receipt was confirmed.
    """

    issued: int = 0
    used: int = 0
    spoiled: int = 0
    returned: int = 0
    missing: int = 0

    @property
    def in_hand(self) -> int:
        """What has to lie in the drawer: 领 − 用 − 坏 − 退 − 失."""
        return self.issued - self.used - self.spoiled - self.returned - self.missing


@dataclass(frozen=True, slots=True)
class StockCount:
    """What lay in the drawer when it was counted by scanning, against the gateway's book.

    Attributes:
        counted: how many SIMs were scanned.
        lacking: numbers that the book has in stock and nobody has scanned, the first of them.
        surplus: numbers that were scanned and that the book has elsewhere, the first of them.
        lacking_count, surplus_count: how many of either there are.
        counted_at: by the counter's clock; None before it has come back to the counter.
    """

    figures: StockFigures
    counted: int
    lacking: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    lacking_count: int = 0
    surplus_count: int = 0
    counted_at: datetime | None = None

    @property
    def difference(self) -> int:
        """Issued − used − spoiled − returned − missing − in hand; 0 where the books are right."""
        return self.figures.in_hand - self.counted

    @property
    def is_even(self) -> bool:
        """Whether every SIM is where the book has it: equal sums alone do not say so."""
        return not (self.difference or self.lacking_count or self.surplus_count)


def range_of(first_iccid: str, last_iccid: str) -> SimRange:
    """The range between two SIMs, whichever was scanned first.

    Raises:
        ValueError: they make none.
    """
    if not (is_iccid(first_iccid) and is_iccid(last_iccid)):
        raise ValueError("no ICCID")
    numbers = sorted(
        Sim(each, SimSource.SCANNER).stock_number for each in (first_iccid, last_iccid)
    )
    return SimRange(*numbers)


def ranges_hold(ranges: Iterable[SimRange], stock_number: str) -> bool:
    """Whether a SIM lies in one of them."""
    return any(each.holds(stock_number) for each in ranges)
