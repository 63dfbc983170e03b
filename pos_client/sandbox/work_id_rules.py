"""What makes a work id suspect, and how much: figures of the carrier, each its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from typing import Any

from pos_client.domain.work_signal import WorkSignal

__all__ = ["WorkIdRules", "WorkRule", "carriers_rules", "rule_of"]


class WorkRule(StrEnum):
    """One thing that speaks against a work id."""

    IMPOSSIBLE_TRAVEL = "IMPOSSIBLE_TRAVEL"  # it, or its device, was in two places
    OUTSIDE_FENCE = "OUTSIDE_FENCE"  # logged in outside the outlet's fence
    PLACE_UNKNOWN = "PLACE_UNKNOWN"  # logged in who knows where, at an outlet that is asked
    SHARED = "SHARED"  # it goes to and fro between devices
    NIGHT = "NIGHT"  # logged in at night
    REMOTE_DESKTOP = "REMOTE_DESKTOP"
    REMOTE_CONTROL = "REMOTE_CONTROL"
    SSH_SESSION = "SSH_SESSION"
    VIRTUAL_DISPLAY = "VIRTUAL_DISPLAY"
    VIRTUAL_MACHINE = "VIRTUAL_MACHINE"
    CONTAINER = "CONTAINER"


def rule_of(signal: WorkSignal) -> WorkRule:
    """What a signal of the computer counts as."""
    return WorkRule(signal.value)


def _usual_weights() -> dict[WorkRule, int]:
    """A machine that tests, in a virtual one and at night, stays below an alarm."""
    return {
        WorkRule.IMPOSSIBLE_TRAVEL: 100,
        WorkRule.OUTSIDE_FENCE: 50,
        WorkRule.PLACE_UNKNOWN: 10,
        WorkRule.SHARED: 40,
        WorkRule.NIGHT: 20,
        WorkRule.REMOTE_DESKTOP: 40,
        WorkRule.REMOTE_CONTROL: 40,
        WorkRule.SSH_SESSION: 10,
        WorkRule.VIRTUAL_DISPLAY: 10,
        WorkRule.VIRTUAL_MACHINE: 10,
        WorkRule.CONTAINER: 10,
    }


@dataclass(frozen=True, slots=True)
class WorkIdRules:
    """The rules in force. Weights of different rules found within a time are added up.

    Attributes:
        weights: of each rule; one that is not named is not looked for.
        within: how long what was found counts.
        alarm_at: from which sum people are told.
        freeze_at: from which sum the work id is frozen.
        fastest_km_h: what nobody travels faster than, between places further apart than `near_m`.
        shared_within, shared_changes: so many changes of device within that time are a pattern;
            no time looks for none.
        night: from when until when a log-in is one at night, China time; None knows no night.
    """

    version: str = "1"
    weights: Mapping[WorkRule, int] = field(default_factory=_usual_weights)
    within: timedelta = timedelta(days=1)
    alarm_at: int = 70
    freeze_at: int = 100
    fastest_km_h: int = 250
    near_m: int = 2000
    shared_within: timedelta = timedelta()
    shared_changes: int = 3
    night: tuple[time, time] | None = None

    def is_night(self, at: time) -> bool:
        if self.night is None:
            return False
        begins, ends = self.night
        return begins <= at < ends if begins <= ends else at >= begins or at < ends

    def plain(self) -> dict[str, Any]:
        """All of it as JSON values, for the evidence of what it was used for."""
        return {
            "version": self.version,
            "weights": {rule.value: weight for rule, weight in self.weights.items()},
            "within_s": round(self.within.total_seconds()),
            "alarm_at": self.alarm_at,
            "freeze_at": self.freeze_at,
            "fastest_km_h": self.fastest_km_h,
            "near_m": self.near_m,
            "shared_within_s": round(self.shared_within.total_seconds()),
            "shared_changes": self.shared_changes,
            "night": [each.isoformat() for each in self.night or ()],
        }


def carriers_rules() -> WorkIdRules:
    """As a carrier would have them for shops that people work in by day."""
    return WorkIdRules(
        version="carrier-1", shared_within=timedelta(minutes=15), night=(time(23), time(5))
    )
