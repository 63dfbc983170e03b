"""Units: which one, its papers, its order between two users, a user's case, who comes later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pos_client.application.progress_state import StepState, StepStatus, VerdictState
from pos_client.application.state import CasePhase, CaseState, CounterState, TroubleState
from pos_client.application.step_state import (
    DocumentState,
    FormState,
    UnitOrderState,
    UnitState,
)
from pos_client.domain.document import LetterType, UnitDocumentType
from pos_client.domain.flow import Flow, Stage, Step
from pos_client.domain.flows import (
    UNIT_ACTIVATION,
    UNIT_INDUSTRY_SIM,
    UNIT_REGISTRATION,
    UNIT_USER,
    UNIT_USER_LATER,
)
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.paper import PaperKind
from pos_client.domain.subject import Subject
from pos_client.domain.unit import UnitUse
from pos_client.domain.unit_order import OrderLine, OrderLineState, OrderState, UnitOrder
from pos_client.domain.verdict import Check, Consequence
from pos_client.testing.units import KNOWN_UNIT, NEW_UNIT
from tests.papers import FORM, FORM_SHA256, of_unit, of_unit_user
from tests.ui.acting_scenes import MARK
from tests.ui.people import (
    CHINA_NOW,
    NUMBERS,
    OUTLET,
    VERDICTS,
    at_step,
    ready,
    saved,
    with_case,
)

__all__ = ["UNIT_SCENES"]

_HALL = replace(OUTLET, kind=OutletKind.OWN_HALL)
_AGENT_GOOD = (
    *VERDICTS[:2],
    VerdictState(Check.UNIT, "UNIT_CONFIRMED", Consequence.GOES_ON),
)
_USER_GOOD = (*VERDICTS, VerdictState(Check.UNIT_ORDER, "UNIT_ORDER_OPEN", Consequence.GOES_ON))
_STATES = (
    (OrderLineState.ACCEPTED, ""),
    (OrderLineState.REFUSED, "QUOTA_FULL"),
    (OrderLineState.AWAITING_CUSTOMER, ""),
    (OrderLineState.ACCEPTED, ""),
    (OrderLineState.UNDER_REVIEW, "FACE_UNSURE"),
    (OrderLineState.AT_COUNTER, ""),
    (OrderLineState.REJECTED, "ID_NOT_FOUND"),
)
_NAMES = ("林*", "欧***", "陈**", "阿******", "王*", "何**", "S*******")


def _lines() -> tuple[OrderLine, ...]:
    return tuple(
        OrderLine(
            61 - place,
            state,
            name,
            f"170****{188 - place:04}" if state in _WITH_NUMBER else "",
            code,
            CHINA_NOW - timedelta(minutes=3 * place),
        )
        for place, ((state, code), name) in enumerate(zip(_STATES, _NAMES, strict=True))
    )


_WITH_NUMBER = (
    OrderLineState.ACCEPTED,
    OrderLineState.AWAITING_CUSTOMER,
    OrderLineState.UNDER_REVIEW,
)
_ORDER = UnitOrder(
    KNOWN_UNIT.masked_name,
    UnitUse.STAFF,
    200,
    OrderState.OPEN,
    accepted=53,
    under_review=1,
    awaiting=2,
    refused=3,
    lines=_lines(),
    has_older=True,
)


def _order(order: UnitOrder = _ORDER, **changes: object) -> CounterState:
    told = saved(ready(outlet=_HALL), flow=UNIT_USER.name, outcome=Outcome.ACCEPTED)
    shown = replace(UnitOrderState(order), **changes)  # type: ignore[arg-type]
    return replace(told, case=None, unit_order=shown)


def _steps(flow: Flow, stage: Stage) -> tuple[StepState, ...]:
    stages = [each for each in flow.stages if each.step is not Step.REVIEW or each == stage]
    place = stages.index(stage)
    kinds = [StepStatus.DONE] * place + [StepStatus.CURRENT] + [StepStatus.TO_DO] * 14
    return tuple(
        StepState(each.step, kind, "0.31" if each.step is Step.READ_CARD else "", each.role)
        for each, kind in zip(stages, kinds, strict=False)
    )


def _case(
    flow: Flow, step: Step, phase: CasePhase = CasePhase.OPEN, **changes: object
) -> CaseState:
    nobody = {"identity": None, "masked_name": "", "masked_id_number": "", "read_at": None}
    is_before = step in (Step.UNIT, Step.READ_CARD)
    plain: dict[str, object] = {
        "steps": _steps(flow, Stage(step, flow.lead)),
        "role": flow.lead,
        "verdicts": (),
        **(nobody if is_before else {}),
    }
    if not flow.sells:
        plain |= {"held_number": "", "held_until": None, "choice": None}
    return replace(at_step(step, phase, flow, **(plain | changes)), flow=flow.name)


def _scene(
    flow: Flow, step: Step, phase: CasePhase = CasePhase.OPEN, **changes: object
) -> CounterState:
    told = with_case(_case(flow, step, phase, **changes), ready(outlet=_HALL))
    return replace(told, unit_order=UnitOrderState(_ORDER)) if flow.is_of_order else told


def _unit(step: Step, phase: CasePhase = CasePhase.OPEN, **changes: object) -> CounterState:
    return _scene(UNIT_REGISTRATION, step, phase, **changes)


def _document(captured: int) -> CounterState:
    types = (tuple(UnitDocumentType), (LetterType.AUTHORISATION_LETTER,))[captured]
    chosen = types[0] if captured else None
    asked = DocumentState(types, chosen, (), captured, MARK)
    return _unit(Step.DOCUMENT, verdicts=_AGENT_GOOD, document=asked)


def _form(flow: Flow) -> CounterState:
    made = of_unit if flow is UNIT_REGISTRATION else of_unit_user
    shown = made(FORM, is_demo=True, handwritten_signature=None, flow=flow.name)
    form = FormState(shown, FORM_SHA256)
    return _scene(flow, Step.FORM, form=form, seals_with_form=True)


def _saved(flow: Flow, **changes: object) -> CounterState:
    told = saved(ready(outlet=_HALL), flow=flow.name, masked_name="林**", **changes)
    case = _case(flow, Step.SEAL, CasePhase.SAVED, identity=None, can_step_back=False)
    order = UnitOrderState(_ORDER) if flow.is_of_order else None
    return replace(told, case=case, unit_order=order)


def _refused(flow: Flow, code: str, *verdicts: VerdictState) -> CounterState:
    ended = {"identity": None, "can_step_back": False, "code": code, "verdicts": verdicts}
    return _scene(flow, Step.VERIFICATION, CasePhase.REFUSED, **ended)


_REVOKED = VerdictState(Check.UNIT, "UNIT_REVOKED", Consequence.ENDS)
_FULL = VerdictState(Check.UNIT_ORDER, "UNIT_ORDER_FULL", Consequence.ENDS)
_LATER = (VERDICTS[0], VERDICTS[2], _USER_GOOD[3])

UNIT_SCENES: dict[str, CounterState] = {
    "unit": _unit(Step.UNIT, unit=UnitState()),
    "unit-refused": replace(
        _unit(Step.UNIT, unit=UnitState()),
        trouble=TroubleState("B-626", (("reason", "revoked"),)),
    ),
    "unit-looking-up": _unit(Step.UNIT, CasePhase.WORKING, unit=UnitState(is_asking=True)),
    "unit-known": _unit(Step.UNIT, unit=UnitState(unit=KNOWN_UNIT)),
    "unit-new": _unit(Step.UNIT, unit=UnitState(unit=NEW_UNIT)),
    "unit-card": _unit(Step.READ_CARD),
    "unit-judged-refused": _refused(UNIT_REGISTRATION, "UNIT_REVOKED", *_AGENT_GOOD[:2], _REVOKED),
    "unit-licence": _document(0),
    "unit-letter": _document(1),
    "unit-form": _form(UNIT_REGISTRATION),
    "unit-saved": _saved(UNIT_REGISTRATION),
    "unit-saved-review": _saved(UNIT_REGISTRATION, outcome=Outcome.UNDER_REVIEW, code="UNIT_NEW"),
    "unit-saved-accepted": _saved(UNIT_REGISTRATION, outcome=Outcome.ACCEPTED),
    "unit-order": _order(),
    "unit-order-later": _order(is_next_later=True),
    "unit-order-paused": _order(replace(_ORDER, state=OrderState.PAUSED)),
    "unit-order-full": _order(
        replace(_ORDER, state=OrderState.CLOSED, accepted=200, awaiting=0, under_review=0)
    ),
    "unit-order-new": replace(
        _order(replace(_ORDER, accepted=0, under_review=0, awaiting=0, refused=0, lines=())),
        last_saved=None,
    ),
    "unit-order-industry": _order(replace(_ORDER, use=UnitUse.METER)),
    "unit-order-refused": replace(
        _order(replace(_ORDER, state=OrderState.PAUSED)),
        trouble=TroubleState("B-627", (("reason", "paused"),)),
    ),
    "visual-check-unit-user": _scene(UNIT_USER, Step.VISUAL_CHECK),
    "unit-user-number": _scene(UNIT_USER, Step.NUMBER_AND_SIM, verdicts=_USER_GOOD),
    "unit-user-form": _form(UNIT_USER),
    "unit-user-refused": _refused(UNIT_USER, "UNIT_ORDER_FULL", *VERDICTS, _FULL),
    "unit-user-accepted": _saved(UNIT_USER, outcome=Outcome.ACCEPTED),
    "unit-industry-number": _scene(
        UNIT_INDUSTRY_SIM, Step.NUMBER_AND_SIM, verdicts=(*VERDICTS[:2], _USER_GOOD[3])
    ),
    "unit-later-number": _scene(UNIT_USER_LATER, Step.NUMBER_AND_SIM, verdicts=_LATER),
    "unit-later-seal": _scene(UNIT_USER_LATER, Step.SEAL, verdicts=_LATER),
    "unit-later-awaiting": _saved(
        UNIT_USER_LATER,
        outcome=Outcome.AWAITING_CUSTOMER,
        is_offline=False,
        phone_number=NUMBERS[0],
        papers=(PaperKind.REGISTRATION_FORM,),
    ),
    "unit-activation-form": replace(
        _form(UNIT_ACTIVATION),
        case=replace(
            _case(UNIT_ACTIVATION, Step.FORM, seals_with_form=True),
            subject=Subject("17055500188"),
            form=FormState(
                of_unit_user(
                    FORM,
                    is_demo=True,
                    handwritten_signature=None,
                    flow=UNIT_ACTIVATION.name,
                    order=None,
                    masked_iccid="",
                    offer_name="",
                    monthly_fee_fen=0,
                ),
                FORM_SHA256,
            ),
        ),
    ),
}
