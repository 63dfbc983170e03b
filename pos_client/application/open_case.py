"""The one case that the counter has open, or the page on which the last one ended."""

from __future__ import annotations

import logging
from uuid import UUID

from pos_client.application.case_trouble import CounterBusy, LookUpRefused
from pos_client.application.case_view import CaseView
from pos_client.application.choice import Choice
from pos_client.application.desk import Desk
from pos_client.application.state import CasePhase
from pos_client.application.subject_marks import SubjectMarks
from pos_client.application.trouble import Trouble
from pos_client.application.unit_trouble import UnitRefused
from pos_client.application.workers import Workers
from pos_client.domain.case import Case
from pos_client.domain.flow import SIM_STEPS, Step

__all__ = ["OpenCase"]

log = logging.getLogger(__name__)

_ENDED = (
    CasePhase.SAVED,
    CasePhase.REFUSED,
    CasePhase.CARD_REFUSED,
    CasePhase.CARD_UNREADABLE,
)


class OpenCase:
    """Case, phase and what its page shows; the steps change it, one at a time."""

    def __init__(self, desk: Desk, workers: Workers, choice: Choice) -> None:
        self.marks = SubjectMarks()
        self._desk = desk
        self._workers = workers
        self.choice = choice
        self.view = CaseView(desk, choice, self.marks)
        self.case: Case | None = None
        self.phase = CasePhase.OPEN
        self.code = ""
        self._out_of_order: set[tuple[str, str]] = set()

    @property
    def is_open(self) -> bool:
        """Whether giving up now would lose something that was not saved."""
        return self.case is not None and self.phase not in _ENDED

    @property
    def waits_for_card(self) -> bool:
        """Whether a card laid now would be taken into the open case."""
        case = self.case
        if case is None:
            return False
        is_first = case.step is Step.READ_CARD and self.phase is CasePhase.OPEN
        return is_first or self.phase is CasePhase.REREAD

    @property
    def asks_for_unit(self) -> bool:
        """Whether what is scanned now is the code of a unit's licence."""
        return self.waits_at(Step.UNIT.value)

    @property
    def asks_for_subject(self) -> bool:
        """Whether a SIM read now is that of the number that the case is about."""
        return any(self.waits_at(step.value) for step in (Step.LOOK_UP, Step.PROOF_OF_USE))

    @property
    def asks_for_sim(self) -> bool:
        """Whether a SIM read now is one out of stock that goes over the counter."""
        return any(self.waits_at(step.value) for step in SIM_STEPS)

    def waits_at(self, step: str) -> bool:
        """Whether the screen shows this step and a key may answer it."""
        case = self.case
        return case is not None and self.phase is CasePhase.OPEN and case.step.value == step

    def waits_behind(self, step: Step) -> bool:
        """Whether this step was answered and what comes of it is awaited."""
        return self.case is not None and self.case.step is step and self.phase is CasePhase.WORKING

    def too_early(self) -> Trouble:
        """Number or unit come first in a flow about one; anybody else's card waits its turn."""
        case = self.case
        if case is None or case.lead.evidence or case.flow.reads_no_card:
            return CounterBusy()
        return (UnitRefused if case.step is Step.UNIT else LookUpRefused)(reason="before_card")

    def is_awaiting(self, case_id: UUID, step: Step) -> bool:
        """Whether a late answer is still awaited: by this case, at this step, and not overtaken."""
        case = self.case
        is_ours = case is not None and case.id == case_id and case.step is step
        return is_ours and self.phase is CasePhase.WORKING

    def note_out_of_order(self, command: str, step: str) -> None:
        """A command for another step than the case is at: nothing happens, and it is audited.

        Once for each command and step of a case, since a key pressed twice may be one. Where the
        step is right, an answer or a card is awaited, and the key was merely early.
        """
        is_at = self.case.step.value if self.case is not None else "NONE"
        if is_at == step or (command, is_at) in self._out_of_order:
            return
        self._out_of_order.add((command, is_at))
        case_id = {"case_id": str(self.case.id)} if self.case is not None else {}
        self._desk.audit("illegal_command", command=command, step=is_at, **case_id)

    def begin(self, case: Case) -> None:
        """A card was read and accounted for, or the number of a case is asked for first."""
        self.case = case
        self._out_of_order.clear()
        log.info("a case was opened", extra={"case_id": str(case.id), "flow": case.flow.name})

    def refuse(self, code: str) -> None:
        """End the case by a refusal; nothing of it is sealed."""
        if self.case is not None:
            self.give_back(self.case)
            self._desk.note_refused(self.case.id, code)
        self.end(CasePhase.REFUSED, code)

    def give_back(self, case: Case) -> None:
        """Number and slots of the quota that this case will not need."""
        self.choice.numbers.give_back(case)
        for party in case.parties:
            self.give_slot_back(party.quota_reservation_id)

    def give_slot_back(self, reservation_id: str) -> None:
        """A slot of somebody's limit that no case needs."""
        session, gateway = self._desk.session, self._desk.tools.gateway
        if session is not None and reservation_id:
            self._workers.ask(
                lambda: gateway.release_quota(reservation_id, session),
                lambda _: None,
                lambda _: None,  # it ends by itself
            )

    def end(self, phase: CasePhase, code: str = "") -> None:
        """Show how it ended; the person is gone from memory, masks stay."""
        self.view.conclude(self.case)
        self._leave(phase.value)
        self.phase, self.code = phase, code

    def clear(self) -> None:
        """The next customer, please."""
        self._leave("CANCELLED")
        self.phase, self.code = CasePhase.OPEN, ""
        self.view.forget()
        self.choice.clear()
        self.marks.clear()

    def _leave(self, outcome: str) -> None:
        case, self.case = self.case, None
        if case is not None:
            ended = {"case_id": str(case.id), "flow": case.flow.name, "outcome": outcome}
            log.info("a case has ended", extra=ended)
