"""The numbers in a customer's own name: before they look, while they do, and the declaration."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pos_client.application.progress_state import VerdictState
from pos_client.application.state import CasePhase, CaseState, CounterState, TroubleState
from pos_client.application.step_state import FlowState, FormState, OwnNumbersState
from pos_client.domain.flow import Step
from pos_client.domain.flows import DISPUTED_NUMBER, FLOWS, RE_REGISTRATION
from pos_client.domain.outcome import Outcome
from pos_client.domain.own_number import OwnNumber
from pos_client.domain.paper import PaperKind
from pos_client.domain.verdict import Check, Consequence
from pos_client.testing.subscribers import OWN_NUMBERS
from tests.papers import FORM_SHA256, paper
from tests.ui.people import at_step, offline, saved, with_case

__all__ = ["OWN_NUMBER_SCENES"]

_MASK = OWN_NUMBERS[1].masked_phone_number
_BEGUN = tuple(each for each in FLOWS.values() if not each.completes and not each.is_of_order)
_GOOD = (
    VerdictState(Check.ONLINE_VERIFICATION, "ID_MATCH", Consequence.GOES_ON),
    VerdictState(Check.FACE_MATCH, "FACE_SAME", Consequence.GOES_ON),
)
_MANY = tuple(
    OwnNumber(f"own-{place:060}", f"170****{place:04}", date(2020, 1, 1 + place))
    for place in range(1, 13)
)


def _step(step: Step, phase: CasePhase = CasePhase.OPEN, **changes: object) -> CaseState:
    plain: dict[str, object] = {"verdicts": _GOOD, "held_number": "", "held_until": None}
    plain["choice"] = None
    if step is Step.FORM:
        form = paper(
            PaperKind.REGISTRATION_FORM,
            is_demo=True,
            handwritten_signature=None,
            flow=DISPUTED_NUMBER.name,
            phone_number=_MASK,
            masked_iccid="",
        )
        plain |= {"form": FormState(form, FORM_SHA256), "seals_with_form": True}
        plain["disputed_number"] = _MASK
    made = at_step(step, phase, DISPUTED_NUMBER, **(plain | changes))
    return replace(made, flow=DISPUTED_NUMBER.name)


def _shown(numbers: tuple[OwnNumber, ...] | None) -> CounterState:
    return with_case(_step(Step.OWN_NUMBERS, own_numbers=OwnNumbersState(numbers=numbers)))


def _filed() -> CounterState:
    told = saved(
        phone_number=_MASK,
        is_of_subject=True,
        flow=DISPUTED_NUMBER.name,
        outcome=Outcome.ACCEPTED,
    )
    case = _step(
        Step.SEAL, CasePhase.SAVED, identity=None, can_step_back=False, disputed_number=_MASK
    )
    return replace(told, case=case)


def _all_keys_away() -> CounterState:
    """A desk of an own hall without its line: banner, trouble and every key there is at once."""
    flows = tuple(FlowState(flow.name, flow.is_online_only) for flow in _BEGUN)
    told = saved(offline(), outcome=Outcome.ACCEPTED)
    told = replace(told, case=None, flows=flows, trouble=TroubleState("B-607"))
    return replace(told, first_flow=RE_REGISTRATION.name)


OWN_NUMBER_SCENES = {
    "idle-hall-away": _all_keys_away(),
    "own-numbers-turn": _shown(None),
    "own-numbers": _shown(OWN_NUMBERS),
    "own-numbers-many": _shown(_MANY),
    "own-numbers-none": _shown(()),
    "own-numbers-form": with_case(_step(Step.FORM)),
    "own-numbers-filed": _filed(),
}
