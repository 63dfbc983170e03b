"""How often one card was tried, and what is to be said when that was enough."""

from __future__ import annotations

from typing import Final

from drivers.api import CardRefused

__all__ = ["MAX_TRIES", "SESSION_REASONS", "STALE_RECORD", "TWO_RECORDS", "Setback", "Tries"]

MAX_TRIES: Final = 3
# A good record that is not, or need not be, of the card that lies there.
STALE_RECORD: Final = "stale_record"
# Two different records came for one read: one of them is somebody else's.
TWO_RECORDS: Final = "two_records"
SESSION_REASONS: Final = ("timeout", "checksum", "length", STALE_RECORD, TWO_RECORDS)
"""Why a card is refused, apart from what the module or its record says."""
# Searches without a card after which a card that had been found counts as pulled away.
ABSENT_RUN: Final = 4
# What status 41 means: the card moved too early.
_CARD_MOVED: Final = "read_failed"
# What a module says that a moved card does not explain.
_OWN_WORDS: Final = frozenset({"auth_failed", "device_error", "protocol_error", "unknown_status"})


class Setback(Exception):
    """A step of reading did not succeed.

    Attributes:
        is_line: nothing sound came back, so it says nothing about a card.
        is_record: the card was read, and what it holds must not be believed.
    """

    def __init__(self, reason: str, *, is_line: bool = False, is_record: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_line = is_line
        self.is_record = is_record


class Tries:
    """Counts the tries at the card that lies there now."""

    def __init__(self) -> None:
        self.start_over()

    @property
    def are_over(self) -> bool:
        """Whether to stop trying: often enough, twice the same bad record, or the card is gone."""
        return (
            self.count >= MAX_TRIES
            or self._is_record_confirmed
            or (self.count > 0 and self.absent_run >= ABSENT_RUN)
        )

    def start_over(self) -> None:
        """Forget what went wrong: the card was away and is there again, or it is another one."""
        self.count = 0
        self.absent_run = 0
        self.is_selected = False
        self.is_rereading = False
        self.card_serial = ""
        self._may_reread = True
        self._reason = ""
        self._record_reason: str | None = None
        self._is_record_confirmed = False

    def note(self, setback: Setback) -> None:
        """Count one try that failed, and choose how to go on.

        A bad record is read once more before it is refused: equal damage in two bytes passes
        the one-byte checksum. Where a record was sent and came badly, most modules no longer
        find the card before it was lifted; so the card, still selected, is read again without
        a search. A module that does not allow this has cost no try.
        """
        if self.count == 0:
            self.absent_run = 0  # an empty plate before it says nothing of this card
        is_spoilt = setback.is_line or setback.is_record
        if self.is_rereading and not is_spoilt:
            self._may_reread = False
        else:
            self.count += 1
            self._reason = setback.reason
        if setback.is_record:
            self._is_record_confirmed = self._record_reason == setback.reason
            self._record_reason = setback.reason
        self.is_rereading = self.is_selected and is_spoilt and self._may_reread
        self.is_selected = self.is_rereading

    def refusal(self) -> CardRefused:
        """Say why nothing was taken from this card."""
        if self._record_reason is not None:
            return CardRefused(self._record_reason, tries=self.count)
        if self.absent_run >= ABSENT_RUN:
            reason = self._reason if self._reason in _OWN_WORDS else _CARD_MOVED
            return CardRefused(reason, tries=self.count)
        return CardRefused(self._reason, tries=self.count, is_unreadable=True)
