"""What the invented carrier allows, and the outlet it allows it to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.outlet import Outlet, OutletKind
from pos_client.domain.policy import Completion, ReaderRule
from pos_client.domain.verdict import Check

__all__ = ["CARRIER", "DEMO_OUTLET", "SandboxPolicy"]

CARRIER = "示例移动"

DEMO_OUTLET = Outlet(
    code="FJ-DEMO-0042",
    name="示例手机店",
    kind=OutletKind.AGENT,
    brand=CARRIER,
    sign_number="FJ-0042",
    agent_number="DL-350100-0042",
    commission_from=date(2024, 1, 1),
    commission_until=date(2036, 12, 31),
)


@dataclass(frozen=True, slots=True)
class SandboxPolicy:
    """The figures of one sandbox. A change makes a new version of every configuration.

    Attributes:
        checks: which verdicts a flow asks for, in this order.
        number_block: how many numbers a device has at hand for cases captured offline.
        number_quota: how many numbers one person may have.
        youngest_age: who is younger is not registered at an outlet of this kind.
    """

    is_demo: bool = True
    minimum_level: Mapping[str, EvidenceLevel] = field(
        default_factory=lambda: {"new_number": EvidenceLevel.B}
    )
    checks: Mapping[str, tuple[Check, ...]] = field(
        default_factory=lambda: {"new_number": (Check.ONLINE_VERIFICATION, Check.QUOTA)}
    )
    readers: tuple[ReaderRule, ...] = (ReaderRule(SIMULATED_SAM_ID, "sim"),)
    completion: Completion = Completion.GATEWAY_COMPLETES
    window_hours: int = 72
    hard_stop_hours: int = 168
    records: int = 200
    records_per_clerk: int = 50
    log_in_hours: int = 72
    number_block: int = 8
    number_quota: int = 5
    youngest_age: int = 16
    idle_lock_s: int = 300
    heartbeat_s: int = 20
    challenge_pool: int = 250
    case_challenge_life: timedelta = timedelta(minutes=10)
    pool_challenge_life: timedelta = timedelta(hours=72)
    configuration_life: timedelta = timedelta(days=14)
    hold_life: timedelta = timedelta(minutes=15)
    verdict_life: timedelta = timedelta(hours=2)
    session_life: timedelta = timedelta(hours=12)
