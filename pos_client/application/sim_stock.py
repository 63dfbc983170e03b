"""The port to the gateway's book of this outlet's blank SIMs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pos_client.domain.sim_stock import (
    SimDelivery,
    SimRange,
    SimStanding,
    SpoiledReason,
    StockCount,
    StockFigures,
    StockPlace,
)
from pos_client.protocol.words import Session

__all__ = ["ShownStock", "SimStock"]


@dataclass(frozen=True, slots=True)
class ShownStock:
    """The book, and the parcels on their way."""

    figures: StockFigures = field(default_factory=StockFigures)
    deliveries: tuple[SimDelivery, ...] = ()


class SimStock(Protocol):
    """Raises `trouble.GatewayTrouble` leaves, and `case_trouble.StockRefused`."""

    def check(self, iccid: str, session: Session) -> SimStanding:
        """Whether this SIM may go over the counter of this outlet."""

    def show(self, session: Session) -> ShownStock: ...

    def receive(self, delivery_id: str, ranges: Sequence[SimRange], session: Session) -> ShownStock:
        """Confirm a parcel by what was scanned of it."""

    def book(
        self, iccid: str, place: StockPlace, reason: SpoiledReason | None, session: Session
    ) -> ShownStock:
        """Put a SIM elsewhere; a reason goes with `SPOILED` alone."""

    def count(self, ranges: Sequence[SimRange], session: Session) -> StockCount:
        """Compare what was scanned in the drawer with the book."""
