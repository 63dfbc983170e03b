"""The step 单位 of the open case: which unit it is, and what it asks for."""

from __future__ import annotations

from uuid import UUID

from pos_client.application.desk import Desk
from pos_client.application.open_case import OpenCase
from pos_client.application.refusals import what_was_refused
from pos_client.application.state import CasePhase
from pos_client.application.trouble import NotAuthorised, OutcomeUnknown, Trouble, Unreachable
from pos_client.application.unit_trouble import UnitRefused
from pos_client.application.workers import Workers
from pos_client.domain.flow import Step
from pos_client.domain.unit import Unit, UnitAsked, UnitUse
from pos_client.domain.unit_credit_code import NotACreditCode, read_credit_code

__all__ = ["UnitLookUp"]


class UnitLookUp:
    """A code is keyed or scanned; the gateway says in a mask whose it is, and what it may have."""

    def __init__(self, desk: Desk, workers: Workers, open_case: OpenCase) -> None:
        self._desk = desk
        self._workers = workers
        self._open = open_case
        self._marks = open_case.marks

    def look_up(self, text: str) -> None:
        """Take what was keyed, or what a scanner read off the licence."""
        case, session, desk = self._open.case, self._desk.session, self._desk
        if case is None or session is None:
            return
        self._marks.unit = None
        try:
            credit_code = read_credit_code(text)
        except NotACreditCode as refused:
            desk.tell(UnitRefused(reason=refused.reason))
            return
        if not desk.is_reachable:
            desk.tell(UnitRefused(reason="away"))
            return
        units, case_id = desk.tools.units, case.id
        self._open.phase = CasePhase.WORKING
        self._workers.ask(
            lambda: units.look_up(credit_code, session),
            lambda unit: self._found(case_id, unit),
            lambda trouble: self._failed(case_id, trouble),
        )

    def ask_for(self, use: UnitUse, count: int) -> None:
        """So many numbers for this purpose.

        Raises:
            CaseError: no unit was looked up, or nothing that anybody may ask for.
        """
        case, unit = self._open.case, self._marks.unit
        if case is None or unit is None:
            return
        if not 1 <= count <= unit.may_have:
            self._desk.tell(UnitRefused(reason="count"))
            return
        self._open.case = case.take_unit(UnitAsked(unit, use, count))
        self._desk.audit("unit_taken", case_id=str(case.id), use=use.value, count=count)

    def _found(self, case_id: UUID, unit: Unit) -> None:
        if self._open.is_awaiting(case_id, Step.UNIT):
            self._open.phase = CasePhase.OPEN
            self._marks.unit = unit
            self._desk.audit("unit_looked_up", case_id=str(case_id), is_known=unit.is_known)

    def _failed(self, case_id: UUID, trouble: Trouble) -> None:
        if not self._open.is_awaiting(case_id, Step.UNIT):
            return
        self._open.phase = CasePhase.OPEN
        if isinstance(trouble, (Unreachable, OutcomeUnknown)):
            trouble = UnitRefused(reason="away")
        elif isinstance(trouble, NotAuthorised):
            trouble = what_was_refused(trouble)
        elif isinstance(trouble, UnitRefused):
            reason = str(trouble.facts.get("reason", ""))
            self._desk.audit("unit_refused", case_id=str(case_id), reason=reason)
        self._desk.tell(trouble)
