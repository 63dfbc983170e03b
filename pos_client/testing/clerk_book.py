"""A clerk book that forgets when the program ends."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from pos_client.domain.outlet import Clerk
from pos_client.protocol.words import Session

__all__ = ["InMemoryClerkBook"]

_TOLERATED = timedelta(minutes=5)


class InMemoryClerkBook:
    """Same promises as the real one, without its slow hash."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[bytes, Session, datetime]] = {}

    def remember(self, clerk: Clerk, password: str, session: Session, now: datetime) -> None:
        verifier = hashlib.sha256(password.encode()).digest()
        self._known[clerk.clerk_number] = (verifier, session, now)

    def check(
        self, clerk_number: str, password: str, now: datetime, within_s: float
    ) -> Session | None:
        if clerk_number not in self._known:
            return None
        verifier, session, remembered_at = self._known[clerk_number]
        if not -_TOLERATED <= now - remembered_at <= timedelta(seconds=within_s):
            return None
        return session if verifier == hashlib.sha256(password.encode()).digest() else None

    def remembered_at(self, clerk_number: str) -> datetime | None:
        known = self._known.get(clerk_number)
        return known[2] if known is not None else None

    def forget(self, clerk_number: str) -> None:
        self._known.pop(clerk_number, None)
