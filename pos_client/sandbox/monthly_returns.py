"""A brand's monthly return, computed from the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from pos_client.domain.flows import FLOWS
from pos_client.domain.inspection import InspectionReport, report_of
from pos_client.domain.month import Month
from pos_client.domain.monthly_return import MonthlyReturn
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.subject import SubscriberState
from pos_client.sandbox import tables
from pos_client.sandbox.inspection_tables import inspections
from pos_client.sandbox.subscriber_tables import subscribers
from pos_client.sandbox.unit_tables import unit_lines, unit_orders

__all__ = ["monthly_return"]

_ROWS, _EFFECTS, _DEVICES, _OUTLETS = (
    tables.registrations,
    tables.effects,
    tables.devices,
    tables.outlets,
)


@dataclass(frozen=True, slots=True)
class _Number:
    """Who had a number at the end of a month, and by which flow."""

    person_key: bytes
    flow: str
    unit: str


def monthly_return(
    connection: Connection, brand: str, month: Month, steps: Iterable[int]
) -> MonthlyReturn:
    """What the books say of this brand up to the end of the month.

    A number counts for the brand of the outlet that gave it out last. Persons are told apart by
    their keys: no name and no number of anybody is looked at.

    Args:
        steps: from how many numbers of one person on they are counted.
    """
    outlets = connection.execute(select(_OUTLETS).where(_OUTLETS.c.brand == brand)).all()
    rows = _of_brand(connection, [row.code for row in outlets])
    effects = {(row.device_id, row.registration_id): row for row in _effects(connection, month)}
    numbers = _in_use(connection, rows, effects)
    by_person = Counter(each.person_key for each in numbers.values() if not each.unit)
    offline = [row for row in rows if row.is_offline and _is_in(row.captured_at, month)]
    outcomes = Counter(row.outcome for row in offline)
    return MonthlyReturn(
        brand=brand,
        month=month,
        numbers_in_use=len(numbers),
        person_numbers=by_person.total(),
        unit_numbers=sum(
            bool(each.unit) and not FLOWS[each.flow].is_for_industry for each in numbers.values()
        ),
        industry_numbers=sum(FLOWS[each.flow].is_for_industry for each in numbers.values()),
        persons=len(by_person),
        units=len({each.unit for each in numbers.values() if each.unit}),
        several=sum(count > 1 for count in by_person.values()),
        over_step={step: sum(count >= step for count in by_person.values()) for step in steps},
        **_business(rows, effects, month),
        **_supervision(connection, outlets, month),
        rejected=dict(
            Counter(
                row.code
                for row in rows
                if row.outcome == Outcome.REJECTED.value and _is_in(row.received_at, month)
            )
        ),
        offline_captured=len(offline),
        offline_accepted=outcomes[Outcome.ACCEPTED.value],
        offline_rejected=outcomes[Outcome.REJECTED.value],
    )


def _is_in(at: Any, month: Month) -> bool:
    return bool(month.begins_at <= at < month.ends_before)


def _of_brand(connection: Connection, codes: list[str]) -> list[Row[tuple[Any, ...]]]:
    """Every registration of the brand's outlets, without its bytes."""
    wanted = (each for each in _ROWS.c if each.name not in ("envelope", "receipt"))
    return list(
        connection.execute(
            select(*wanted)
            .join_from(_ROWS, _DEVICES, _DEVICES.c.id == _ROWS.c.device_id)
            .where(_DEVICES.c.outlet_code.in_(codes))
        ).all()
    )


def _effects(connection: Connection, month: Month) -> Iterable[Row[tuple[Any, ...]]]:
    query = select(_EFFECTS).where(_EFFECTS.c.at < month.ends_before).order_by(_EFFECTS.c.id)
    return connection.execute(query).all()


