"""From a finding of the guards to a frozen work id, where the carrier's rules say so."""

from __future__ import annotations

from pos_client.domain.guards import GuardRules
from pos_client.sandbox.controls import Control, Controls
from pos_client.sandbox.freezes import Freezes
from pos_client.sandbox.guard_findings import Finding

__all__ = ["GuardFreezes"]


class GuardFreezes:
    """Runs inside the caller's transaction, that of the finding."""

    def __init__(self, controls: Controls, freezes: Freezes) -> None:
        self._controls = controls
        self._freezes = freezes

    def follow(self, finding: Finding, clerk_number: str, rules: GuardRules) -> None:
        """Freeze the work id, if this finding asks for it and its rule is one that freezes.

        Its sessions end with that, its counter hears of it at its next contact, and the evidence
        holds the finding and the rule.
        """
        is_asked = finding.asks_freeze and finding.rule in rules.freezing
        if not (is_asked and clerk_number and self._controls.is_on(Control.GUARD_FREEZE)):
            return
        why = {
            "finding": {
                "rule": finding.rule.value,
                "counted": finding.counted.value,
                "subject": finding.subject,
                "outlet_code": finding.outlet_code,
                "device_id": finding.device_id,
                "registration_id": finding.registration_id,
                "at": finding.at.isoformat(),
                "evidence": dict(finding.evidence),
            },
            "freezing": [each.value for each in rules.freezing],
        }
        self._freezes.freeze(clerk_number, f"GUARD_{finding.rule.value}", why)
