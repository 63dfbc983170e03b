"""What the page of the self-inspection shows, and what reminds of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pos_client.application.inspections import SignedInspection
from pos_client.domain.inspection import InspectionPlan
from pos_client.domain.inspection_draft import InspectionDraft
from pos_client.domain.inspection_due import InspectionDue
from pos_client.domain.inspection_paper import InspectionPaper

__all__ = ["InspectionPage", "InspectionState"]


@dataclass(frozen=True, slots=True)
class InspectionPage:
    """The page, while it is open.

    Attributes:
        plan, draft: None while the gateway is asked, and where no month is due.
        place: which item or case is looked at; behind all of them, violations and note.
        pending, quarantined: of this counter, now.
        today: the last day on which something can have been done.
        may_sign: whether whoever is logged in may work on it, or only look.
        last: what was signed here last.
        paper: the report that is being signed.
    """

    plan: InspectionPlan | None = None
    draft: InspectionDraft | None = None
    place: int = 0
    pending: int = 0
    quarantined: int = 0
    today: date | None = None
    may_sign: bool = False
    is_asking: bool = False
    last: SignedInspection | None = None
    paper: InspectionPaper | None = None
    is_confirming: bool = False

    @property
    def open_count(self) -> int:
        """How many items and cases have no answer yet."""
        if self.plan is None or self.draft is None:
            return 0
        items = sum(item.id not in self.draft.answers for item in self.plan.items)
        return items + sum(id_ not in self.draft.findings for id_ in self.plan.sample_ids)

    @property
    def last_place(self) -> int:
        """Where violations and note are."""
        return 0 if self.plan is None else len(self.plan.items) + len(self.plan.sample)


@dataclass(frozen=True, slots=True)
class InspectionState:
    """What is due, and the page.

    Attributes:
        is_asked: whether the carrier asks for self-inspections here at all.
        waiting: the month whose report has not reached the gateway yet; empty for none.
    """

    is_asked: bool = False
    due: InspectionDue | None = None
    waiting: str = ""
    page: InspectionPage | None = None
