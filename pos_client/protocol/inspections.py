"""The calls about the monthly self-inspection (自查): the plan of a month, and its signed report.

A plan shows cases in masks and is kept nowhere by a client. A report names cases by their ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from joserfc.jwk import ECKey

from pos_client.domain.inspection import (
    LONGEST_NOTE,
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
    draw,
)
from pos_client.domain.month import Month
from pos_client.protocol.envelope import OUTLET_CODE
from pos_client.protocol.jws import TokenRefused, TokenType, verify
from pos_client.protocol.message import (
    Length,
    Message,
    MessageRefused,
    Moment,
    NoIdNumber,
    OwnId,
    Pattern,
    Range,
    plain,
    read,
)

__all__ = [
    "MONTH",
    "MOST_VIOLATIONS",
    "AnswerJson",
    "ChecklistItemClaims",
    "FactsJson",
    "FindingJson",
    "InspectionPaths",
    "InspectionPlanClaims",
    "InspectionRequest",
    "ReportJson",
    "SampledCaseClaims",
    "ViolationJson",
    "plan_claims",
    "plan_from",
    "receipt_sha256",
    "report_from",
    "report_json",
]

MONTH = "^2[0-9]{3}-(0[1-9]|1[0-2])$"
MOST_ITEMS, MOST_CASES, MOST_VIOLATIONS, MOST_CLERKS = 60, 200, 60, 200
_OutletCode = Annotated[str, Pattern(f"^{OUTLET_CODE}$")]
_Month = Annotated[str, Pattern(MONTH)]
_ItemId = Annotated[str, Pattern("^[a-z][a-z_]{0,39}$")]
_Version = Annotated[str, Pattern("^[A-Za-z0-9._-]{1,16}$")]
# Letters alone: no seed can be somebody's number.
_Seed = Annotated[str, Pattern("^[a-p]{32}$")]
_Sha256 = Annotated[str, Pattern("^([0-9a-f]{64})?$")]
_Number = Annotated[str, Length(1, 64), NoIdNumber()]
_ClerkNumber = Annotated[str, Length(1, 32), NoIdNumber()]
_Count = Annotated[int, Range(0, 10**15)]


class InspectionPaths:
    """Where they go."""

    PLANS = "/v1/inspection-plans"  # GET /{month} (session): TokenAnswer; 422 INSPECTION_TOO_EARLY
    REPORTS = "/v1/inspections"  # POST: TokenAnswer; 422 INSPECTION_REFUSED, INSPECTION_SIGNED


@dataclass(frozen=True, slots=True, kw_only=True)
class FactsJson(Message):
    """As `domain.inspection.Facts`."""

    registrations: _Count = 0
    readers: _Count = 0
    readers_used: _Count = 0
    devices: _Count = 0
    alarms: _Count = 0
    clerks: Annotated[tuple[_ClerkNumber, ...], Length(most=MOST_CLERKS)] = ()
    commission_until: date | None = None
    sims_issued: _Count = 0
    sims_used: _Count = 0
    sims_spoiled: _Count = 0
    sims_left: _Count = 0
    trustees: _Count = 0
    special_documents: _Count = 0
    pending: _Count = 0
    quarantined: _Count = 0

    def value(self) -> Facts:
        return Facts(**{each.name: getattr(self, each.name) for each in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItemClaims(Message):
    """One item of the list."""

    id: _ItemId
    text_zh: Annotated[str, Length(1, 120)]
    text_en: Annotated[str, Length(1, 240)]
    fact: Annotated[str, Length(most=40)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledCaseClaims(Message):
    """A case to be looked at again, in masks."""

    id: Annotated[UUID, OwnId()]
    device_id: Annotated[str, Length(1, 64)]
    clerk_number: Annotated[str, Length(most=32)]
    flow: Annotated[str, Length(1, 64)]
    captured_at: Moment
    outcome: Annotated[str, Length(1, 32)]
    masked_name: Annotated[str, Length(most=80)] = ""
    masked_id_number: Annotated[str, Length(most=32)] = ""
    masked_phone_number: Annotated[str, Length(most=32)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionPlanClaims(Message):
    """The payload of a plan's JWS."""

    outlet_code: _OutletCode
    month: _Month
    checklist_version: _Version
    items: Annotated[tuple[ChecklistItemClaims, ...], Length(1, MOST_ITEMS)]
    seed: _Seed
    sample: Annotated[tuple[SampledCaseClaims, ...], Length(most=MOST_CASES)]
    facts: FactsJson
    previous_sha256: _Sha256 = ""
    clerks: Annotated[tuple[_ClerkNumber, ...], Length(most=MOST_CLERKS)] = ()
    responsible: Annotated[tuple[_ClerkNumber, ...], Length(most=MOST_CLERKS)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerJson(Message):
    """What was answered to an item."""

    item: _ItemId
    answer: ChecklistAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingJson(Message):
    """What was found in a case."""

    id: Annotated[UUID, OwnId()]
    finding: CaseFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationJson(Message):
    """What somebody did, and what was done about it."""

    kind: ViolationKind
    clerk_number: _ClerkNumber
    measure: Measure
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportJson(Message):
    """The report of a month. What is signed is the canonical text of the value that it makes."""

    outlet_code: _OutletCode
    sign_number: _Number
    agent_number: _Number
    device_id: _Number
    month: _Month
    checklist_version: _Version
    seed: _Seed
    facts: FactsJson
    answers: Annotated[tuple[AnswerJson, ...], Length(1, MOST_ITEMS)]
    findings: Annotated[tuple[FindingJson, ...], Length(most=MOST_CASES)]
    violations: Annotated[tuple[ViolationJson, ...], Length(most=MOST_VIOLATIONS)]
    note: Annotated[str, Length(most=LONGEST_NOTE), NoIdNumber()] = ""
    made_at: Moment
    made_by: _ClerkNumber
    signer: _ClerkNumber
    previous_sha256: _Sha256 = ""

    def check(self) -> None:
        for name, ids in (
            ("answers", [each.item for each in self.answers]),
            ("findings", [str(each.id) for each in self.findings]),
        ):
            if len(set(ids)) != len(ids):
                raise MessageRefused("names one twice", name)


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRequest(Message):
    """A signed report on its way; `proof` is the device's JWS over its hash and the session."""

    report: ReportJson
    proof: Annotated[str, Length(1, 4096), NoIdNumber()]


def plan_claims(plan: InspectionPlan) -> dict[str, Any]:
    """What the gateway signs; `token` is what comes of it."""
    made = InspectionPlanClaims(
        outlet_code=plan.outlet_code,
        month=str(plan.month),
        checklist_version=plan.checklist_version,
        items=tuple(ChecklistItemClaims(**asdict(each)) for each in plan.items),
        seed=plan.seed,
        sample=tuple(SampledCaseClaims(**asdict(each)) for each in plan.sample),
        facts=FactsJson(**asdict(plan.facts)),
        previous_sha256=plan.previous_sha256,
        clerks=plan.clerks,
        responsible=plan.responsible,
    )
    return plain(made)


def plan_from(token: str, keys: Mapping[str, ECKey]) -> InspectionPlan:
    """Check a plan's signature and read it.

    Raises:
        TokenRefused: it is no plan of this gateway, or its cases are not as its seed orders them.
    """
    claims = verify(token, keys, TokenType.INSPECTION_PLAN)
    try:
        said = read(InspectionPlanClaims, claims)
    except MessageRefused as no:
        raise TokenRefused(f"inspection plan: {no}") from None
    ids = tuple(str(each.id) for each in said.sample)
    if draw(said.seed, ids, len(ids)) != ids:
        raise TokenRefused("inspection plan: not drawn by its seed")
    return InspectionPlan(
        outlet_code=said.outlet_code,
        month=Month.parse(said.month),
        checklist_version=said.checklist_version,
        items=tuple(ChecklistItem(**asdict(each)) for each in said.items),
        seed=said.seed,
        sample=tuple(SampledCase(**asdict(each)) for each in said.sample),
        facts=said.facts.value(),
        previous_sha256=said.previous_sha256,
        clerks=said.clerks,
        responsible=said.responsible,
        token=token,
    )


def report_json(report: InspectionReport) -> ReportJson:
    """A report as it is sent.

    Raises:
        MessageRefused: it holds what no gateway would take.
    """
    return ReportJson(
        outlet_code=report.outlet_code,
        sign_number=report.sign_number,
        agent_number=report.agent_number,
        device_id=report.device_id,
        month=str(report.month),
        checklist_version=report.checklist_version,
        seed=report.seed,
        facts=FactsJson(**asdict(report.facts)),
        answers=tuple(
            AnswerJson(item=id_, answer=report.answers[id_]) for id_ in sorted(report.answers)
        ),
        findings=tuple(
            FindingJson(id=UUID(id_), finding=report.findings[id_])
            for id_ in sorted(report.findings)
        ),
        violations=tuple(ViolationJson(**asdict(each)) for each in report.violations),
        note=report.note,
        made_at=report.made_at,
        made_by=report.made_by,
        signer=report.signer,
        previous_sha256=report.previous_sha256,
    )


def report_from(said: ReportJson) -> InspectionReport:
    """The report that was sent."""
    return InspectionReport(
        outlet_code=said.outlet_code,
        sign_number=said.sign_number,
        agent_number=said.agent_number,
        device_id=said.device_id,
        month=Month.parse(said.month),
        checklist_version=said.checklist_version,
        seed=said.seed,
        facts=said.facts.value(),
        answers={each.item: each.answer for each in said.answers},
        findings={str(each.id): each.finding for each in said.findings},
        violations=tuple(
            Violation(each.kind, each.clerk_number, each.measure, each.day)
            for each in said.violations
        ),
        note=said.note,
        made_at=said.made_at,
        made_by=said.made_by,
        signer=said.signer,
        previous_sha256=said.previous_sha256,
    )


def receipt_sha256(
    token: str, keys: Mapping[str, ECKey], outlet_code: str, month: Month
) -> tuple[bytes, datetime]:
    """Of which report of this month the gateway says that it has it, and since when.

    Raises:
        TokenRefused: it says so of none.
    """
    claims = verify(token, keys, TokenType.INSPECTION_RECEIPT)
    try:
        named = (claims["outlet_code"], claims["month"])
        sha256 = bytes.fromhex(claims["report_sha256"])
        received_at = datetime.fromisoformat(claims["received_at"])
    except (KeyError, TypeError, ValueError) as error:
        raise TokenRefused(f"inspection receipt: {type(error).__name__}") from None
    if named != (outlet_code, str(month)):
        raise TokenRefused("inspection receipt: of another month")
    return sha256, received_at
