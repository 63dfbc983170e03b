"""The port to what the carrier knows of units and of their orders, in masks."""

from __future__ import annotations

from typing import Protocol

from pos_client.domain.unit import Unit
from pos_client.domain.unit_order import OrderCode, OrderState, UnitOrder
from pos_client.protocol.words import Session

__all__ = ["Units"]


class Units(Protocol):
    """Raises `trouble.GatewayTrouble` leaves, and `UnitRefused` and `UnitOrderRefused`."""

    def look_up(self, credit_code: str, session: Session) -> Unit:
        """By its credit code; one that the carrier has no record of is answered without a name."""

    def order(self, code: OrderCode, before: int, session: Session) -> UnitOrder:
        """How an order stands, with the page of its users before a place; 0 is the newest."""

    def set_state(self, code: OrderCode, state: OrderState, session: Session) -> UnitOrder:
        """Let an order rest, go on or end."""