def _in_use(
    connection: Connection,
    rows: list[Row[tuple[Any, ...]]],
    effects: dict[tuple[str, str], Row[tuple[Any, ...]]],
) -> dict[str, _Number]:
    """By number. Whoever was entered last has it; what was ended since is nobody's."""
    ended = set(
        connection.scalars(
            select(subscribers.c.phone_number).where(
                subscribers.c.state == SubscriberState.TERMINATED.value
            )
        )
    )
    units = {(row.device_id, row.registration_id): row.unit for row in _unit_lines(connection)}
    of_brand = {(row.device_id, row.id): row for row in rows}
    numbers: dict[str, _Number] = {}
    for key, effect in effects.items():
        row, number = of_brand.get(key), effect.phone_number
        if row is None or number in ended or not _gives(row.flow):
            if row is None and number in numbers:
                del numbers[number]  # another brand's outlet has entered it since
            continue
        # A completion is of the flow that it completes, and of its unit.
        unit = units.get(key) or units.get((row.device_id, row.completes), "")
        numbers[number] = _Number(effect.person_key, row.flow, unit)
    return numbers


def _gives(flow: str) -> bool:
    """Whether its effect says who has a number."""
    found = FLOWS[flow]
    return not (found.keeps_owner or found.opens_order)


def _unit_lines(connection: Connection) -> Iterable[Any]:
    return connection.execute(
        select(
            unit_lines.c.device_id,
            unit_lines.c.registration_id,
            unit_orders.c.unit_credit_code.label("unit"),
        ).join_from(
            unit_lines,
            unit_orders,
            (unit_orders.c.order_id == unit_lines.c.order_id)
            & (unit_orders.c.device_id == unit_lines.c.order_device_id),
        )
    ).all()


def _business(
    rows: list[Row[tuple[Any, ...]]],
    effects: dict[tuple[str, str], Row[tuple[Any, ...]]],
    month: Month,
) -> dict[str, int]:
    """What took effect within the month, by kind."""
    counted: Counter[str] = Counter()
    for row in rows:
        effect = effects.get((row.device_id, row.id))
        if effect is None or not _is_in(effect.at, month):
            continue
        flow = FLOWS[row.flow]
        if flow.hands_over:
            counted["transferred"] += 1
        elif flow.keeps_owner and flow.takes_sim:
            counted["replaced"] += 1
        elif flow.sells or flow.activates:
            counted["new"] += 1
        elif flow.is_about_own_number and not flow.keeps_owner:
            counted["re_registered"] += 1
    return {name: counted[name] for name in ("new", "re_registered", "transferred", "replaced")}


def _supervision(
    connection: Connection, outlets: Sequence[Row[tuple[Any, ...]]], month: Month
) -> dict[str, int]:
    """The brand's outlets, and what their signed months tell of them."""
    reports = [
        (row, report_of(row.report)) for row in _reports(connection, [row.code for row in outlets])
    ]
    of_month = [report for _, report in reports if report.month == month]
    agents = {row.code for row in outlets if row.kind == OutletKind.AGENT.value}
    return {
        "agent_outlets": len(agents),
        "online_agents": sum(row.kind == OutletKind.NETWORK.value for row in outlets),
        "signs": len({row.sign_number for row in outlets if row.sign_number}),
        "inspections_month": sum(_is_in(row.received_at, month) for row, _ in reports),
        "inspections_year": sum(
            _is_in(row.received_at, Month(month.year, number))
            for row, _ in reports
            for number in range(1, month.number + 1)
        ),
        "agents_punished": len({each.outlet_code for each in _punished(of_month)} & agents),
        "agents_removed": sum(
            row.code in agents and Month.of(row.commission_until) == month for row in outlets
        ),
        "persons_punished": len(
            {each.clerk_number for report in of_month for each in report.violations}
        ),
    }


def _reports(connection: Connection, codes: list[str]) -> Iterable[Row[tuple[Any, ...]]]:
    return connection.execute(select(inspections).where(inspections.c.outlet_code.in_(codes))).all()


def _punished(reports: list[InspectionReport]) -> list[InspectionReport]:
    return [report for report in reports if report.violations]
