"""The number that a case is about: looked up, and shown to be in use, before any card is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from drivers.api import SimRead, SimRefused
from pos_client.application.case_trouble import LookUpRefused, PortInRefused
from pos_client.application.desk import Desk
from pos_client.application.open_case import OpenCase
from pos_client.application.refusals import what_was_refused
from pos_client.application.sim_slots import SimSlots
from pos_client.application.state import CasePhase
from pos_client.application.subscribers import Authorisation, FoundSubscriber
from pos_client.application.trouble import NotAuthorised, OutcomeUnknown, Trouble, Unreachable
from pos_client.application.workers import Workers
from pos_client.domain.case import Case
from pos_client.domain.case_errors import StepIncomplete
from pos_client.domain.flow import Flow, Step
from pos_client.domain.phone_number import is_mobile_number
from pos_client.domain.sim import NotAnIccid, Sim, SimSource, is_iccid, read_iccid
from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject, Subscriber, SubscriberState

__all__ = ["LookUp"]

_Said = TypeVar("_Said")
_METHODS = {
    SimSource.SCANNER: ProofMethod.SCANNER,
    SimSource.SIM_READER: ProofMethod.SIM_READER,
}
_WHY_NOT = {
    SubscriberState.UNREGISTERED: "incomplete",
    SubscriberState.INCOMPLETE: "incomplete",
    SubscriberState.REGISTERED: "complete",
    SubscriberState.TERMINATED: "terminated",
}


class LookUp:
    """The steps 号码查询, 使用证明 and 授权码 of the open case.

    A SIM that was read names the number, where the gateway can be asked. Where the use has to be
    proven it proves that as well, and without the gateway it goes along with the number typed.
    """

    def __init__(self, desk: Desk, workers: Workers, open_case: OpenCase, slots: SimSlots) -> None:
        self._desk = desk
        self._workers = workers
        self._open = open_case
        self._slots = slots
        self._marks = open_case.marks

    def enter(self) -> None:
        """A case begins with its number: a SIM that lies in a slot already counts as proof.

        Where none is asked for, it may as well be the new one that the number gets.
        """
        self._marks.clear()
        if self._open.case is not None and self._open.case.flow.has(Step.PROOF_OF_USE):
            self.take_from_slot(self._slots.latest)

    def look_up(self, phone_number: str) -> None:
        """The customer has named a number."""
        if is_mobile_number(phone_number):
            self._ask_about(phone_number, self._marks.sim)
        else:
            self._desk.tell(LookUpRefused(reason="number"))

    def scan_sim(self, text: str) -> None:
        """Take what a scanner read off a SIM; anything else changes nothing but the note."""
        try:
            self._take(Sim(read_iccid(text), SimSource.SCANNER))
        except NotAnIccid as refused:
            self._marks.sim_refused = refused.reason

    def take_from_slot(self, sim: SimRead | SimRefused | None) -> None:
        if isinstance(sim, SimRefused):
            self._marks.sim_refused = sim.reason
        elif sim is not None and is_iccid(sim.iccid):
            self._take(Sim(sim.iccid, SimSource.SIM_READER))
        elif sim is not None:
            self._marks.sim_refused = "prefix"

    def send_code(self) -> None:
        """Let the carrier send a code to the number; again sends another one."""
        case, session = self._open.case, self._desk.session
        if case is None or case.subject is None or session is None:
            return
        if not self._marks.may_send_code(case, is_reachable=self._desk.is_reachable):
            self._desk.tell(LookUpRefused(reason="not_sent"))
            return
        number, subscribers = case.subject.phone_number, self._desk.tools.subscribers

        def sent(_: None) -> None:
            self._marks.is_code_sent = True
            self._desk.audit("usage_code_sent", case_id=str(case.id))

        self._ask(case, lambda: subscribers.send_code(number, session), sent)

    def prove_by_code(self, code: str) -> None:
        """The customer has read the code out."""
        case, session = self._open.case, self._desk.session
        if case is None or case.subject is None or session is None or not self._marks.is_code_sent:
            return
        number, subscribers = case.subject.phone_number, self._desk.tools.subscribers

        def checked(reference: str) -> None:
            self._prove(ProofOfUse(ProofMethod.SMS_CODE, reference=reference))

        self._ask(case, lambda: subscribers.check_code(number, code, session), checked)

    def authorise(self, phone_number: str, code: str) -> None:
        """The customer brings a number along, with the code of the carrier that has it."""
        case, session, desk = self._open.case, self._desk.session, self._desk
        if case is None or session is None:
            return
        if not (is_mobile_number(phone_number) and code) or not desk.is_reachable:
            desk.tell(PortInRefused(reason="number" if desk.is_reachable else "away"))
            return
        subscribers, away = desk.tools.subscribers, PortInRefused(reason="away")

        def authorised(said: Authorisation) -> None:
            proof = ProofOfUse(ProofMethod.AUTHORISATION_CODE, reference=said.reference)
            self._open.case = case.authorise(Subject(phone_number, proof=proof, donor=said.donor))
            desk.audit("number_authorised", case_id=str(case.id))

        def ask() -> Authorisation:
            return subscribers.authorise(phone_number, code, session)

        self._ask(case, ask, authorised, away=away)

    def _take(self, sim: Sim) -> None:
        """A SIM was read: it names the number, or proves the use of the one that was named."""
        case = self._open.case
        self._marks.sim, self._marks.sim_refused = sim, ""
        if case is None:
            return
        if case.step is Step.PROOF_OF_USE and case.subject is not None:
            if case.subject.subscriber is None or not self._desk.is_reachable:
                self._prove(_proof_by(sim))
            else:
                self._ask_about(case.subject.phone_number, sim)
        elif self._desk.is_reachable:
            self._ask_about("", sim)

    def _ask_about(self, phone_number: str, sim: Sim | None) -> None:
        """Ask the gateway, or take a number of which nothing can be known now."""
        case, session, desk = self._open.case, self._desk.session, self._desk
        if case is None or session is None:
            return
        if not desk.is_reachable:
            self._not_known(phone_number)
            return
        iccid, subscribers = sim.iccid if sim else "", desk.tools.subscribers
        self._ask(
            case,
            lambda: subscribers.look_up(phone_number, iccid, session),
            lambda found: self._found(found, sim),
            lambda: self._not_known(phone_number),
        )

    def _found(self, found: FoundSubscriber, sim: Sim | None) -> None:
        case, subscriber = self._open.case, found.subscriber
        if case is None:
            return
        if case.step is Step.LOOK_UP:
            if reason := _why_not(case.flow, subscriber):
                self._desk.audit("number_not_taken", case_id=str(case.id), reason=reason)
                self._desk.tell(LookUpRefused(reason=reason))
                return
            self._go_on(case, Subject(subscriber.phone_number, subscriber), subscriber)
        if not case.flow.has(Step.PROOF_OF_USE):
            self._open.choice.keep_apart(sim if found.is_sim_in_use else None)
            return
        if sim is not None and found.is_sim_in_use:
            self._prove(_proof_by(sim))
        elif sim is not None:
            self._marks.sim = None
            self._desk.tell(LookUpRefused(reason="sim"))

    def _not_known(self, phone_number: str) -> None:
        """Without the gateway: the number as it was named, its state unknown until verified."""
        case = self._open.case
        if case is None or case.step is not Step.LOOK_UP or not phone_number:
            return
        if case.flow.is_online_only:
            self._desk.tell(LookUpRefused(reason="away"))
            return
        self._go_on(case, Subject(phone_number), None)
        if self._marks.sim is not None:
            self._prove(_proof_by(self._marks.sim))

    def _go_on(self, case: Case, subject: Subject, subscriber: Subscriber | None) -> None:
        try:
            self._open.case = case.look_up(subject)
        except StepIncomplete:
            self._desk.tell(LookUpRefused(reason="number"))
            return
        state = subscriber.state.value if subscriber else "UNKNOWN"
        self._desk.audit("number_looked_up", case_id=str(case.id), state=state)

    def _prove(self, proof: ProofOfUse) -> None:
        case = self._open.case
        if case is None or case.step is not Step.PROOF_OF_USE:
            return
        self._open.case = case.prove_use(proof)
        self._desk.audit("use_shown", case_id=str(case.id), method=proof.method.value)

    def _ask(
        self,
        case: Case,
        ask: Callable[[], _Said],
        answered: Callable[[_Said], None],
        not_reached: Callable[[], None] = lambda: None,
        away: Trouble | None = None,
    ) -> None:
        case_id, step = case.id, case.step

        def back(said: _Said) -> None:
            if self._is_awaited(case_id, step):
                self._open.phase = CasePhase.OPEN
                answered(said)

        def failed(trouble: Trouble) -> None:
            if not self._is_awaited(case_id, step):
                return
            self._open.phase = CasePhase.OPEN
            if isinstance(trouble, (Unreachable, OutcomeUnknown)):
                not_reached()
                trouble = away or LookUpRefused(reason="away")
            elif isinstance(trouble, NotAuthorised):
                trouble = what_was_refused(trouble)
            if self._open.case is case:  # nothing came of it
                self._desk.tell(trouble)

        self._open.phase = CasePhase.WORKING
        self._workers.ask(ask, back, failed)

    def _is_awaited(self, case_id: UUID, step: Step) -> bool:
        return self._open.is_awaiting(case_id, step)


def _why_not(flow: Flow, subscriber: Subscriber) -> str:
    """Why this flow is not for this number; empty where it is."""
    if subscriber.state not in flow.takes:
        return _WHY_NOT[subscriber.state]
    if flow.takes_flag_of(subscriber):
        return ""
    return "flagged" if subscriber.is_flagged else "not_flagged"


def _proof_by(sim: Sim) -> ProofOfUse:
    return ProofOfUse(_METHODS[sim.source], iccid=sim.iccid)
