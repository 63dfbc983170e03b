"""What a decoder believes: a genuine chip, on a genuine reader, in this conversation."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from drivers.simulator.deck import load_deck
from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.sandbox.cipher_cards import CipherCards, card_answers
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
)
from pos_client.sandbox.decoder import Decoder

AUTHORITY = TestAuthority()
STRANGE = TestAuthority("somebody else's sentence")
CARD = load_deck()["resident-lin"].card()
OTHER = load_deck()["resident-wang"].card()
CARDS = CipherCards(AUTHORITY)


def answered(opening: bytes) -> bytes:
    return CARDS.answer(CARD, SIMULATED_SAM_ID, opening)


def test_a_genuine_card_is_opened() -> None:
    decoder = Decoder(AUTHORITY.point)
    conversation = decoder.converse(bytes(32))
    opened = decoder.open(conversation, answered(conversation.opening))
    assert (opened.raw_text, opened.raw_photo) == (CARD.text, CARD.photo)
    assert (opened.serial, opened.sam_id) == (CARD.serial, SIMULATED_SAM_ID)


def test_nobody_between_reads_anything_of_the_card() -> None:
    answer = answered(Decoder(AUTHORITY.point).converse(bytes(32)).opening)
    assert CARD.text[:30] not in answer
    assert CARD.photo[:30] not in answer


def test_an_answer_fits_one_conversation_only() -> None:
    decoder = Decoder(AUTHORITY.point)
    earlier, now = decoder.converse(bytes(32)), decoder.converse(bytes(32))
    with pytest.raises(SessionRefused):
        decoder.open(now, answered(earlier.opening))


def test_no_bit_of_an_answer_may_be_changed() -> None:
    decoder = Decoder(AUTHORITY.point)
    conversation = decoder.converse(bytes(32))
    answer = answered(conversation.opening)
    for place in range(0, len(answer), 7):
        touched = bytearray(answer)
        touched[place] ^= 1
        with pytest.raises(SessionRefused):
            decoder.open(conversation, bytes(touched))


def test_a_decoder_without_an_authority_believes_nobody() -> None:
    decoder = Decoder(None)
    conversation = decoder.converse(bytes(32))
    with pytest.raises(SessionRefused):
        decoder.open(conversation, answered(conversation.opening))


def swap_reader(opening: bytes) -> bytes:
    """A genuine card on a reader that nobody has certified."""
    number, _point, _certificate, sealed, _signature = unpack(answered(opening), ANSWER, 5)
    strange = unpack(CipherCards(STRANGE).answer(CARD, "1", opening, is_trusting=True), ANSWER, 5)
    key = STRANGE.key_of("reader 1")
    return pack(ANSWER, number, strange[1], strange[2], sealed, sign(key, ANSWER, opening, sealed))


def claim_another_number(opening: bytes) -> bytes:
    """A genuine reader that calls itself another one."""
    _number, *rest = unpack(answered(opening), ANSWER, 5)
    return pack(ANSWER, b"05.01-20260101-0000000001-0000000001", *rest)


def swap_card(opening: bytes) -> bytes:
    """What one reader has signed, around what another card has sealed."""
    number, point, certificate, _sealed, signature = unpack(answered(opening), ANSWER, 5)
    other = unpack(CARDS.answer(OTHER, SIMULATED_SAM_ID, opening), ANSWER, 5)
    return pack(ANSWER, number, point, certificate, other[3], signature)


def invent_card(opening: bytes) -> bytes:
    """Somebody's own chip and authority, and a genuine reader around it."""
    strange = unpack(
        CipherCards(STRANGE).answer(CARD, SIMULATED_SAM_ID, opening, is_trusting=True), ANSWER, 5
    )
    number, point, certificate, _sealed, _signature = unpack(answered(opening), ANSWER, 5)
    reader = AUTHORITY.key_of(f"reader {SIMULATED_SAM_ID}")
    signature = sign(reader, ANSWER, opening, strange[3])
    return pack(ANSWER, number, point, certificate, strange[3], signature)


def clone_card(opening: bytes) -> bytes:
    """Record and certificate of a genuine card, known to somebody who has not got its chip."""
    record = (CARD.text, CARD.photo, CARD.serial)
    digest = hashlib.sha256(pack(*record)).digest()
    chip = point_of(AUTHORITY.key_of(f"card {digest.hex()}"))
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    transcript = transcript_of(opening, point_of(ephemeral))
    certificate = AUTHORITY.certify(Role.CARD, chip, digest)
    signature = sign(STRANGE.key_of("chip"), RECORD, transcript)
    plain = pack(RECORD, *record, chip, certificate, signature)
    cipher = seal(ephemeral, unpack(opening, OPENING, 5)[2], transcript, plain)
    sealed = pack(SEALED, point_of(ephemeral), cipher)
    number, point, its_certificate, _sealed, _signature = unpack(answered(opening), ANSWER, 5)
    reader = AUTHORITY.key_of(f"reader {SIMULATED_SAM_ID}")
    return pack(
        ANSWER, number, point, its_certificate, sealed, sign(reader, ANSWER, opening, sealed)
    )


@pytest.mark.parametrize(
    "forge",
    [
        clone_card,
        swap_reader,
        claim_another_number,
        swap_card,
        invent_card,
        lambda _: b"",
        lambda _: b"\0\1",
    ],
)
def test_what_nobody_genuine_has_said_is_not_believed(forge: Callable[[bytes], bytes]) -> None:
    decoder = Decoder(AUTHORITY.point)
    conversation = decoder.converse(bytes(32))
    with pytest.raises(SessionRefused):
        decoder.open(conversation, forge(conversation.opening))


def test_a_card_answers_no_decoder_that_it_does_not_know() -> None:
    conversation = Decoder(AUTHORITY.point).converse(bytes(32))
    assert card_answers(CARD, SIMULATED_SAM_ID, conversation.opening) is not None
    *whole, last = conversation.opening
    assert card_answers(CARD, SIMULATED_SAM_ID, bytes([*whole, last ^ 1])) is None
    assert card_answers(CARD, SIMULATED_SAM_ID, b"hello") is None
    with pytest.raises(SessionRefused):
        CipherCards(STRANGE).answer(CARD, SIMULATED_SAM_ID, conversation.opening)
