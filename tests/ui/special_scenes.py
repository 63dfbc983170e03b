"""Pages of somebody whose document has no chip, by a name."""

from __future__ import annotations

from dataclasses import replace

from drivers.simulator.papers import draw_paper
from pos_client.application.progress_state import VerdictState
from pos_client.application.state import CasePhase, CaseState, CounterState, TroubleState
from pos_client.application.step_state import (
    DocumentState,
    FlowState,
    FormState,
    ReasonState,
    ReviewState,
)
from pos_client.domain.document import DocumentImage, SpecialDocumentType
from pos_client.domain.flow import Step
from pos_client.domain.flows import DISPUTED_NUMBER, SPECIAL_DOCUMENT
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.special_document import SpecialReason
from pos_client.domain.verdict import Check, Consequence
from tests.papers import FORM, FORM_SHA256, of_special
from tests.ui.acting_scenes import MARK
from tests.ui.people import CHINA_NOW, OUTLET, at_step, ready, saved, with_case

__all__ = ["SPECIAL_SCENES"]

_PASSPORT = SpecialDocumentType.PASSPORT
_HALL = replace(OUTLET, kind=OutletKind.OWN_HALL)
_NOBODY = {"identity": None, "masked_name": "", "masked_id_number": "", "read_at": None}
_ASKED = VerdictState(Check.SPECIAL_DOCUMENT, "SPECIAL_REVIEW", Consequence.NEEDS_REVIEW)
_LIMIT = VerdictState(Check.SPECIAL_DOCUMENT, "SPECIAL_LIMIT", Consequence.ENDS)
_KINDS = tuple(SpecialDocumentType)
_PAGE = DocumentImage(draw_paper("passport"), CHINA_NOW, "simulated:counter", "camera", True)


def _case(step: Step, phase: CasePhase = CasePhase.OPEN, **changes: object) -> CaseState:
    plain: dict[str, object] = {**_NOBODY, "verdicts": ()}
    if step not in (Step.REASON, Step.DOCUMENT):
        plain["document_type"] = _PASSPORT
    made = at_step(step, phase, SPECIAL_DOCUMENT, **(plain | changes))
    return replace(made, flow=SPECIAL_DOCUMENT.name)


def _scene(step: Step, phase: CasePhase = CasePhase.OPEN, **changes: object) -> CounterState:
    return with_case(_case(step, phase, **changes), ready(outlet=_HALL))


def _saved(**changes: object) -> CounterState:
    told = saved(ready(outlet=_HALL), flow=SPECIAL_DOCUMENT.name, masked_name="*", **changes)
    case = _case(Step.SEAL, CasePhase.SAVED, verdicts=(_ASKED,), can_step_back=False)
    return replace(told, case=case)


SPECIAL_SCENES: dict[str, CounterState] = {
    "special-reason": _scene(Step.REASON, reason=ReasonState(tuple(SpecialReason), 3)),
    "special-document-kind": _scene(
        Step.DOCUMENT, document=DocumentState(_KINDS, None, (), 0, MARK)
    ),
    "special-document-pages": _scene(
        Step.DOCUMENT, document=DocumentState(_KINDS, _PASSPORT, (_PAGE,), 0, MARK)
    ),
    "visual-check-special": _scene(Step.VISUAL_CHECK),
    "special-review": _scene(
        Step.REVIEW, verdicts=(_ASKED,), review=ReviewState(("SPECIAL_REVIEW",))
    ),
    "special-form": _scene(
        Step.FORM,
        verdicts=(_ASKED,),
        form=FormState(of_special(FORM, is_demo=True, handwritten_signature=None), FORM_SHA256),
    ),
    "special-seal": _scene(Step.SEAL, verdicts=(_ASKED,)),
    "special-refused-limit": _scene(
        Step.VERIFICATION,
        CasePhase.REFUSED,
        code="SPECIAL_LIMIT",
        verdicts=(_LIMIT,),
        can_step_back=False,
    ),
    "special-under-review": _saved(outcome=Outcome.UNDER_REVIEW, code="SPECIAL_REVIEW"),
    "special-rejected": _saved(outcome=Outcome.REJECTED, code="UNDER_AGE"),
    "special-no-more-today": replace(
        ready(
            outlet=_HALL,
            flows=(FlowState(SPECIAL_DOCUMENT.name), FlowState(DISPUTED_NUMBER.name)),
        ),
        trouble=TroubleState("B-628"),
    ),
}
