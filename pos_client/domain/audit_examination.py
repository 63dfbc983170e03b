"""Holds a kept audit chain against itself, the gateway's countersignature, and what else is kept.

What stands above the last countersigned head can be written anew by whoever owns the machine;
below it nothing can be changed that this does not find.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from pos_client.domain.audit import GENESIS

__all__ = ["AuditExamination", "AuditFinding", "AuditFlaw", "KeptEntry"]

_LARGEST_COUNTER = 2**63


class AuditFlaw(StrEnum):
    """What does not hold."""

    ENTRY_MISSING = "ENTRY_MISSING"
    ENTRY_CHANGED = "ENTRY_CHANGED"
    ENTRY_UNREADABLE = "ENTRY_UNREADABLE"
    CUT_BACK = "CUT_BACK"
    FORKED = "FORKED"
    COUNTERSIGNATURE_MISSING = "COUNTERSIGNATURE_MISSING"
    COUNTERSIGNATURE_UNTRUSTED = "COUNTERSIGNATURE_UNTRUSTED"
    READ_UNACCOUNTED = "READ_UNACCOUNTED"
    REGISTRATION_MISSING = "REGISTRATION_MISSING"
    REGISTRATION_UNANNOUNCED = "REGISTRATION_UNANNOUNCED"


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One flaw; `index` is the entry at or behind which it shows, 0 for the whole chain."""

    flaw: AuditFlaw
    index: int = 0


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry as its row has it.

    Attributes:
        text: the canonical event letter by letter, UTF-8 as far as it is sound.
        head: 32 bytes, unless somebody has touched it.
    """

    index: int
    text: bytes = field(repr=False)
    head: bytes = field(repr=False)


class AuditExamination:
    """Takes entries in their order, then what else is known, and answers with findings.

    Attributes:
        index, head: of the last entry that was taken.
        findings: so far; each break of the chain is told once.
    """

    def __init__(self) -> None:
        self.index = 0
        self.head = GENESIS
        self.findings: list[AuditFinding] = []
        self._heads: dict[int, bytes] = {}
        self._last_read: int | None = 0
        self._registrations: dict[str, tuple[int, datetime | None]] = {}
        self._is_shortened = self._has_met_announced = False
        self._must_be_before: datetime | None = None

    def begin_at(self, index: int, head_before: bytes, let_go_before: datetime) -> None:
        """Begin with a later entry, for the older ones were let go; to be called before any other.

        Args:
            let_go_before: what happened later has to be there, so the first entry is older.
        """
        self.index, self.head = index - 1, head_before
        self._is_shortened, self._last_read = True, None
        self._must_be_before = let_go_before

    def expect(self, *indices: int) -> None:
        """Keep the heads at these places in mind; to be called before the entries are taken."""
        self._heads |= {index: GENESIS if index == 0 else b"" for index in indices}

    def take(self, entry: KeptEntry) -> None:
        """Hold one more entry against the chain so far."""
        if entry.index != self.index + 1:
            self._note(AuditFlaw.ENTRY_MISSING, self.index + 1)
        elif hashlib.sha256(self.head + entry.text).digest() != entry.head:
            self._note(AuditFlaw.ENTRY_CHANGED, entry.index)
        self.index, self.head = entry.index, entry.head
        if entry.index in self._heads:
            self._heads[entry.index] = entry.head
        self._read(entry)

    def hold_against_head(self, index: int, head: bytes) -> None:
        """Compare with a head that the gateway has countersigned, given to `expect` before."""
        if index > self.index:
            self._note(AuditFlaw.CUT_BACK, index)
        elif self._heads.get(index) != head:
            self._note(AuditFlaw.FORKED, index)

    def hold_against_reads(self, read_counter: int) -> None:
        """Compare with the counter of reads that is kept beside the chain."""
        if self._last_read is not None and read_counter != self._last_read:
            self._note(AuditFlaw.READ_UNACCOUNTED, self.index)

    def take_registration(self, envelope_sha256: bytes) -> None:
        """Tick off a registration that is kept in the queue, in the order of their sequence."""
        if self._registrations.pop(envelope_sha256.hex(), None) is not None:
            self._has_met_announced = True
        elif self._has_met_announced or not self._is_shortened:
            # Before the first that is announced, the entry may be one that was let go.
            self._note(AuditFlaw.REGISTRATION_UNANNOUNCED)

    def end_registrations(self, let_go_before: datetime | None = None) -> None:
        """Whatever was announced and not ticked off is gone from the queue; old ones may be."""
        for index, at in self._registrations.values():
            if let_go_before is None or at is None or at > let_go_before:
                self._note(AuditFlaw.REGISTRATION_MISSING, index)
        self._registrations.clear()

    def note_countersignature(self, flaw: AuditFlaw) -> None:
        """The countersignature itself is missing or not the gateway's."""
        self._note(flaw)

    def _read(self, entry: KeptEntry) -> None:
        event = _event_in(entry.text)
        if event is None:
            self._note(AuditFlaw.ENTRY_UNREADABLE, entry.index)
            return
        self._judge_age(event)
        counter, sha256 = event["details"].get("read_counter"), event["details"].get("sha256")
        if event["kind"] == "card_read" and type(counter) is int:
            if self._last_read is not None and counter != self._last_read + 1:
                self._note(AuditFlaw.READ_UNACCOUNTED, entry.index)
            self._last_read = min(max(counter, 0), _LARGEST_COUNTER)
        if event["kind"] == "registration_saved" and isinstance(sha256, str):
            self._registrations[sha256] = (entry.index, datetime.fromisoformat(event["at"]))

    def _judge_age(self, event: dict[str, Any]) -> None:
        """The first entry of a shortened chain proves by its age that nothing young is gone."""
        limit, self._must_be_before = self._must_be_before, None
        if limit is not None and datetime.fromisoformat(event["at"]) > limit:
            self._note(AuditFlaw.ENTRY_MISSING, self.index - 1)

    def _note(self, flaw: AuditFlaw, index: int = 0) -> None:
        self.findings.append(AuditFinding(flaw, index))


def _event_in(text: bytes) -> dict[str, Any] | None:
    """The event that a text tells; None unless it is one in its only form."""
    try:
        plain = json.loads(text)
        canonical = json.dumps(
            plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        ).encode()
        is_event = canonical == text and plain.keys() == {"at", "details", "kind"}
        datetime.fromisoformat(plain["at"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    is_event = is_event and isinstance(plain["kind"], str) and isinstance(plain["details"], dict)
    return plain if is_event else None
