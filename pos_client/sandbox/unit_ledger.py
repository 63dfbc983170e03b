"""Units in the ledger: every order, and every number that came of one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from pos_client.domain.flows import FLOWS
from pos_client.domain.masking import mask_phone_number
from pos_client.sandbox import tables
from pos_client.sandbox.unit_tables import unit_lines, unit_orders, unit_register, units

__all__ = ["unit_books"]


def unit_books(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Orders and numbers of units, by the names under which the ledger lists them."""
    return {"unit_orders": _orders(connection), "unit_numbers": _numbers(connection)}


def _orders(connection: Connection) -> list[dict[str, Any]]:
    """Every unit order, in the order in which they were asked for; of a unit no more than its
    code and name, which are public."""
    book, unit = unit_orders, unit_register
    query = (
        select(book, unit.c.name, units.c.registration_id)
        .outerjoin(unit, unit.c.unit_credit_code == book.c.unit_credit_code)
        .outerjoin(units, units.c.unit_credit_code == book.c.unit_credit_code)
        .order_by(book.c.asked_at)
    )
    return [
        {
            "order_id": row.order_id,
            "device_id": row.device_id,
            "outlet_code": row.outlet_code,
            "unit_credit_code": row.unit_credit_code,
            "unit_name": row.name or "",
            "is_known": row.registration_id is not None,
            "use": row.use,
            "numbers": row.numbers,
            "state": row.state,
            "at": row.asked_at.isoformat(),
        }
        for row in connection.execute(query)
    ]


def _numbers(connection: Connection) -> list[dict[str, Any]]:
    """Every registration of a user: which order and unit, of which kind the customer is."""
    line, order, row_of = unit_lines, unit_orders, tables.registrations
    query = (
        select(
            *(line.c.order_id, line.c.registration_id, order.c.unit_credit_code, order.c.use),
            *(row_of.c.flow, row_of.c.phone_number, row_of.c.outcome, row_of.c.code),
        )
        .join(
            order,
            (order.c.order_id == line.c.order_id) & (order.c.device_id == line.c.order_device_id),
        )
        .join(
            row_of,
            (row_of.c.device_id == line.c.device_id) & (row_of.c.id == line.c.registration_id),
        )
        .order_by(line.c.place)
    )
    return [
        {
            "order_id": row.order_id,
            "registration_id": row.registration_id,
            "customer_kind": "INDUSTRY" if FLOWS[row.flow].is_for_industry else "UNIT",
            "unit_credit_code": row.unit_credit_code,
            "use": row.use,
            "flow": row.flow,
            "role": FLOWS[row.flow].lead.value,
            "masked_phone_number": mask_phone_number(row.phone_number),
            "outcome": row.outcome,
            "code": row.code,
        }
        for row in connection.execute(query)
    ]
