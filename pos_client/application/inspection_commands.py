"""What may be asked of the page of the self-inspection. No command carries an identity."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.inspection import CaseFinding, ChecklistAnswer, Measure, ViolationKind

__all__ = [
    "AddViolation",
    "AnswerItem",
    "DropReport",
    "DropViolation",
    "InspectionCommand",
    "JudgeCase",
    "KeepNote",
    "LeaveInspection",
    "LookAt",
    "MakeReport",
    "NoteReportPrinted",
    "OpenInspection",
    "ShowReport",
    "SignReport",
]


@dataclass(frozen=True, slots=True)
class OpenInspection:
    """Show the month that is due, or what was signed last."""


@dataclass(frozen=True, slots=True)
class LeaveInspection:
    """Close the page; what was answered stays answered."""


@dataclass(frozen=True, slots=True)
class LookAt:
    """Go to this place of the list: items first, then the sampled cases, then the last page."""

    place: int


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """An answer to an item of the list."""

    item: str
    answer: ChecklistAnswer


@dataclass(frozen=True, slots=True)
class JudgeCase:
    """What looking at a sampled case again has found."""

    case: str
    finding: CaseFinding


@dataclass(frozen=True, slots=True)
class AddViolation:
    """Record what somebody did, and what was done about it."""

    kind: ViolationKind
    clerk_number: str
    measure: Measure
    day: date


@dataclass(frozen=True, slots=True)
class DropViolation:
    """Take the violation back that was recorded last."""


@dataclass(frozen=True, slots=True)
class KeepNote:
    """What was noted, guarded and short."""

    text: str


@dataclass(frozen=True, slots=True)
class MakeReport:
    """Freeze everything into a report, to be signed by this work id."""

    signer: str


@dataclass(frozen=True, slots=True)
class DropReport:
    """Back to the list; nothing was signed."""


@dataclass(frozen=True, slots=True)
class SignReport:
    """The responsible person has signed by hand, and confirms with password and second factor."""

    signature: HandwrittenSignature
    password: str = field(repr=False)
    second_factor: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ShowReport:
    """The paper of the month that was signed last, answered by `news.PaperMade`."""


@dataclass(frozen=True, slots=True)
class NoteReportPrinted:
    """A printer has taken a report, or a part of it: whatever comes after is a reprint."""

    report_number: str


InspectionCommand: TypeAlias = (
    OpenInspection
    | LeaveInspection
    | LookAt
    | AnswerItem
    | JudgeCase
    | AddViolation
    | DropViolation
    | KeepNote
    | MakeReport
    | DropReport
    | SignReport
    | ShowReport
    | NoteReportPrinted
)
