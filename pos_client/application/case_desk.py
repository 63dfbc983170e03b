"""The customer at the counter: cards and keys in, one `CaseState` out."""

from __future__ import annotations

from drivers.api import CardRefused, ReaderInfo, SimRead, SimRefused
from drivers.card.read import CardRead, RecordRefused
from pos_client.application.admission import Admission
from pos_client.application.beginning import Beginning
from pos_client.application.case_trouble import (
    CaptureClosed,
    DifferentCard,
    DifferentPerson,
    LookUpRefused,
    SamePersonTwice,
)
from pos_client.application.choice import Choice
from pos_client.application.decoding import Decoding
from pos_client.application.desk import Desk
from pos_client.application.look_up import LookUp
from pos_client.application.next_case import NextCase
from pos_client.application.open_case import OpenCase
from pos_client.application.plate import Plate
from pos_client.application.reading import Reading
from pos_client.application.returns import AwaitedReturn, Returns
from pos_client.application.scanning import Scanning
from pos_client.application.special_document import SpecialDocument
from pos_client.application.state import CasePhase, CaseState
from pos_client.application.steps import Steps
from pos_client.application.trouble import CardUnreadable, ReadRefused, Trouble
from pos_client.application.unit_ordering import UnitOrdering
from pos_client.application.workers import Workers
from pos_client.domain.case import Case
from pos_client.domain.case_errors import AnotherCard, AnotherPerson, SamePerson
from pos_client.domain.evidence import Challenge, Evidence
from pos_client.domain.flow import Step
from pos_client.domain.identity import Identity
from pos_client.domain.outcome import Receipt

__all__ = ["CaseDesk"]


