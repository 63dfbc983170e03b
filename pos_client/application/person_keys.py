"""Who has which registrations in the queue, without a name and for this run only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

from pos_client.domain.identity import Identity

__all__ = ["PersonKeys"]


class PersonKeys:
    """Remembers what was saved for each person since the start; of before nothing is known.

    ID numbers can be enumerated, so a hash of one is only as secret as its key: the key is new
    at every start, and neither it nor a hash ever leaves this object.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._newest: dict[bytes, UUID] = {}
        self._undecided: dict[UUID, bytes] = {}

    def newest_of(self, identity: Identity) -> UUID | None:
        return self._newest.get(self._person_key(identity))

    def remember(
        self, identity: Identity, registration_id: UUID, *, takes_a_number: bool = False
    ) -> None:
        """Note one that was saved; `takes_a_number`: it counts against the person's limit."""
        key = self._person_key(identity)
        self._newest[key] = registration_id
        if takes_a_number:
            self._undecided[registration_id] = key

    def forget(self, registration_id: UUID) -> None:
        """The gateway has decided it, and counts it from now on if it counts."""
        self._undecided.pop(registration_id, None)

    def undecided_numbers(self, identity: Identity) -> int:
        """How many numbers were asked for here since the start and are not decided yet."""
        key = self._person_key(identity)
        return sum(each == key for each in self._undecided.values())

    def _person_key(self, identity: Identity) -> bytes:
        named = f"{identity.kind}:{identity.id_number}".encode()
        return hmac.new(self._key, named, hashlib.sha256).digest()
