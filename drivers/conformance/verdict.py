"""What became of one check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Figure", "Finding", "Outcome", "Verdict", "failed", "passed", "reported", "skipped"]


class Outcome(StrEnum):
    """Only `FAIL` says that the driver breaks its promise."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    REPORTED = "reported"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, and how much of it is allowed, where anything limits it."""

    value: float
    unit: str
    limit: float | None = None

    def __str__(self) -> str:
        limit = "" if self.limit is None else f" (at most {_number(self.limit)})"
        return f"{_number(self.value)} {self.unit}{limit}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a check and the sentence that explains it. Never says whose card it was."""

    outcome: Outcome
    reason: str = ""
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: a verdict, and what was demanded."""

    name: str
    demand: str
    verdict: Verdict

    @property
    def has_failed(self) -> bool:
        """Whether the driver breaks its promise here."""
        return self.verdict.outcome is Outcome.FAIL


def passed(reason: str = "", figure: Figure | None = None) -> Verdict:
    """The demand is met."""
    return Verdict(Outcome.PASS, reason, figure)


def failed(reason: str, figure: Figure | None = None) -> Verdict:
    """It is not."""
    return Verdict(Outcome.FAIL, reason, figure)


def reported(reason: str, figure: Figure | None = None) -> Verdict:
    """Worth knowing, and nothing that the driver could be blamed for."""
    return Verdict(Outcome.REPORTED, reason, figure)


def skipped(reason: str) -> Verdict:
    """It could not be found out here."""
    return Verdict(Outcome.SKIPPED, reason)


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")
