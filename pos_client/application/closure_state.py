"""What closes a counter, where it stands, and its sign, as the window sees them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pos_client.domain.place import PlaceVerdict

__all__ = ["ClosureState", "PremisesState", "SignState"]


@dataclass(frozen=True, slots=True)
class ClosureState:
    """Nobody is registered here until the carrier says otherwise.

    Attributes:
        reason: a `domain.channel.Gap`, or `DRAIN_ONLY` or `REFUSED` of the device itself.
        day: the last day on which commission or licence held, where a day has ended it.
    """

    reason: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class SignState:
    """The sign is asked for before the first customer.

    Attributes:
        sign_number: as it should hang there.
        refused: why the last code was none; empty before the first.
    """

    sign_number: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class PremisesState:
    """The outlet around the counter, for whoever is logged in.

    Attributes:
        place: seen from the fence of the signed configuration; the gateway judges by the same one.
        is_sign_checked: whether this shift's sign was scanned; None where nobody asks.
    """

    place: PlaceVerdict = PlaceVerdict.UNKNOWN
    is_sign_checked: bool | None = None
