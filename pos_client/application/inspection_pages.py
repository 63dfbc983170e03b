"""The page of a self-inspection when the gateway's plan has come: where it goes on."""

from __future__ import annotations

from dataclasses import replace

from pos_client.application.inspection_state import InspectionPage
from pos_client.domain.inspection import InspectionPlan
from pos_client.domain.inspection_draft import InspectionDraft

__all__ = ["page_of_plan"]


def page_of_plan(
    page: InspectionPage, plan: InspectionPlan, draft: InspectionDraft | None
) -> InspectionPage:
    """The page with a plan, at the first item or case without an answer.

    What was answered before counts as far as the list and the sample are still the same.
    """
    kept = draft if draft is not None else InspectionDraft(plan.month, plan.seed)
    is_same = kept.seed == plan.seed
    listed, drawn = {each.id for each in plan.items}, set(plan.sample_ids)
    kept = replace(
        kept,
        seed=plan.seed,
        answers={item: said for item, said in kept.answers.items() if item in listed},
        findings={id_: said for id_, said in kept.findings.items() if is_same and id_ in drawn},
    )
    ids = (*(each.id for each in plan.items), *plan.sample_ids)
    said = {**kept.answers, **kept.findings}
    place = next((place for place, id_ in enumerate(ids) if id_ not in said), len(ids))
    return replace(page, plan=plan, draft=kept, place=place, is_asking=False)
