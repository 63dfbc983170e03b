"""Asking the gateway about the person, and what follows from each kind of answer.

A missing verdict is never a pass: no answer means captured, and a "no" is an answer.
"""

from __future__ import annotations

from uuid import UUID

from pos_client.application.desk import Desk
from pos_client.application.open_case import OpenCase
from pos_client.application.state import CasePhase
from pos_client.application.trouble import (
    CaptureClosed,
    GatewayTrouble,
    NotAuthorised,
    OutcomeUnknown,
    SessionEnded,
    Trouble,
    Unreachable,
    what_was_refused,
)
from pos_client.application.workers import Workers
from pos_client.domain.case import Case, ReadTooOld, VerdictForeign
from pos_client.domain.flow import Step
from pos_client.domain.verdict import Consequence, Verdict

__all__ = ["Verification"]


class Verification:
    """The step 核验 of the open case."""

    def __init__(self, desk: Desk, workers: Workers, open_case: OpenCase) -> None:
        self._desk = desk
        self._workers = workers
        self._open = open_case

    def ask(self, case: Case) -> None:
        """Send the sealed evidence and wait; without the gateway go on as captured.

        Raises:
            ReadTooOld: the card has to be laid again first.
        """
        desk, session, now = self._desk, self._desk.session, self._desk.now()
        if case.reread_is_due(now):
            raise ReadTooOld
        if session is None:
            return
        if not desk.is_reachable:
            self._capture(case)
            return
        if session.id == desk.refused_session_id:
            desk.tell(SessionEnded())
            return
        case_id = case.id  # no late answer shall keep the customer in memory
        _, head = desk.tools.store.audit_head()
        envelope = desk.sealing.verification(desk.tools.new_id(), case, session, head, now)
        self._open.phase = CasePhase.WORKING
        self._workers.ask(
            lambda: desk.tools.gateway.verify(envelope, session),
            lambda verdicts: self._answered(case_id, verdicts),
            lambda trouble: self._not_answered(case_id, trouble),
        )

    def _answered(self, case_id: UUID, verdicts: tuple[Verdict, ...]) -> None:
        case = self._open.case
        if case is None or case.id != case_id:
            return
        self._open.phase = CasePhase.OPEN
        self._desk.is_offline_session = False  # the gateway has answered to this session
        try:
            judged = case.take_verdicts(verdicts, self._desk.now())
        except VerdictForeign:
            self._desk.audit("verdict_foreign", case_id=str(case.id))
            self._desk.tell(GatewayTrouble())
            return
        except ReadTooOld:
            self._open.phase = CasePhase.REREAD
            return
        self._open.case = judged
        if judged.step is not Step.VERIFICATION:
            self._open.numbers.find(judged)
            return
        hindrances = [
            verdict.code
            for verdict in verdicts
            if verdict.consequence in (Consequence.ENDS, Consequence.NEEDS_REVIEW)
        ]
        if hindrances:
            self._open.refuse(hindrances[0])
        elif all(verdict.consequence is Consequence.UNAVAILABLE for verdict in verdicts):
            self._capture(judged)
        else:
            # Some checks were answered: that is no outage, and no pass either. Enter asks again.
            self._desk.tell(GatewayTrouble())

    def _not_answered(self, case_id: UUID, trouble: Trouble) -> None:
        case = self._open.case
        if case is None or case.id != case_id:
            return
        self._open.phase = CasePhase.OPEN
        if isinstance(trouble, (Unreachable, OutcomeUnknown)):
            self._capture(case)
            return
        if isinstance(trouble, NotAuthorised):
            self._desk.audit("session_refused")
            self._desk.tell(what_was_refused(trouble))
            return
        self._desk.tell(trouble)

    def _capture(self, case: Case) -> None:
        offline = self._desk.offline(case.flow.name, challenges_in_hand=1)
        if offline.allowed_more == 0:
            self._desk.tell(CaptureClosed(limit=offline.limit))
            return
        self._open.case = case.go_offline(self._desk.now())
        self._desk.audit("case_captured_offline", case_id=str(case.id))
        self._open.numbers.find(self._open.case)
