"""The monthly self-inspection (自查): what is asked, what was found, and what is signed for it.

Like a sheet of the day, what is hashed and signed is the value in its one canonical form. It names
cases by their ids and people by their work ids: no customer, no mask.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from math import ceil
from typing import Any
from uuid import UUID

from pos_client.domain.month import Month

__all__ = [
    "LONGEST_NOTE",
    "CaseFinding",
    "ChecklistAnswer",
    "ChecklistItem",
    "Facts",
    "InspectionPlan",
    "InspectionReport",
    "Measure",
    "SampledCase",
    "Violation",
    "ViolationKind",
    "draw",
    "report_of",
    "sample_size",
]

LONGEST_NOTE = 200


class ChecklistAnswer(StrEnum):
    """What is answered to an item of the list."""

    YES = "YES"
    NO = "NO"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class CaseFinding(StrEnum):
    """What looking at a case again has found."""

    IN_ORDER = "IN_ORDER"
    PAPER_MISSING = "PAPER_MISSING"
    SIGNATURE_MISSING = "SIGNATURE_MISSING"
    CUSTOMER_UNKNOWN = "CUSTOMER_UNKNOWN"  # nobody here remembers having served them
    USED_BY_ANOTHER = "USED_BY_ANOTHER"  # the registered person is not the user
    HANDLED_FOR_ANOTHER = "HANDLED_FOR_ANOTHER"
    GROUP_IN_ONE_NAME = "GROUP_IN_ONE_NAME"
    OTHER = "OTHER"


class ViolationKind(StrEnum):
    """What somebody at work here has done against the rules."""

    CARD_NOT_COMPARED = "CARD_NOT_COMPARED"
    WORK_ID_LENT = "WORK_ID_LENT"
    OPENED_FOR_ABSENT = "OPENED_FOR_ABSENT"
    OPENED_IN_BULK = "OPENED_IN_BULK"
    SIM_RESOLD = "SIM_RESOLD"
    DATA_DISCLOSED = "DATA_DISCLOSED"
    SIGN_NOT_SHOWN = "SIGN_NOT_SHOWN"
    OTHER = "OTHER"


class Measure(StrEnum):
    """What was done about it."""

    WARNED = "WARNED"
    TRAINED = "TRAINED"
    FINED = "FINED"
    SUSPENDED = "SUSPENDED"
    DISMISSED = "DISMISSED"
    REPORTED = "REPORTED"  # to the carrier


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item of the list, as the gateway has worded it.

    Attributes:
        fact: which fact stands beside it; empty, or one that a program does not know, is none.
    """

    id: str
    text_zh: str
    text_en: str
    fact: str = ""


