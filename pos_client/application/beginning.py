"""How a case begins: by a card, by a key of the idle counter, by a SIM at the desk for it."""

from __future__ import annotations

from dataclasses import replace

from pos_client.application.admission import Admission
from pos_client.application.case_trouble import FlowClosed
from pos_client.application.desk import Desk
from pos_client.application.look_up import LookUp
from pos_client.application.open_case import OpenCase
from pos_client.application.returns import AwaitedReturn
from pos_client.application.special_cases import OpenedSpecial
from pos_client.application.special_document import SpecialDocument
from pos_client.application.step_state import FlowState
from pos_client.application.trouble import Trouble
from pos_client.domain.case import Case
from pos_client.domain.flow import Flow, Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.sim import NotAnIccid, read_iccid
from pos_client.domain.subject import Subject
from pos_client.domain.unit_order import UnderOrder

__all__ = ["Beginning"]


class Beginning:
    """The flows of this outlet, and the first moment of each."""

    def __init__(
        self,
        desk: Desk,
        open_case: OpenCase,
        admission: Admission,
        look_up: LookUp,
        special: SpecialDocument,
    ) -> None:
        self._desk = desk
        self._open = open_case
        self._admission = admission
        self._look_up = look_up
        self._special = special

    @property
    def first_flow(self) -> Flow:
        """What an idle counter is there for."""
        return FLOWS[self._desk.configuration.case.first_flow]

    @property
    def flows(self) -> tuple[FlowState, ...]:
        """What a key begins; a card begins the first one by itself, a slip what completes it."""
        offered = (FLOWS[name] for name in self._desk.configuration.case.flows)
        return tuple(
            FlowState(flow.name, self._desk.needs_network(flow))
            for flow in offered
            if self._desk.configuration.offers(flow)
            and not flow.completes
            and not flow.is_of_order
            and (flow is not self.first_flow or flow.stages[0].step is not Step.READ_CARD)
        )

    def begin(self, name: str) -> None:
        """Begin this flow, whatever it begins with."""
        flow = FLOWS.get(name)
        if self._open.is_open:
            self._open.note_out_of_order("BEGIN_FLOW", "")
        elif flow is None or flow.completes or flow.is_of_order:
            self._desk.tell(FlowClosed())
        else:
            self.start(flow, None)

    def begins_with(self, text: str) -> bool:
        """Whether this is a SIM, at a desk where one begins a case; then one is begun."""
        if self._open.is_open or self.first_flow.stages[0].step is not Step.LOOK_UP:
            return False
        try:
            read_iccid(text)
        except NotAnIccid:
            return False
        self.start(self.first_flow, None)
        return self._open.asks_for_subject

    def start(self, flow: Flow, awaited: AwaitedReturn | None) -> None:
        """Open a case at the first stage of its flow, if it may begin at all."""
        desk = self._desk
        desk.trouble = None
        self._open.clear()
        try:
            self._admission.check_may_begin(flow)
        except Trouble as trouble:
            desk.tell(trouble)
            return
        if flow.reads_no_card:
            self._special.begin(lambda opened: self._start_special(flow, opened))
            return
        case = self.new_case(flow, awaited)
        desk.audit("flow_begun", case_id=str(case.id), flow=flow.name)
        self._open.begin(case)
        if case.step is Step.LOOK_UP:
            self._look_up.enter()

    def _start_special(self, flow: Flow, opened: OpenedSpecial) -> None:
        case = replace(
            self.new_case(flow, None),
            challenge=opened.challenge,
            real_name_transaction_id=opened.challenge.real_name_transaction_id,
        )
        self._desk.audit("flow_begun", case_id=str(case.id), flow=flow.name, left=opened.left)
        self._open.begin(case)
        self._open.marks.special_left = opened.left

    def new_case(
        self, flow: Flow, awaited: AwaitedReturn | None, order: UnderOrder | None = None
    ) -> Case:
        """A case by the configuration in force, with nothing yielded yet."""
        configuration = self._desk.configuration
        kept = awaited.answer.phone_number if awaited is not None else ""
        return Case.begin(
            self._desk.tools.new_id(),
            flow,
            self._desk.now(),
            configuration.offline.completion,
            photo_attempts=configuration.case.photo_attempts,
            completes=awaited.completing if awaited else None,
            subject=Subject(kept) if flow.activates else None,
            order=order if flow.is_of_order else None,
        )
