"""Number, offer and SIM of the open case (选号 / 套餐 / SIM)."""

from __future__ import annotations

from collections.abc import Callable

from drivers.api import SimRead, SimRefused
from pos_client.application.case_trouble import SimMissing, SimNotUsable
from pos_client.application.desk import Desk
from pos_client.application.numbers import Numbers
from pos_client.application.sim_checks import SimChecks
from pos_client.application.sim_slots import SimSlots
from pos_client.application.step_state import ChoiceState
from pos_client.application.trouble import Trouble
from pos_client.application.workers import Workers
from pos_client.domain.case import Case
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.esim import AnySim, Esim, read_device_code
from pos_client.domain.flow import SIM_STEPS, Mode, Step
from pos_client.domain.sim import NotAnIccid, Sim, SimSource, is_iccid, read_iccid
from pos_client.domain.sim_stock import SimStanding

__all__ = ["Choice"]


class Choice:
    """What is marked on the page of this step; the case takes it all at once."""

    def __init__(self, desk: Desk, workers: Workers) -> None:
        self._desk = desk
        self.numbers = Numbers(desk, workers)
        self._offer_code = ""
        self._sim: AnySim | None = None
        self._device: dict[str, str] = {}
        self._takes_esim = False
        self._scan_refused = ""
        self._slot_refused = ""
        self._stock_refused = ""
        self._in_use: Sim | None = None
        self._mode = Mode.ONLINE
        self.checks = SimChecks(desk, workers)
        self.slots = SimSlots()

    @property
    def state(self) -> ChoiceState:
        sim = self._sim
        return ChoiceState(
            offers=self._desk.configuration.case.offers,
            chosen_offer=self.offer_code,
            iccid=sim.iccid if sim else "",
            eid=self._device.get("eid", ""),
            imei=self._device.get("imei", ""),
            takes_esim=self._takes_esim,
            sim_source=sim.source if sim else None,
            sim_warnings=sim.warnings if sim else (),
            scan_refused=self._scan_refused,
            slot_refused=self._slot_refused,
            stock_refused=self._stock_refused,
        )

    @property
    def offer_code(self) -> str:
        """The offer marked; the first of the list until somebody chooses."""
        policy = self._desk.configuration.case
        if policy.offer(self._offer_code) is not None:
            return self._offer_code
        return policy.offers[0].code if policy.offers else ""

    @property
    def sim(self) -> AnySim | None:
        """The SIM that was read out of stock, or the eSIM whose device was scanned."""
        return self._sim

    def keep_apart(self, sim: Sim | None) -> None:
        """This SIM is the customer's already, and none out of stock."""
        self._in_use = sim

    def clear(self) -> None:
        self.numbers.clear()
        self._in_use = None
        self._offer_code, self._sim, self._scan_refused = "", None, ""
        self._device = {}
        self._slot_refused, self._stock_refused = "", ""
        self.checks.forget()

    def choose_offer(self, code: str) -> bool:
        """Mark one of the signed list; whether it stands in it."""
        is_offered = self._desk.configuration.case.offer(code) is not None
        if is_offered:
            self._offer_code = code
        return is_offered

    def scan_sim(self, text: str) -> None:
        """Take what a scanner read off a SIM's carrier, or off the screen of a device with an eSIM;
        anything else changes nothing."""
        self._slot_refused, self._stock_refused = "", ""
        if self._scan_device(text):
            return
        try:
            iccid = read_iccid(text)
        except NotAnIccid as refused:
            self._scan_refused = refused.reason
        else:
            sim = Sim(iccid, SimSource.SCANNER)
            self._scan_refused = self._why_not(sim)
            self._mark(sim, self._scan_refused)

    def _scan_device(self, text: str) -> bool:
        """Whether that was an EID or an IMEI; both of them make an eSIM."""
        try:
            code = read_device_code(text)
        except ValueError as no:
            self._scan_refused = str(no)
            return True
        if code is None:
            return False
        if not self._takes_esim:
            self._scan_refused = "no_esim"
            return True
        self._scan_refused = ""
        self._device = self._device | {code.kind: code.digits}
        if isinstance(self._sim, Sim):
            self._sim = None  # one or the other goes with a number
        if self._device.keys() == {"eid", "imei"}:
            self._sim = Esim(self._device["eid"], self._device["imei"])
        return True

    def take_from_slot(self, sim: SimRead | SimRefused | None) -> None:
        """Take the SIM that lies in a reader; one that is no good changes nothing but the note."""
        self._scan_refused, self._slot_refused, self._stock_refused = "", "", ""
        if isinstance(sim, SimRefused):
            self._slot_refused = sim.reason
        elif sim is not None and is_iccid(sim.iccid):
            read = Sim(sim.iccid, SimSource.SIM_READER)
            self._slot_refused = self._why_not(read)
            self._mark(read, self._slot_refused)
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
        self._mode = case.mode
        is_online = case.mode is Mode.ONLINE
        self._takes_esim = is_online and self._desk.configuration.takes_esim(case.flow)
        if self._sim is None:
            self.take_from_slot(self.slots.latest)
        if case.step is not Step.NUMBER_AND_SIM:
            return
        if case.mode is Mode.OFFLINE:
            self.numbers.clear()  # what the gateway had found is not this device's own
        if not self.numbers.found and not self.numbers.is_searching:
            self.numbers.find(case)

    def settle_sim(
        self, case: Case, usable: Callable[[AnySim], None], not_usable: Callable[[Trouble], None]
    ) -> None:
        """Make sure of the marked SIM; nothing but the gateway's yes lets it go into the case."""
        sim = self._sim
        if sim is None:
            not_usable(SimMissing())
        elif self.checks.is_usable(sim):
            usable(sim)
        else:
            self.checks.ask(
                case.mode,
                sim,
                lambda said: self._settled(sim, said, usable, not_usable),
                not_usable,
            )

    def _mark(self, sim: Sim, refused: str) -> None:
        """Mark a SIM, and learn meanwhile whether it may be taken; what is not heard is asked."""
        if refused:
            return
        self._sim, self._device = sim, {}
        if not self.checks.is_usable(sim):
            self.checks.ask(self._mode, sim, lambda said: self._hear(sim, said), lambda _: None)

    def _hear(self, sim: AnySim, said: SimStanding) -> None:
        if self._sim is sim and said is not SimStanding.USABLE:
            self._sim, self._stock_refused = None, said.value

    def _settled(
        self,
        sim: AnySim,
        said: SimStanding,
        usable: Callable[[AnySim], None],
        not_usable: Callable[[Trouble], None],
    ) -> None:
        if said is SimStanding.USABLE:
            usable(sim)
            return
        self._hear(sim, said)
        not_usable(SimNotUsable(standing=said.value))

    def _why_not(self, sim: Sim) -> str:
        is_theirs = self._in_use is not None and self._in_use.stock_number == sim.stock_number
        return "in_use" if is_theirs else ""

    def take(
        self,
        case: Case,
        held: Callable[[ChosenNumber, str, AnySim], None],
        not_held: Callable[[Trouble], None],
    ) -> None:
        """Keep the marked number, and not before this moment; then all three are told."""
        offer_code = self.offer_code
        if self._sim is None or not offer_code:
            not_held(SimMissing())
            return

        def hold(sim: AnySim) -> None:
            def keep(number: ChosenNumber) -> None:
                self.slots.use_up(sim.iccid)
                held(number, offer_code, sim)

            self.numbers.hold(case, keep, not_held)

        self.settle_sim(case, hold, not_held)
