"""Our own code gives the answers of docs/protocol-vectors.json."""

from __future__ import annotations

import base64
import hashlib
import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from pos_client.protocol import jws, strict_json
from pos_client.protocol.bodies import BodyRefused, RegistrationBody, VerificationBody
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from pos_client.protocol.envelope import Envelope, EnvelopeRefused, Purpose
from pos_client.protocol.words import (
    receipt_claims,
    receipt_from,
    review_claims,
    review_from,
    signed_read_claims,
    signed_read_from,
    verdict_claims,
    verdict_from,
)
from pos_client.sandbox.keys import is_signed_by
from tests.unit.pos_client.protocol import vector_values
from tests.unit.pos_client.protocol.write_vectors import TARGET, vectors

VECTORS = json.loads(Path(TARGET).read_text("utf-8"))
ENVELOPES = [name for name in VECTORS if name.startswith("envelope")]
SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def keys(use: str) -> dict[str, ECKey]:
    told = VECTORS["keys"][use]
    jwk = {"kty": "EC", "crv": "P-256", "x": told["x"], "y": told["y"]}
    return {told["kid"]: jws.public_key(jwk)}


def private_of(use: str) -> ec.EllipticCurvePrivateKey:
    text = VECTORS["keys"][use]["d"]
    scalar = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return ec.derive_private_key(int.from_bytes(scalar), ec.SECP256R1())


def refused_at(data: bytes) -> str:
    """The step at which our code refuses an envelope; empty when it opens."""
    try:
        envelope = Envelope.from_bytes(data)
    except EnvelopeRefused:
        return "form"
    signed = Envelope.signed_bytes(envelope.header, envelope.sealed_body)
    if not is_signed_by(vector_values.KEYS["evidence"].point, envelope.signature, signed):
        return "signature"
    try:
        plain = SUITE.decrypt(envelope.sealed_body, private_of("sealing"), envelope.header.info())
    except Exception:  # noqa: BLE001 - whatever the library says, it does not open
        return "seal"
    is_verification = envelope.header.purpose is Purpose.VERIFICATION
    kind = VerificationBody if is_verification else RegistrationBody
    try:
        kind.from_bytes(plain)
    except BodyRefused:
        return "body"
    return ""


def named(found: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("vector", found, ids=[each["name"] for each in found])


@named(VECTORS["tokens"])
def test_a_word_says_what_was_written(vector: dict[str, Any]) -> None:
    typ = jws.TokenType(vector["typ"])
    assert jws.verify(vector["token"], keys(vector["key"]), typ) == vector["claims"]


def test_words_become_values_and_back() -> None:
    receipt, verdict, review, configuration, read = VECTORS["tokens"]
    signing = keys("signing")
    assert receipt_claims(receipt_from(receipt["token"], signing)) == receipt["claims"]
    assert verdict_claims(verdict_from(verdict["token"], signing)) == verdict["claims"]
    assert review_claims(review_from(review["token"], signing)) == review["claims"]
    assert signed_read_claims(signed_read_from(read["token"], signing)) == read["claims"]
    value = configuration_from(ConfigurationClaims.checked(configuration["claims"]))
    assert value.sealing_key == vector_values.KEYS["sealing"].point


@named(VECTORS["refused_tokens"])
def test_a_word_that_proves_nothing_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(jws.TokenRefused):
        jws.verify(vector["token"], keys(vector["key"]), jws.TokenType(vector["as"]))


@pytest.mark.parametrize("of", ENVELOPES)
def test_the_envelope_opens(of: str) -> None:
    vector = VECTORS[of]
    data = base64.b64decode(vector["bytes"])
    envelope = Envelope.from_bytes(data)
    assert hashlib.sha256(envelope.to_bytes()).hexdigest() == vector["sha256"]
    assert envelope.header.info().hex() == vector["info"]
    assert refused_at(data) == ""
    plain = SUITE.decrypt(envelope.sealed_body, private_of("sealing"), envelope.header.info())
    assert RegistrationBody.from_bytes(plain).to_bytes() == strict_json.canonical(vector["body"])


@named(VECTORS["refused_envelopes"])
def test_an_envelope_that_was_touched_is_refused_where_it_should_be(
    vector: dict[str, Any],
) -> None:
    assert refused_at(base64.b64decode(vector["bytes"])) == vector["refused_at"]


def test_what_would_be_written_today_differs_in_nothing_but_randomness() -> None:
    """If the change is meant: python -m tests.unit.pos_client.protocol.write_vectors."""
    today = vectors()
    for part in ("about", "keys", "signed_by_hand"):
        assert today[part] == VECTORS[part]
    for part, of in product(("info", "header", "body"), ENVELOPES):
        assert today[of][part] == VECTORS[of][part]
    assert [each["claims"] for each in today["tokens"]] == [
        each["claims"] for each in VECTORS["tokens"]
    ]
    for part in ("refused_tokens", "refused_envelopes"):
        assert [each["name"] for each in today[part]] == [each["name"] for each in VECTORS[part]]
