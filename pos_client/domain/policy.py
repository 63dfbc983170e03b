"""What the carrier's signed configuration says, as values the rules can use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pos_client.domain.evidence import EvidenceLevel
from pos_client.domain.outlet import Outlet

__all__ = [
    "Completion",
    "Configuration",
    "EvidencePolicy",
    "LeasedNumber",
    "OfflinePolicy",
    "ReaderRule",
]


class Completion(StrEnum):
    """How a case captured offline ends once the gateway is back."""

    GATEWAY_COMPLETES = "GATEWAY_COMPLETES"
    CUSTOMER_RETURNS = "CUSTOMER_RETURNS"


@dataclass(frozen=True, slots=True)
class OfflinePolicy:
    """How long and how much may be captured without the gateway."""

    window: timedelta
    hard_stop: timedelta
    records: int
    records_per_clerk: int
    log_in_window: timedelta
    completion: Completion
    flows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidencePolicy:
    """Which evidence level each flow needs at this outlet's kind; a flow not named has none."""

    minimum_level: Mapping[str, EvidenceLevel]


@dataclass(frozen=True, slots=True)
class ReaderRule:
    """One reader that this outlet may use: its SAM, compared by digits only, and its driver."""

    sam_id: str
    driver: str


@dataclass(frozen=True, slots=True)
class LeasedNumber:
    """One phone number leased to this device for cases captured offline."""

    phone_number: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Configuration:
    """The last good signed configuration.

    Attributes:
        sealing_key_id, sealing_key: whom envelopes are sealed to; the key is an uncompressed
            P-256 point, 65 bytes.
        is_demo: every screen and paper then says so, and simulated readers are believed.
    """

    version: int
    issued_at: datetime
    expires_at: datetime
    device_id: str
    outlet: Outlet
    offline: OfflinePolicy
    evidence: EvidencePolicy
    readers: tuple[ReaderRule, ...]
    number_block: tuple[LeasedNumber, ...]
    sealing_key_id: str
    sealing_key: bytes
    is_demo: bool
    idle_lock: timedelta
    heartbeat: timedelta
