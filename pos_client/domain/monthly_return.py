"""A brand's monthly return to the regulator: counts only, no person and no number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pos_client.domain.month import Month

__all__ = ["MonthlyReturn", "ReturnKind", "ReturnPaper", "return_of"]


class ReturnKind(StrEnum):
    """Which paper."""

    MONTHLY_RETURN = "MONTHLY_RETURN"  # 《实名登记月报》


@dataclass(frozen=True, slots=True)
class MonthlyReturn:
    """What the books say of one brand and month.

    Attributes:
        numbers_in_use: at the end of the month; `person_numbers`, `unit_numbers` and
            `industry_numbers` add up to it.
        persons, units: who has them.
        several: persons with more than one number.
        over_step: for each step, how many persons have so many numbers or more.
        agent_outlets, online_agents, signs: of the brand, at the end of the month.
        inspections_month, inspections_year: reports of months that came within it.
        agents_punished: agent outlets whose report of this month names a violation;
            `agents_removed` those whose commission ended in it.
        persons_punished: work ids that these reports name.
        rejected: registrations by code.
        offline_accepted, offline_rejected: of those captured offline in this month.
    """

    brand: str
    month: Month
    numbers_in_use: int = 0
    person_numbers: int = 0
    unit_numbers: int = 0
    industry_numbers: int = 0
    persons: int = 0
    units: int = 0
    several: int = 0
    over_step: Mapping[int, int] = field(default_factory=dict)
    new: int = 0
    re_registered: int = 0
    transferred: int = 0
    replaced: int = 0
    agent_outlets: int = 0
    online_agents: int = 0
    signs: int = 0
    inspections_month: int = 0
    inspections_year: int = 0
    agents_punished: int = 0
    agents_removed: int = 0
    persons_punished: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    offline_captured: int = 0
    offline_accepted: int = 0
    offline_rejected: int = 0

    @property
    def canonical(self) -> str:
        """JSON, sorted keys."""
        plain = asdict(self) | {"month": str(self.month)}
        plain["over_step"] = {str(step): count for step, count in self.over_step.items()}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=2)


@dataclass(frozen=True, slots=True)
class ReturnPaper:
    """A return with what is needed to draw it."""

    said: MonthlyReturn
    made_at: datetime
    is_demo: bool = False
    is_reprint: bool = False

    @property
    def kind(self) -> ReturnKind:
        return ReturnKind.MONTHLY_RETURN

    @property
    def case_number(self) -> str:
        """Under which name a printer is told of it."""
        return f"{self.said.brand}-{self.said.month}"


def return_of(text: str) -> MonthlyReturn:
    """Read a return back.

    Raises:
        ValueError: that is none.
    """
    try:
        plain: dict[str, Any] = json.loads(text)
        steps = {int(step): int(count) for step, count in plain.pop("over_step").items()}
        rejected = {str(code): int(count) for code, count in plain.pop("rejected").items()}
        brand, month = str(plain.pop("brand")), Month.parse(plain.pop("month"))
        counts = {name: int(count) for name, count in plain.items()}
        return MonthlyReturn(brand, month, over_step=steps, rejected=rejected, **counts)
    except (KeyError, TypeError, AttributeError) as missing:
        raise ValueError("no monthly return") from missing
