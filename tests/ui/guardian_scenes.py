"""Pages of a minor's number (未成年人入网), at which the guardian stands beside, by a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from pos_client.application.state import (
    CasePhase,
    CaseState,
    CounterState,
    StepState,
    StepStatus,
    TroubleState,
    VerdictState,
)
from pos_client.application.step_state import ConsentState, FormState, RelationState
from pos_client.domain.flow import NEW_NUMBER_WITH_GUARDIAN, PartyRole, Stage, Step
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.relation import Relation
from pos_client.domain.verdict import Check, Consequence
from pos_client.sandbox.notices import NOTICES
from tests.papers import FORM, FORM_SHA256, of_minor
from tests.ui.people import OUTLET, VERDICTS, at_step, person, ready, saved, with_case

__all__ = ["GUARDIAN_SCENES"]

_FLOW = NEW_NUMBER_WITH_GUARDIAN
_MINOR, _GUARDIAN = PartyRole.OWNER, PartyRole.GUARDIAN
_HALL = replace(OUTLET, kind=OutletKind.OWN_HALL)
_AGES = {_MINOR: 13, _GUARDIAN: 40}
_OF = {
    _MINOR: {
        "identity": person(
            name="林小样",
            sex="1",
            birth_date=date(2013, 5, 1),
            age=13,
            valid_until=date(2028, 5, 6),
        ),
        "masked_name": "林**",
        "masked_id_number": "1101**********0014",
    },
    _GUARDIAN: {
        "identity": person(name="林样", birth_date=date(1986, 3, 8), age=40),
        "masked_name": "林*",
        "masked_id_number": "1101**********0022",
        "read_counter": 43,
    },
}
_NOBODY = {"identity": None, "masked_name": "", "masked_id_number": "", "read_at": None}
_MATCH, _SAME, _QUOTA = VERDICTS
_GOOD = {_MINOR: (_MATCH, _QUOTA), _GUARDIAN: (_MATCH, _SAME)}
_FULL = VerdictState(Check.QUOTA, "QUOTA_FULL", Consequence.ENDS, (("in_use", 5), ("limit", 5)))
_TOO_YOUNG = VerdictState(Check.ONLINE_VERIFICATION, "REPRESENTATIVE_UNDER_AGE", Consequence.ENDS)
_JUDGED = (Step.REVIEW, Step.RELATION, Step.NUMBER_AND_SIM, Step.SEAL)


def _steps(stage: Stage) -> tuple[StepState, ...]:
    stages = [each for each in _FLOW.stages if each.step is not Step.REVIEW or each == stage]
    place = stages.index(stage)
    kinds = [StepStatus.DONE] * place + [StepStatus.CURRENT] + [StepStatus.TO_DO] * 14
    return tuple(
        StepState(each.step, kind, "0.31" if each.step is Step.READ_CARD else "", each.role)
        for each, kind in zip(stages, kinds, strict=False)
    )


def _asked(step: Step, role: PartyRole) -> dict[str, object]:
    """What the page of this step needs in this flow alone."""
    if step is Step.CONSENT:
        notices = NOTICES.for_age(_AGES[role], matches_face=_FLOW.matches_face(role))
        return {"consent": ConsentState(NOTICES.version, notices, NOTICES.sha256)}
    if step is Step.RELATION:
        return {"relation": RelationState(tuple(Relation))}
    if step is Step.FORM:
        shown = of_minor(FORM, is_demo=True, handwritten_signature=None)
        if role is _GUARDIAN:
            others = (replace(each, handwritten_signature=None) for each in shown.others)
            shown = replace(shown, others=tuple(others))
        return {"form": FormState(shown, FORM_SHA256)}
    return {}


def _case(
    step: Step, role: PartyRole, phase: CasePhase = CasePhase.OPEN, **changes: object
) -> CaseState:
    plain: dict[str, object] = {
        "steps": _steps(Stage(step, role)),
        "role": role,
        "verdicts": _GOOD[role] if step in _JUDGED else (),
        **(_NOBODY if step is Step.READ_CARD else _OF[role]),
        **_asked(step, role),
    }
    return replace(at_step(step, phase, _FLOW, **(plain | changes)), flow=_FLOW.name)


def _scene(
    step: Step, role: PartyRole = _MINOR, phase: CasePhase = CasePhase.OPEN, **changes: object
) -> CounterState:
    return with_case(_case(step, role, phase, **changes), ready(outlet=_HALL))


def _refused(
    role: PartyRole, code: str, *verdicts: VerdictState, step: Step = Step.VERIFICATION
) -> CounterState:
    ended = {"identity": None, "can_step_back": False, "code": code, "verdicts": verdicts}
    return _scene(step, role, CasePhase.REFUSED, **ended)


def _saved(**changes: object) -> CounterState:
    told = saved(ready(outlet=_HALL), flow=_FLOW.name, masked_name="林**", **changes)
    case = _case(Step.SEAL, _MINOR, CasePhase.SAVED, identity=None, can_step_back=False)
    return replace(told, case=case)


GUARDIAN_SCENES: dict[str, CounterState] = {
    "guardian-card-of-minor": _scene(Step.READ_CARD),
    "visual-check-guardian-minor": _scene(Step.VISUAL_CHECK),
    "guardian-consent-minor": _scene(Step.CONSENT),
    "guardian-verifying-minor": _scene(
        Step.VERIFICATION,
        _MINOR,
        CasePhase.WORKING,
        verdicts=tuple(VerdictState(check, "", None) for check in _FLOW.checks_of(_MINOR)),
    ),
    "guardian-refused-old-enough": _refused(_MINOR, "GUARDIAN_NOT_NEEDED", step=Step.VISUAL_CHECK),
    "guardian-refused-minor": _refused(_MINOR, "QUOTA_FULL", _MATCH, _FULL),
    "guardian-card-of-guardian": _scene(Step.READ_CARD, _GUARDIAN),
    "guardian-same-person": replace(
        _scene(Step.READ_CARD, _GUARDIAN), trouble=TroubleState("B-619")
    ),
    "visual-check-guardian-guardian": _scene(Step.VISUAL_CHECK, _GUARDIAN),
    "guardian-consent-guardian": _scene(Step.CONSENT, _GUARDIAN),
    "live-photo-guardian-guardian": _scene(Step.LIVE_PHOTO, _GUARDIAN),
    "guardian-refused-guardian": _refused(_GUARDIAN, "REPRESENTATIVE_UNDER_AGE", _TOO_YOUNG),
    "guardian-relation": _scene(Step.RELATION),
    "guardian-number": _scene(Step.NUMBER_AND_SIM),
    "guardian-form-guardian": _scene(Step.FORM, _GUARDIAN),
    "guardian-form-minor": _scene(Step.FORM),
    "guardian-seal": _scene(Step.SEAL),
    "guardian-saved": _saved(),
    "guardian-saved-accepted": _saved(outcome=Outcome.ACCEPTED),
    "guardian-saved-rejected": _saved(outcome=Outcome.REJECTED, code="SAME_PERSON"),
}
