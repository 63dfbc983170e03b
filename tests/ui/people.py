"""Invented people and states of the counter, for the tests and the gallery."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from pos_client.application.state import (
    CasePhase,
    CaseState,
    CounterState,
    DevicePhase,
    GatewayState,
    LastSaved,
    OfflineState,
    ReaderPhase,
    ReaderState,
    SessionState,
    ShownIdentity,
    StepState,
    StepStatus,
    VerdictState,
)
from pos_client.domain.flow import NEW_NUMBER, Step
from pos_client.domain.outlet import Clerk, Outlet, OutletKind, Role
from pos_client.domain.registration import QueueSummary
from pos_client.domain.verdict import Check, Consequence

__all__ = [
    "CASE_ID",
    "CHINA_NOW",
    "ID_NUMBER",
    "NUMBERS",
    "OUTLET",
    "PEOPLE",
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
        offline=OfflineState(3, 12, CHINA_NOW + timedelta(hours=47), "numbers"),
    )
    return replace(state, **changes)  # type: ignore[arg-type]


def at_step(step: Step, phase: CasePhase = CasePhase.OPEN, **changes: object) -> CaseState:
    """An open case at one step, as the counter would tell it."""
    place = NEW_NUMBER.steps.index(step)
    kinds = [StepStatus.DONE] * place + [StepStatus.CURRENT] + [StepStatus.TO_DO] * 9
    match = VerdictState(Check.ONLINE_VERIFICATION, "ID_MATCH", Consequence.GOES_ON)
    is_verified = step in (Step.NUMBER_AND_SIM, Step.SEAL)
    case = CaseState(
        id=CASE_ID,
        phase=phase,
        step=step,
        steps=tuple(
            StepState(each, kind, "0.31" if each is Step.READ_CARD else "")
            for each, kind in zip(NEW_NUMBER.steps, kinds, strict=False)
        ),
        is_offline=False,
        identity=PEOPLE["resident"],
        masked_name="林**",
        masked_id_number="1101**********0014",
        sam_id="05.01-20101014-0000987654-0123456789",
        read_counter=42,
        read_at=CHINA_NOW - timedelta(seconds=8),
        duration_s=0.31,
        verdicts=(match,) if is_verified else (),
        numbers=NUMBERS if step is Step.NUMBER_AND_SIM else (),
        chosen_number=NUMBERS[0] if step is Step.NUMBER_AND_SIM else "",
        held_number=NUMBERS[0] if step is Step.SEAL else "",
        held_until=CHINA_NOW + timedelta(minutes=14, seconds=21) if step is Step.SEAL else None,
        can_step_back=step in (Step.SEAL, Step.VERIFICATION),
    )
    return replace(case, **changes)  # type: ignore[arg-type]


def with_case(case: CaseState, state: CounterState | None = None) -> CounterState:
    return replace(state or ready(), case=case)


def saved(state: CounterState | None = None, **changes: object) -> CounterState:
    """A case that was just saved; `changes` are those of the last registration."""
    base = state or ready()
    is_offline = base.offline is not None
    last = LastSaved(
        id=UUID(int=7),
        sequence=128,
        is_offline=is_offline,
        saved_at=CHINA_NOW,
        masked_name="林**",
        phone_number=NUMBERS[0],
    )
    case = at_step(
        Step.SEAL, CasePhase.SAVED, identity=None, is_offline=is_offline, can_step_back=False
    )
    return replace(base, case=case, last_saved=replace(last, **changes))  # type: ignore[arg-type]
