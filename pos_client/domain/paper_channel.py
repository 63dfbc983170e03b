"""What every paper says of the outlet's commission, and of whose network an MVNO sells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["NO_CHANNEL", "PaperChannel"]


@dataclass(frozen=True, slots=True)
class PaperChannel:
    """Dates and words; whatever nobody has said is left out of the paper.

    Attributes:
        basic_carrier: whose network it is, on the papers of an MVNO.
        words: the brand's own sentences at the end.
    """

    commission_from: date | None = None
    commission_until: date | None = None
    licence_until: date | None = None
    basic_carrier: str = ""
    words: tuple[str, ...] = ()


NO_CHANNEL = PaperChannel()
