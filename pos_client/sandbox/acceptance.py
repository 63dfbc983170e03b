"""What became of a registration, and what an acceptance gives to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pos_client.domain.outcome import Outcome, Receipt

__all__ = ["Acceptance", "Decision"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a registration.

    Attributes:
        is_restored: a restore order went along.
        sim_works_from: when the new SIM begins to work, where that is not at once.
    """

    outcome: Outcome
    code: str
    person_key: bytes | None = field(default=None, repr=False)
    is_restored: bool = False
    sim_works_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What is accepted: whose registration it is, and what they get.

    Attributes:
        iccid: of the SIM that goes over the counter, or the EID of an eSIM; empty without one.
        word: the receipt that accepted it before these books forgot it; None at the first time.
    """

    flow: str
    device_id: str
    registration_id: str
    phone_number: str
    person_key: bytes = field(repr=False)
    iccid: str = ""
    word: Receipt | None = None
