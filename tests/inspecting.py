"""Months inspected by hand: by a device of our own at the sandbox, as no client would have to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import update

from pos_client.domain.inspection import (
    CaseFinding,
    ChecklistAnswer,
    ChecklistItem,
    Facts,
    InspectionPlan,
    InspectionReport,
    Measure,
    SampledCase,
    Violation,
    ViolationKind,
)
from pos_client.domain.month import Month, month_of
from pos_client.infrastructure.ids import new_id
from pos_client.protocol import jws
from pos_client.protocol.inspections import InspectionPaths, plan_from, report_json
from pos_client.protocol.message import plain
from pos_client.sandbox import tables
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.device import TestDevice

__all__ = [
    "LAST_MONTH",
    "OF_A_SHOP",
    "age_outlet",
    "body_of",
    "deliver",
    "plan_of",
    "report_on",
    "sampled",
    "the_plan",
    "the_report",
]

LAST_MONTH = month_of(datetime.now(UTC)).previous
OF_A_SHOP = Facts(
    registrations=40,
    readers=1,
    readers_used=1,
    devices=2,
    clerks=("0017", "0023"),
    commission_until=date(2036, 12, 31),
    sims_issued=50,
    sims_used=18,
    sims_spoiled=1,
    sims_left=31,
)
_ITEMS = (
    ChecklistItem("sign_displayed", "店内悬挂统一标识", "Sign and agent number hang here", "sign"),
    ChecklistItem("reader_present", "读卡器在店内并在使用", "The readers are here", "readers"),
    ChecklistItem("no_trade_or_leak", "没有买卖、泄露用户信息", "Nobody's data was sold", ""),
)


def age_outlet(sandbox: RunningSandbox, months: int = 1) -> Month:
    """The outlet's devices were enrolled so many months ago; answers the month it owes first."""
    month = month_of(datetime.now(UTC))
    for _ in range(months):
        month = month.previous
    at = month.begins_at + timedelta(hours=12)
    sandbox.call(
        lambda desk: desk.connection.execute(update(tables.devices).values(enrolled_at=at))
    )
    return month


def plan_of(device: TestDevice, month: Month) -> InspectionPlan:
    """What is asked of its outlet."""
    answer = device.call("GET", f"{InspectionPaths.PLANS}/{month}")
    assert answer.status_code == 200, answer.text
    return plan_from(answer.json()["token"], device.words_keys)


def report_on(device: TestDevice, plan: InspectionPlan, **changes: Any) -> InspectionReport:
    """A whole report, made now, in which everything is in order."""
    honest = InspectionReport(
        outlet_code=plan.outlet_code,
        sign_number="FJ-0042",
        agent_number="DL-350100-0042",
        device_id=device.id,
        month=plan.month,
        checklist_version=plan.checklist_version,
        seed=plan.seed,
        facts=plan.facts,
        answers={each.id: ChecklistAnswer.YES for each in plan.items},
        findings=dict.fromkeys(plan.sample_ids, CaseFinding.IN_ORDER),
        violations=(),
        note="",
        made_at=datetime.now(UTC),
        made_by=device.clerk_number,
        signer=device.clerk_number,
        previous_sha256=plan.previous_sha256,
    )
    return replace(honest, **changes)


def body_of(
    device: TestDevice, report: InspectionReport, proof: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A request, signed by the device for the session that it has now."""
    session = jws.verify(device.session, device.words_keys, jws.TokenType.SESSION)
    claims = {
        "outlet_code": report.outlet_code,
        "month": str(report.month),
        "report_sha256": report.sha256.hex(),
        "session_id": session["session_id"],
        "ink_sha256": "00" * 32,
        **(proof or {}),
    }
    said = plain(report_json(report))
    return {"report": said, "proof": device.token(claims, jws.TokenType.INSPECTION)}


def deliver(
    device: TestDevice, report: InspectionReport, proof: Mapping[str, Any] | None = None
) -> httpx.Response:
    return device.call("POST", InspectionPaths.REPORTS, json=body_of(device, report, proof))


def sampled(number: int = 1) -> SampledCase:
    """A case of a plan, in masks."""
    return SampledCase(
        new_id(),
        "D-1",
        "0017",
        "new_number",
        LAST_MONTH.begins_at + timedelta(days=number, hours=2),
        "ACCEPTED",
        "陈**",
        "3501**********0042",
        f"170****{number:04}",
    )


def the_plan(cases: int = 2, month: Month = LAST_MONTH, **changes: Any) -> InspectionPlan:
    """What a gateway asks for: three items and some cases."""
    plan = InspectionPlan(
        outlet_code="TEST-0001",
        month=month,
        checklist_version="t-1",
        items=_ITEMS,
        seed="a" * 32,
        sample=tuple(sampled(number) for number in range(1, cases + 1)),
        facts=OF_A_SHOP,
        clerks=("0017", "0023", "8001", "8021"),
    )
    return replace(plan, **changes)


def the_report(month: Month = LAST_MONTH, **changes: Any) -> InspectionReport:
    """A report with something of everything in it."""
    plan = the_plan(month=month)
    first, second = plan.sample_ids
    report = InspectionReport(
        outlet_code=plan.outlet_code,
        sign_number="FJ-0042",
        agent_number="DL-350100-0042",
        device_id="D-1",
        month=month,
        checklist_version=plan.checklist_version,
        seed=plan.seed,
        facts=replace(plan.facts, pending=3, quarantined=1),
        answers={
            "sign_displayed": ChecklistAnswer.YES,
            "reader_present": ChecklistAnswer.NO,
            "no_trade_or_leak": ChecklistAnswer.NOT_APPLICABLE,
        },
        findings={first: CaseFinding.IN_ORDER, second: CaseFinding.PAPER_MISSING},
        violations=(
            Violation(ViolationKind.WORK_ID_LENT, "0023", Measure.TRAINED, month.last_day),
        ),
        note="读卡器送修，已换备用机",
        made_at=month.ends_before + timedelta(hours=10),
        made_by="0017",
        signer="0042",
    )
    return replace(report, **changes)
