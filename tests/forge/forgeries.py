"""What is forged: envelopes, challenges and receipts that were honest before they were touched."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec

from drivers.simulator.device import SimulatedCard
from pos_client.domain.evidence import Challenge
from pos_client.infrastructure.ids import new_id
from pos_client.protocol import jws
from pos_client.protocol.api import Headers, Paths
from pos_client.protocol.envelope import Envelope, Header, Purpose
from tests.forge.bytes_of import damaged, damaged_token
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured

__all__ = ["Call", "Forger", "Kind"]


class Kind(StrEnum):
    """What was honest once."""

    ENVELOPE = "envelopes"
    CHALLENGE = "challenges"
    RECEIPT = "receipts"


@dataclass(frozen=True, slots=True)
class Call:
    """One request to make."""

    path: str
    body: bytes
    headers: dict[str, str]


class Forger:
    """Has one live device with its keys, an honest envelope that nobody has sent, and a receipt.

    Args:
        card: whose card is read; the envelope is honest, and accepted when nothing is changed.
    """

    def __init__(self, device: TestDevice, card: SimulatedCard, chance: random.Random) -> None:
        self._device = device
        self._card = card
        self._chance = chance
        self._stranger = ec.generate_private_key(ec.SECP256R1())
        case = captured(device, card)
        self.honest = device.registration(case)
        self._envelope = Envelope.from_bytes(self.honest)
        self._case = captured(device, card, 1)
        self._read = self._case.reads[0]
        self._body = device.body(self._case)
        self._plain = self._body.to_bytes()
        self._ways: tuple[Callable[[], bytes], ...] = (
            *(self._blind,) * 5,
            *(self._blind_but_signed, self._header, self._header_signed, self._stranger_signed),
            self._half_a_character,
        )

    def envelope(self) -> Call:
        """An envelope that was changed, outside or under the seal's surface."""
        data = self._ways[self._chance.randrange(len(self._ways))]()
        return self._registration(data, self._envelope.header.id)

    def challenge(self) -> Call:
        """A read or a log-in that answers a challenge which was changed; sealed and signed well."""
        if self._chance.random() < 0.3:
            return self._log_in()
        challenge = self._changed_challenge(self._read.challenge)
        read = replace(self._read, id=new_id(), challenge=challenge)
        body = replace(self._body, evidence=(read,)).to_bytes()
        self._case.reads, id_ = (read,), new_id()
        self._device.sequence += 1
        more = (id_, self._device.sequence, self._case, body)
        return self._registration(self._device.envelope(Purpose.REGISTRATION, *more), id_)

    def receipt(self, token: str) -> str:
        """A receipt that was changed, or one for another registration."""
        return damaged_token(token, self._chance)

    def honest_call(self) -> Call:
        return self._registration(self.honest, self._envelope.header.id)

    # Envelopes -----------------------------------------------------------------------------

    def _blind(self) -> bytes:
        return damaged(self.honest, self._chance)

    def _blind_but_signed(self) -> bytes:
        """The seal is damaged, and the device signs that."""
        body = damaged(self._envelope.sealed_body, self._chance)
        return self._device.signed(self._envelope.header, body)

    def _header(self) -> bytes:
        return replace(self._envelope, header=self._changed_header()).to_bytes()

    def _header_signed(self) -> bytes:
        return self._device.signed(self._changed_header(), self._envelope.sealed_body)

    def _stranger_signed(self) -> bytes:
        own, self._device.evidence_key = self._device.evidence_key, self._stranger
        try:
            return self._device.signed(self._envelope.header, self._envelope.sealed_body)
        finally:
            self._device.evidence_key = own

    def _half_a_character(self) -> bytes:
        """Sealed and signed well; one text of the body is no text."""
        texts = re.findall(rb'"[a-z_]+":"', self._plain)
        text = self._chance.choice(texts)
        half = b"\\u%04x" % self._chance.randrange(0xD800, 0xE000)
        body, header = self._plain.replace(text, text + half, 1), self._envelope.header
        more = (header.id, header.sequence, self._case, body)
        return self._device.envelope(Purpose.REGISTRATION, *more)

    def _changed_header(self) -> Header:
        chance, header = self._chance, self._envelope.header
        said: dict[str, Any] = {
            "kid": f"seal-{chance.randrange(10**6)}",
            "id": UUID(int=header.id.int ^ chance.randint(1, 2**62 - 1)),
            "device_id": f"device-{chance.randbytes(6).hex()}",
            "sequence": header.sequence + chance.randint(1, 10**6),
            "previous_head": chance.randbytes(32).hex(),
            "created_at": header.created_at + timedelta(seconds=chance.randint(1, 10**6)),
            "challenge_id": f"ch-{chance.randbytes(10).hex()}",
            "policy_version": header.policy_version + chance.randint(1, 99),
        }
        name = chance.choice(sorted(said))
        return replace(header, **{name: said[name]})

    # Challenges ----------------------------------------------------------------------------

    def _changed_challenge(self, given: Challenge) -> Challenge:
        chance = self._chance
        ways: tuple[Callable[[], Challenge], ...] = (
            lambda: replace(given, nonce=damaged(given.nonce, chance)),
            lambda: replace(given, id=f"ch-{chance.randbytes(10).hex()}"),
            lambda: replace(given, real_name_transaction_id=f"RN-{chance.randbytes(8).hex()}"),
            lambda: replace(
                given, expires_at=given.expires_at + timedelta(seconds=chance.randint(1, 10**6))
            ),
        )
        return ways[chance.randrange(len(ways))]()

    def _log_in(self) -> Call:
        device, number = self._device, self._device.clerk_number
        claims = {
            "nonce": self._chance.randbytes(24).hex(),
            "device_id": device.id,
            "clerk_number": number,
        }
        proof = device.token(claims, jws.TokenType.SESSION_PROOF)
        if self._chance.random() < 0.5:
            proof = damaged_token(proof, self._chance)
        said = {"clerk_number": number, "password": "demo-00000000", "proof": proof}
        return Call(
            Paths.SESSIONS,
            json.dumps(said).encode(),
            {Headers.OUTLET_CODE: device.outlet_code, "content-type": "application/json"},
        )

    def _registration(self, data: bytes, key: UUID) -> Call:
        headers = {
            Headers.OUTLET_CODE: self._device.outlet_code,
            Headers.IDEMPOTENCY_KEY: str(key),
            "content-type": "application/octet-stream",
        }
        return Call(Paths.REGISTRATIONS, data, headers)
