"""A unit's orders (单位订单): asked for, opened, paused, and counted user by user."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert as new_row

from pos_client.domain.flow import Flow
from pos_client.domain.flows import FLOWS
from pos_client.domain.masking import mask_phone_number
from pos_client.domain.outcome import Outcome
from pos_client.domain.unit import UnitUse
from pos_client.domain.unit_credit_code import mask_unit_name
from pos_client.domain.unit_order import (
    OrderCode,
    OrderLine,
    OrderLineState,
    OrderState,
    UnitOrder,
)
from pos_client.domain.verdict import Consequence
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.bodies import RegistrationBody, VerificationBody
from pos_client.protocol.units import (
    UnitOrderAnswer,
    UnitOrderRequest,
    UnitOrderStateRequest,
    unit_order_json,
)
from pos_client.sandbox import tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.population import Population
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.unit_tables import unit_lines, unit_orders
from pos_client.sandbox.units import Units

__all__ = ["Standing", "UnitOrders"]

_PAGE = 20
_ROWS, _LINES, _ORDERS = tables.registrations, unit_lines, unit_orders
_Order = Row[tuple[Any, ...]]
_OF_ORDER = (_LINES.c.order_id == bindparam("wanted")) & (
    _LINES.c.order_device_id == bindparam("wanted_device")
)
_WITH_OUTCOME = _LINES.join(
    _ROWS,
    (_ROWS.c.device_id == _LINES.c.device_id) & (_ROWS.c.id == _LINES.c.registration_id),
    isouter=True,
)
_TAKEN = (
    select(func.count())
    .select_from(_WITH_OUTCOME)
    .where(_OF_ORDER, _ROWS.c.outcome != Outcome.REJECTED.value)
)
_AT_COUNTERS = select(func.count()).where(
    _OF_ORDER,
    _LINES.c.registration_id == "",
    _LINES.c.code == "",
    _LINES.c.kept_until > bindparam("now"),
    (_LINES.c.case_id != bindparam("own_case")) | (_LINES.c.device_id != bindparam("own_device")),
)
_GOES_ON = (Consequence.GOES_ON, Consequence.NEEDS_REVIEW, Consequence.UNAVAILABLE)


class Standing(StrEnum):
    """How an order stands in the book."""

    ASKED = "ASKED"  # its unit registration is not decided yet
    OPEN = "OPEN"
    PAUSED = "PAUSED"
    CLOSED = "CLOSED"
    REJECTED = "REJECTED"


_SHOWN = {
    Standing.OPEN: OrderState.OPEN,
    Standing.PAUSED: OrderState.PAUSED,
    Standing.CLOSED: OrderState.CLOSED,
}
_WHY_NOT = {
    Standing.ASKED: (409, TroubleCode.UNIT_ORDER_TOO_EARLY),
    Standing.REJECTED: (422, TroubleCode.UNIT_ORDER_REJECTED),
}


class UnitOrders:
    """Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        units: Units,
        population: Population,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._is_on = policy.controls.is_on
        self._units = units
        self._population = population

    # The order ------------------------------------------------------------------------------

    def note(self, device: Device, registration_id: str, body: RegistrationBody) -> None:
        """A unit registration has come: its order waits for what is decided about it."""
        if body.unit is None or not FLOWS[body.flow].opens_order:
            return
        row = {
            "device_id": device.id,
            "order_id": registration_id,
            "unit_credit_code": body.unit.unit.credit_code,
            "use": body.unit.use.value,
            "numbers": body.unit.count,
            "token_sha256": _sha256(body.order_token),
            "outlet_code": device.outlet_code,
            "state": Standing.ASKED.value,
            "asked_at": self._clock(),
        }
        self._connection.execute(new_row(_ORDERS).on_conflict_do_nothing(), row)

    def open(self, device_id: str, registration_id: str) -> None:
        """The effect of an acceptance: users may come, and the unit is one that is known."""
        row = self._of(device_id, registration_id)
        if row is not None:
            at = self._clock()
            self._units.confirm(row.unit_credit_code, registration_id, at)
            self._set(row, Standing.OPEN)

    def reject(self, device_id: str, registration_id: str) -> None:
        """Its unit registration was rejected; a registration of another flow has no order."""
        row = self._of(device_id, registration_id)
        if row is not None:
            self._set(row, Standing.REJECTED)

    def credit_code_of(self, device_id: str, registration_id: str) -> str:
        """The unit of a unit registration; empty for any other registration."""
        row = self._of(device_id, registration_id)
        return str(row.unit_credit_code) if row is not None else ""

    def look(self, device: Device, request: UnitOrderRequest) -> UnitOrderAnswer:
        """How an order stands, with a page of its users.

        Raises:
            Refusal: no such order in this hall, or one that was not opened.
        """
        row = self._opened(device, OrderCode(request.order_id, request.token))
        return unit_order_json(self._told(row, request.before))

    def set_state(self, device: Device, request: UnitOrderStateRequest) -> UnitOrderAnswer:
        """Let an order rest, go on or end.

        Raises:
            Refusal: as for `look`; what is closed does not open again.
        """
        row = self._opened(device, OrderCode(request.order_id, request.token))
        if row.state == Standing.CLOSED and self._is_on(Control.UNIT_ORDER_OPEN):
            raise Refusal(422, TroubleCode.UNIT_ORDER_CLOSED)
        self._set(row, Standing(request.state.value))
        again = self._of(row.device_id, row.order_id)
        return unit_order_json(self._told(again or row, 0))

    # Its users ------------------------------------------------------------------------------

    def code_of(self, device: Device, body: VerificationBody | RegistrationBody, flow: Flow) -> str:
        """A code of the check UNIT_ORDER: whether one more user may come under this order now."""
        row = self._by(device, body.unit_order) if body.unit_order is not None else None
        if row is None:
            return "UNIT_ORDER_UNKNOWN"
        if row.state != Standing.OPEN and self._is_on(Control.UNIT_ORDER_OPEN):
            is_paused = row.state == Standing.PAUSED
            return "UNIT_ORDER_PAUSED" if is_paused else "UNIT_ORDER_CLOSED"
        if UnitUse(row.use).is_industry is not flow.is_for_industry:
            return "UNIT_ORDER_OTHER_USE"
        own = {"own_case": str(body.case_id), "own_device": device.id, "now": self._clock()}
        taken = self._connection.scalar(_TAKEN, _named(row)) or 0
        taken += self._connection.scalar(_AT_COUNTERS, _named(row) | own) or 0
        if taken >= row.numbers and self._is_on(Control.UNIT_ORDER_COUNT):
            return "UNIT_ORDER_FULL"
        return "UNIT_ORDER_OPEN"

    def note_answers(
        self,
        device: Device,
        body: VerificationBody,
        person_key: bytes,
        answers: Iterable[tuple[str, Consequence]],
    ) -> None:
        """A user's case was answered: it keeps its place among the numbers, or says why not."""
        row = self._by(device, body.unit_order) if body.unit_order is not None else None
        if row is None:
            return
        code = next((code for code, means in answers if means not in _GOES_ON), "")
        now = self._clock()
        changing = {
            "code": code,
            "person_key": person_key,
            "kept_until": now + self._policy.reservation_life,
            "at": now,
        }
        line = {
            "device_id": device.id,
            "case_id": str(body.case_id),
            "order_device_id": row.device_id,
            "order_id": row.order_id,
            **changing,
        }
        self._connection.execute(
            new_row(_LINES)
            .values(**line)
            .on_conflict_do_update(index_elements=["device_id", "case_id"], set_=changing)
        )

    def note_registered(
        self, device: Device, registration_id: str, body: RegistrationBody, person_key: bytes | None
    ) -> None:
        """A user's registration was decided: the line is known by it from now on."""
        row = self._by(device, body.unit_order) if body.unit_order is not None else None
        if row is None:
            return
        now = self._clock()
        line = {
            "device_id": device.id,
            "case_id": str(body.case_id),
            "order_device_id": row.device_id,
            "order_id": row.order_id,
            "person_key": person_key or b"",
            "kept_until": now,
            "at": now,
            "registration_id": registration_id,
        }
        named = {"registration_id": registration_id, "code": ""}
        self._connection.execute(
            new_row(_LINES)
            .values(**line)
            .on_conflict_do_update(index_elements=["device_id", "case_id"], set_=named)
        )

    # Rows -----------------------------------------------------------------------------------

    def _told(self, row: _Order, before: int) -> UnitOrder:
        counts = self._counts(row)
        page = self._page(row, before)
        accepted = counts.get(OrderLineState.ACCEPTED, 0)
        is_done = accepted >= row.numbers
        refused = (OrderLineState.REFUSED, OrderLineState.REJECTED)
        return UnitOrder(
            masked_name=mask_unit_name(self._units.name_of(row.unit_credit_code)),
            use=UnitUse(row.use),
            count=row.numbers,
            state=OrderState.CLOSED if is_done else _SHOWN[Standing(row.state)],
            accepted=accepted,
            under_review=counts.get(OrderLineState.UNDER_REVIEW, 0),
            awaiting=counts.get(OrderLineState.AWAITING_CUSTOMER, 0),
            refused=sum(counts.get(each, 0) for each in refused),
            lines=tuple(map(self._line, page[:_PAGE])),
            has_older=len(page) > _PAGE,
        )

    def _counts(self, row: _Order) -> dict[OrderLineState, int]:
        grouped = (
            select(_ROWS.c.outcome, _LINES.c.code != "", func.count())
            .select_from(_WITH_OUTCOME)
            .where(_OF_ORDER)
            .group_by(_ROWS.c.outcome, _LINES.c.code != "")
        )
        counted: dict[OrderLineState, int] = {}
        for outcome, is_refused, count in self._connection.execute(grouped, _named(row)):
            state = _state(outcome, is_refused=is_refused)
            counted[state] = counted.get(state, 0) + count
        return counted

    def _page(self, row: _Order, before: int) -> list[_Order]:
        page: Select[tuple[Any, ...]] = (
            select(_LINES, _ROWS.c.outcome, _ROWS.c.code.label("why"), _ROWS.c.phone_number)
            .select_from(_WITH_OUTCOME)
            .where(_OF_ORDER)
            .order_by(_LINES.c.place.desc())
            .limit(_PAGE + 1)
        )
        if before:
            page = page.where(_LINES.c.place < before)
        return list(self._connection.execute(page, _named(row)))

    def _line(self, row: _Order) -> OrderLine:
        state = _state(row.outcome, is_refused=bool(row.code))
        number = row.phone_number if row.outcome is not None else ""
        is_told = state not in (OrderLineState.ACCEPTED, OrderLineState.AWAITING_CUSTOMER)
        return OrderLine(
            place=row.place,
            state=state,
            masked_name=self._population.mask_of(row.person_key),
            masked_phone_number=mask_phone_number(number) if number else "",
            code=(row.code or row.why or "") if is_told else "",
            at=row.at,
        )

    def _opened(self, device: Device, code: OrderCode) -> _Order:
        row = self._by(device, code)
        if row is None:
            raise Refusal(404, TroubleCode.UNIT_ORDER_UNKNOWN)
        standing = Standing(row.state)
        if standing in _WHY_NOT:
            raise Refusal(*_WHY_NOT[standing])
        return row

    def _by(self, device: Device, code: OrderCode) -> _Order | None:
        """The order of a code, for a counter of the hall that it was opened in."""
        found = select(_ORDERS).where(_ORDERS.c.order_id == str(code.order_id))
        for row in self._connection.execute(found):
            is_token = hmac.compare_digest(row.token_sha256, _sha256(code.token))
            is_ours = is_token or not self._is_on(Control.UNIT_ORDER_CODE)
            if is_ours and row.outlet_code == device.outlet_code:
                return row
        return None

    def _of(self, device_id: str, order_id: str) -> _Order | None:
        return self._connection.execute(
            select(_ORDERS).where(_ORDERS.c.device_id == device_id, _ORDERS.c.order_id == order_id)
        ).one_or_none()

    def _set(self, row: _Order, standing: Standing) -> None:
        self._connection.execute(
            update(_ORDERS)
            .where(_ORDERS.c.device_id == row.device_id, _ORDERS.c.order_id == row.order_id)
            .values(state=standing.value)
        )


def _named(row: _Order) -> dict[str, Any]:
    return {"wanted": row.order_id, "wanted_device": row.device_id}


def _state(outcome: str | None, *, is_refused: bool) -> OrderLineState:
    if outcome is not None:
        return OrderLineState(outcome)
    return OrderLineState.REFUSED if is_refused else OrderLineState.AT_COUNTER


def _sha256(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
