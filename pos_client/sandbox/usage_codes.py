"""Codes sent to a number, which whoever has it in use reads out."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, insert, select, true, tuple_, update

from pos_client.protocol.api import TroubleCode
from pos_client.protocol.subject import UsageCodeAnswer, UsageProofAnswer, UsageProofRequest
from pos_client.sandbox import subscriber_tables as tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import Refusal

__all__ = ["UsageCodes"]

_CODES = tables.usage_codes
_CODE_LIFE = timedelta(minutes=5)
# From the right code to the seal, and a little more than the client's fifteen minutes.
_PROOF_LIFE = timedelta(minutes=30)
_MOST_TRIES = 5
_DAY = timedelta(days=1)


class UsageCodes:
    """Runs inside the caller's transaction."""

    def __init__(self, connection: Connection, clock: Clock, policy: SandboxPolicy) -> None:
        self._connection = connection
        self._clock = clock
        self._most_a_day = policy.usage_codes_a_day
        self._is_on = policy.controls.is_on

    def send(self, device: Device, phone_number: str) -> UsageCodeAnswer:
        """Send six digits to a number that exists.

        Raises:
            Refusal: it got too many today. Each code takes its tries, so who could ask for ever
                would guess one in the end.
        """
        now = self._clock()
        if self._sent_since(phone_number, now - _DAY) >= self._most_a_day:
            raise Refusal(422, TroubleCode.CODE_NOT_SENT)
        self._connection.execute(
            insert(_CODES).values(
                reference=f"use-{secrets.token_hex(8)}",
                phone_number=phone_number,
                device_id=device.id,
                code=f"{secrets.randbelow(10**6):06}",
                tries=0,
                sent_at=now,
            )
        )
        return UsageCodeAnswer(expires_at=now + _CODE_LIFE)

    def check(self, device: Device, request: UsageProofRequest) -> UsageProofAnswer:
        """Take a code that was read out.

        Raises:
            Refusal: it is not the newest one sent for this device, too old, or tried too often.
        """
        newest = self._connection.execute(
            select(_CODES)
            .where(_CODES.c.phone_number == request.phone_number, _CODES.c.device_id == device.id)
            .order_by(_CODES.c.sent_at.desc())
            .limit(1)
        ).one_or_none()
        if newest is None or newest.proven_at is not None:
            raise Refusal(422, TroubleCode.CODE_WRONG)
        is_live = newest.sent_at + _CODE_LIFE >= self._clock() and newest.tries < _MOST_TRIES
        is_right = secrets.compare_digest(newest.code, request.code)
        noted = {"tries": newest.tries + 1}
        if is_live and is_right:
            noted["proven_at"] = self._clock()
        self._connection.execute(
            update(_CODES).where(_CODES.c.reference == newest.reference).values(**noted)
        )
        if not (is_live and is_right):
            raise Refusal(422, TroubleCode.CODE_WRONG)
        return UsageProofAnswer(reference=newest.reference)

    def take(
        self, device: Device, phone_number: str, reference: str, whose: tuple[str, bytes]
    ) -> bool:
        """Let a right code speak for this case and person, and for no other from then on."""
        is_bound = self._is_on(Control.CODE_OF_CASE)
        is_theirs = tuple_(_CODES.c.case_id, _CODES.c.person_key) == whose
        taken = self._connection.execute(
            update(_CODES)
            .where(
                _CODES.c.reference == reference,
                _CODES.c.phone_number == phone_number,
                _CODES.c.device_id == device.id,
                _CODES.c.proven_at > self._clock() - _PROOF_LIFE,
                _CODES.c.case_id.is_(None) | is_theirs if is_bound else true(),
            )
            .values(case_id=whose[0], person_key=whose[1])
        )
        return taken.rowcount == 1

    def newest(self, phone_number: str) -> str:
        """What stands on that phone; for the sandbox's master.

        Raises:
            LookupError: nothing was sent there.
        """
        code: str | None = self._connection.scalar(
            select(_CODES.c.code)
            .where(_CODES.c.phone_number == phone_number)
            .order_by(_CODES.c.sent_at.desc())
            .limit(1)
        )
        if code is None:
            raise LookupError(phone_number)
        return code

    def _sent_since(self, phone_number: str, since: datetime) -> int:
        """How many were sent there, as far as anybody counts them."""
        sent = select(func.count()).where(
            _CODES.c.phone_number == phone_number, _CODES.c.sent_at > since
        )
        is_counted = self._is_on(Control.USAGE_CODES)
        return (self._connection.scalar(sent) or 0) if is_counted else 0
