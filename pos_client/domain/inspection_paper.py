"""A month's self-inspection report with all that is needed to draw it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.inspection import ChecklistItem, InspectionReport

__all__ = ["InspectionPaper", "ReportKind"]


class ReportKind(StrEnum):
    """Which paper."""

    SELF_INSPECTION = "SELF_INSPECTION"  # 《网点自查月报》


@dataclass(frozen=True, slots=True)
class InspectionPaper:
    """Masks and handwriting are not in the report, and what is not in memory is not on its paper.

    Attributes:
        items: the wording of the list; empty where it is not known any more, and then ids stand.
        signature: None while unsigned, and on a report of an earlier run of the program.
        is_signed: it was signed, whether or not the ink is here.
    """

    report: InspectionReport
    brand: str
    outlet_name: str
    is_demo: bool
    items: tuple[ChecklistItem, ...] = ()
    signature: HandwrittenSignature | None = field(default=None, repr=False)
    is_signed: bool = False
    is_reprint: bool = False

    @property
    def kind(self) -> ReportKind:
        return ReportKind.SELF_INSPECTION

    @property
    def case_number(self) -> str:
        """Under which name a printer is told of it."""
        return self.report.report_number
