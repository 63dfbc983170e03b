"""Judges the signed head of an audit chain that comes with every call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from pos_client.domain.audit import GENESIS
from pos_client.protocol import jws
from pos_client.protocol.api import TroubleCode
from pos_client.sandbox import pattern_tables, tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device, Devices
from pos_client.sandbox.keys import token_key
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import Refusal

__all__ = ["AuditHeads", "signed_claims"]

_LARGEST_INDEX = 2**63 - 1
_HEAD = re.compile("[0-9a-f]{64}")
_ENTRIES, _AHEAD = tables.audit_entries, pattern_tables.heads_ahead
_KEPT = select(_ENTRIES.c.head).where(
    _ENTRIES.c.device_id == bindparam("device"), _ENTRIES.c.index == bindparam("place")
)
_SINCE = select(_AHEAD).where(_AHEAD.c.device_id == bindparam("device"))


class AuditHeads:
    """Compares heads with the gateway's copies. Runs inside the caller's transaction."""

    def __init__(
        self, connection: Connection, clock: Clock, policy: SandboxPolicy, devices: Devices
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._is_on = policy.controls.is_on
        self._devices = devices

    def check(self, device: Device, token: str, *, only_delivers: bool) -> int | None:
        """Check a signed head that came with a call: it belongs to the chain known so far.

        An older head may still be on its way on another connection, and is an honest one then. A
        newer one is believed for a while, until its entries come. Whoever only delivers is let in
        with another chain, too: what is sealed is sealed.

        Returns:
            The index of the head, where it is one of the chain known so far.

        Raises:
            Refusal: not this device's signature, no head of its, another chain, or one that
                nobody gets to see.
        """
        try:
            claims = signed_claims(device, token)
        except jws.TokenRefused:
            self._devices.raise_alarm(device.id, "AUDIT_HEAD_INVALID", "")
            raise Refusal(403, TroubleCode.AUDIT_HEAD_REFUSED) from None
        index = claims.get("index")
        if not self._has_form(device, claims):
            found = "AUDIT_HEAD_INVALID"
        elif type(index) is not int:
            return None
        elif index > device.audit_index:
            found = "" if only_delivers else self._withheld(device)
        else:
            found = "" if self._is_kept(device, index, claims.get("head")) else "AUDIT_FORKED"
        if found:
            subject = "" if found == "AUDIT_HEAD_INVALID" else str(index)
            self._devices.raise_alarm(device.id, found, subject)
            if not only_delivers:
                raise Refusal(403, TroubleCode.AUDIT_HEAD_REFUSED)
            return None
        return index

    def note_growth(self, device: Device) -> None:
        """Entries have come: what stands above them is news."""
        self._connection.execute(delete(_AHEAD).where(_AHEAD.c.device_id == device.id))

    def kept(self, device: Device, index: int) -> bytes | None:
        """The head behind that entry, by the gateway's copy of the chain; None where there is
        none."""
        if index == 0:
            return GENESIS
        asked = {"device": device.id, "place": index}
        head: bytes | None = self._connection.scalar(_KEPT, asked)
        return head

    def was_announced(self, device: Device, body_sha256: bytes) -> bool:
        """Whether the countersigned part of a device's chain tells of this envelope."""
        book = tables.announcements
        found = self._connection.scalar(
            select(book.c.device_id).where(
                book.c.device_id == device.id, book.c.body_sha256 == body_sha256
            )
        )
        return found is not None

    def _has_form(self, device: Device, claims: Mapping[str, Any]) -> bool:
        if not self._is_on(Control.AUDIT_HEAD_FORM):
            return True
        index, head = claims.get("index"), claims.get("head")
        return (
            claims.keys() == {"device_id", "index", "head"}
            and claims["device_id"] == device.id
            and type(index) is int
            and 0 <= index <= _LARGEST_INDEX
            and isinstance(head, str)
            and _HEAD.fullmatch(head) is not None
        )

    def _is_kept(self, device: Device, index: int, head: object) -> bool:
        if not self._is_on(Control.AUDIT_FORK):
            return True
        kept = self.kept(device, index) if index >= 0 else None
        return kept is None or kept.hex() == head

    def _withheld(self, device: Device) -> str:
        """Count a call whose entries nobody here knows yet; too many of them are told."""
        now = self._clock()
        self._connection.execute(
            insert(_AHEAD)
            .values(device_id=device.id, since=now, calls=1)
            .on_conflict_do_update(
                index_elements=[_AHEAD.c.device_id], set_={"calls": _AHEAD.c.calls + 1}
            )
        )
        row = self._connection.execute(_SINCE, {"device": device.id}).one()
        is_long = now - row.since > self._policy.head_ahead
        is_often = row.calls > self._policy.head_ahead_calls
        is_asked = self._is_on(Control.AUDIT_SENT)
        return "AUDIT_WITHHELD" if is_asked and (is_long or is_often) else ""


def signed_claims(device: Device, token: str) -> Mapping[str, Any]:
    """What a device says of its head.

    Raises:
        TokenRefused: it was not this device's evidence key that signed.
    """
    return _signed_by(device.id, device.evidence_key, token)


@lru_cache(maxsize=64)
def _signed_by(device_id: str, point: bytes, token: str) -> Mapping[str, Any]:
    """Check a head's signature; a device repeats one until its chain has grown."""
    return jws.verify(token, {device_id: token_key(point)}, jws.TokenType.AUDIT_HEAD)
