"""What a counter did on a day or in a shift, in figures: no customer, no number, no mask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

from pos_client.domain.flow import SIM_STEPS
from pos_client.domain.flows import FLOWS

__all__ = [
    "ClerkFigures",
    "Figures",
    "Frozen",
    "OpenWork",
    "Shift",
    "SimCount",
    "takes_sim",
    "total",
]


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened, each counted on the day on which it did.

    Attributes:
        saved: registrations, captured offline or not.
        captured: those of them that were captured offline.
        accepted, rejected: by receipts that came then, whenever the registration was saved.
        sims_used: SIMs that went over the counter, less those of rejected registrations, which
            come back.
        slips, forms: customer slips, and papers of the other kinds, that a printer took first.
        slip_reprints, form_reprints: those that say 补打.
        refused: cases that a verdict or the clerk has ended at the counter. Nothing of them was
            sealed, so none of them is among the others.
    """

    saved: int = 0
    captured: int = 0
    accepted: int = 0
    rejected: int = 0
    sims_used: int = 0
    slips: int = 0
    slip_reprints: int = 0
    forms: int = 0
    form_reprints: int = 0
    refused: int = 0

    def __add__(self, other: Figures) -> Figures:
        names = [each.name for each in fields(Figures)]
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in names})

    def __neg__(self) -> Figures:
        return Figures(**{each.name: -getattr(self, each.name) for each in fields(Figures)})


@dataclass(frozen=True, slots=True)
class ClerkFigures:
    """The figures of one work id; empty for what was counted before clerks were told apart."""

    clerk_number: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was counted when a sheet was made; what comes after stands on none but the next.

    Attributes:
        lines: what the sheet says, by work id.
        counted: the figures of the shift that it ends, by day and work id.
        day_ends: how many day-end sheets of this day were signed before.
    """

    lines: tuple[ClerkFigures, ...]
    counted: Mapping[tuple[date, str], Figures]
    day_ends: int = 0


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What is open at the counter at one moment, of whatever day."""

    pending: int = 0
    quarantined: int = 0
    under_review: int = 0
    awaiting_customer: int = 0


@dataclass(frozen=True, slots=True)
class SimCount:
    """Blank SIMs as somebody counted them by hand."""

    issued: int
    used: int
    spoiled: int
    left: int

    @property
    def difference(self) -> int:
        """What is missing, or below zero what is too many; 0 where the count is balanced."""
        return self.issued - self.used - self.spoiled - self.left


@dataclass(frozen=True, slots=True)
class Shift:
    """From one hand-over to the next.

    Attributes:
        number: counts the shifts of this counter from 1.
        clerk_number: who began it by logging in; empty while nobody has.
    """

    number: int = 1
    clerk_number: str = ""
    began_at: datetime | None = None


def total(lines: Iterable[ClerkFigures]) -> Figures:
    """All clerks together."""
    return sum((line.figures for line in lines), Figures())


def takes_sim(flow: str, masked_phone_number: str) -> bool:
    """Whether a registration has used up a SIM.

    One captured for a customer who comes again has no number yet, and no SIM.
    """
    known = FLOWS.get(flow)
    gives_one = known is not None and any(known.has(step) for step in SIM_STEPS)
    return gives_one and bool(masked_phone_number)