@dataclass(frozen=True, slots=True)
class SampledCase:
    """A case of the month, drawn by the gateway's seed; masks only, and none of them is kept."""

    id: UUID
    device_id: str
    clerk_number: str
    flow: str
    captured_at: datetime
    outcome: str
    masked_name: str = field(default="", repr=False)
    masked_id_number: str = field(default="", repr=False)
    masked_phone_number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the gateway knows of this outlet's month by itself.

    Attributes:
        readers, readers_used: registered for the outlet, and seen in the sampled cases.
        devices, alarms: computers enrolled here, and how often one of them stood out by a place, a
            speed or an outlet that was not its own.
        clerks: work ids that were logged in, in their order.
        sims_*: the book of blank SIMs when the plan was asked for.
        trustees, special_documents: cases with a trustee, and those without a chip.
        pending, quarantined: of the counter that inspects, when the report was made.
    """

    registrations: int = 0
    readers: int = 0
    readers_used: int = 0
    devices: int = 0
    alarms: int = 0
    clerks: tuple[str, ...] = ()
    commission_until: date | None = None
    sims_issued: int = 0
    sims_used: int = 0
    sims_spoiled: int = 0
    sims_left: int = 0
    trustees: int = 0
    special_documents: int = 0
    pending: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class InspectionPlan:
    """What the gateway asks of an outlet for one month, signed.

    Attributes:
        seed: what the sample was drawn by.
        previous_sha256: of the report of the month before; empty for the first.
        clerks: everybody with a work id here, of whom a violation may be recorded.
        responsible: who may sign; empty: any supervisor of the outlet.
    """

    outlet_code: str
    month: Month
    checklist_version: str
    items: tuple[ChecklistItem, ...]
    seed: str
    sample: tuple[SampledCase, ...]
    facts: Facts
    previous_sha256: str = ""
    clerks: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    token: str = field(default="", repr=False)

    @property
    def sample_ids(self) -> tuple[str, ...]:
        return tuple(str(each.id) for each in self.sample)


@dataclass(frozen=True, slots=True)
class Violation:
    """What somebody did, and what was done about it on which day."""

    kind: ViolationKind
    clerk_number: str
    measure: Measure
    day: date


@dataclass(frozen=True, slots=True)
class InspectionReport:
    """The month of an outlet, looked at by itself.

    Attributes:
        answers: of every item of the list, by its id.
        findings: of every sampled case, by its id.
        note: at most 200 characters, guarded; names nobody.
    """

    outlet_code: str
    sign_number: str
    agent_number: str
    device_id: str
    month: Month
    checklist_version: str
    seed: str
    facts: Facts
    answers: Mapping[str, ChecklistAnswer]
    findings: Mapping[str, CaseFinding]
    violations: tuple[Violation, ...]
    note: str
    made_at: datetime
    made_by: str
    signer: str
    previous_sha256: str = ""

    @property
    def canonical(self) -> str:
        """The one text of this value: JSON, sorted keys, no spaces."""
        plain = {each.name: getattr(self, each.name) for each in fields(self)}
        plain["month"] = str(self.month)
        plain["facts"] = asdict(self.facts)
        plain["violations"] = [asdict(each) for each in self.violations]
        return json.dumps(
            plain,
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
            default=lambda value: value.isoformat(),
        )

    @property
    def sha256(self) -> bytes:
        """What the signature is bound to, 32 bytes."""
        return hashlib.sha256(self.canonical.encode()).digest()

    @property
    def report_number(self) -> str:
        """What people read out: outlet and month."""
        return f"{self.outlet_code}-{self.month}"

    @property
    def amiss(self) -> int:
        """How many answers are no, and how many cases are not in order."""
        answers = sum(each is ChecklistAnswer.NO for each in self.answers.values())
        return answers + sum(each is not CaseFinding.IN_ORDER for each in self.findings.values())


def sample_size(population: int, percent: int, least: int, most: int) -> int:
    """How many of a month's cases are looked at: all where there are few."""
    return min(population, most, max(least, ceil(population * percent / 100)))


def draw(seed: str, ids: Iterable[str], size: int) -> tuple[str, ...]:
    """Draw so many of these by a seed: whoever has the same ones draws the same.

    Each id is ordered by SHA-256 over seed and id, so one more or less moves no other.
    """
    by_chance = sorted(ids, key=lambda id_: hashlib.sha256(f"{seed} {id_}".encode()).digest())
    return tuple(by_chance[:size])


def report_of(canonical: str) -> InspectionReport:
    """Read a report back.

    Raises:
        ValueError: that is no report, or not in its one form.
    """
    try:
        plain: dict[str, Any] = json.loads(canonical)
        facts = plain.pop("facts")
        until = facts.pop("commission_until")
        report = InspectionReport(
            month=Month.parse(plain.pop("month")),
            facts=Facts(
                clerks=tuple(facts.pop("clerks")),
                commission_until=None if until is None else date.fromisoformat(until),
                **facts,
            ),
            answers={id_: ChecklistAnswer(said) for id_, said in plain.pop("answers").items()},
            findings={id_: CaseFinding(said) for id_, said in plain.pop("findings").items()},
            violations=tuple(_violation(each) for each in plain.pop("violations")),
            made_at=datetime.fromisoformat(plain.pop("made_at")),
            **plain,
        )
        if report.canonical != canonical:
            raise ValueError("a report not in its one form")
    except (KeyError, TypeError, AttributeError, RecursionError) as missing:
        raise ValueError("no report of a month") from missing
    return report


def _violation(plain: dict[str, Any]) -> Violation:
    return Violation(
        ViolationKind(plain["kind"]),
        plain["clerk_number"],
        Measure(plain["measure"]),
        date.fromisoformat(plain["day"]),
    )
