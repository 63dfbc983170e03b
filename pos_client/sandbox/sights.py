"""What a reviewer far away has to see of somebody who waits: in memory, and no longer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from pos_client.domain.verdict import Verdict
from pos_client.protocol.people import Person
from pos_client.sandbox.devices import Clock

__all__ = ["Sight", "SightKey", "Sights", "key_of_person", "key_of_verdict"]

_MOST, _KEPT_FOR = 200, timedelta(minutes=30)

SightKey = tuple[str, UUID, str, UUID, bytes]
"""Device, case, role, last read, and the hash of the live photo (empty without one)."""


def key_of_person(device_id: str, case_id: UUID, person: Person) -> SightKey:
    """Which sight a person's is who is being judged."""
    return device_id, case_id, person.role.value, person.evidence[-1].id, person.photo_sha256


def key_of_verdict(device_id: str, verdict: Verdict) -> SightKey:
    """Which sight an answer was given about."""
    role = str(verdict.facts.get("role", ""))
    return device_id, verdict.case_id, role, verdict.evidence_ids[-1], verdict.photo_sha256


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
    """Photos are never written down here; after a restart nobody can be seen any more."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: dict[SightKey, Sight] = {}

    def keep(self, key: SightKey, sight: Sight) -> None:
        """Keep what a verification has seen of somebody, beside what others have."""
        oldest = self._clock() - _KEPT_FOR
        self._kept = {known: each for known, each in self._kept.items() if each.at > oldest}
        self._kept.pop(key, None)
        while len(self._kept) >= _MOST:
            self._kept.pop(next(iter(self._kept)))
        self._kept[key] = sight

    def find(self, key: SightKey) -> Sight | None:
        return self._kept.get(key)

    def forget(self, key: SightKey) -> None:
        """Nobody waits for a decision about this any more."""
        self._kept.pop(key, None)
