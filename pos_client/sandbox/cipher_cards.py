"""Invented cards and readers that speak to a decoder only: what their chips would do."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric import ec

from drivers.simulator.device import SimulatedCard
from pos_client.sandbox.cipher_session import (
    ANSWER,
    OPENING,
    RECORD,
    SEALED,
    Role,
    SessionRefused,
    TestAuthority,
    pack,
    point_of,
    seal,
    sign,
    transcript_of,
    unpack,
    verify,
)

__all__ = ["CipherCards", "card_answers"]


class CipherCards:
    """Cards and readers of one authority."""

    def __init__(self, authority: TestAuthority) -> None:
        self._authority = authority

    def answer(
        self, card: SimulatedCard, sam_id: str, opening: bytes, *, is_trusting: bool = False
    ) -> bytes:
        """What this card on this reader answers; a trusting one answers any decoder.

        Raises:
            SessionRefused: nobody of ours has opened this conversation; the card stays silent.
        """
        reader = self._authority.key_of(f"reader {sam_id}")
        point, number = point_of(reader), sam_id.encode()
        sealed = self._sealed(card, opening, is_trusting=is_trusting)
        certificate = self._authority.certify(Role.READER, point, number)
        return pack(
            ANSWER, number, point, certificate, sealed, sign(reader, ANSWER, opening, sealed)
        )

    def _sealed(self, card: SimulatedCard, opening: bytes, *, is_trusting: bool) -> bytes:
        decoder, certificate, ephemeral_point, context, signature = unpack(opening, OPENING, 5)
        if not is_trusting:
            said = (b"certificate", Role.DECODER.value.encode(), decoder, b"")
            verify(self._authority.point, certificate, *said)
        verify(decoder, signature, OPENING, ephemeral_point, context)
        record = (card.text, card.photo, card.serial)
        digest = hashlib.sha256(pack(*record)).digest()
        chip = self._authority.key_of(f"card {digest.hex()}")
        ephemeral = ec.generate_private_key(ec.SECP256R1())
        transcript = transcript_of(opening, point_of(ephemeral))
        plain = pack(
            RECORD,
            *record,
            point_of(chip),
            self._authority.certify(Role.CARD, point_of(chip), digest),
            sign(chip, RECORD, transcript),
        )
        cipher = seal(ephemeral, ephemeral_point, transcript, plain)
        return pack(SEALED, point_of(ephemeral), cipher)


def card_answers(card: SimulatedCard, sam_id: str, opening: bytes) -> bytes | None:
    """How cards of the test authority answer, for `RemoteSamDevice`."""
    try:
        return CipherCards(TestAuthority()).answer(card, sam_id, opening)
    except SessionRefused:
        return None
