"""Number, offer and SIM of the open case (选号 / 套餐 / SIM)."""

from __future__ import annotations

from collections.abc import Callable

from drivers.api import SimRead, SimRefused
from pos_client.application.case_trouble import SimMissing
from pos_client.application.desk import Desk
from pos_client.application.numbers import Numbers
from pos_client.application.sim_slots import SimSlots
from pos_client.application.step_state import ChoiceState
from pos_client.application.trouble import Trouble
from pos_client.application.workers import Workers
from pos_client.domain.case import Case
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.flow import SIM_STEPS, Mode, Step
from pos_client.domain.sim import NotAnIccid, Sim, SimSource, is_iccid, read_iccid

__all__ = ["Choice"]


class Choice:
    """What is marked on the page of this step; the case takes it all at once."""

    def __init__(self, desk: Desk, workers: Workers) -> None:
        self._desk = desk
        self.numbers = Numbers(desk, workers)
        self._offer_code = ""
        self._sim: Sim | None = None
        self._scan_refused = ""
        self._slot_refused = ""
        self._in_use: Sim | None = None
        self.slots = SimSlots()

    @property
    def state(self) -> ChoiceState:
        sim = self._sim
        return ChoiceState(
            offers=self._desk.configuration.case.offers,
            chosen_offer=self.offer_code,
            iccid=sim.iccid if sim else "",
            sim_source=sim.source if sim else None,
            sim_warnings=sim.warnings if sim else (),
            scan_refused=self._scan_refused,
            slot_refused=self._slot_refused,
        )

    @property
    def offer_code(self) -> str:
        """The offer marked; the first of the list until somebody chooses."""
        policy = self._desk.configuration.case
        if policy.offer(self._offer_code) is not None:
            return self._offer_code
        return policy.offers[0].code if policy.offers else ""

    @property
    def sim(self) -> Sim | None:
        """The SIM that was read out of stock."""
        return self._sim

    def keep_apart(self, sim: Sim | None) -> None:
        """This SIM is the customer's already, and none out of stock."""
        self._in_use = sim

    def clear(self) -> None:
        self.numbers.clear()
        self._in_use = None
        self._offer_code, self._sim, self._scan_refused = "", None, ""
        self._slot_refused = ""

    def choose_offer(self, code: str) -> bool:
        """Mark one of the signed list; whether it stands in it."""
        is_offered = self._desk.configuration.case.offer(code) is not None
        if is_offered:
            self._offer_code = code
        return is_offered

    def scan_sim(self, text: str) -> None:
        """Take what a scanner read off a SIM's carrier; anything else changes nothing."""
        self._slot_refused = ""
        try:
            iccid = read_iccid(text)
        except NotAnIccid as refused:
            self._scan_refused = refused.reason
        else:
            sim = Sim(iccid, SimSource.SCANNER)
            self._scan_refused = self._why_not(sim)
            self._sim = self._sim if self._scan_refused else sim

    def take_from_slot(self, sim: SimRead | SimRefused | None) -> None:
        """Take the SIM that lies in a reader; one that is no good changes nothing but the note."""
        self._scan_refused, self._slot_refused = "", ""
        if isinstance(sim, SimRefused):
            self._slot_refused = sim.reason
        elif sim is not None and is_iccid(sim.iccid):
            read = Sim(sim.iccid, SimSource.SIM_READER)
            self._slot_refused = self._why_not(read)
            self._sim = self._sim if self._slot_refused else read
        elif sim is not None:
            self._slot_refused = "prefix"

    def forget_refusal(self) -> None:
        """The chip that was no good has been taken out."""
        self._slot_refused = ""

    def preload(self, case: Case) -> None:
        """Look for numbers before they are asked for; none is held."""
        if self._desk.is_reachable and not self.numbers.found:
            self.numbers.find(case, is_early=True)

    def enter(self, case: Case) -> None:
        """The case has come to this step: what was preloaded counts, or is looked for now."""
        if case.step not in SIM_STEPS:
            return
        if self._sim is None:
            self.take_from_slot(self.slots.latest)
        if case.step is not Step.NUMBER_AND_SIM:
            return
        if case.mode is Mode.OFFLINE:
            self.numbers.clear()  # what the gateway had found is not this device's own
        if not self.numbers.found and not self.numbers.is_searching:
            self.numbers.find(case)

    def _why_not(self, sim: Sim) -> str:
        is_theirs = self._in_use is not None and self._in_use.stock_number == sim.stock_number
        return "in_use" if is_theirs else ""

    def take(
        self,
        case: Case,
        held: Callable[[ChosenNumber, str, Sim], None],
        not_held: Callable[[Trouble], None],
    ) -> None:
        """Keep the marked number, and not before this moment; then all three are told."""
        sim, offer_code = self._sim, self.offer_code
        if sim is None or not offer_code:
            not_held(SimMissing())
            return

        def keep(number: ChosenNumber) -> None:
            self.slots.use_up(sim.iccid)
            held(number, offer_code, sim)

        self.numbers.hold(case, keep, not_held)
