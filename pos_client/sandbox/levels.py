"""Which evidence level a case has, which one it needs, and what happens below that."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from drivers.card.number import CHINA_TIME
from pos_client.domain.evidence import Evidence, EvidenceLevel
from pos_client.domain.outcome import Outcome
from pos_client.domain.policy import BelowLevel, LevelRule
from pos_client.protocol.bodies import RegistrationBody, VerificationBody
from pos_client.protocol.jws import TokenRefused
from pos_client.protocol.words import signed_read_from
from pos_client.sandbox import tables
from pos_client.sandbox.controls import Control
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.outlets import Outlets
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import CheckFailed

__all__ = ["Levels", "level_of"]

_BOOK = tables.registrations


def level_of(body: VerificationBody | RegistrationBody) -> EvidenceLevel:
    """The level of a whole case, whose reads were checked: no better than its weakest read.

    Raises:
        ValueError: it has none.
    """
    return max((read.level for read in body.reads), key=list(EvidenceLevel).index)


class Levels:
    """Judges reads and cases. Runs inside the caller's transaction."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        policy: SandboxPolicy,
        keys: KeyRing,
        outlets: Outlets,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._policy = policy
        self._demand = policy.controls.demand
        self._keys = keys
        self._outlets = outlets

    def check_read(
        self, read: Evidence, flow: str, device: Device, *, is_offline: bool = False
    ) -> None:
        """Believe a read's level with the decoder's word only, and refuse what is not enough.

        Where A is asked for nothing is captured without the gateway, not even for a review: the
        decoder stands behind it.

        Raises:
            CheckFailed: it calls itself what nobody signed, or policy refuses its level.
        """
        self._demand(Control.SIGNED_READ, self._has_word(read, device), "SIGNATURE_INVALID")
        rule = self._rule(flow, device)
        is_enough = read.level.meets(rule.level) or rule.below is BelowLevel.REVIEW
        self._demand(Control.EVIDENCE_LEVEL, is_enough, "LEVEL_TOO_LOW")
        is_asked = self._policy.controls.is_on(Control.EVIDENCE_LEVEL)
        needs_gateway = is_asked and rule.level is EvidenceLevel.A
        is_possible = not (is_offline and needs_gateway)
        self._demand(Control.LEVEL_OFFLINE, is_possible, "LEVEL_TOO_LOW")

    def review_of(self, body: RegistrationBody, device: Device) -> str:
        """Why somebody has to look at a case below its level; empty where nobody has to.

        What the outlet has had accepted today is counted in the ledger itself.
        """
        rule = self._rule(body.flow, device)
        is_on = self._policy.controls.is_on(Control.EVIDENCE_LEVEL)
        if level_of(body).meets(rule.level) or not is_on:
            return ""
        now = self._clock().astimezone(CHINA_TIME)
        counted = (
            select(func.count())
            .select_from(_BOOK.join(tables.devices, tables.devices.c.id == _BOOK.c.device_id))
            .where(tables.devices.c.outlet_code == device.outlet_code)
            .where(_BOOK.c.flow == body.flow, _BOOK.c.outcome == Outcome.ACCEPTED.value)
            .where(_BOOK.c.evidence_level == EvidenceLevel.B.value)
            .where(_BOOK.c.received_at >= now.replace(hour=0, minute=0, second=0, microsecond=0))
        )
        taken = self._connection.scalar(counted) or 0
        return "" if taken < rule.review_above_per_day else "LEVEL_TOO_LOW"

    def _has_word(self, read: Evidence, device: Device) -> bool:
        """Whether a read that calls itself A is one, and one that does not is a plain B."""
        if read.level is EvidenceLevel.B:
            return not read.signed_read
        try:
            signed = signed_read_from(read.signed_read, self._keys.words_keys)
        except TokenRefused:
            return False
        return signed.is_of(read, device.id)

    def _rule(self, flow: str, device: Device) -> LevelRule:
        kind = self._outlets.get(device.outlet_code).kind
        rule = self._policy.minimum_level.get(kind, {}).get(flow)
        if rule is None:
            raise CheckFailed("LEVEL_TOO_LOW")
        return rule
