"""Which months an outlet has signed, which it owes, and since when nothing new may begin."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from pos_client.domain.flows import FLOWS
from pos_client.domain.inspection_due import InspectionPolicy, opens_number
from pos_client.domain.month import Month, month_of
from pos_client.protocol.api import TroubleCode
from pos_client.sandbox import tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.inspection_tables import inspections
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.submission import Submission

__all__ = ["InspectionBook"]

_BOOK, _DEVICES = inspections, tables.devices


class InspectionBook:
    """Runs inside the caller's transaction. Without rules in the policy nobody owes anything."""

    def __init__(self, connection: Connection, clock: Clock, policy: SandboxPolicy) -> None:
        self._connection = connection
        self._clock = clock
        self._rules = policy.inspection
        self._controls = policy.controls

    def signed(self, outlet_code: str) -> dict[Month, datetime]:
        """The months that were signed there, and when each was."""
        rows = self._connection.execute(
            select(_BOOK.c.month, _BOOK.c.signed_at).where(_BOOK.c.outlet_code == outlet_code)
        )
        return {Month.parse(row.month): row.signed_at for row in rows}

    def owes_from(self, outlet_code: str) -> Month:
        """The oldest month that is not signed. The first is that of the outlet's first device."""
        month, signed = self._first_month(outlet_code), self.signed(outlet_code)
        while month in signed:
            month = month.next
        return month

    def claims(self, outlet_code: str) -> dict[str, Any]:
        """What the outlet's configuration says of it; nothing where nothing is asked for."""
        rules = self._rules
        if rules is None:
            return {}
        return {
            "self_inspection": {
                "owes_from": str(self.owes_from(outlet_code)),
                "due_day": rules.due_day,
                "grace_days": rules.grace_days,
            }
        }

    def is_overdue_at(self, outlet_code: str, at: datetime) -> bool:
        """Whether no new number may begin there at this moment."""
        if self._rules is None:
            return False
        month, signed = self._first_month(outlet_code), self.signed(outlet_code)
        policy = InspectionPolicy(month, self._rules.due_day, self._rules.grace_days)
        while policy.blocks_from(month) <= at:
            signed_at = signed.get(month)
            if signed_at is None or signed_at > at:
                return True
            month = month.next
        return False

    def check_may_open(self, device: Device, flow: str) -> None:
        """Let no case begin that gives somebody a new number while a month is overdue.

        Raises:
            Refusal: one is.
        """
        if flow not in FLOWS or not opens_number(FLOWS[flow]):
            return
        is_overdue = self.is_overdue_at(device.outlet_code, self._clock())
        if is_overdue and self._controls.is_on(Control.INSPECTION_OVERDUE):
            raise Refusal(422, TroubleCode.INSPECTION_OVERDUE)

    def check(self, submission: Submission) -> None:
        """The same of a registration, by when its card was read: what was begun before goes on.

        Raises:
            CheckFailed: it was begun when none might be.
        """
        body, device = submission.body, submission.device
        if self._rules is None or not opens_number(FLOWS[body.flow]):
            return
        began_at = min((read.read_at for read in body.reads), default=body.opened_at)
        is_overdue = self.is_overdue_at(device.outlet_code, began_at)
        code = TroubleCode.INSPECTION_OVERDUE.value
        self._controls.demand(Control.INSPECTION_OVERDUE, not is_overdue, code)

    def owe(self, outlet_code: str, months: int) -> None:
        """Let an outlet have begun so many months ago; for the sandbox's master only."""
        month = month_of(self._clock())
        for _ in range(months):
            month = month.previous
        whose = update(_DEVICES).where(_DEVICES.c.outlet_code == outlet_code)
        self._connection.execute(whose.values(enrolled_at=month.begins_at))

    def _first_month(self, outlet_code: str) -> Month:
        first = self._connection.scalar(
            select(func.min(_DEVICES.c.enrolled_at)).where(_DEVICES.c.outlet_code == outlet_code)
        )
        return month_of(first if first is not None else self._clock())
