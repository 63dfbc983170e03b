"""Holds a driver to the promise of `drivers.api`: `python -m drivers.conformance ADDRESS`.

For whoever writes the next driver; `docs/driver-sdk.md` shows the way there. In a test::

    from drivers.conformance import examine

    failed = [finding for finding in examine("tray:/tmp/tray") if finding.has_failed]
"""

from drivers.conformance.examination import CHECKS, Check, NotOpened, examine
from drivers.conformance.fault_plays import FAULTS, FaultPlay
from drivers.conformance.hands import (
    FIRST,
    NEXT,
    SECOND,
    DeviceHand,
    Hand,
    PersonHand,
    ScriptedHand,
    ServedHand,
    hand_of_sim,
)
from drivers.conformance.report import Report
from drivers.conformance.verdict import Figure, Finding, Outcome, Verdict

__all__ = [
    "CHECKS",
    "FAULTS",
    "FIRST",
    "NEXT",
    "SECOND",
    "Check",
    "DeviceHand",
    "FaultPlay",
    "Figure",
    "Finding",
    "Hand",
    "NotOpened",
    "Outcome",
    "PersonHand",
    "Report",
    "ScriptedHand",
    "ServedHand",
    "Verdict",
    "examine",
    "hand_of_sim",
]
