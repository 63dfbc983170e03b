"""Invented people and states of the counter, for the tests and the gallery."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from pos_client.application.last_saved import LastSaved
from pos_client.application.paperwork import papers_of
from pos_client.application.progress_state import StepState, StepStatus, VerdictState
from pos_client.application.shown_identity import ShownIdentity
from pos_client.application.state import (
    CasePhase,
    CaseState,
    CounterState,
    DevicePhase,
    GatewayState,
    OfflineState,
    ReaderPhase,
    ReaderState,
    SessionState,
)
from pos_client.application.step_state import (
    ChoiceState,
    ConsentState,
    FormState,
    PhotoState,
    ReviewState,
)
from pos_client.domain.flow import Flow, Step
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import Clerk, Outlet, OutletKind, Role
from pos_client.domain.paper import PaperKind
from pos_client.domain.registration import QueueSummary
from pos_client.domain.sim import SimSource
from pos_client.domain.verdict import Check, Consequence
from pos_client.sandbox.notices import NOTICES, OFFERS
from tests.papers import FORM_SHA256, QR_TEXT, paper

__all__ = [
    "CASE_ID",
    "CHINA_NOW",
    "ICCID",
    "ID_NUMBER",
    "NUMBERS",
    "OUTLET",
    "PEOPLE",
    "VERDICTS",
    "at_step",
    "offline",
    "person",
    "ready",
    "saved",
    "with_case",
]

CHINA_NOW = datetime(2026, 11, 23, 6, 32, 7, tzinfo=UTC).astimezone()
CASE_ID = UUID("0192f0c4-5a0e-7c3a-9d2e-3f1b5a7c9e01")
ID_NUMBER = "110101190001010014"
ICCID = "89860000000000000123"
VERDICTS = (
    VerdictState(Check.ONLINE_VERIFICATION, "ID_MATCH", Consequence.GOES_ON),
    VerdictState(Check.FACE_MATCH, "FACE_SAME", Consequence.GOES_ON),
    VerdictState(
        Check.QUOTA,
        "QUOTA_OK",
        Consequence.GOES_ON,
        (("in_use", 2), ("limit", 5), ("nth", 3)),
    ),
)
NUMBERS = tuple(f"17055550{place}8" for place in range(18, 26))
OUTLET = Outlet(
    code="350100-0042",
    name="示例手机店",
    kind=OutletKind.AGENT,
    brand="示例通信",
    sign_number="FJ-0042",
    agent_number="DL-350100-0042",
    commission_from=date(2026, 1, 1),
    commission_until=date(2027, 1, 1),
)


def person(**changes: object) -> ShownIdentity:
    """A resident nobody knows."""
    plain: dict[str, object] = {
        "kind": "RESIDENT",
        "name": "林样本",
        "name_latin": "",
        "sex": "2",
        "ethnicity": "01",
        "nationality": "",
        "birth_date": date(1991, 3, 8),
        "age": 35,
        "address": "示例省样本市测试区虚构路 10 号 2 幢 301 室",
        "id_number": ID_NUMBER,
        "issuer": "样本市公安局测试分局",
        "valid_from": date(2021, 5, 6),
        "valid_until": date(2041, 5, 6),
        "permit_number": "",
        "raw_photo": b"",
    }
    return ShownIdentity(**(plain | changes))  # type: ignore[arg-type]


PEOPLE = {
    "resident": person(),
    "long": person(
        name="阿卜杜热合曼·买买提艾力江\ue123\U00020bb7",
        ethnicity="05",
        address="示例省样本市测试区虚构街道办事处非常长的路名一百二十三号楼四单元五六七室"
        + "八" * 3,
        valid_until=None,
        warnings=("name_private_use", "no_photo"),
    ),
    "hmt": person(
        kind="HMT_RESIDENT",
        name="陈样例",
        ethnicity="",
        id_number="810000199408230021",
        permit_number="H00000000",
    ),
    "foreign_2017": person(
        kind="FOREIGN_PR_2017",
        name="样本",
        name_latin="SAMPLE, ANNA MARIA CONSTANTINA",
        ethnicity="",
        nationality="GBR",
        address="",
        id_number="GBR350191030802",
    ),
    "foreign_2023": person(
        kind="FOREIGN_PR_2023",
        name="",
        name_latin="W" * 60,
        ethnicity="",
        nationality="826",
        address="",
        id_number="935826199103080022",
    ),
}


def ready(**changes: object) -> CounterState:
    """Logged in, online, nothing queued."""
    plain: dict[str, object] = {
        "device": DevicePhase.READY,
        "outlet": OUTLET,
        "is_demo": True,
        "session": SessionState(Clerk("0017", "样例", Role.CLERK), is_offline=False),
        "reader": ReaderState(ReaderPhase.READY, "sim:", "05.01-20101014", is_simulated=True),
        "gateway": GatewayState(is_reachable=True),
        "queue": QueueSummary(
            accepted_today=42,
            rejected_today=1,
            last_receipt_at=CHINA_NOW - timedelta(minutes=3),
        ),
    }
    return CounterState(**(plain | changes))  # type: ignore[arg-type]


def offline(**changes: object) -> CounterState:
    """Logged in, the gateway away."""
    state = ready(
        gateway=GatewayState(is_reachable=False, next_try_at=CHINA_NOW + timedelta(seconds=12)),
        queue=QueueSummary(
            pending=3,
            oldest_pending_at=CHINA_NOW - timedelta(minutes=6),
            accepted_today=38,
        ),
        offline=OfflineState(3, 12, CHINA_NOW + timedelta(hours=47), "numbers", 0.2),
    )
    return replace(state, **changes)  # type: ignore[arg-type]


def at_step(
    step: Step, phase: CasePhase = CasePhase.OPEN, flow: Flow = NEW_NUMBER, **changes: object
) -> CaseState:
    """An open case at one step, as the counter would tell it."""
    steps = _steps_of(flow, step)
    place = steps.index(step)
    kinds = [StepStatus.DONE] * place + [StepStatus.CURRENT] + [StepStatus.TO_DO] * 9
    is_verified = step in (Step.NUMBER_AND_SIM, Step.FORM, Step.SEAL)
    has_number = step in (Step.FORM, Step.SEAL)
    case = CaseState(
        id=CASE_ID,
        phase=phase,
        step=step,
        steps=tuple(
            StepState(each, kind, "0.31" if each is Step.READ_CARD else "")
            for each, kind in zip(steps, kinds, strict=False)
        ),
        is_offline=False,
        identity=PEOPLE["resident"],
        masked_name="林**",
        masked_id_number="1101**********0014",
        sam_id="05.01-20101014-0000987654-0123456789",
        read_counter=42,
        read_at=CHINA_NOW - timedelta(seconds=8),
        duration_s=0.31,
        verdicts=VERDICTS if is_verified else (),
        numbers=NUMBERS if step is Step.NUMBER_AND_SIM else (),
        chosen_number=NUMBERS[0] if step is Step.NUMBER_AND_SIM else "",
        held_number=NUMBERS[0] if has_number else "",
        held_until=CHINA_NOW + timedelta(minutes=14, seconds=21) if has_number else None,
        can_step_back=step in (*_BACK, Step.VERIFICATION),
        **(
            _asked_at(step)
            if phase in (CasePhase.OPEN, CasePhase.WORKING, CasePhase.REREAD)
            else {}
        ),
    )
    return replace(case, **changes)  # type: ignore[arg-type]


_BACK = (Step.CONSENT, Step.LIVE_PHOTO, Step.FORM, Step.SEAL)


def _steps_of(flow: Flow, step: Step) -> tuple[Step, ...]:
    """A review is a step only where one is asked for."""
    steps = [each for each in flow.steps if each is not Step.REVIEW]
    if step is Step.REVIEW:
        steps.insert(steps.index(Step.VERIFICATION) + 1, Step.REVIEW)
    return tuple(steps)


def _asked_at(step: Step) -> dict[str, Any]:
    match step:
        case Step.CONSENT:
            notices = NOTICES.for_age(35)
            return {"consent": ConsentState(NOTICES.version, notices, NOTICES.sha256)}
        case Step.LIVE_PHOTO:
            return {"photo": PhotoState("", 3)}
        case Step.REVIEW:
            return {"review": ReviewState(("FACE_UNSURE", "QUOTA_REVIEW"))}
        case Step.NUMBER_AND_SIM | Step.SEAL:
            return {"choice": ChoiceState(OFFERS, OFFERS[0].code, ICCID, SimSource.SCANNER)}
        case Step.FORM:
            form = paper(PaperKind.REGISTRATION_FORM, is_demo=True, handwritten_signature=None)
            return {"form": FormState(form, FORM_SHA256)}
    return {}


def with_case(case: CaseState, state: CounterState | None = None) -> CounterState:
    return replace(state or ready(), case=case)


def saved(state: CounterState | None = None, **changes: object) -> CounterState:
    """A case that was just saved; `changes` are those of the last registration."""
    base = state or ready()
    is_offline = base.offline is not None or changes.get("outcome") is Outcome.AWAITING_CUSTOMER
    outcome = cast("Outcome | None", changes.get("outcome"))
    last = LastSaved(
        id=UUID(int=7),
        sequence=128,
        is_offline=is_offline,
        saved_at=CHINA_NOW,
        masked_name="林**",
        phone_number="" if outcome is Outcome.AWAITING_CUSTOMER else NUMBERS[0],
        papers=papers_of(outcome, is_offline=is_offline),
        qr_text=QR_TEXT if is_offline else "",
    )
    case = at_step(
        Step.SEAL, CasePhase.SAVED, identity=None, is_offline=is_offline, can_step_back=False
    )
    if outcome is Outcome.AWAITING_CUSTOMER:
        later = (Step.NUMBER_AND_SIM, Step.FORM)
        case = replace(case, steps=tuple(s for s in case.steps if s.step not in later))
    return replace(base, case=case, last_saved=replace(last, **changes))  # type: ignore[arg-type]
