"""Units and one order, in memory."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime

from pos_client.application.trouble import Trouble, Unreachable
from pos_client.application.unit_trouble import UnitOrderRefused, UnitRefused
from pos_client.domain.unit import Unit, UnitUse
from pos_client.domain.unit_order import (
    OrderCode,
    OrderLine,
    OrderLineState,
    OrderState,
    UnitOrder,
)
from pos_client.protocol.words import Session

__all__ = ["KNOWN_UNIT", "NEW_UNIT", "ORDER", "ScriptedUnits"]

KNOWN_UNIT = Unit("91350100MA00DEM00M", "福州******有限公司", 200)
NEW_UNIT = Unit("91350100MA00DEM01Q", "", 200)
ORDER = UnitOrder(KNOWN_UNIT.masked_name, UnitUse.STAFF, 3, OrderState.OPEN)


class ScriptedUnits:
    """Implements `units.Units`; there is one order, under any code.

    Attributes:
        troubles: raised by the next calls, one each.
        known: units by their credit code.
    """

    def __init__(self) -> None:
        self.is_reachable = True
        self.troubles: deque[Trouble] = deque()
        self.known = {each.credit_code: each for each in (KNOWN_UNIT, NEW_UNIT)}
        self.told: UnitOrder | None = ORDER

    def look_up(self, credit_code: str, session: Session) -> Unit:
        del session
        self._pass()
        if credit_code not in self.known:
            raise UnitRefused(reason="unknown")
        return self.known[credit_code]

    def order(self, code: OrderCode, before: int, session: Session) -> UnitOrder:
        del code, session
        self._pass()
        if self.told is None:
            raise UnitOrderRefused(reason="unknown")
        lines = [line for line in self.told.lines if not before or line.place < before]
        return replace(self.told, lines=tuple(lines))

    def set_state(self, code: OrderCode, state: OrderState, session: Session) -> UnitOrder:
        order = self.order(code, 0, session)
        if order.state is OrderState.CLOSED:
            raise UnitOrderRefused(reason="closed")
        self.told = replace(order, state=state)
        return self.told

    def take_user(self, state: OrderLineState = OrderLineState.ACCEPTED) -> None:
        """One more user of the order has come to this."""
        if self.told is None:
            raise LookupError("no order")
        place = 1 + len(self.told.lines)
        line = OrderLine(place, state, "林**", "170****0001", "", datetime(2026, 7, 1, tzinfo=UTC))
        self.told = replace(
            self.told, accepted=self.told.accepted + 1, lines=(line, *self.told.lines)
        )

    def _pass(self) -> None:
        if self.troubles:
            raise self.troubles.popleft()
        if not self.is_reachable:
            raise Unreachable("scripted")