class CaseDesk:
    """At most one open case. The next customer may begin while a receipt is pending."""

    def __init__(self, desk: Desk, workers: Workers) -> None:
        self._desk = desk
        self._reading = Reading(desk)
        self._choice = Choice(desk, workers)
        self._open = OpenCase(desk, workers, self._choice)
        self._admission = Admission(desk)
        self._next = NextCase(desk, workers, self._reading, self.take_up)
        self.returns = Returns(desk, workers, self._begin_return)
        self.ordering = UnitOrdering(desk, workers)
        self.look_up = LookUp(desk, workers, self._open, self._choice.slots)
        begins = (self._admission, self.look_up, SpecialDocument(desk, workers, self._open))
        self.beginning = Beginning(desk, self._open, *begins)
        self.steps = Steps(desk, workers, self._open, self.look_up)
        self.plate = Plate(desk.tools.clock)
        self.decoding = Decoding(desk, workers, self)
        comings = (self.returns, self.ordering, self.beginning)
        self._scanning = Scanning(
            desk, self._open, self._choice, self.steps, self.look_up, *comings
        )

    @property
    def state(self) -> CaseState | None:
        self._open.view.centre = self.steps.reviewing.centre.state
        return self._open.view.state(self._open.case, self._open.phase, self._open.code)

    @property
    def is_open(self) -> bool:
        return self._open.is_open

    # The card ------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Get ready for the next customer while nobody waits."""
        self._next.prepare()

    @property
    def may_read(self) -> bool:
        """Whether a card laid now begins a case, or continues one."""
        return not self._open.is_open or self._open.waits_for_card

    @property
    def next_challenge(self) -> Challenge | None:
        """The case's challenge that the next read answers; none of the offline pool."""
        if self.returns.is_open:
            return self.returns.challenge
        return self._reading.next_challenge

    def take_read(self, read: CardRead, info: ReaderInfo) -> None:
        """A card was read: it begins a case, or continues the one that asked for it."""
        self.plate.wipe()
        self.plate.clear(info.address)
        if not self._desk.is_at_work:
            self.plate.pass_over(info.address)
            return
        if self._open.is_open and not self._open.waits_for_card:
            self.plate.pass_over(info.address)
            self._desk.tell(self._open.too_early())
        else:
            self._next.hurry()
            self._take(read, info)
        self.prepare()

    def take_up(self) -> None:
        """Go on with the card that waits, once nothing is left to wait for."""
        if self.plate.waiting is None:
            return
        if self.returns.is_asking and not self.plate.is_overdue:
            return
        if self._reading.has_challenge or not self._next.may_bring_challenge:
            waiting = self.plate.take()
            if waiting is not None:
                self._take(waiting.read, waiting.info)
                self.prepare()
        elif self.plate.is_overdue:
            self.plate.wipe()
            self._desk.tell(CaptureClosed(limit="silence"))

    def take_refusal(self, refused: CardRefused, info: ReaderInfo) -> None:
        """A card lies there that gives nothing; it has a page of its own, never a form."""
        self.plate.wipe()
        self.plate.clear(info.address)
        if not self._desk.is_at_work:
            self.plate.pass_over(info.address)
            return
        self._desk.audit("card_refused", reason=refused.reason, tries=refused.tries)
        if self._open.is_open:
            self._desk.tell(self._while_open(refused))
            return
        unreadable = CasePhase.CARD_UNREADABLE if refused.is_unreadable else CasePhase.CARD_REFUSED
        self._open.clear()
        self._open.end(unreadable, refused.reason)

    def _while_open(self, refused: CardRefused) -> Trouble:
        """The open case stays, whatever lies there; another reader may do better."""
        if not self._open.waits_for_card:
            return self._open.too_early()
        return CardUnreadable() if refused.is_unreadable else ReadRefused(reason=refused.reason)

    def take_sim(self, sim: SimRead | SimRefused, address: str) -> None:
        """A SIM lies in a slot: it counts where one is asked for, and waits until then."""
        self._choice.slots.put(address, sim)
        if self._open.asks_for_sim:
            self._choice.take_from_slot(sim)
        elif self._open.asks_for_subject:
            self.look_up.take_from_slot(sim)
        elif isinstance(sim, SimRead):
            self.beginning.begins_with(sim.iccid)

    def clear_slot(self, address: str) -> None:
        """A SIM was taken out. One that is marked stays so: it may be needed elsewhere."""
        self._choice.slots.clear(address)
        self._choice.forget_refusal()
        self._open.marks.sim_refused = ""

    def _take(self, read: CardRead, info: ReaderInfo) -> None:
        case = self._open.case
        if case is None or not self._open.waits_for_card:
            self._begin(read, info)
        elif self._open.phase is CasePhase.REREAD:
            self._continue(case, read, info)
        else:
            self._read_party(case, read, info)

    def _has_to_wait(self, read: CardRead, info: ReaderInfo) -> bool:
        """Park a read while the gateway is being asked for its challenge."""
        if self.returns.is_asking:
            self.plate.park(read, info)
            return True
        if self._reading.has_challenge or self.returns.is_open:
            return False
        self.prepare()
        if not self._next.may_bring_challenge:
            return False
        self.plate.park(read, info)
        return True

    def _begin(self, read: CardRead, info: ReaderInfo) -> None:
        desk = self._desk
        desk.trouble = None
        self._open.clear()
        awaited: AwaitedReturn | None = None
        try:
            flow = self.returns.flow or self.ordering.flow_of_next(self.beginning.first_flow)
            if flow.stages[0].step is not Step.READ_CARD:
                self.plate.pass_over(info.address)
                raise LookUpRefused(reason="before_card")
            self._admission.check_may_begin(flow)
            self._admission.check_level(flow, read)
            if self._has_to_wait(read, info):
                return
            awaited = self.returns.take()
            if awaited is not None:
                self._reading.keep_for_next_case(awaited.challenge)
            evidence, identity = self._reading.take(read, info)
        except Trouble as trouble:
            desk.tell(trouble)
            return
        except RecordRefused as refused:
            self._open.end(CasePhase.CARD_REFUSED, refused.reason)
            return
        case = self.beginning.new_case(flow, awaited, self.ordering.order)
        case = case.take_read(evidence, identity)
        self._open.begin(case)
        self.ordering.refresh()
        self._show(case, identity, evidence)

    def _read_party(self, case: Case, read: CardRead, info: ReaderInfo) -> None:
        """The card that an open case asks for: of its first person, or of the next one."""
        self._desk.trouble = None
        try:
            self._admission.check_level(case.flow, read)
            if self._has_to_wait(read, info):
                return
            evidence, identity = self._reading.take(read, info)
            self._open.case = case = case.take_read(evidence, identity)
        except SamePerson:
            self._desk.audit("same_person_twice", case_id=str(case.id))
            self._desk.tell(SamePersonTwice())
        except Trouble as trouble:
            self._desk.tell(trouble)
        except RecordRefused as refused:
            self._desk.tell(ReadRefused(reason=refused.reason))
        else:
            self._show(case, identity, evidence)

    def _show(self, case: Case, identity: Identity, evidence: Evidence) -> None:
        """Now the person may be seen, and refused."""
        self._open.view.show(identity, evidence)
        refusal = self._admission.refusal_of(case, identity, evidence)
        if refusal:
            self._open.refuse(refusal)
        else:
            self.steps.ask_if_due()

    def _begin_return(self) -> None:
        """The gateway knows the slip; what begins with something else than a card begins now."""
        flow = self.returns.flow
        if flow is None or flow.stages[0].step is Step.READ_CARD:
            return
        awaited = self.returns.take()  # it was answered just now, and is not too old
        if awaited is not None:
            self._reading.keep_for_next_case(awaited.challenge)
            self.beginning.start(flow, awaited)

    def _continue(self, case: Case, read: CardRead, info: ReaderInfo) -> None:
        try:
            self._admission.check_level(case.flow, read)
            if self._has_to_wait(read, info):
                return
            evidence, identity = self._reading.take(read, info)
            self._open.case = case.reread(evidence, identity)
            refusal = self._admission.refusal_of(case, identity, evidence)
        except AnotherPerson:
            self._desk.audit("another_person", case_id=str(case.id))
            self._desk.tell(DifferentPerson())
            return
        except AnotherCard:
            self._desk.audit("another_card", case_id=str(case.id))
            self._desk.tell(DifferentCard())
            return
        except Trouble as trouble:
            self._desk.tell(trouble)
            return
        except RecordRefused as refused:
            self._desk.tell(ReadRefused(reason=refused.reason))
            return
        if refusal:
            self._open.refuse(refusal)
            return
        self._open.view.show(identity, evidence)
        self._open.phase = CasePhase.OPEN
        self._desk.trouble = None

    # Keys ----------------------------------------------------------------------------------

    def begin_flow(self, name: str) -> None:
        """A key of the idle counter."""
        if self.returns.is_open or self.ordering.is_open:
            self._open.note_out_of_order("BEGIN_FLOW", "")
        else:
            self.beginning.begin(name)

    def scan(self, text: str) -> None:
        self._scanning.scan(text)

    def step_back(self) -> None:
        case = self._open.case
        if case is None:
            if not self.returns.is_open and self._open.phase is CasePhase.OPEN:
                self.ordering.give_up()
            self.returns.give_up()
            return
        if self._open.phase is CasePhase.OPEN and case.can_step_back:
            self.steps.go_back(case)
        elif self._open.phase is CasePhase.OPEN:
            self._open.note_out_of_order("STEP_BACK", "")

    def cancel(self) -> None:
        """Give the case up: nothing of it was saved, and nothing of it stays."""
        self.plate.wipe()
        self.returns.give_up()
        if (case := self._open.case) is None:
            return
        self._open.give_back(case)
        self._desk.audit("case_cancelled", case_id=str(case.id), step=case.step.value)
        self.finish()

    def leave(self) -> None:
        """The next customer, please: leave the page of a case that is over, and no other."""
        if self._open.is_open:
            self._open.note_out_of_order("FINISH_CASE", "")
        else:
            order = self.steps.saving.opened_order
            self.finish()
            if order is not None and not self.ordering.is_open:
                self.ordering.begin(order)

    def close(self) -> None:
        """Nobody works here any more: an order goes on by its code."""
        self.ordering.give_up()
        self.finish()

    def note_receipt(self, receipt: Receipt) -> None:
        """Something was decided; of the order that is open it may be a user's."""
        self.steps.saving.note_receipt(receipt)
        if not self._open.is_open:
            self.ordering.refresh(is_after_case=False)

    def finish(self) -> None:
        """Begin anew with nobody at the counter; an open order asks for its next user."""
        self.plate.wipe()
        self._open.clear()
        self._desk.trouble = None
        self.ordering.refresh()
        self.prepare()

    def tick(self) -> None:
        """What time alone changes."""
        self.take_up()
        self.decoding.tick()
        self.returns.tick()
        self.steps.lapses.tick()
        self.steps.reviewing.centre.tick()
        if self._open.case is None:
            self.prepare()
