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

from drivers.card.read import CardKind
from drivers.simulator.deck import load_deck
from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.domain.consent import Consent
from pos_client.domain.evidence import Challenge, Evidence
from pos_client.domain.flow import PartyRole
from pos_client.domain.form import FormValue, PersonOnForm, form_of
from pos_client.domain.handwritten_signature import HandwrittenSignature, Pen, Point
from pos_client.domain.live_photo import LivePhoto
from pos_client.domain.outcome import Outcome, Receipt
from pos_client.domain.policy import Configuration
from pos_client.domain.review import Review
from pos_client.domain.sim import Sim, SimSource
from pos_client.domain.verdict import Check, Verdict
from pos_client.protocol import strict_json
from pos_client.protocol.bodies import RegistrationBody
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from pos_client.protocol.envelope import Header, Purpose, Suite, lower_twin
from pos_client.protocol.jws import TokenType
from pos_client.protocol.words import (
    SignedRead,
    frames_sha256,
    receipt_claims,
    review_claims,
    signed_read_claims,
    verdict_claims,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DEVICE, CASE = "device-000000000001", UUID("01960000-0000-7000-8000-000000000001")
REGISTRATION = UUID("01960000-0000-7000-8000-000000000002")
EVIDENCE = UUID("01960000-0000-7000-8000-000000000003")
# The smallest JPEG there is, so that no other drawing library can change the vectors.
_JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqM"
    "yP/L2u71////m8H////6/+b9//j/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAA"
    "AAAAAAAAAAD/2gAIAQEAAD8AR//Z"
)
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
    return verdict_claims(
        Verdict(
            check=Check.QUOTA,
            code="QUOTA_REVIEW",
            case_id=CASE,
            evidence_ids=(EVIDENCE,),
            issued_at=NOW,
            expires_at=NOW + timedelta(hours=2),
            token="",
            photo_sha256=hashlib.sha256(_JPEG).digest(),
            facts={"scope": "carrier", "in_use": 1, "limit": 5, "reservation_id": "slot-1"},
        )
    )


def review() -> dict[str, Any]:
    later = NOW + timedelta(hours=2)
    return review_claims(Review(CASE, "0021", ("QUOTA_REVIEW",), True, NOW, later, ""))


def signed_read() -> dict[str, Any]:
    """The decoder's word on the card of the vectors' envelope, had it come sealed."""
    card = load_deck()["resident-lin"].card()
    frames = frames_sha256(card.text, card.photo, card.serial.hex())
    case = ("challenge-1", "RN-0000000000000001", DEVICE, SIMULATED_SAM_ID)
    return signed_read_claims(SignedRead(*case, frames, NOW, ""))


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
            "sim_is_handed_over": False,
        },
        "evidence": {
            "minimum_level": {
                "AGENT": {
                    "new_number": {"level": "B", "below": "REFUSE", "review_above_per_day": 0},
                    "await_customer": {
                        "level": "A",
                        "below": "REVIEW",
                        "review_above_per_day": 3,
                    },
                },
                "OWN_HALL": {
                    "new_number": {"level": "B", "below": "REFUSE", "review_above_per_day": 0}
                },
            }
        },
        "case": {
            "notices": {"version": "2026-03", "notices": [_notice("privacy"), _notice("face")]},
            "offers": [
                {
                    "code": "SL-39",
                    "name_zh": "示例日常39元",
                    "name_en": "Sample Daily 39",
                    "summary_zh": "每月20GB流量",
                    "summary_en": "20 GB a month",
                    "monthly_fee_fen": 3900,
                }
            ],
            "age_rules": [
                {"from_age": 10, "decision": "GUARDIAN"},
                {"from_age": 16, "decision": "ADMITTED"},
            ],
            "photo_attempts": 2,
            "reviews_here": ["QUOTA_REVIEW"],
            "where_to_ask": "示例移动客服",
        },
        "readers": [{"sam_id": SIMULATED_SAM_ID, "driver": "sim"}],
        "drivers": [
            {
                "distribution": "pos-client",
                "version": "0.1.0",
                "sha256": hashlib.sha256(b"every file of it").hexdigest(),
                "schemes": ["sam-serial", "remote-sam"],
            }
        ],
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


def _notice(id_: str) -> dict[str, Any]:
    return {
        "id": id_,
        "title_zh": "须知",
        "title_en": f"Notice {id_}",
        "text_zh": "请您阅读“须知”并签名。",
        "text_en": "Please read this and sign.",
        "for_ages_below": 0,
        "may_be_declined": id_ == "face",
    }


# What is signed by hand -----------------------------------------------------------------------


def agreed() -> Configuration:
    """The configuration as a value: outlet, notices and offers."""
    return configuration_from(ConfigurationClaims.checked(configuration()))


def handwritten(signed_sha256: bytes, at: datetime) -> HandwrittenSignature:
    stroke = tuple(Point(2000 + 400 * n, 1000 + 900 * (n % 2), 15 * n, 480) for n in range(14))
    return HandwrittenSignature((stroke,), 3333, Pen.PEN, signed_sha256, at)


def form() -> FormValue:
    notices, outlet = agreed().case.notices, agreed().outlet
    return form_of(
        case_id=CASE,
        flow="new_number",
        opened_at=NOW - timedelta(minutes=3),
        outlet=outlet,
        clerk_number="0017",
        people=(
            PersonOnForm.of(
                PartyRole.OWNER,
                CardKind.RESIDENT,
                "林**",
                "3501**********9015",
                load_deck()["resident-lin"].card().text,
                notices.sha256,
            ),
        ),
        phone_number="17055500188",
        iccid="89860012345678901236",
        offer_code="SL-39",
        is_offline=False,
    )


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
    notices = agreed().case.notices
    card = load_deck()["resident-lin"].card()
    read = Evidence(
        id=EVIDENCE,
        raw_text=card.text,
        raw_photo=bytes(range(256)) * 4,  # nobody's, so that no new portrait changes the vectors
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
        consent=Consent(
            version=notices.version,
            notices_sha256=notices.sha256,
            agreed=("privacy",),
            declined=("face",),
            handwritten_signature=handwritten(notices.sha256, NOW - timedelta(seconds=50)),
        ),
        live_photo=LivePhoto(
            _JPEG, NOW - timedelta(seconds=40), "camera-1", "USB Camera", is_simulated=False
        ),
        phone_number="17055500188",
        hold_id="hold-1",
        offer_code="SL-39",
        sim=Sim("89860012345678901236", SimSource.SCANNER),
        form_number=form().form_number,
        form_signature=handwritten(form().sha256, NOW - timedelta(seconds=5)),
        contact_number="13900000000",
        return_token="",
        verdicts=("verdict",),
        review="review",
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
