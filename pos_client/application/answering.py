"""How an answer to a step is taken: at its step alone, and by the rules of the case."""

from __future__ import annotations

from collections.abc import Callable

from pos_client.application.case_trouble import CaseTrouble
from pos_client.application.desk import Desk
from pos_client.application.lapses import Lapses
from pos_client.application.open_case import OpenCase
from pos_client.application.state import CasePhase
from pos_client.domain.case import Case
from pos_client.domain.case_errors import (
    AnswersExpired,
    CaseError,
    IllegalCommand,
    ReadTooOld,
    StepIncomplete,
)
from pos_client.domain.flow import Step

__all__ = ["Answering"]


class Answering:
    """Whatever does not belong to the step that the screen shows is audited and no more."""

    def __init__(self, desk: Desk, open_case: OpenCase, lapses: Lapses) -> None:
        self._desk = desk
        self._open = open_case
        self._lapses = lapses

    def at(self, step: Step, command: str) -> Case | None:
        """The case, if the screen shows this step; what was told before is then over."""
        if not self._open.waits_at(step.value):
            self._open.note_out_of_order(command, step.value)
            return None
        self._desk.trouble = None
        return self._open.case

    def attempt(self, case: Case, go_on: Callable[[], None]) -> None:
        """Do what a key asks; where the rules refuse it, the case stays as it was."""
        try:
            go_on()
        except ReadTooOld:
            self._open.phase = CasePhase.REREAD
        except AnswersExpired:
            self._lapses.ask_again(case)
        except CaseError as refused:
            self._refused(case, refused)

    def _refused(self, case: Case, refused: CaseError) -> None:
        """A step that yielded too little, or a command out of order; the latter is audited."""
        if isinstance(refused, IllegalCommand):
            self._open.note_out_of_order(refused.command.value, "")
        elif not isinstance(refused, StepIncomplete):
            self._desk.audit("case_error", case_id=str(case.id), error=type(refused).__name__)
        self._desk.tell(CaseTrouble())
