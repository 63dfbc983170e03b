"""Takes in the devices' audit chains and countersigns their heads."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from pos_client.protocol import jws, strict_json
from pos_client.protocol.api import AuditEntryJson, AuditRequest, TroubleCode
from pos_client.protocol.no_identity import names_nobody
from pos_client.sandbox import tables
from pos_client.sandbox.audit_heads import AuditHeads, signed_claims
from pos_client.sandbox.challenges import Challenges
from pos_client.sandbox.devices import Clock, Device, Devices
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.oversight import Oversight
from pos_client.sandbox.read_chain import ReadChain
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.signs import Signs

__all__ = ["AuditBook"]

_LARGEST_COUNTER = 2**63
_SHA256 = re.compile("[0-9a-f]{64}")


class AuditBook:
    """The gateway's copy of every chain. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        keys: KeyRing,
        devices: Devices,
        challenges: Challenges,
        heads: AuditHeads,
        chain: ReadChain,
        signs: Signs,
        oversight: Oversight,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._keys = keys
        self._devices = devices
        self._challenges = challenges
        self._heads = heads
        self._chain = chain
        self._signs = signs
        self._oversight = oversight

    def take(self, device: Device, request: AuditRequest) -> str:
        """Check entries against the chain so far and countersign the new head.

        Raises:
            Refusal: a gap, a fork, an entry that was changed or may name somebody, or a head that
                was not signed.
        """
        for entry in request.entries:
            if not names_nobody(entry.event):
                self._devices.raise_alarm(device.id, "AUDIT_BROKEN", str(entry.index))
                raise Refusal(422, TroubleCode.AUDIT_HEAD_REFUSED)
        new = self._new_entries(device, request.entries)
        index, head = device.audit_index, device.audit_head
        for entry in new:
            head = hashlib.sha256(head + entry.event.encode()).digest()
            if entry.index != index + 1 or entry.head != head.hex():
                self._devices.raise_alarm(device.id, "AUDIT_BROKEN", str(entry.index))
                raise Refusal(422, TroubleCode.AUDIT_HEAD_REFUSED)
            index += 1
        self._check_signed_head(device, request.signed_head, index, head)
        self._keep(device, new, index, head)
        now: datetime = self._clock()
        claims = {
            "device_id": device.id,
            "index": index,
            "head": head.hex(),
            "issued_at": now.isoformat(),
        }
        return self._keys.sign_word(claims, jws.TokenType.COUNTERSIGNATURE)

    def _new_entries(
        self, device: Device, entries: Sequence[AuditEntryJson]
    ) -> list[AuditEntryJson]:
        """Entries that came before must be the same; what is left continues the chain."""
        book = tables.audit_entries
        for entry in entries:
            if entry.index > device.audit_index:
                continue
            kept = self._connection.scalar(
                select(book.c.head).where(
                    book.c.device_id == device.id,
                    book.c.index == max(entry.index, 0),  # nothing stands at 0 or below
                )
            )
            if kept is None or kept.hex() != entry.head:
                self._devices.raise_alarm(device.id, "AUDIT_FORKED", str(entry.index))
                raise Refusal(403, TroubleCode.AUDIT_HEAD_REFUSED)
        return [entry for entry in entries if entry.index > device.audit_index]

    def _check_signed_head(self, device: Device, token: str, index: int, head: bytes) -> None:
        try:
            claims = signed_claims(device, token)
        except jws.TokenRefused:
            raise Refusal(403, TroubleCode.AUDIT_HEAD_REFUSED) from None
        expected = {"device_id": device.id, "index": index, "head": head.hex()}
        if {name: claims.get(name) for name in expected} != expected:
            raise Refusal(403, TroubleCode.AUDIT_HEAD_REFUSED)

    def _keep(
        self, device: Device, entries: Sequence[AuditEntryJson], index: int, head: bytes
    ) -> None:
        if not entries:
            return
        rows = [
            {
                "device_id": device.id,
                "index": entry.index,
                "head": bytes.fromhex(entry.head),
                "event": entry.event,
            }
            for entry in entries
        ]
        self._connection.execute(insert(tables.audit_entries), rows)
        for entry in entries:
            kind, details = _parts_of(entry.event)
            self._read(device, entry.index, details)
            self._signs.note(device, entry.index, kind, details)
            self._oversight.note_event(device, entry.event)
        self._connection.execute(
            update(tables.devices)
            .where(tables.devices.c.id == device.id)
            .values(audit_index=index, audit_head=head)
        )
        self._heads.note_growth(device)

    def _read(self, device: Device, index: int, details: Mapping[str, Any]) -> None:
        """Take from an entry which challenge a read used up, and which envelope was saved."""
        challenge_id, sha256 = details.get("challenge_id"), details.get("sha256")
        if isinstance(challenge_id, str):
            counter = details.get("read_counter")
            if not isinstance(counter, int) or not 0 < counter < _LARGEST_COUNTER:
                counter = 0  # no read has this number, so the challenge is used up for all
            self._challenges.note_spent(device.id, challenge_id, counter)
            if counter:
                self._chain.tell(device, index, counter, challenge_id)
        if isinstance(sha256, str) and _SHA256.fullmatch(sha256):
            self._connection.execute(
                insert(tables.announcements)
                .values(device_id=device.id, body_sha256=bytes.fromhex(sha256))
                .on_conflict_do_nothing()
            )


def _parts_of(event: str) -> tuple[object, Mapping[str, Any]]:
    """The kind of an entry and its details, as far as they can be told."""
    try:
        said = strict_json.loads(event)
        kind, details = said.get("kind"), said["details"]
    except (strict_json.JsonRefused, KeyError, TypeError, AttributeError):
        return "", {}
    return kind, details if isinstance(details, dict) else {}
