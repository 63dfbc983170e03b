"""What a scanner has read: a SIM, a licence, a unit's order, or a customer's slip."""

from __future__ import annotations

from drivers.card.number import looks_like_id_number
from pos_client.application.beginning import Beginning
from pos_client.application.case_trouble import IdentityTyped, ScanUnknown
from pos_client.application.choice import Choice
from pos_client.application.desk import Desk
from pos_client.application.look_up import LookUp
from pos_client.application.open_case import OpenCase
from pos_client.application.returns import Returns
from pos_client.application.steps import Steps
from pos_client.application.unit_ordering import UnitOrdering
from pos_client.domain.slip_code import read_slip_code
from pos_client.domain.unit_order import read_order_code

__all__ = ["Scanning"]


class Scanning:
    """By what this moment asks for; no code of a moment is taken for that of another."""

    def __init__(
        self,
        desk: Desk,
        open_case: OpenCase,
        choice: Choice,
        steps: Steps,
        look_up: LookUp,
        returns: Returns,
        ordering: UnitOrdering,
        beginning: Beginning,
    ) -> None:
        self._desk = desk
        self._open = open_case
        self._choice = choice
        self._steps = steps
        self._look_up = look_up
        self._returns = returns
        self._ordering = ordering
        self._beginning = beginning

    def scan(self, text: str) -> None:
        """Take it where it belongs; anything else changes nothing."""
        if self._open.asks_for_sim:
            self._choice.scan_sim(text)
        elif self._open.asks_for_unit:
            self._steps.look_up_unit(text)
        elif self._open.asks_for_subject:
            self._look_up.scan_sim(text)
        else:
            self._scan_code(text)

    def _scan_code(self, text: str) -> None:
        """A slip or an order, each of which is begun between two customers."""
        order, completing = read_order_code(text), read_slip_code(text)
        if order is None and completing is None:
            if self._beginning.begins_with(text):
                self._look_up.scan_sim(text)
            else:
                self._desk.tell(IdentityTyped() if looks_like_id_number(text) else ScanUnknown())
        elif self._open.is_open:
            self._desk.tell(ScanUnknown())
        else:
            self._open.clear()
            if order is not None:
                self._returns.give_up()
                self._ordering.begin(order)
            elif completing is not None:
                self._returns.begin(completing)
