"""单位订单: the order whose users come to this counter one after the other.

The gateway keeps the order. Here are its code, as the unit's paper has it, and what it was told to
be: no identity, in memory only. So a batch rests and goes on anywhere by its code.
"""

from __future__ import annotations

from collections.abc import Callable

from pos_client.application.case_trouble import OnlineOnly
from pos_client.application.desk import Desk
from pos_client.application.refusals import what_was_refused
from pos_client.application.step_state import UnitOrderState
from pos_client.application.trouble import NotAuthorised, OutcomeUnknown, Trouble, Unreachable
from pos_client.application.unit_trouble import UnitOrderRefused
from pos_client.application.workers import Workers
from pos_client.domain.flow import Flow
from pos_client.domain.flows import UNIT_INDUSTRY_SIM, UNIT_USER, UNIT_USER_LATER
from pos_client.domain.unit_order import OrderCode, OrderState, UnderOrder, UnitOrder
from pos_client.protocol.words import Session

__all__ = ["UnitOrdering"]


class UnitOrdering:
    """At most one order at a time, between the cases of its users."""

    def __init__(self, desk: Desk, workers: Workers) -> None:
        self._desk = desk
        self._workers = workers
        self._code: OrderCode | None = None
        self._order: UnitOrder | None = None
        self._is_asking = False
        self._is_next_later = False
        self._asked = 0

    @property
    def state(self) -> UnitOrderState | None:
        if self._code is None:
            return None
        return UnitOrderState(self._order, self._is_asking, self._is_next_later)

    @property
    def is_open(self) -> bool:
        """Whether a card laid now is meant for an order, whatever becomes of it."""
        return self._code is not None

    @property
    def order(self) -> UnderOrder | None:
        """What a user's case bears."""
        order = self._order
        if self._code is None or order is None:
            return None
        return UnderOrder(self._code, order.masked_name, order.use)

    def flow_of_next(self, otherwise: Flow) -> Flow:
        """What a card laid now begins; `otherwise` where no order is open.

        Raises:
            UnitOrderRefused: the order takes no user now.
        """
        if not self.is_open:
            return otherwise
        order = self._order
        if order is None or order.state is OrderState.PAUSED:
            raise UnitOrderRefused(reason="unknown" if order is None else "paused")
        if order.state is OrderState.CLOSED or not order.left:
            raise UnitOrderRefused(reason="full" if not order.left else "closed")
        if order.use.is_industry:
            return UNIT_INDUSTRY_SIM
        return UNIT_USER_LATER if self._is_next_later else UNIT_USER

    def begin(self, code: OrderCode) -> None:
        """An order's code was scanned, or its unit was accepted just now."""
        self.give_up()
        self._desk.trouble = None
        if not self._desk.is_reachable or self._desk.is_offline_session:
            self._desk.tell(OnlineOnly())
            return
        self._code = code
        self._ask(lambda session: self._desk.tools.units.order(code, 0, session), is_first=True)

    def refresh(self, *, is_after_case: bool = True) -> None:
        """What has become of the last user; silent where nobody can be asked."""
        self._is_next_later = self._is_next_later and not is_after_case
        code = self._code
        if code is not None and self._desk.is_reachable:
            self._ask(lambda session: self._desk.tools.units.order(code, 0, session))

    def show_page(self, *, is_older: bool) -> None:
        """Earlier users, or the newest."""
        self._desk.trouble = None
        code, order = self._code, self._order
        if code is None or order is None or (is_older and not order.has_older):
            return
        before = order.lines[-1].place if is_older and order.lines else 0
        self._ask(lambda session: self._desk.tools.units.order(code, before, session))

    def set_state(self, state: OrderState) -> None:
        """Let it rest, go on or end."""
        self._desk.trouble = None
        code = self._code
        if code is None:
            return
        self._desk.audit("unit_order_state", order_id=str(code.order_id), state=state.value)
        self._ask(lambda session: self._desk.tools.units.set_state(code, state, session))

    def mark_next(self, *, is_later: bool) -> None:
        """Whether the next user is here; an industry card's responsible person always is."""
        order = self._order
        if order is not None and not order.use.is_industry:
            self._is_next_later = is_later

    def give_up(self) -> None:
        """Esc or the end of the session: the code has to be scanned again."""
        self._code = self._order = None
        self._is_asking = self._is_next_later = False
        self._asked += 1

    def _ask(self, ask: Callable[[Session], UnitOrder], *, is_first: bool = False) -> None:
        session = self._desk.session
        if session is None:
            return
        self._asked += 1
        asked, self._is_asking = self._asked, True
        self._workers.ask(
            lambda: ask(session),
            lambda order: self._answered(asked, order, is_first=is_first),
            lambda trouble: self._failed(asked, trouble, is_first=is_first),
        )

    def _answered(self, asked: int, order: UnitOrder, *, is_first: bool) -> None:
        if asked != self._asked:
            return
        self._is_asking, self._order = False, order
        if is_first and self._code is not None:
            self._desk.audit("unit_order_opened", order_id=str(self._code.order_id))

    def _failed(self, asked: int, trouble: Trouble, *, is_first: bool) -> None:
        if asked != self._asked:
            return
        self._is_asking = False
        if isinstance(trouble, (Unreachable, OutcomeUnknown)):
            trouble = OnlineOnly()
        elif isinstance(trouble, NotAuthorised):
            trouble = what_was_refused(trouble)
        if is_first:
            self.give_up()
        self._desk.tell(trouble)
