"""Asking the gateway about the person, and what follows from each kind of answer.

A missing verdict is never a pass: no answer means captured, and a "no" is an answer.
"""

from __future__ import annotations

from uuid import UUID

from pos_client.application.case_trouble import CaptureClosed, OnlineOnly
from pos_client.application.desk import Desk
from pos_client.application.open_case import OpenCase
from pos_client.application.refusals import what_was_refused
from pos_client.application.state import CasePhase
from pos_client.application.trouble import (
    GatewayTrouble,
    NotAuthorised,
    OutcomeUnknown,
    SessionEnded,
    Trouble,
    Unreachable,
)
from pos_client.application.workers import Workers
from pos_client.domain.answers import reservation_in
from pos_client.domain.case import Case
from pos_client.domain.case_errors import ReadTooOld, StepIncomplete, VerdictForeign
from pos_client.domain.flow import Step
from pos_client.domain.policy import AgeDecision
from pos_client.domain.verdict import Check, Consequence, Verdict

__all__ = ["Verification"]

_PHOTO = Consequence.NEEDS_PHOTO


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
        if case.party_to_reread(now) is not None:
            raise ReadTooOld
        if case.step is not Step.VERIFICATION:
            return
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
        if case is None or not self._open.is_awaiting(case_id, Step.VERIFICATION):
            self._open.give_slot_back(reservation_in(verdicts))
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
        said = {verdict.check.value.lower(): verdict.code for verdict in verdicts}
        self._desk.audit("verdicts_taken", case_id=str(case.id), **said)
        self._open.case = judged
        self._go_on(judged)

    def _go_on(self, case: Case) -> None:
        """What follows from answers that were taken."""
        open_case, party = self._open, case.party
        policy, codes = self._desk.configuration.case, party.codes_to_review
        elsewhere = () if policy.ways_to_review(codes) else codes
        if _ending(case):
            open_case.refuse(_ending(case))
        elif case.step is Step.LIVE_PHOTO:
            self._desk.audit(
                "photo_asked_again", case_id=str(case.id), code=case.party.photo_reason
            )
        elif elsewhere:
            # Nobody here may look at it: the customer is sent to an own hall.
            alone = [code for code in elsewhere if not policy.ways_to_review((code,))]
            open_case.refuse((*alone, *elsewhere)[0])
        elif case.step is not Step.VERIFICATION:
            open_case.choice.enter(case)
        elif any(verdict.consequence is Consequence.UNAVAILABLE for verdict in party.verdicts):
            self._capture(case)
        else:
            # Some checks were not answered at all: no outage, and no pass. Enter asks again.
            self._desk.tell(GatewayTrouble())

    def _not_answered(self, case_id: UUID, trouble: Trouble) -> None:
        case = self._open.case
        if case is None or not self._open.is_awaiting(case_id, Step.VERIFICATION):
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
        if case.flow.is_online_only:
            self._desk.tell(OnlineOnly())
            return
        offline = self._desk.offline(case.flow.name, begun_at=case.opened_at, challenges_in_hand=1)
        if offline.allowed_more == 0:
            self._desk.tell(CaptureClosed(limit=offline.limit))
            return
        if self._has_enough_queued(case):
            self._desk.audit("capture_over_limit_of_person", case_id=str(case.id))
            self._desk.tell(CaptureClosed(limit="person"))
            return
        try:
            self._open.case = case.go_offline(self._desk.now())
        except ReadTooOld:  # the line has kept the customer waiting
            self._open.phase = CasePhase.REREAD
            return
        except StepIncomplete:  # some checks were answered before the line broke
            self._desk.tell(GatewayTrouble())
            return
        self._desk.audit("case_captured_offline", case_id=str(case.id))
        self._open.choice.enter(self._open.case)

    def _has_enough_queued(self, case: Case) -> bool:
        """Whether this run's queue holds as many numbers for the person as one may have."""
        limit, identity = self._desk.configuration.offline.numbers_per_person, case.party.identity
        if limit is None or identity is None:
            return False
        if Check.QUOTA not in case.flow.checks_of(case.party.role):
            return False
        return self._desk.people.undecided_numbers(identity) >= limit


def _ending(case: Case) -> str:
    """The code that ends the case; empty if none does. A no without a code is one all the same."""
    ends = [_told(verdict) for verdict in case.party.verdicts if verdict.ends_here]
    vain = [verdict.code for verdict in case.party.verdicts if verdict.consequence is _PHOTO]
    return next((code or "UNKNOWN" for code in (*ends, *vain)), "")


def _told(verdict: Verdict) -> str:
    """The code to show: the gateway's rules of age may know a flow that helps where ours do not."""
    with_guardian = verdict.facts.get("age_decision") == AgeDecision.GUARDIAN.value
    return "UNDER_AGE_GUARDIAN" if with_guardian and verdict.code == "UNDER_AGE" else verdict.code
