"""What an examination came to, for people and for programs. It never says whose card it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from drivers.conformance.verdict import Finding, Outcome

__all__ = ["Report", "line_of"]

_MARKS: Final = {
    Outcome.PASS: "ok",
    Outcome.FAIL: "FAIL",
    Outcome.REPORTED: "note",
    Outcome.SKIPPED: "-",
}


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one run."""

    address: str
    mode: str
    findings: tuple[Finding, ...]

    @property
    def is_conforming(self) -> bool:
        """Whether nothing failed."""
        return not self.counts["fail"]

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each outcome."""
        found = Counter(each.verdict.outcome for each in self.findings)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def summary(self) -> str:
        """The last line for people."""
        counts = self.counts
        told = f"{counts['pass']} passed, {counts['fail']} failed, {counts['reported']} reported, "
        told += f"{counts['skipped']} skipped"
        failed = [finding.name for finding in self.findings if finding.has_failed]
        if failed:
            return f"{self.address} does not conform: {told} ({', '.join(failed)})"
        return f"{self.address} conforms: {told}"

    def plain(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "address": self.address,
            "mode": self.mode,
            "conforms": self.is_conforming,
            "counts": self.counts,
            "checks": [_plain(each) for each in self.findings],
        }


def line_of(finding: Finding) -> str:
    """One line for people; a demand that is not met is repeated."""
    verdict = finding.verdict
    said = [verdict.reason] if verdict.reason else []
    if verdict.figure is not None:
        said.append(str(verdict.figure))
    line = f"{_MARKS[verdict.outcome]:<5} {finding.name:<17}  {'; '.join(said)}".rstrip()
    if verdict.outcome is Outcome.FAIL:
        line += f"\n      demanded: {finding.demand}"
    return line


def _plain(finding: Finding) -> dict[str, Any]:
    figure = finding.verdict.figure
    return {
        "name": finding.name,
        "demand": finding.demand,
        "outcome": finding.verdict.outcome.value,
        "reason": finding.verdict.reason,
        "figure": None
        if figure is None
        else {"value": round(figure.value, 4), "unit": figure.unit, "limit": figure.limit},
    }
