"""What may be asked of the page of blank SIMs. No command carries an identity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from pos_client.domain.sim_stock import SpoiledReason, StockPlace

__all__ = [
    "BookSim",
    "CountStock",
    "DropScans",
    "LeaveStock",
    "OpenStock",
    "ReceiveDelivery",
    "ScanStock",
    "StockCommand",
]


@dataclass(frozen=True, slots=True)
class OpenStock:
    """Show this outlet's blank SIMs, beside the day."""


@dataclass(frozen=True, slots=True)
class LeaveStock:
    """Back to the figures of the day."""


@dataclass(frozen=True, slots=True)
class ScanStock:
    """A scanner read a SIM: the first of a bundle, then its last; a single one is read twice."""

    text: str


@dataclass(frozen=True, slots=True)
class DropScans:
    """Begin scanning anew."""


@dataclass(frozen=True, slots=True)
class BookSim:
    """The SIM that was scanned last goes there."""

    place: StockPlace
    reason: SpoiledReason | None = None


@dataclass(frozen=True, slots=True)
class ReceiveDelivery:
    """What was scanned is this parcel, whole."""

    delivery_id: str


@dataclass(frozen=True, slots=True)
class CountStock:
    """What was scanned is all that lies in the drawer."""


StockCommand: TypeAlias = (
    OpenStock | LeaveStock | ScanStock | DropScans | BookSim | ReceiveDelivery | CountStock
)
