"""Pages at which somebody acts for the owner: a guardian, or a trustee, by a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from drivers.simulator.papers import draw_paper
from pos_client.application.progress_state import StepState, StepStatus, VerdictState
from pos_client.application.state import CasePhase, CaseState, CounterState, TroubleState
from pos_client.application.step_state import (
    ConsentState,
    DocumentState,
    FormState,
    RelationState,
    RepresentativeState,
)
from pos_client.domain.document import DocumentImage, LetterType, watermark
from pos_client.domain.flow import Flow, PartyRole, Stage, Step
from pos_client.domain.flows import NEW_NUMBER_BY_TRUSTEE, NEW_NUMBER_WITH_GUARDIAN
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.relation import Relation
from pos_client.domain.verdict import Check, Consequence
from pos_client.sandbox.notices import NOTICES
from tests.papers import FORM, FORM_SHA256, by_trustee, of_minor
from tests.ui.people import CHINA_NOW, OUTLET, VERDICTS, at_step, person, ready, saved, with_case

__all__ = ["ACTING_SCENES", "MARK"]

MARK = watermark(OUTLET.brand, CHINA_NOW.date())

_MINORS, _OTHERS = NEW_NUMBER_WITH_GUARDIAN, NEW_NUMBER_BY_TRUSTEE
_OWNER, _GUARDIAN, _TRUSTEE = PartyRole.OWNER, PartyRole.GUARDIAN, PartyRole.TRUSTEE
_HALL = replace(OUTLET, kind=OutletKind.OWN_HALL)
_MINOR = {
    "identity": person(
        name="林小样",
        sex="1",
        birth_date=date(2013, 5, 1),
        age=13,
        valid_until=date(2028, 5, 6),
    ),
    "masked_name": "林**",
    "masked_id_number": "1101**********0014",
}
_PRINCIPAL = {
    "identity": person(name="陈样", birth_date=date(1958, 3, 8), age=68),
    "masked_name": "陈*",
    "masked_id_number": "1101**********0030",
}
_ACTS = {
    "identity": person(name="林样", birth_date=date(1986, 3, 8), age=40),
    "masked_name": "林*",
    "masked_id_number": "1101**********0022",
    "read_counter": 43,
}
_NOBODY = {"identity": None, "masked_name": "", "masked_id_number": "", "read_at": None}
_MATCH, _SAME, _QUOTA = VERDICTS
_FULL = VerdictState(Check.QUOTA, "QUOTA_FULL", Consequence.ENDS, (("in_use", 5), ("limit", 5)))
_NOT_OF_AGE = VerdictState(Check.ONLINE_VERIFICATION, "REPRESENTATIVE_UNDER_AGE", Consequence.ENDS)
_TOO_OFTEN = VerdictState(Check.ONLINE_VERIFICATION, "TRUSTEE_LIMIT", Consequence.ENDS)
_JUDGED = (Step.REVIEW, Step.RELATION, Step.NUMBER_AND_SIM, Step.SEAL)


def _person(flow: Flow, role: PartyRole) -> dict[str, object]:
    if role is not _OWNER:
        return _ACTS
    return _MINOR if flow is _MINORS else _PRINCIPAL


def _steps(flow: Flow, stage: Stage) -> tuple[StepState, ...]:
    stages = [each for each in flow.stages if each.step is not Step.REVIEW or each == stage]
    place = stages.index(stage)
    kinds = [StepStatus.DONE] * place + [StepStatus.CURRENT] + [StepStatus.TO_DO] * 14
    return tuple(
        StepState(each.step, kind, "0.31" if each.step is Step.READ_CARD else "", each.role)
        for each, kind in zip(stages, kinds, strict=False)
    )


def _asked(flow: Flow, step: Step, role: PartyRole) -> dict[str, object]:
    """What the page of this step needs in these flows alone."""
    if step is Step.CONSENT:
        age = 13 if role is _OWNER else 40
        notices = NOTICES.for_age(age, matches_face=flow.matches_face(role))
        return {"consent": ConsentState(NOTICES.version, notices, NOTICES.sha256)}
    if step is Step.RELATION:
        return {"relation": RelationState(flow.relations)}
    if step is Step.DOCUMENT:
        letter = LetterType.AUTHORISATION_LETTER
        return {"document": DocumentState((letter,), letter, (), 0, MARK)}
    if step is Step.FORM:
        made = of_minor if flow is _MINORS else by_trustee
        shown = made(FORM, is_demo=True, handwritten_signature=None)
        if role is not _OWNER:
            others = (replace(each, handwritten_signature=None) for each in shown.others)
            shown = replace(shown, others=tuple(others))
        return {"form": FormState(shown, FORM_SHA256)}
    return {}


def _case(
    flow: Flow, step: Step, role: PartyRole, phase: CasePhase = CasePhase.OPEN, **changes: object
) -> CaseState:
    good = (_MATCH, _QUOTA if role is _OWNER else _SAME)
    plain: dict[str, object] = {
        "steps": _steps(flow, Stage(step, role)),
        "role": role,
        "verdicts": good if step in _JUDGED else (),
        **(_NOBODY if step is Step.READ_CARD else _person(flow, role)),
        **_asked(flow, step, role),
    }
    return replace(at_step(step, phase, flow, **(plain | changes)), flow=flow.name)


def _scene(
    flow: Flow,
    step: Step,
    role: PartyRole = _OWNER,
    phase: CasePhase = CasePhase.OPEN,
    **changes: object,
) -> CounterState:
    return with_case(_case(flow, step, role, phase, **changes), ready(outlet=_HALL))


def _refused(
    flow: Flow,
    role: PartyRole,
    code: str,
    *verdicts: VerdictState,
    step: Step = Step.VERIFICATION,
) -> CounterState:
    ended = {"identity": None, "can_step_back": False, "code": code, "verdicts": verdicts}
    return _scene(flow, step, role, CasePhase.REFUSED, **ended)


def _saved(**changes: object) -> CounterState:
    told = saved(ready(outlet=_HALL), flow=_MINORS.name, masked_name="林**", **changes)
    case = _case(_MINORS, Step.SEAL, _OWNER, CasePhase.SAVED, identity=None, can_step_back=False)
    return replace(told, case=case)


def _asking(flow: Flow) -> tuple[VerdictState, ...]:
    return tuple(VerdictState(check, "", None) for check in flow.checks_of(_OWNER))


_PAGES = DocumentState(
    (LetterType.AUTHORISATION_LETTER,),
    LetterType.AUTHORISATION_LETTER,
    tuple(
        DocumentImage(draw_paper(f"{page}"), CHINA_NOW, "simulated:counter", "camera", True)
        for page in range(2)
    ),
    0,
    MARK,
)


def _masks_of(role: PartyRole, relation: Relation | None) -> RepresentativeState:
    return RepresentativeState(role, "林*", "1101**********0022", relation)


ACTING_SCENES: dict[str, CounterState] = {
    "guardian-card-of-minor": _scene(_MINORS, Step.READ_CARD),
    "visual-check-guardian-minor": _scene(_MINORS, Step.VISUAL_CHECK),
    "guardian-consent-minor": _scene(_MINORS, Step.CONSENT),
    "guardian-verifying-minor": _scene(
        _MINORS, Step.VERIFICATION, _OWNER, CasePhase.WORKING, verdicts=_asking(_MINORS)
    ),
    "guardian-refused-old-enough": _refused(
        _MINORS, _OWNER, "GUARDIAN_NOT_NEEDED", step=Step.VISUAL_CHECK
    ),
    "guardian-refused-minor": _refused(_MINORS, _OWNER, "QUOTA_FULL", _MATCH, _FULL),
    "guardian-card-of-guardian": _scene(_MINORS, Step.READ_CARD, _GUARDIAN),
    "guardian-same-person": replace(
        _scene(_MINORS, Step.READ_CARD, _GUARDIAN), trouble=TroubleState("B-619")
    ),
    "visual-check-guardian-guardian": _scene(_MINORS, Step.VISUAL_CHECK, _GUARDIAN),
    "guardian-consent-guardian": _scene(_MINORS, Step.CONSENT, _GUARDIAN),
    "live-photo-guardian-guardian": _scene(_MINORS, Step.LIVE_PHOTO, _GUARDIAN),
    "guardian-refused-guardian": _refused(
        _MINORS, _GUARDIAN, "REPRESENTATIVE_UNDER_AGE", _NOT_OF_AGE
    ),
    "guardian-relation": _scene(_MINORS, Step.RELATION),
    "guardian-number": _scene(_MINORS, Step.NUMBER_AND_SIM),
    "guardian-form-guardian": _scene(_MINORS, Step.FORM, _GUARDIAN),
    "guardian-form-minor": _scene(_MINORS, Step.FORM),
    "guardian-seal": _scene(
        _MINORS, Step.SEAL, representative=_masks_of(_GUARDIAN, Relation.MOTHER)
    ),
    "guardian-saved": _saved(),
    "guardian-saved-accepted": _saved(outcome=Outcome.ACCEPTED),
    "guardian-saved-rejected": _saved(outcome=Outcome.REJECTED, code="SAME_PERSON"),
    "trustee-card-of-principal": _scene(_OTHERS, Step.READ_CARD),
    "trustee-verifying-principal": _scene(
        _OTHERS, Step.VERIFICATION, _OWNER, CasePhase.WORKING, verdicts=_asking(_OTHERS)
    ),
    "trustee-card-of-trustee": _scene(_OTHERS, Step.READ_CARD, _TRUSTEE),
    "visual-check-trustee-trustee": _scene(_OTHERS, Step.VISUAL_CHECK, _TRUSTEE),
    "trustee-refused-trustee": _refused(_OTHERS, _TRUSTEE, "TRUSTEE_LIMIT", _TOO_OFTEN),
    "trustee-letter": _scene(_OTHERS, Step.DOCUMENT, _TRUSTEE),
    "trustee-letter-pages": _scene(_OTHERS, Step.DOCUMENT, _TRUSTEE, document=_PAGES),
    "trustee-relation": _scene(_OTHERS, Step.RELATION, _TRUSTEE),
    "trustee-form-trustee": _scene(_OTHERS, Step.FORM, _TRUSTEE),
    "trustee-seal": _scene(_OTHERS, Step.SEAL, representative=_masks_of(_TRUSTEE, Relation.CHILD)),
}
