"""The hash chain of decisions: h(n) = SHA-256(h(n-1) || canonical(event))."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

__all__ = ["GENESIS", "AuditEntry", "AuditEvent", "canonical_event", "chain"]

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One decision. Its details name no person: counters, codes and ids only."""

    kind: str
    at: datetime
    details: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An event with its place in the chain.

    Attributes:
        index: counts from 1 without gaps.
        head: 32 bytes, the chain's hash up to and including this entry.
    """

    index: int
    event: AuditEvent
    head: bytes


def canonical_event(event: AuditEvent) -> bytes:
    """Write an event as the bytes that are hashed: JSON, sorted keys, no spaces, UTF-8."""
    value = {"at": event.at.isoformat(), "details": dict(event.details), "kind": event.kind}
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def chain(previous_head: bytes, event: AuditEvent) -> bytes:
    """Hash one more event onto a head of 32 bytes."""
    return hashlib.sha256(previous_head + canonical_event(event)).digest()
