"""Evidence key, TLS key and sealer do what whoever checks them expects."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, hpke, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from joserfc.jwk import ECKey

from pos_client.application.ports import EvidenceKey, Sealer
from pos_client.application.trouble import ConfigurationInvalid, DeviceTrouble, KeyFileExposed
from pos_client.infrastructure.crypto.evidence_key import FileEvidenceKey, create_evidence_key
from pos_client.infrastructure.crypto.private_file import write_private
from pos_client.infrastructure.crypto.sealer import HpkeSealer
from pos_client.infrastructure.crypto.tls_key import TlsKey
from pos_client.protocol import jws
from pos_client.protocol.envelope import Header, Purpose, Suite
from pos_client.testing.keys import InMemoryEvidenceKey, InMemorySealer, ThrowawayKey


@pytest.fixture(params=["file", "memory"])
def evidence_key(request: pytest.FixtureRequest, tmp_path: Path) -> EvidenceKey:
    if request.param == "memory":
        return InMemoryEvidenceKey("device-1")
    create_evidence_key(tmp_path / "evidence-key.pem")
    return FileEvidenceKey.open(tmp_path / "evidence-key.pem", "device-1")


ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


def public_of(key: EvidenceKey) -> ec.EllipticCurvePublicKey:
    point: bytes = key.point  # type: ignore[attr-defined]
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def test_a_signature_is_r_and_s_over_the_hash(evidence_key: EvidenceKey) -> None:
    data = b"header and sealed body"
    for _ in range(20):  # short numbers have to be padded
        signature = evidence_key.sign(data)
        assert len(signature) == 64
        r, s = (int.from_bytes(half, "big") for half in (signature[:32], signature[32:]))
        public_of(evidence_key).verify(
            encode_dss_signature(r, s),
            hashlib.sha256(data).digest(),
            ec.ECDSA(Prehashed(hashes.SHA256())),
        )
        assert s <= ORDER // 2
    with pytest.raises(InvalidSignature):
        public_of(evidence_key).verify(
            encode_dss_signature(r, s), b"other", ec.ECDSA(hashes.SHA256())
        )


def test_a_token_names_the_device(evidence_key: EvidenceKey) -> None:
    token = evidence_key.sign_token({"index": 3}, "pos-audit-head+jws")
    pem = public_of(evidence_key).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    keys = {"device-1": ECKey.import_key(pem)}
    assert jws.verify(token, keys, jws.TokenType.AUDIT_HEAD) == {"index": 3}
    with pytest.raises(ValueError, match="is not a valid TokenType"):
        evidence_key.sign_token({}, "anything")


def test_the_key_stays_the_same(tmp_path: Path) -> None:
    point = create_evidence_key(tmp_path / "key.pem")
    assert FileEvidenceKey.open(tmp_path / "key.pem", "device-1").point == point
    with pytest.raises(FileExistsError):
        create_evidence_key(tmp_path / "key.pem")
    assert FileEvidenceKey.open(tmp_path / "key.pem", "device-1").point == point


def test_an_exposed_evidence_key_is_not_used(tmp_path: Path) -> None:
    create_evidence_key(tmp_path / "key.pem")
    (tmp_path / "key.pem").chmod(0o644)
    with pytest.raises(KeyFileExposed):
        FileEvidenceKey.open(tmp_path / "key.pem", "device-1")


def pem_of(key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.mark.parametrize(
    "text",
    [
        None,
        b"",
        b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        pem_of(ec.generate_private_key(ec.SECP384R1())),
        pem_of(ed25519.Ed25519PrivateKey.generate()),
    ],
    ids=["gone", "empty", "damaged", "another curve", "another kind"],
)
def test_a_damaged_evidence_key_is_told(text: bytes | None, tmp_path: Path) -> None:
    if text is not None:
        write_private(tmp_path / "key.pem", text)
    with pytest.raises(DeviceTrouble):
        FileEvidenceKey.open(tmp_path / "key.pem", "device-1")


def test_a_certificate_is_asked_for_without_telling_anything(tmp_path: Path) -> None:
    key = TlsKey.create(tmp_path / "tls.pem")
    request = x509.load_pem_x509_csr(key.request_pem("pos-client").encode())
    assert request.is_signature_valid
    assert request.subject.rfc4514_string() == "CN=pos-client"
    assert list(request.extensions) == []


def header(kid: str, created: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> Header:
    return Header(
        purpose=Purpose.REGISTRATION,
        suite=Suite.P256_SHA256_AES256GCM,
        kid=kid,
        id=uuid4(),
        device_id="device-1",
        outlet_code="TEST-0001",
        sequence=1,
        previous_head="00" * 32,
        created_at=created,
        challenge_id="ch-1",
        policy_version=1,
    )


@pytest.fixture
def gateway_key() -> ThrowawayKey:
    return ThrowawayKey("seal-1")


@pytest.fixture(params=["hpke", "memory"])
def sealer(request: pytest.FixtureRequest, gateway_key: ThrowawayKey) -> Sealer:
    if request.param == "memory":
        return InMemorySealer()
    return HpkeSealer(gateway_key.kid, gateway_key.point)


def test_nothing_of_a_body_can_be_seen(sealer: Sealer) -> None:
    body = "张三 ".encode() * 100
    sealed = sealer.seal(body, header("seal-1"))
    assert len(sealed) == len(body) + 81
    assert "张三".encode() not in sealed
    assert sealer.seal(body, header("seal-1")) != sealed


def test_only_the_gateway_opens_and_only_under_the_same_header(gateway_key: ThrowawayKey) -> None:
    ours = header("seal-1")
    sealed = HpkeSealer(gateway_key.kid, gateway_key.point).seal(b"body", ours)
    suite = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
    assert suite.decrypt(sealed, gateway_key.private, ours.info()) == b"body"
    with pytest.raises(InvalidTag):
        suite.decrypt(sealed, gateway_key.private, header("seal-1").info())
    with pytest.raises(InvalidTag):
        suite.decrypt(sealed, ThrowawayKey("seal-1").private, ours.info())


def test_the_memory_opens_only_under_the_same_header() -> None:
    memory, ours = InMemorySealer(), header("seal-1")
    sealed = memory.seal(b"body", ours)
    assert memory.open(sealed, ours) == b"body"
    assert memory.open(sealed, header("seal-1")) is None


def test_a_header_that_names_another_key_is_refused(gateway_key: ThrowawayKey) -> None:
    with pytest.raises(ValueError, match="another key"):
        HpkeSealer("seal-2", gateway_key.point).seal(b"body", header("seal-1"))


@pytest.mark.parametrize("point", [b"", bytes(65), b"\x04" + bytes(64), b"\x04" * 64])
def test_a_sealing_key_that_is_no_point_is_refused(point: bytes) -> None:
    with pytest.raises(ConfigurationInvalid):
        HpkeSealer("seal-1", point)
