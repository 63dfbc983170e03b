"""What is frozen of a self-inspection, and what the audit chain tells of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace

from pos_client.application.desk import Desk
from pos_client.application.inspection_state import InspectionPage
from pos_client.application.paperwork import unclaiming
from pos_client.domain.audit import AuditEvent
from pos_client.domain.inspection import ChecklistAnswer, ChecklistItem, InspectionReport
from pos_client.domain.inspection_paper import InspectionPaper
from pos_client.protocol.jws import TokenType
from pos_client.protocol.words import Session

__all__ = ["event_of", "paper_of", "proof_of", "report_of_page"]


def report_of_page(desk: Desk, page: InspectionPage, signer: str) -> InspectionReport:
    """Freeze what was answered.

    Raises:
        ValueError: nothing was asked.
    """
    plan, draft, session = page.plan, page.draft, desk.session
    if plan is None or draft is None or session is None:
        raise ValueError("no inspection under way")
    outlet = desk.configuration.outlet
    return InspectionReport(
        outlet_code=outlet.code,
        sign_number=outlet.sign_number,
        agent_number=outlet.agent_number,
        device_id=desk.configuration.device_id,
        month=plan.month,
        checklist_version=plan.checklist_version,
        seed=plan.seed,
        facts=replace(plan.facts, pending=page.pending, quarantined=page.quarantined),
        answers=dict(draft.answers),
        findings=dict(draft.findings),
        violations=draft.violations,
        note=draft.note,
        made_at=desk.now(),
        made_by=session.clerk.clerk_number,
        signer=signer,
        previous_sha256=plan.previous_sha256,
    )


def event_of(report: InspectionReport, desk: Desk) -> AuditEvent:
    """What the chain tells: figures, both work ids, and the hash that was signed."""
    said = Counter(report.answers.values())
    return AuditEvent(
        "inspection_signed",
        desk.now(),
        {
            "month": str(report.month),
            "clerk": report.made_by,
            "signed_by": report.signer,
            # Under a name of its own: a bare `sha256` announces a registration to the gateway.
            "report_sha256": report.sha256.hex(),
            "items": len(report.answers),
            "items_no": said[ChecklistAnswer.NO],
            "cases": len(report.findings),
            "amiss": report.amiss,
            "violations": len(report.violations),
        },
    )


def proof_of(signed: InspectionPaper, session: Session, desk: Desk) -> str:
    """The device's word on a report: its hash, whose log-in it was signed under, and the ink.

    The ink itself is kept nowhere; its hash is taken point by point.
    """
    report, strokes = signed.report, signed.signature.strokes if signed.signature else ()
    points = "\n".join(
        " ".join(f"{point.x},{point.y},{point.t_ms},{point.pressure}" for point in stroke)
        for stroke in strokes
    )
    return desk.tools.evidence_key.sign_token(
        {
            "outlet_code": report.outlet_code,
            "month": str(report.month),
            "report_sha256": report.sha256.hex(),
            "session_id": session.id,
            "ink_sha256": hashlib.sha256(points.encode()).hexdigest(),
        },
        TokenType.INSPECTION,
    )


def paper_of(
    report: InspectionReport, desk: Desk, items: tuple[ChecklistItem, ...]
) -> InspectionPaper:
    """The paper of a report, with the wording of the list where it is known."""
    outlet = desk.configuration.outlet
    return InspectionPaper(
        report,
        brand=unclaiming(outlet.brand, ""),
        outlet_name=unclaiming(outlet.name, outlet.code),
        is_demo=desk.configuration.is_demo,
        items=items,
    )
