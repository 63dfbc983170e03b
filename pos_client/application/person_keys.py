"""Who has which registration in the queue, without a name and for this run only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

from pos_client.domain.identity import Identity

__all__ = ["PersonKeys"]


class PersonKeys:
    """Remembers the newest registration of each person that was saved since the start.

    ID numbers can be enumerated, so a hash of one is only as secret as its key: the key is new
    at every start, and neither it nor a hash ever leaves this object.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._newest: dict[bytes, UUID] = {}

    def newest_of(self, identity: Identity) -> UUID | None:
        return self._newest.get(self._person_key(identity))

    def remember(self, identity: Identity, registration_id: UUID) -> None:
        self._newest[self._person_key(identity)] = registration_id

    def _person_key(self, identity: Identity) -> bytes:
        named = f"{identity.kind}:{identity.id_number}".encode()
        return hmac.new(self._key, named, hashlib.sha256).digest()
