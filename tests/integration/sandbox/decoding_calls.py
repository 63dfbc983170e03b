"""What a device and a remote-SAM reader say to the decoder, by hand."""

from __future__ import annotations

import base64
from typing import Any

import httpx

from drivers.simulator.device import SIMULATED_SAM_ID, SimulatedCard
from pos_client.domain.evidence import EvidenceLevel
from pos_client.infrastructure.crypto.reply_key import ReplyKey
from pos_client.protocol.api import Paths
from pos_client.sandbox.cipher_cards import CipherCards
from pos_client.sandbox.cipher_session import TestAuthority
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.device import TestDevice

__all__ = ["CARDS", "answer", "ask", "begun", "pass_on", "signed"]

CARDS = CipherCards(TestAuthority())


def ask(device: TestDevice, challenge_id: str) -> httpx.Response:
    """Open a conversation."""
    return device.call("POST", Paths.DECODINGS, json={"challenge_id": challenge_id})


def pass_on(
    device: TestDevice, decoding_id: str, said: bytes, key: ReplyKey | None = None
) -> httpx.Response:
    """Give the decoder what card and reader are supposed to have said."""
    request = {
        "decoding_id": decoding_id,
        "answer": base64.b64encode(said).decode(),
        "reply_key": (key or ReplyKey()).point,
    }
    return device.call("POST", Paths.SIGNED_READS, json=request)


def answer(
    device: TestDevice, opened: dict[str, Any], card: SimulatedCard, key: ReplyKey | None = None
) -> httpx.Response:
    """Let a card on a simulated reader answer what the decoder has opened."""
    said = CARDS.answer(card, SIMULATED_SAM_ID, base64.b64decode(opened["opening"]))
    return pass_on(device, opened["decoding_id"], said, key)


def signed(device: TestDevice, challenge_id: str, card: SimulatedCard) -> str:
    """The decoder's word on a card under a challenge."""
    said = answer(device, ask(device, challenge_id).json(), card)
    assert said.status_code == 200, said.text
    return str(said.json()["signed_read"])


def begun(device: TestDevice, card: SimulatedCard) -> CaseAtHand:
    """A case whose card the decoder has opened."""
    case = device.open_case()
    token = signed(device, case.challenge.id, card)
    device.read(case, card, level=EvidenceLevel.A, signed_read=token)
    return case
