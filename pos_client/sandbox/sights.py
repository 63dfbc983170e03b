"""What a reviewer far away has to see of somebody who waits: in memory, and no longer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from pos_client.sandbox.devices import Clock, Device

__all__ = ["Sight", "Sights"]

_MOST, _KEPT_FOR = 200, timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Sight:
    """One person of a case as the gateway has verified them.

    Attributes:
        card_photo: the 1024 bytes off the chip; `live_photo`: JPEG, empty of
            whoever is not photographed.
    """

    masked_name: str
    masked_id_number: str
    card_photo: bytes = field(repr=False)
    live_photo: bytes = field(repr=False)
    at: datetime


class Sights:
    """Photos are never written down here; a gateway that starts anew shows figures alone."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[tuple[str, UUID, str], Sight] = {}

    def keep(self, device: Device, case_id: UUID, role: str, sight: Sight) -> None:
        """Keep what a verification has seen of somebody; the newest counts."""
        oldest = self._clock() - _KEPT_FOR
        self._kept = {key: each for key, each in self._kept.items() if each.at > oldest}
        self._kept.pop((device.id, case_id, role), None)
        while len(self._kept) >= _MOST:
            self._kept.pop(next(iter(self._kept)))
        self._kept[device.id, case_id, role] = sight

    def find(self, device_id: str, case_id: UUID, role: str) -> Sight | None:
        return self._kept.get((device_id, case_id, role))

    def forget(self, device_id: str, case_id: UUID) -> None:
        """Nobody waits for a decision about this case any more."""
        gone = [key for key in self._kept if key[:2] == (device_id, case_id)]
        for key in gone:
            del self._kept[key]
