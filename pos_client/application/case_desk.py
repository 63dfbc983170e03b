"""The customer at the counter: cards and keys in, one `CaseState` out."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from drivers.api import CardRefused, ReaderInfo
from drivers.card.read import CardRead, RecordRefused
from pos_client.application.admission import Admission
from pos_client.application.desk import Desk
from pos_client.application.next_case import NextCase
from pos_client.application.numbers import Numbers
from pos_client.application.open_case import OpenCase
from pos_client.application.person_keys import PersonKeys
from pos_client.application.plate import Plate
from pos_client.application.reading import Reading
from pos_client.application.state import CasePhase, CaseState, LastSaved
from pos_client.application.trouble import (
    CaptureClosed,
    CounterBusy,
    DifferentPerson,
    HoldExpired,
    NoNumberLeft,
    ReadRefused,
    Trouble,
)
from pos_client.application.verification import Verification
from pos_client.application.workers import Workers
from pos_client.domain.audit import AuditEvent
from pos_client.domain.case import AnotherPerson, Case, ReadTooOld
from pos_client.domain.flow import NEW_NUMBER, Flow, Step
from pos_client.domain.identity import Identity
from pos_client.domain.outcome import Receipt
from pos_client.domain.registration import SealedRegistration
from pos_client.protocol.words import Session

__all__ = ["CaseDesk"]

log = logging.getLogger(__name__)


class CaseDesk:
    """At most one open case. The next customer may begin while a receipt is pending."""

    def __init__(self, desk: Desk, workers: Workers) -> None:
        self._desk = desk
        self._workers = workers
        self._reading = Reading(desk)
        self._numbers = Numbers(desk, workers)
        self._open = OpenCase(desk, self._numbers)
        self._verification = Verification(desk, workers, self._open)
        self._people = PersonKeys()
        self._admission = Admission(desk)
        self._next = NextCase(desk, workers, self._reading, self.take_up)
        self.plate = Plate(desk.tools.clock)
        self.last_saved: LastSaved | None = None

    @property
    def state(self) -> CaseState | None:
        there = self._open
        return there.view.state(there.case, there.phase, there.code, self._numbers)

    @property
    def is_open(self) -> bool:
        return self._open.is_open

    # The card ------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Get ready for the next customer while nobody waits."""
        self._next.prepare()

    def take_read(self, read: CardRead, info: ReaderInfo) -> None:
        """A card was read: it begins a case, or continues the one that asked for it."""
        self.plate.wipe()
        self.plate.clear(info.address)
        if not self._desk.is_at_work:
            self.plate.pass_over(info.address)
            return
        if self._open.is_open and self._open.phase is not CasePhase.REREAD:
            self.plate.pass_over(info.address)
            self._desk.tell(CounterBusy())
        else:
            self._next.hurry()
            self._take(read, info)
        self.prepare()

    def take_up(self) -> None:
        """Go on with the card that waits, once nothing is left to wait for."""
        if self.plate.waiting is None:
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
            self._desk.tell(ReadRefused(reason=refused.reason))
            return
        unreadable = CasePhase.CARD_UNREADABLE if refused.is_unreadable else CasePhase.CARD_REFUSED
        self._open.clear()
        self._open.end(unreadable, refused.reason)

    def _take(self, read: CardRead, info: ReaderInfo) -> None:
        if self._open.phase is CasePhase.REREAD and self._open.case is not None:
            self._continue(self._open.case, read, info)
        else:
            self._begin(NEW_NUMBER, read, info)

    def _has_to_wait(self, read: CardRead, info: ReaderInfo) -> bool:
        """Park a read while the gateway is being asked for its challenge."""
        if self._reading.has_challenge:
            return False
        self.prepare()
        if not self._next.may_bring_challenge:
            return False
        self.plate.park(read, info)
        return True

    def _begin(self, flow: Flow, read: CardRead, info: ReaderInfo) -> None:
        desk = self._desk
        desk.trouble = None
        self._open.clear()
        try:
            self._admission.check_may_begin(flow)
            if self._has_to_wait(read, info):
                return
            evidence, identity = self._reading.take(read, info)
        except Trouble as trouble:
            desk.tell(trouble)
            return
        except RecordRefused as refused:
            self._open.end(CasePhase.CARD_REFUSED, refused.reason)
            return
        case = Case(
            id=desk.tools.new_id(),
            flow=flow,
            opened_at=desk.now(),
            completion=desk.configuration.offline.completion,
        )
        self._open.begin(case.take_read(evidence, identity))
        self._open.view.show(identity, evidence)
        refusal = self._admission.refusal_of(identity, evidence.sam_id, is_simulated=info.simulated)
        if refusal:
            self._open.refuse(refusal)

    def _continue(self, case: Case, read: CardRead, info: ReaderInfo) -> None:
        try:
            if self._has_to_wait(read, info):
                return
            evidence, identity = self._reading.take(read, info)
            self._open.case = case.take_read(evidence, identity)
            refusal = self._admission.refusal_of(
                identity, evidence.sam_id, is_simulated=info.simulated
            )
        except AnotherPerson:
            self._desk.audit("another_person", case_id=str(case.id))
            self._desk.tell(DifferentPerson())
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

    def confirm(self, step: str) -> None:
        """Enter at the step the screen shows; anything else is a key pressed twice."""
        case = self._open.case
        if case is None or not self._open.waits_at(step):
            return
        self._desk.trouble = None
        try:
            if case.step is Step.VISUAL_CHECK:
                compared = case.confirm_visual_check(self._desk.now())
                self._open.case = compared
                self._verification.ask(compared)
            elif case.step is Step.VERIFICATION:
                self._verification.ask(case)
            elif case.step is Step.NUMBER_AND_SIM and not self._numbers.is_searching:
                self._hold_number(case)
            elif case.step is Step.SEAL:
                self._seal(case)
        except ReadTooOld:
            self._open.phase = CasePhase.REREAD

    def refuse_visual_check(self) -> None:
        """The person is not the one on the card."""
        if self._open.waits_at(Step.VISUAL_CHECK):
            self._open.refuse("VISUAL_CHECK_REFUSED")

    def find_numbers(self, digits: str) -> None:
        if self._open.case is not None and self._open.waits_at(Step.NUMBER_AND_SIM):
            self._numbers.find(self._open.case, digits)

    def choose_number(self, phone_number: str) -> None:
        if self._open.waits_at(Step.NUMBER_AND_SIM):
            self._numbers.choose(phone_number)

    def step_back(self) -> None:
        case = self._open.case
        if case is None or self._open.phase is not CasePhase.OPEN or not case.can_step_back:
            return
        self._numbers.give_back(case)
        self._open.case = case.step_back()

    def cancel(self) -> None:
        """Give the case up: nothing of it was saved, and nothing of it stays."""
        self.plate.wipe()
        case = self._open.case
        if case is None or not self._open.is_open:
            return
        self._numbers.give_back(case)
        self._desk.audit("case_cancelled", case_id=str(case.id), step=case.step.value)
        self.finish()

    def finish(self) -> None:
        """Leave the page of a case that is over."""
        self.plate.wipe()
        self._open.clear()
        self._desk.trouble = None
        self.prepare()

    def tick(self) -> None:
        """Several times a second: what time alone changes."""
        self.take_up()
        case = self._open.case
        if case is None:
            self.prepare()
        elif self._open.phase is CasePhase.OPEN and case.reread_is_due(self._desk.now()):
            self._open.phase = CasePhase.REREAD

    # Number and seal -----------------------------------------------------------------------

    def _hold_number(self, case: Case) -> None:
        def held(with_number: Case) -> None:
            if self._open.is_still(case):
                self._open.case, self._open.phase = with_number, CasePhase.OPEN
            else:
                self._numbers.give_back(with_number)

        def not_held(trouble: Trouble) -> None:
            if self._open.is_still(case):
                self._open.phase = CasePhase.OPEN
                self._desk.tell(trouble)
                self._numbers.find(case)

        self._open.phase = CasePhase.WORKING
        self._numbers.hold(case, held, not_held)

    def _seal(self, case: Case) -> None:
        desk, now = self._desk, self._desk.now()
        session, identity, store = desk.session, case.identity, desk.tools.store
        if session is None or identity is None:
            return
        if case.number is not None and case.number.held_until <= now:
            desk.tell(HoldExpired())
            self.step_back()
            self._numbers.find(self._open.case or case)
            return
        try:
            sealed = self._sealed(case, session, identity, now)
            details: dict[str, str | int | bool] = {
                "registration_id": str(sealed.id),
                "sequence": sealed.sequence,
                "sha256": sealed.envelope_sha256.hex(),
                "offline": sealed.is_offline,
            }
            store.save(sealed, AuditEvent("registration_saved", now, details))
        except Trouble as trouble:
            desk.tell(trouble)
            return
        except ValueError:
            # The block's number has gone to a newer configuration meanwhile.
            self.step_back()
            self._numbers.find(self._open.case or case)
            desk.tell(NoNumberLeft())
            return
        self._people.remember(identity, sealed.id)
        log.info(
            "a registration was saved",
            extra={
                "registration_id": str(sealed.id),
                "sequence": sealed.sequence,
                "is_offline": sealed.is_offline,
            },
        )
        self.last_saved = LastSaved(
            id=sealed.id,
            sequence=sealed.sequence,
            is_offline=sealed.is_offline,
            saved_at=now,
            masked_name=sealed.masked_name,
            phone_number=case.number.phone_number if case.number else "",
        )
        self._open.end(CasePhase.SAVED)

    def _sealed(
        self, case: Case, session: Session, identity: Identity, now: datetime
    ) -> SealedRegistration:
        desk, store = self._desk, self._desk.tools.store
        _, head = store.audit_head()
        return desk.sealing.registration(
            desk.tools.new_id(),
            store.next_sequence(),
            case,
            session,
            is_offline_session=desk.is_offline_session,
            predecessor_id=self._people.newest_of(identity),
            head=head,
            now=now,
        )

    def note_receipt(self, receipt: Receipt) -> None:
        """A receipt was settled; the page of the last customer may be waiting for it."""
        last = self.last_saved
        if last is not None and last.id == receipt.registration_id:
            self.last_saved = replace(last, outcome=receipt.outcome, code=receipt.code)
