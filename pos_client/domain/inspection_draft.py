"""A month's self-inspection under way: what was answered so far. It names nobody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from pos_client.domain.inspection import (
    CaseFinding,
    ChecklistAnswer,
    Measure,
    Violation,
    ViolationKind,
)
from pos_client.domain.month import Month

__all__ = ["InspectionDraft", "draft_of"]


@dataclass(frozen=True, slots=True)
class InspectionDraft:
    """Kept after every key, so that nothing is answered twice. The sample is not in it.

    Attributes:
        seed: by which the cases were drawn; findings of another sample count for nothing.
    """

    month: Month
    seed: str
    answers: Mapping[str, ChecklistAnswer] = field(default_factory=dict)
    findings: Mapping[str, CaseFinding] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()
    note: str = ""

    @property
    def canonical(self) -> str:
        """JSON, sorted keys, no spaces."""
        plain = {
            "month": str(self.month),
            "seed": self.seed,
            "answers": dict(self.answers),
            "findings": dict(self.findings),
            "violations": [
                asdict(each) | {"day": each.day.isoformat()} for each in self.violations
            ],
            "note": self.note,
        }
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def answered(self, item: str, answer: ChecklistAnswer) -> InspectionDraft:
        return replace(self, answers={**self.answers, item: answer})

    def judged(self, case: str, finding: CaseFinding) -> InspectionDraft:
        return replace(self, findings={**self.findings, case: finding})


def draft_of(canonical: str) -> InspectionDraft:
    """Read one back.

    Raises:
        ValueError: that is no draft.
    """
    try:
        plain: dict[str, Any] = json.loads(canonical)
        return InspectionDraft(
            month=Month.parse(plain["month"]),
            seed=str(plain["seed"]),
            answers={id_: ChecklistAnswer(said) for id_, said in plain["answers"].items()},
            findings={id_: CaseFinding(said) for id_, said in plain["findings"].items()},
            violations=tuple(
                Violation(
                    ViolationKind(each["kind"]),
                    str(each["clerk_number"]),
                    Measure(each["measure"]),
                    date.fromisoformat(each["day"]),
                )
                for each in plain["violations"]
            ),
            note=str(plain["note"]),
        )
    except (KeyError, TypeError, AttributeError) as missing:
        raise ValueError("no draft of an inspection") from missing
