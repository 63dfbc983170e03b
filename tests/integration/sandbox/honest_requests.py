"""An honest request of every kind, which the gateway takes as it stands."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.infrastructure.crypto.reply_key import ReplyKey
from pos_client.protocol.api import Paths
from pos_client.sandbox.control import Control
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards
from tests.integration.sandbox.decoding_calls import CARDS, ask
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.enrolling import csr_pem, point_of
from tests.integration.sandbox.returning import capture

__all__ = ["HEARTBEAT", "HONEST", "Made"]

Made = tuple[str, dict[str, Any]]
_Make = Callable[[RunningSandbox, TestDevice, Cards], Made]

HEARTBEAT: dict[str, Any] = {
    "pending": 0,
    "quarantined": 0,
    "oldest_pending_at": None,
    "program_version": "1",
}


def _enrolment(gateway: RunningSandbox, _device: TestDevice, _card: Cards) -> Made:
    point = point_of(ec.generate_private_key(ec.SECP256R1()))
    return Paths.ENROLMENTS, {
        "code": gateway.issue_code(),
        "tls_csr_pem": csr_pem(ec.generate_private_key(ec.SECP256R1())),
        "evidence_key": base64.b64encode(point).decode(),
        "device_name": "counter 3",
    }


def _session(gateway: RunningSandbox, device: TestDevice, _card: Cards) -> Made:
    return Paths.SESSIONS, {
        "clerk_number": gateway.clerk_number,
        "password": gateway.password,
        "second_factor": "",
        "proof": device.proof(gateway.clerk_number),
    }


def _case(_gateway: RunningSandbox, _device: TestDevice, _card: Cards) -> Made:
    return Paths.CASES, {"flow": "new_number"}


def _hold(_gateway: RunningSandbox, device: TestDevice, _card: Cards) -> Made:
    found = device.call("GET", Paths.NUMBERS, params={"limit": 1}).json()["numbers"]
    return Paths.NUMBER_HOLDS, {
        "phone_number": found[0]["phone_number"],
        "real_name_transaction_id": device.open_case().transaction_id,
    }


def _review(gateway: RunningSandbox, device: TestDevice, card: Cards) -> Made:
    case = device.open_case()
    device.read(case, card("resident-lin"))
    Control(gateway).obey("verdict QUOTA QUOTA_REVIEW times=1")
    device.verify(case)
    return Paths.REVIEWS, {
        "case_id": str(case.id),
        "verdicts": list(case.verdicts),
        "clerk_number": gateway.supervisor_number,
        "password": gateway.supervisor_password,
        "second_factor": "",
        "proof": device.proof(gateway.supervisor_number),
        "is_approved": True,
    }


def _centre_review(gateway: RunningSandbox, device: TestDevice, card: Cards) -> Made:
    _, asked = _review(gateway, device, card)
    return Paths.CENTRE_REVIEWS, {name: asked[name] for name in ("case_id", "verdicts")}


def _return(gateway: RunningSandbox, device: TestDevice, card: Cards) -> Made:
    Control(gateway).obey("completion CUSTOMER_RETURNS")
    try:
        slip = capture(device, card)
    finally:
        Control(gateway).obey("completion GATEWAY_COMPLETES")
    return Paths.RETURNS, {"registration_id": str(slip.registration_id), "token": slip.token}


def _audit(_gateway: RunningSandbox, device: TestDevice, _card: Cards) -> Made:
    event = {"at": "2026-01-01T00:00:00+00:00", "details": {"code": "k"}, "kind": "k"}
    return Paths.AUDIT_ENTRIES, device.audit(json.dumps(event))


def _heartbeat(_gateway: RunningSandbox, _device: TestDevice, _card: Cards) -> Made:
    return Paths.HEARTBEATS, HEARTBEAT | {"oldest_pending_at": "2026-01-01T00:00:00+00:00"}


def _certificate(_gateway: RunningSandbox, _device: TestDevice, _card: Cards) -> Made:
    return Paths.CERTIFICATES, {"tls_csr_pem": csr_pem(ec.generate_private_key(ec.SECP256R1()))}


def _decoding(_gateway: RunningSandbox, device: TestDevice, _card: Cards) -> Made:
    return Paths.DECODINGS, {"challenge_id": device.open_case().challenge.id}


def _signed_read(_gateway: RunningSandbox, device: TestDevice, card: Cards) -> Made:
    opened = ask(device, device.open_case().challenge.id).json()
    said = CARDS.answer(card("resident-lin"), SIMULATED_SAM_ID, base64.b64decode(opened["opening"]))
    return Paths.SIGNED_READS, {
        "decoding_id": opened["decoding_id"],
        "answer": base64.b64encode(said).decode(),
        "reply_key": ReplyKey().point,
    }


HONEST: Mapping[str, _Make] = {
    "EnrolmentRequest": _enrolment,
    "SessionRequest": _session,
    "CaseRequest": _case,
    "HoldRequest": _hold,
    "ReviewRequest": _review,
    "CentreReviewRequest": _centre_review,
    "ReturnRequest": _return,
    "AuditRequest": _audit,
    "HeartbeatRequest": _heartbeat,
    "CertificateRequest": _certificate,
    "DecodingRequest": _decoding,
    "SignedReadRequest": _signed_read,
}
"""By the class of the message: makes the path and the values."""
