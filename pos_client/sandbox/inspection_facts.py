"""What the gateway knows of an outlet's month by itself."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import FLOWS
from pos_client.domain.inspection import Facts
from pos_client.domain.month import Month
from pos_client.sandbox import pattern_tables, tables
from pos_client.sandbox.devices import DeviceState
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.sim_stock import SimStock

__all__ = ["InspectionFacts"]

_ROWS, _DEVICES, _SESSIONS = tables.registrations, tables.devices, tables.sessions
# A computer that stood where it does not belong, or somebody in two places with it.
_MOVED = (
    "CERTIFICATE_MISMATCH",
    *(f"TWO_OUTLETS_{whose}" for whose in ("CLERK", "PERSON", "READER")),
    *(f"TWO_DEVICES_{whose}" for whose in ("CLERK", "READER")),
)
_BY_TRUSTEE = tuple(name for name, flow in FLOWS.items() if PartyRole.TRUSTEE in flow.roles)
_WITHOUT_CHIP = tuple(name for name, flow in FLOWS.items() if flow.reads_no_card)


class InspectionFacts:
    """Runs inside the caller's transaction."""

    def __init__(
        self, connection: Connection, policy: SandboxPolicy, outlets: Outlets, stock: SimStock
    ) -> None:
        self._connection = connection
        self._policy = policy
        self._outlets = outlets
        self._stock = stock

    def of(self, outlet_code: str, month: Month, used_sam_ids: frozenset[str]) -> Facts:
        """Of one month; the book of SIMs, devices and commission as they are now."""
        readers = {
            _digits(each.sam_id) for each in self._outlets.readers(outlet_code, self._policy)
        }
        stock = self._stock.figures(outlet_code)
        by_flow = self._by_flow(outlet_code, month)
        return Facts(
            registrations=sum(by_flow.values()),
            readers=len(readers),
            readers_used=len(readers & {_digits(each) for each in used_sam_ids}),
            devices=self._devices(outlet_code),
            alarms=self._alarms(outlet_code, month),
            clerks=self._clerks(outlet_code, month),
            commission_until=self._outlets.get(outlet_code).commission_until,
            sims_issued=stock.issued,
            sims_used=stock.used,
            sims_spoiled=stock.spoiled + stock.returned + stock.missing,
            sims_left=stock.in_hand,
            trustees=sum(by_flow.get(name, 0) for name in _BY_TRUSTEE),
            special_documents=sum(by_flow.get(name, 0) for name in _WITHOUT_CHIP),
        )

    def clerks_of(self, outlet_code: str) -> tuple[str, ...]:
        """Everybody who has a work id there, or had one."""
        book = tables.clerks
        rows = self._connection.scalars(
            select(book.c.clerk_number)
            .where(book.c.outlet_code == outlet_code)
            .order_by(book.c.clerk_number)
        )
        return tuple(rows)

    def _by_flow(self, outlet_code: str, month: Month) -> dict[str, int]:
        rows = self._connection.execute(
            select(_ROWS.c.flow, func.count())
            .join_from(_ROWS, _DEVICES, _DEVICES.c.id == _ROWS.c.device_id)
            .where(_DEVICES.c.outlet_code == outlet_code)
            .where(_ROWS.c.captured_at >= month.begins_at)
            .where(_ROWS.c.captured_at < month.ends_before)
            .group_by(_ROWS.c.flow)
        )
        return {row[0]: row[1] for row in rows}

    def _devices(self, outlet_code: str) -> int:
        counted = select(func.count()).where(
            _DEVICES.c.outlet_code == outlet_code, _DEVICES.c.state == DeviceState.LIVE.value
        )
        return self._connection.scalar(counted) or 0

    def _alarms(self, outlet_code: str, month: Month) -> int:
        return sum(
            self._connection.scalar(
                select(func.count())
                .select_from(book.join(_DEVICES, _DEVICES.c.id == book.c.device_id))
                .where(_DEVICES.c.outlet_code == outlet_code, book.c.code.in_(_MOVED))
                .where(book.c.at >= month.begins_at, book.c.at < month.ends_before)
            )
            or 0
            for book in (tables.alarms, pattern_tables.signals)
        )

    def _clerks(self, outlet_code: str, month: Month) -> tuple[str, ...]:
        rows = self._connection.scalars(
            select(_SESSIONS.c.clerk_number)
            .distinct()
            .join_from(_SESSIONS, _DEVICES, _DEVICES.c.id == _SESSIONS.c.device_id)
            .where(_DEVICES.c.outlet_code == outlet_code)
            .where(_SESSIONS.c.issued_at >= month.begins_at)
            .where(_SESSIONS.c.issued_at < month.ends_before)
            .order_by(_SESSIONS.c.clerk_number)
        )
        return tuple(rows)


def _digits(sam_id: str) -> str:
    return "".join(character for character in sam_id if character.isdigit())
