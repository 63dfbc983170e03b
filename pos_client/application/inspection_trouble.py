"""What can go wrong with the monthly self-inspection: leaves of `case_trouble.CaseTrouble`."""

from __future__ import annotations

from pos_client.application.case_trouble import CaseTrouble

__all__ = ["InspectionIncomplete", "InspectionNotTaken", "InspectionOverdue"]


class InspectionOverdue(CaseTrouble):
    """A month is overdue, so no new number begins; `month` says which. Everything else goes on."""

    code = "B-650"


class InspectionNotTaken(CaseTrouble):
    """The gateway does not take what was signed, or asks for no such month.

    `reason` is its code: `INSPECTION_SIGNED` where another counter was first.
    """

    code = "B-651"


class InspectionIncomplete(CaseTrouble):
    """`count` items or cases have no answer yet."""

    code = "B-652"
