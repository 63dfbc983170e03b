"""Verdicts while the customer waits: one call, one signed answer for each check of the flow."""

from __future__ import annotations

from datetime import timedelta

from pos_client.domain.verdict import Check, Consequence, Verdict, consequence_of
from pos_client.protocol.api import TroubleCode, VerificationAnswer
from pos_client.protocol.bodies import VerificationBody
from pos_client.protocol.envelope import Header, Purpose
from pos_client.protocol.jws import TokenType
from pos_client.protocol.words import Session, verdict_claims
from pos_client.sandbox.devices import Clock, Device
from pos_client.sandbox.evidence_checks import EvidenceChecks
from pos_client.sandbox.keys import KeyRing
from pos_client.sandbox.opening import Opening
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.quota import Quota
from pos_client.sandbox.refusal import CheckFailed, Refusal

__all__ = ["Verification"]

# Generous against the client's own five minutes: the clocks of both may differ.
_READ_WITHIN = timedelta(minutes=15)


class Verification:
    """Judges the evidence of an open case. Runs inside the caller's transaction."""

    def __init__(
        self,
        clock: Clock,
        policy: SandboxPolicy,
        keys: KeyRing,
        opening: Opening,
        checks: EvidenceChecks,
        quota: Quota,
    ) -> None:
        self._clock = clock
        self._policy = policy
        self._keys = keys
        self._opening = opening
        self._checks = checks
        self._quota = quota

    def judge(self, device: Device, session: Session, data: bytes) -> VerificationAnswer:
        """Open an envelope and answer with verdicts; a read nobody believes gets one that ends.

        Raises:
            Refusal: it cannot be read, or is not this device's and session's own.
        """
        envelope = self._opening.read(data, Purpose.VERIFICATION)
        if envelope.header.device_id != device.id:
            raise Refusal(422, TroubleCode.ENVELOPE_UNREADABLE)
        self._opening.check_signature(envelope, device)
        body = self._opening.body(envelope, VerificationBody)
        if body.session != session.token:
            raise Refusal(401, TroubleCode.SESSION_UNKNOWN)
        try:
            codes = self._codes(envelope.header, body, device)
        except CheckFailed as failed:
            codes = {Check.ONLINE_VERIFICATION: failed.code}
        return VerificationAnswer(
            verdicts=tuple(self._signed(check, code, body) for check, code in codes.items())
        )

    def _codes(self, header: Header, body: VerificationBody, device: Device) -> dict[Check, str]:
        card = self._checks.read_card(header, body, device)
        now = self._clock()
        if now - body.evidence[-1].read_at > _READ_WITHIN:
            raise CheckFailed("READ_EXPIRED")
        codes: dict[Check, str] = {}
        for check in self._policy.checks[body.flow]:
            here = self._quota.numbers_of(card) if check is Check.QUOTA else 0
            codes[check] = self._checks.judge(check, card, now, here)
            if consequence_of(codes[check]) is Consequence.ENDS:
                break  # whoever is not verified learns nothing of the person's numbers
        return codes

    def _signed(self, check: Check, code: str, body: VerificationBody) -> str:
        now = self._clock()
        verdict = Verdict(
            check=check,
            code=code,
            case_id=body.case_id,
            evidence_ids=tuple(read.id for read in body.evidence),
            issued_at=now,
            expires_at=now + self._policy.verdict_life,
            token="",
        )
        return self._keys.sign_word(verdict_claims(verdict), TokenType.VERDICT)
