"""What stands together before the seal: whose number, who acts, goods and verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pos_client.application.state import CaseState, CounterState
from pos_client.application.step_state import ChoiceState
from pos_client.domain.flow import Step
from pos_client.domain.flows import FLOWS
from pos_client.domain.masking import mask_esim, mask_iccid
from pos_client.domain.phone_number import grouped
from ui.i18n.message import Message, message
from ui.presenters.panels import present_offers
from ui.presenters.steps import verification_word
from ui.presenters.subject import of_flow

__all__ = ["SummaryLine", "present_summary"]


@dataclass(frozen=True, slots=True)
class SummaryLine:
    label: Message
    value: Message | str


def present_summary(case: CaseState, state: CounterState) -> tuple[SummaryLine, ...]:
    """The lines of the page before the seal."""
    is_reviewed = any(each.step is Step.REVIEW for each in case.steps)
    reviewed = "case.yield_left" if case.left_to_centre else "case.yield_reviewed"
    verdict = message(reviewed) if is_reviewed else verification_word(case)
    subject, disputed = case.subject, case.disputed_number
    about = grouped(subject.phone_number) if subject is not None else disputed
    number = about or grouped(case.held_number) or message("case.summary_no_number")
    clerk = state.session.clerk.clerk_number if state.session else ""
    owner = message(of_flow("case.summary_owner", case.flow))
    return (
        SummaryLine(message("case.summary_flow"), message(f"subject.flow_{case.flow}")),
        SummaryLine(owner, _owner(case)),
        *_who_acts(case),
        *_order(state),
        SummaryLine(message("case.summary_number"), number),
        *_goods(case),
        SummaryLine(message("case.summary_verdict"), verdict),
        SummaryLine(message("case.summary_clerk"), clerk),
    )


def _owner(case: CaseState) -> Message | str:
    """In masks; of somebody whose document has no chip the kind of it is all that is known."""
    if case.document_type is not None:
        return message(f"documents.{case.document_type.value}")
    return f"{case.masked_name}  {case.masked_id_number}"


def _who_acts(case: CaseState) -> Iterator[SummaryLine]:
    """Who acts for the owner, and a guardian's relation, as on the form."""
    acts = case.representative
    if acts is None:
        return
    label = message(of_flow(f"case.person_{acts.role.value}", case.flow))
    yield SummaryLine(label, f"{acts.masked_name}  {acts.masked_id_number}")
    if acts.relation is not None:
        relation = message(f"case.relation_{acts.relation.value}")
        yield SummaryLine(message(of_flow("case.step_RELATION", case.flow)), relation)


def _order(state: CounterState) -> Iterator[SummaryLine]:
    """Whose order the number is of."""
    order = state.unit_order.order if state.unit_order is not None else None
    if order is not None:
        yield SummaryLine(message("case.summary_unit"), order.masked_name)


def _goods(case: CaseState) -> tuple[SummaryLine, ...]:
    """Offer and SIM, where there is a number for them; one of ours gets a SIM alone."""
    choice, flow = case.choice, FLOWS[case.flow]
    if choice is not None and not flow.sells and (choice.iccid or choice.has_esim):
        return (SummaryLine(message("subject.new_sim_label"), _masked_sim(choice)),)
    if choice is None or not (case.held_number or flow.brings_number):
        return ()
    offer = next((each.name for each in present_offers(choice) if each.is_chosen), "")
    return (
        SummaryLine(message("case.summary_offer"), offer),
        SummaryLine(message("case.summary_sim"), _masked_sim(choice)),
    )


def _masked_sim(choice: ChoiceState) -> str:
    """Of an eSIM both numbers of its device."""
    if choice.has_esim:
        return mask_esim(f"{choice.eid} / {choice.imei}")
    return mask_iccid(choice.iccid)
