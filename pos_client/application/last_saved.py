"""The registration that was saved last, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.outcome import Outcome
from pos_client.domain.paper import PaperKind

__all__ = ["LastSaved"]


@dataclass(frozen=True, slots=True)
class LastSaved:
    """The registration that was saved last, and what has become of it.

    Attributes:
        is_of_subject: the case was about a number that exists; nothing is activated for it.
        flow: its name.
        is_restored: an order to restore the number's service went along with the acceptance.
        sim_is_handed_over: whether the inactive SIM of a captured case goes with the customer;
            None where there is none, or the case was verified.
        sim_works_from: when the new SIM begins to work, where the acceptance delays it.
        papers: which papers may exist now; `MakePaper` makes one.
        qr_text: what the slip's code holds, or what lets an order or its user go on; else empty.
    """

    id: UUID
    sequence: int
    is_offline: bool
    saved_at: datetime
    masked_name: str
    phone_number: str
    outcome: Outcome | None = None
    code: str = ""
    flow: str = NEW_NUMBER.name
    is_of_subject: bool = False
    is_restored: bool = False
    sim_is_handed_over: bool | None = None
    sim_works_from: datetime | None = None
    papers: tuple[PaperKind, ...] = ()
    qr_text: str = field(default="", repr=False)
