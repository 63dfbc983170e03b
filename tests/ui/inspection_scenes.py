"""The self-inspection in every state: reminders, questions, the last page, the report."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pos_client.application.inspection_state import InspectionPage, InspectionState
from pos_client.application.inspections import SignedInspection
from pos_client.application.state import CounterState
from pos_client.domain.inspection import (
    CaseFinding,
    ChecklistAnswer,
    Measure,
    Violation,
    ViolationKind,
)
from pos_client.domain.inspection_draft import InspectionDraft
from pos_client.domain.inspection_due import InspectionDue, InspectionPolicy, Urgency
from pos_client.domain.inspection_paper import InspectionPaper
from pos_client.domain.month import month_of
from pos_client.sandbox.checklist import CHECKLIST
from tests.inspecting import the_plan, the_report
from tests.papers import signature
from tests.ui.people import CHINA_NOW, offline, ready

__all__ = ["INSPECTION_SCENES", "REPORT", "SIGNED_PAPER", "at_inspection", "report_paper"]

_MONTH = month_of(CHINA_NOW).previous
_PLAN = the_plan(12, _MONTH, items=CHECKLIST)
REPORT = the_report(_MONTH)


def report_paper(**changes: object) -> InspectionPaper:
    """The report, unsigned."""
    paper = InspectionPaper(REPORT, "示例移动", "示例手机店", is_demo=True, items=the_plan().items)
    return replace(paper, **changes)  # type: ignore[arg-type]


def _due(urgency: Urgency) -> InspectionDue:
    return InspectionDue(_MONTH, urgency, InspectionPolicy(_MONTH).blocks_from(_MONTH))


def at_inspection(
    state: CounterState | None = None, urgency: Urgency = Urgency.DUE, **changes: object
) -> CounterState:
    """Between two customers, with the page open."""
    page = InspectionPage(
        plan=_PLAN,
        draft=InspectionDraft(_MONTH, _PLAN.seed),
        pending=3,
        quarantined=1,
        today=CHINA_NOW.date(),
        may_sign=True,
    )
    page = replace(page, **changes)  # type: ignore[arg-type]
    asked = InspectionState(is_asked=True, due=_due(urgency), page=page)
    return replace(state or ready(), inspection=asked)


_ANSWERED = InspectionDraft(
    _MONTH,
    _PLAN.seed,
    {
        each.id: ChecklistAnswer.NO if each.fact == "sims" else ChecklistAnswer.YES
        for each in CHECKLIST
    },
    {
        id_: CaseFinding.USED_BY_ANOTHER if place == 4 else CaseFinding.IN_ORDER
        for place, id_ in enumerate(_PLAN.sample_ids)
    },
    tuple(
        Violation(kind, "0023", Measure.REPORTED, CHINA_NOW.date() - timedelta(days=place))
        for place, kind in enumerate(ViolationKind)
    ),
    "读卡器送修，已换备用机",
)
_LAST = len(CHECKLIST) + len(_PLAN.sample)
_SIGNED = SignedInspection(1, REPORT, "")


def _reminded(urgency: Urgency) -> CounterState:
    return replace(ready(), inspection=InspectionState(is_asked=True, due=_due(urgency)))


INSPECTION_SCENES: dict[str, CounterState] = {
    **{f"inspection-{each.value.lower()}": _reminded(each) for each in Urgency},
    "inspection-waiting": replace(
        ready(), inspection=InspectionState(is_asked=True, waiting=str(_MONTH))
    ),
    **{
        f"inspection-item-{place + 1}": at_inspection(place=place)
        for place, item in enumerate(CHECKLIST)
        if item.fact or place == 0
    },
    "inspection-item-offline": at_inspection(offline(), place=3),
    "inspection-case": at_inspection(draft=_ANSWERED, place=len(CHECKLIST) + 4),
    "inspection-last": at_inspection(draft=_ANSWERED, place=_LAST),
    "inspection-last-empty": at_inspection(place=_LAST, urgency=Urgency.OVERDUE),
    "inspection-looks-only": at_inspection(may_sign=False, place=2),
    "inspection-asking": at_inspection(plan=None, draft=None, is_asking=True),
    "inspection-away": at_inspection(plan=None, draft=None),
    "inspection-nothing": replace(
        ready(),
        inspection=InspectionState(
            is_asked=True, page=InspectionPage(last=replace(_SIGNED, acknowledged_at=CHINA_NOW))
        ),
    ),
    "inspection-sheet": at_inspection(draft=_ANSWERED, place=_LAST, paper=report_paper()),
    "inspection-sheet-confirming": at_inspection(
        draft=_ANSWERED, place=_LAST, paper=report_paper(), is_confirming=True
    ),
}
SIGNED_PAPER = report_paper(signature=signature(REPORT.sha256), is_signed=True)
