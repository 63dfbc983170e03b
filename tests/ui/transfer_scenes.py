"""Pages of the transfer (过户), in which two people take turns, by a name."""

from __future__ import annotations

from dataclasses import replace

from pos_client.application.progress_state import StepState, StepStatus, VerdictState
from pos_client.application.state import CasePhase, CaseState, CounterState, TroubleState
from pos_client.application.step_state import FlowState, FormState, LookUpState
from pos_client.domain.flow import PartyRole, Stage, Step
from pos_client.domain.flows import FLOWS, NEW_NUMBER, TRANSFER
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.subject import Subject, Subscriber, SubscriberState
from pos_client.domain.verdict import Check, Consequence
from tests.papers import FORM, FORM_SHA256, agreement
from tests.ui.people import OUTLET, PEOPLE, VERDICTS, at_step, offline, ready, saved, with_case

__all__ = ["TRANSFER_SCENES"]

_PRESENT, _OWNER = PartyRole.PRESENT_OWNER, PartyRole.OWNER
_NUMBER = "17055600001"
_SUBJECT = Subject(_NUMBER, Subscriber(_NUMBER, SubscriberState.REGISTERED, masked_owner="林**"))
_HALL = replace(OUTLET, kind=OutletKind.OWN_HALL)
_FLOWS = tuple(
    FlowState(each.name)
    for each in FLOWS.values()
    if not each.completes and not each.is_of_order and each is not NEW_NUMBER
)
_GIVES = {
    "identity": PEOPLE["resident"],
    "masked_name": "林**",
    "masked_id_number": "1101**********0014",
}
_TAKES = {
    "identity": PEOPLE["hmt"],
    "masked_name": "陈**",
    "masked_id_number": "8100**********0021",
    "read_counter": 43,
}
_NOBODY = {"identity": None, "masked_name": "", "masked_id_number": "", "read_at": None}
_GOOD = (*VERDICTS[:2], VerdictState(Check.OWNER, "OWNER_CONFIRMED", Consequence.GOES_ON))
_ANOTHERS = (*_GOOD[:2], VerdictState(Check.OWNER, "OWNER_DIFFERENT", Consequence.ENDS))
_FULL = (
    *VERDICTS[:2],
    VerdictState(Check.QUOTA, "QUOTA_FULL", Consequence.ENDS, (("in_use", 5), ("limit", 5))),
)


def _steps(stage: Stage) -> tuple[StepState, ...]:
    stages = [each for each in TRANSFER.stages if each.step is not Step.REVIEW or each == stage]
    place = stages.index(stage)
    kinds = [StepStatus.DONE] * place + [StepStatus.CURRENT] + [StepStatus.TO_DO] * 12
    return tuple(
        StepState(each.step, kind, "0.31" if each.step is Step.READ_CARD else "", each.role)
        for each, kind in zip(stages, kinds, strict=False)
    )


def _case(
    step: Step, role: PartyRole, phase: CasePhase = CasePhase.OPEN, **changes: object
) -> CaseState:
    person = _TAKES if role is _OWNER else _GIVES
    if step is Step.READ_CARD:
        person = _NOBODY
    plain: dict[str, object] = {
        "subject": _SUBJECT,
        "steps": _steps(Stage(step, role)),
        "role": role,
        "choice": None,
        "held_number": "",
        "held_until": None,
        "verdicts": (),
        **person,
    }
    if step is Step.FORM:
        shown = agreement(FORM, is_demo=True, handwritten_signature=None, phone_number=_NUMBER)
        if role is _PRESENT:
            others = (replace(each, handwritten_signature=None) for each in shown.others)
            shown = replace(shown, others=tuple(others))
        plain |= {"form": FormState(shown, FORM_SHA256), "verdicts": _GOOD}
    return replace(at_step(step, phase, TRANSFER, **(plain | changes)), flow=TRANSFER.name)


def _scene(
    step: Step, role: PartyRole = _OWNER, phase: CasePhase = CasePhase.OPEN, **changes: object
) -> CounterState:
    return with_case(_case(step, role, phase, **changes), ready(outlet=_HALL))


def _refused(role: PartyRole, verdicts: tuple[VerdictState, ...], code: str) -> CounterState:
    ended = {"identity": None, "can_step_back": False, "code": code, "verdicts": verdicts}
    return _scene(Step.VERIFICATION, role, CasePhase.REFUSED, **ended)


def _saved(**changes: object) -> CounterState:
    told = saved(
        ready(outlet=_HALL),
        phone_number=_NUMBER,
        is_of_subject=True,
        flow=TRANSFER.name,
        masked_name="陈**",
        **changes,
    )
    case = _case(Step.SEAL, _OWNER, CasePhase.SAVED, identity=None, can_step_back=False)
    return replace(told, case=case)


TRANSFER_SCENES: dict[str, CounterState] = {
    "idle-hall": ready(outlet=_HALL, flows=_FLOWS),
    "idle-hall-offline": offline(
        outlet=_HALL,
        flows=tuple(replace(e, needs_network=FLOWS[e.name].is_online_only) for e in _FLOWS),
    ),
    "transfer-look-up": _scene(Step.LOOK_UP, subject=None, look_up=LookUpState(), **_NOBODY),
    "transfer-card-of-present": _scene(Step.READ_CARD, _PRESENT),
    "visual-check-transfer-present": _scene(Step.VISUAL_CHECK, _PRESENT),
    "transfer-consent-present": _scene(Step.CONSENT, _PRESENT),
    "transfer-live-photo-present": _scene(Step.LIVE_PHOTO, _PRESENT),
    "transfer-verifying-present": _scene(
        Step.VERIFICATION,
        _PRESENT,
        CasePhase.WORKING,
        verdicts=tuple(VerdictState(check, "", None) for check in TRANSFER.checks_of(_PRESENT)),
    ),
    "transfer-refused-present": _refused(_PRESENT, _ANOTHERS, "OWNER_DIFFERENT"),
    "transfer-card-of-new": _scene(Step.READ_CARD),
    "transfer-same-person": replace(_scene(Step.READ_CARD), trouble=TroubleState("B-619")),
    "visual-check-transfer-new": _scene(Step.VISUAL_CHECK),
    "transfer-consent-new": _scene(Step.CONSENT),
    "transfer-live-photo-new": _scene(Step.LIVE_PHOTO),
    "transfer-review-new": _scene(
        Step.REVIEW,
        verdicts=(
            *VERDICTS[:2],
            VerdictState(Check.QUOTA, "QUOTA_REVIEW", Consequence.NEEDS_REVIEW),
        ),
    ),
    "transfer-refused-new": _refused(_OWNER, _FULL, "QUOTA_FULL"),
    "transfer-reread-present": with_case(
        replace(_case(Step.VISUAL_CHECK, _OWNER, CasePhase.REREAD), role=_PRESENT, **_GIVES),
        ready(outlet=_HALL),
    ),
    "transfer-form-present": _scene(Step.FORM, _PRESENT),
    "transfer-form-new": _scene(Step.FORM, seals_with_form=True),
    "transfer-seal": _scene(Step.SEAL, verdicts=VERDICTS),
    "transfer-saved": _saved(),
    "transfer-saved-accepted": _saved(outcome=Outcome.ACCEPTED),
    "transfer-saved-rejected": _saved(outcome=Outcome.REJECTED, code="SAME_PERSON"),
}
