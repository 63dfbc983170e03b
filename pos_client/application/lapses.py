"""What no longer holds: a hold or an answer that ran out, a text, form or list that has changed.

The case goes back to the step that yields it anew; what came of it is given up and given back.
"""

from __future__ import annotations

from datetime import timedelta

from pos_client.application.case_trouble import AnswersOld, CaseLapsed, HoldExpired, TermsChanged
from pos_client.application.desk import Desk
from pos_client.application.open_case import OpenCase
from pos_client.application.paperwork import form_value
from pos_client.application.state import CasePhase
from pos_client.application.trouble import Trouble
from pos_client.domain.case import Case
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.policy import Configuration

__all__ = ["INTERRUPTED_KEPT", "Lapses"]

INTERRUPTED_KEPT = timedelta(minutes=30)
"""So long a case waits in memory for the card that has to be laid again."""


class Lapses:
    """Watches the open case; nobody signs, chooses or seals what has lapsed."""

    def __init__(self, desk: Desk, open_case: OpenCase) -> None:
        self._desk = desk
        self._open = open_case
        self._waiting_since_ns: int | None = None

    def tick(self) -> None:
        """Several times a second: what time alone ends."""
        case, now = self._open.case, self._desk.now()
        is_open = case is not None and self._open.phase is CasePhase.OPEN
        if case is not None and is_open and case.party_to_reread(now) is not None:
            self._open.phase = CasePhase.REREAD
        if case is not None and self._open.phase is CasePhase.REREAD:
            self._wait_for_card(case)
            return
        self._waiting_since_ns = None
        if case is None or not is_open:
            return
        if case.party_to_ask_again(now) is not None:
            self.ask_again(case)
        elif case.number is not None and case.number.held_until <= now:
            self.choose_again(case, HoldExpired())

    def _wait_for_card(self, case: Case) -> None:
        """Nobody's data wait in memory for somebody who does not come back."""
        ticks = self._desk.tools.clock.monotonic_ns()
        if self._waiting_since_ns is None:
            self._waiting_since_ns = ticks
        elif ticks - self._waiting_since_ns >= INTERRUPTED_KEPT.total_seconds() * 1e9:
            self._waiting_since_ns = None
            self._open.give_back(case)
            self._desk.audit("case_lapsed", case_id=str(case.id))
            self._open.clear()
            self._desk.tell(CaseLapsed())

    @property
    def sam_ids(self) -> set[str]:
        """The readers by which the open case's cards were read."""
        case = self._open.case
        parties = case.parties if case is not None and self._open.is_open else ()
        return {read.sam_id for party in parties for read in party.evidence}

    def withdraw(self, reason: str) -> bool:
        """What the open case needs was taken away: it is over, and whether there was one.

        Not while it is being sealed; what was captured before stays captured.
        """
        case = self._open.case
        if case is None or not self._open.is_open or self._open.waits_behind(Step.SEAL):
            return False
        self._open.give_back(case)
        self._desk.audit("case_withdrawn", case_id=str(case.id), reason=reason)
        self._open.clear()
        return True

    def ask_again(self, case: Case) -> None:
        """The gateway's answers are too old: it has to be asked once more."""
        party = case.party_to_ask_again(self._desk.now())
        self._return(case, Step.VERIFICATION, AnswersOld(), party.role if party else None)

    def choose_again(self, case: Case, why: Trouble) -> None:
        """Back to number and offer; what was signed under the old ones is void."""
        if case.flow.has(Step.NUMBER_AND_SIM):
            self._open.choice.numbers.find(self._return(case, Step.NUMBER_AND_SIM, why))
        else:
            self._return(case, Step.OFFER_AND_SIM, why)

    def form_holds(self, case: Case) -> bool:
        """Whether whoever signed the form signed it as it would be written down now."""
        inks = [each.handwritten_signature for each in case.parties if each.handwritten_signature]
        session = self._desk.session
        if not inks or session is None:
            return True
        form = form_value(case, self._desk.configuration, session)
        return all(ink.signed_sha256 == form.sha256 for ink in inks)

    def sign_again(self, case: Case) -> None:
        """The form says something else than what was signed."""
        self._return(case, Step.FORM, TermsChanged(what="form"))

    def follow(self, before: Configuration) -> None:
        """A newer configuration is in force: the open case goes by it, whatever it had come to."""
        case, policy = self._open.case, self._desk.configuration.case
        if case is None or not self._open.is_open:
            return
        has_new_notices = policy.notices.sha256 != before.case.notices.sha256
        if case.step is Step.CONSENT and has_new_notices:
            self._desk.tell(TermsChanged(what="notices"))
        elif has_new_notices and any(party.consent for party in case.parties):
            self._agree_again(case)
        elif case.offer_code and policy.offer(case.offer_code) is None:
            self.choose_again(case, TermsChanged(what="offer"))
        elif not self.form_holds(case):
            self.sign_again(case)

    def _agree_again(self, case: Case) -> None:
        """No form is signed before the notices in force: they are read, and a photo is taken."""
        self._desk.audit("consent_outdated", case_id=str(case.id))
        photographed = (each for each in case.parties if case.flow.asks(each.role, Step.LIVE_PHOTO))
        if all(party.photos_left for party in photographed):
            self._return(case, Step.CONSENT, TermsChanged(what="notices"))
        else:
            self._open.refuse("CONSENT_MISSING")

    def _return(self, case: Case, step: Step, why: Trouble, role: PartyRole | None = None) -> Case:
        returned = case.return_to(step, role)
        if returned.number is None:
            self._open.choice.numbers.give_back(case)
        self._open.case = returned
        if self._open.phase is CasePhase.WORKING:  # what is being asked is about something else
            self._open.phase = CasePhase.OPEN
        self._desk.tell(why)
        return returned
