"""本人名下号码: the numbers in the customer's own name, shown to their holder, who may mark one.

The list lives here from the moment the customer looks at it until the step is left, and nowhere
else: nothing keeps it, and the audit says how many there were.
"""

from __future__ import annotations

from pos_client.application.case_trouble import OnlineOnly, OwnNumbersRefused
from pos_client.application.desk import Desk
from pos_client.application.open_case import OpenCase
from pos_client.application.refusals import what_was_refused
from pos_client.application.state import CasePhase
from pos_client.application.subscribers import OwnNumbersAsked
from pos_client.application.trouble import NotAuthorised, OutcomeUnknown, Trouble, Unreachable
from pos_client.application.workers import Workers
from pos_client.domain.case import Case
from pos_client.domain.flow import Step
from pos_client.domain.own_number import OwnNumber

__all__ = ["OwnNumbers"]


class OwnNumbers:
    """The step of the open case; nobody sees a line before the customer looks at the screen."""

    def __init__(self, desk: Desk, workers: Workers, open_case: OpenCase) -> None:
        self._desk = desk
        self._workers = workers
        self._open = open_case
        self._marks = open_case.marks

    def show(self, case: Case) -> None:
        """The customer faces the screen: ask the gateway for what is theirs."""
        desk, session, party = self._desk, self._desk.session, case.party
        if session is None or self._marks.own_numbers is not None:
            return
        asked = OwnNumbersAsked(
            case.id,
            tuple(verdict.token for verdict in party.verdicts),
            party.review.token if party.review is not None else "",
        )
        case_id = case.id  # no late answer shall keep the customer in memory

        def answered(found: tuple[OwnNumber, ...]) -> None:
            if not self._open.is_awaiting(case_id, Step.OWN_NUMBERS):
                return
            self._open.phase = CasePhase.OPEN
            self._marks.own_numbers = found
            desk.audit("own_numbers_shown", case_id=str(case_id), count=len(found))

        def failed(trouble: Trouble) -> None:
            if not self._open.is_awaiting(case_id, Step.OWN_NUMBERS):
                return
            self._open.phase = CasePhase.OPEN
            if isinstance(trouble, (Unreachable, OutcomeUnknown)):
                trouble = OnlineOnly()
            elif isinstance(trouble, NotAuthorised):
                trouble = what_was_refused(trouble)
            if isinstance(trouble, OwnNumbersRefused):
                desk.audit("own_numbers_refused", case_id=str(case_id))
            desk.tell(trouble)

        self._open.phase = CasePhase.WORKING
        subscribers = desk.tools.subscribers
        self._workers.ask(lambda: subscribers.own_numbers(asked, session), answered, failed)

    def hide(self) -> None:
        """The screen is hidden, also from a list on its way: who comes back is asked to look."""
        self._marks.own_numbers = None
        if self._open.phase is CasePhase.WORKING and self._is_at_the_list:
            self._open.phase = CasePhase.OPEN

    @property
    def _is_at_the_list(self) -> bool:
        case = self._open.case
        return case is not None and case.step is Step.OWN_NUMBERS

    def dispute(self, case: Case, reference: str) -> None:
        """The customer says that this line is not theirs.

        Raises:
            CaseError: it is no line of the list, or disputed already.
        """
        listed = self._marks.own_numbers or ()
        chosen = next((each for each in listed if each.reference == reference), OwnNumber("", ""))
        self._open.case = case.dispute(chosen, self._desk.now())
        self._marks.own_numbers = None  # seen, and needed no more
        self._desk.audit("number_disputed", case_id=str(case.id))

    def close(self, case: Case) -> None:
        """The customer has seen the list, and nothing in it is to be disputed."""
        self._desk.audit("own_numbers_closed", case_id=str(case.id))
