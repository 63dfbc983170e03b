"""What the store in memory knows of the gateway."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pos_client.application.storage import AwayMark
from pos_client.domain.skew import believed
from pos_client.domain.standing import Standing

__all__ = ["InMemoryContact"]


@dataclass
class InMemoryContact:
    """The part of `InMemoryStore` that speaks of contacts."""

    _contact: tuple[datetime, datetime] | None = None
    _away: AwayMark | None = None
    _standing: Standing = Standing.ADMITTED

    def note_contact(
        self, now: datetime, gateway_time: datetime, mark: AwayMark | None = None
    ) -> None:
        self._contact, self._away = (now, gateway_time), mark or self._away

    def note_away(self, mark: AwayMark) -> None:
        self._away = mark

    def away_mark(self) -> AwayMark | None:
        return self._away

    def believed_now(self, now: datetime, *signed: datetime) -> datetime:
        return believed(now, self._contact[1] if self._contact else None, *signed)

    def last_contact(self) -> tuple[datetime, datetime] | None:
        return self._contact

    def note_standing(self, standing: Standing) -> None:
        self._standing = standing

    def standing(self) -> Standing:
        return self._standing
