"""The honest values behind docs/protocol-vectors.json: keys, words, a header and a body."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives import hashes, hpke
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from drivers.simulator.deck import load_deck
from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.domain.evidence import Challenge, Evidence
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.verdict import Check, Verdict
from pos_client.protocol import strict_json
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.envelope import Header, Purpose, Suite, lower_twin
from pos_client.protocol.jws import TokenType
from pos_client.protocol.words import receipt_claims, verdict_claims

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DEVICE, CASE = "device-000000000001", UUID("01960000-0000-7000-8000-000000000001")
REGISTRATION = UUID("01960000-0000-7000-8000-000000000002")
EVIDENCE = UUID("01960000-0000-7000-8000-000000000003")
_SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class Key:
    """A P-256 key that is the same every time."""

    def __init__(self, use: str) -> None:
        scalar = int.from_bytes(hashlib.sha256(f"pos-client vectors: {use}".encode()).digest())
        self.kid = f"vector-{use}"
        self.private = ec.derive_private_key(scalar, ec.SECP256R1())
        public = self.private.public_key()
        self.point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data: bytes) -> bytes:
        return lower_twin(*decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256()))))

    def told(self) -> dict[str, str]:
        scalar = self.private.private_numbers().private_value.to_bytes(32, "big")
        return {
            "kid": self.kid,
            "x": b64url(self.point[1:33]),
            "y": b64url(self.point[33:]),
            "d": b64url(scalar),
        }


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


KEYS = {use: Key(use) for use in ("root", "signing", "sealing", "evidence", "stranger")}


def token(
    payload: bytes,
    typ: TokenType,
    use: str = "signing",
    *,
    header: bytes | None = None,
    sign: Callable[[bytes], bytes] | None = None,
) -> str:
    key = KEYS[use]
    said = header or strict_json.canonical({"alg": "ES256", "kid": key.kid, "typ": typ.value})
    signed = f"{b64url(said)}.{b64url(payload)}"
    return f"{signed}.{b64url((sign or key.sign)(signed.encode()))}"


# Words -----------------------------------------------------------------------------------------


def receipt() -> dict[str, Any]:
    return receipt_claims(
        Receipt(
            REGISTRATION, DEVICE, bytes(range(32)), Outcome.ACCEPTED, "", "17055500188", NOW, ""
        )
    )


def verdict() -> dict[str, Any]:
    later = NOW + timedelta(hours=2)
    return verdict_claims(
        Verdict(Check.ONLINE_VERIFICATION, "ID_MATCH", CASE, (EVIDENCE,), NOW, later, "")
    )


def configuration() -> dict[str, Any]:
    signing = {name: value for name, value in KEYS["signing"].told().items() if name != "d"}
    later = (NOW + timedelta(days=14)).isoformat()
    return {
        "version": 3,
        "issued_at": NOW.isoformat(),
        "expires_at": later,
        "device_id": DEVICE,
        "outlet": {
            "code": "FJ-DEMO-0042",
            "name": "示例手机店",
            "kind": "AGENT",
            "brand": "示例移动",
            "sign_number": "FJ-0042",
            "agent_number": "DL-350100-0042",
            "commission_from": "2024-01-01",
            "commission_until": "2036-12-31",
        },
        "offline": {
            "window_hours": 72,
            "hard_stop_hours": 168,
            "records": 200,
            "records_per_clerk": 50,
            "log_in_hours": 72,
            "completion": "GATEWAY_COMPLETES",
            "flows": ["new_number"],
        },
        "evidence": {"minimum_level": {"new_number": "B"}},
        "readers": [{"sam_id": SIMULATED_SAM_ID, "driver": "sim"}],
        "number_block": [{"phone_number": "17055509999", "expires_at": later}],
        "sealing_key": {
            "kid": KEYS["sealing"].kid,
            "point": base64.b64encode(KEYS["sealing"].point).decode(),
        },
        "signing_keys": [{"kty": "EC", "crv": "P-256", **signing}],
        "is_demo": True,
        "idle_lock_s": 300,
        "heartbeat_s": 60,
    }


# Envelopes -------------------------------------------------------------------------------------


def header_of(purpose: Purpose = Purpose.REGISTRATION) -> Header:
    return Header(
        purpose=purpose,
        suite=Suite.P256_SHA256_AES256GCM,
        kid=KEYS["sealing"].kid,
        id=REGISTRATION,
        device_id=DEVICE,
        outlet_code="FJ-DEMO-0042",
        sequence=7,
        previous_head="ab" * 32,
        created_at=NOW,
        challenge_id="ch-00000000000000000001",
        policy_version=3,
    )


def body() -> bytes:
    card = load_deck()["resident-lin"].card()
    read = Evidence(
        id=EVIDENCE,
        raw_text=card.text,
        raw_photo=card.photo,
        sam_id=SIMULATED_SAM_ID,
        card_serial=card.serial.hex(),
        reader_address="sim:",
        driver="sim",
        driver_version="1",
        driver_sha256="cd" * 32,
        is_simulated=True,
        challenge=Challenge(
            "ch-00000000000000000001", bytes(range(32)), NOW + timedelta(minutes=5), "RN-1"
        ),
        read_at=NOW - timedelta(minutes=2),
        monotonic_ns=123456789,
        boot_id="boot-1",
        duration_s=0.231,
        read_counter=11,
        previous_head=bytes(32),
    )
    return RegistrationBody(
        case_id=CASE,
        flow="new_number",
        real_name_transaction_id="RN-1",
        is_offline=False,
        clerk_number="0017",
        is_offline_session=False,
        session="session",
        opened_at=NOW - timedelta(minutes=3),
        visual_check_at=NOW - timedelta(minutes=1),
        confirmed_at=NOW,
        phone_number="17055500188",
        hold_id="hold-1",
        verdicts=("verdict",),
        evidence=(read,),
    ).to_bytes()


def sealed(plain: bytes, header: bytes) -> bytes:
    info = hashlib.sha256(header).digest()
    return _SUITE.encrypt(plain, KEYS["sealing"].private.public_key(), info)


def packed(header: bytes, sealed_body: bytes, signature: bytes | None = None) -> bytes:
    signature = signature or KEYS["evidence"].sign(header + sealed_body)
    return b"".join(
        (
            b"PCE1",
            struct.pack(">H", len(header)),
            header,
            struct.pack(">I", len(sealed_body)),
            sealed_body,
            signature,
        )
    )
