"""What stands beside a question of the self-inspection: facts, and a case in masks."""

from __future__ import annotations

from collections.abc import Iterator

from pos_client.application.inspection_state import InspectionPage
from pos_client.application.state import CounterState
from pos_client.domain.inspection import ChecklistItem, Facts, InspectionPlan, SampledCase
from ui.i18n import language
from ui.i18n.message import Message, message
from ui.presenters.glance import Glance
from ui.presenters.moments import day_and_minute

__all__ = ["facts_of", "masks_of", "wording_of"]


def wording_of(item: ChecklistItem, place: int) -> Message:
    words = item.text_zh if language() == "zh_CN" else item.text_en
    return message("inspection.item", place=place + 1, words=words)


def masks_of(case: SampledCase, glance: Glance) -> tuple[Message, ...]:
    person = message(
        "inspection.case_person", name=case.masked_name or "—", number=case.masked_id_number or "—"
    )
    business = message(
        "inspection.case_business",
        flow=message(f"subject.flow_{case.flow}"),
        number=case.masked_phone_number or "—",
        outcome=message(f"queue.state_{case.outcome}"),
    )
    made = message(
        "inspection.case_made",
        at=day_and_minute(case.captured_at, glance.now),
        clerk=case.clerk_number,
        id=str(case.id)[-8:],
    )
    return person, business, made


def facts_of(
    fact: str, page: InspectionPage, plan: InspectionPlan, state: CounterState
) -> Iterator[Message]:
    """What the program knows itself about an item; nothing for a fact that it does not know."""
    known: Facts = plan.facts
    outlet = state.outlet
    if fact == "sign" and outlet is not None:
        yield message("inspection.fact_sign", sign=outlet.sign_number, agent=outlet.agent_number)
    elif fact == "commission" and known.commission_until is not None:
        yield message("inspection.fact_commission", day=known.commission_until.isoformat())
    elif fact == "clerks":
        yield message("inspection.fact_clerks", clerks="、".join(known.clerks) or "—")
    elif fact == "queue":
        figures = {"pending": page.pending, "quarantined": page.quarantined}
        yield message("inspection.fact_queue", **figures)
    elif fact == "sample":
        judged = 0 if page.draft is None else len(page.draft.findings)
        yield message("inspection.fact_sample", judged=judged, count=len(plan.sample))
    elif fact == "violations":
        count = 0 if page.draft is None else len(page.draft.violations)
        yield message("inspection.fact_violations", count=count)
    elif fact == "signer":
        named = "、".join(plan.responsible) or message("inspection.any_supervisor")
        yield message("inspection.fact_signer", signer=named)
    elif fact in _COUNTED:
        yield message(
            f"inspection.fact_{fact}",
            **{name: getattr(known, name) for name in _COUNTED[fact]},
        )


_COUNTED = {
    "registrations": ("registrations",),
    "readers": ("readers", "readers_used"),
    "trustees": ("trustees",),
    "special_documents": ("special_documents",),
    "devices": ("devices", "alarms"),
    "sims": ("sims_issued", "sims_used", "sims_spoiled", "sims_left"),
}
