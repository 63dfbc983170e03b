"""The steps at which a SIM goes into a case: alone, with an offer, or with a number."""

from __future__ import annotations

from collections.abc import Callable

from pos_client.application.case_trouble import SimMissing, SimNotUsable
from pos_client.application.desk import Desk
from pos_client.application.open_case import OpenCase
from pos_client.application.state import CasePhase
from pos_client.application.trouble import Trouble
from pos_client.domain.case import Case
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.esim import AnySim
from pos_client.domain.flow import Step

__all__ = ["TakingSims"]


class TakingSims:
    """No SIM goes into a case before it is known that it may.

    Args:
        try_: does what a key asks; where the rules refuse it, the case stays as it was.
    """

    def __init__(
        self,
        desk: Desk,
        open_case: OpenCase,
        try_: Callable[[Case, Callable[[], None]], None],
    ) -> None:
        self._desk = desk
        self._open = open_case
        self._try = try_

    def take_sim(self, case: Case) -> None:
        """No number is held: the SIM is for one that exists, here or with another carrier."""
        choice, case_id, step = self._open.choice, case.id, case.step
        is_brought = step is Step.OFFER_AND_SIM
        if choice.sim is None or (is_brought and not choice.offer_code):
            self._desk.tell(SimMissing())
            return

        def usable(sim: AnySim) -> None:
            waiting, now = self._open.case, self._desk.now()
            if waiting is None or not self._open.is_awaiting(case_id, step):
                return
            self._open.phase = CasePhase.OPEN

            def go_on() -> None:
                if is_brought:
                    self._open.case = waiting.choose_offer(choice.offer_code, sim, now)
                else:
                    self._open.case = waiting.take_sim(sim, now)
                choice.slots.use_up(sim.iccid)

            self._try(waiting, go_on)

        def not_usable(trouble: Trouble) -> None:
            if self._open.is_awaiting(case_id, step):
                self._open.phase = CasePhase.OPEN
                self._desk.tell(trouble)

        self._open.phase = CasePhase.WORKING
        choice.settle_sim(case, usable, not_usable)

    def take_number(self, case: Case) -> None:
        """Keep the marked number, and not before this moment; then all three are taken."""
        case_id = case.id  # no late answer shall keep the customer in memory

        def held(number: ChosenNumber, offer_code: str, sim: AnySim) -> None:
            waiting = self._open.case
            if waiting is None or not self._open.is_awaiting(case_id, Step.NUMBER_AND_SIM):
                self._open.choice.numbers.release(number)
                return
            self._open.phase = CasePhase.OPEN

            def go_on() -> None:
                self._open.case = waiting.choose_number(number, offer_code, sim, self._desk.now())

            self._try(waiting, go_on)
            if self._open.case is None or self._open.case.number is not number:
                self._open.choice.numbers.release(number)

        def not_held(trouble: Trouble) -> None:
            waiting = self._open.case
            if waiting is None or not self._open.is_awaiting(case_id, Step.NUMBER_AND_SIM):
                return
            self._open.phase = CasePhase.OPEN
            self._desk.tell(trouble)
            if not isinstance(trouble, (SimMissing, SimNotUsable)):
                self._open.choice.numbers.find(waiting)  # somebody else may have taken it

        self._open.phase = CasePhase.WORKING
        self._open.choice.take(case, held, not_held)
