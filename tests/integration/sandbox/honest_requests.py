"""An honest request of every kind, which the gateway takes as it stands."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from drivers.simulator.device import SIMULATED_SAM_ID
from pos_client.domain.inspection import Measure, Violation, ViolationKind
from pos_client.domain.sim_stock import SimRange
from pos_client.infrastructure.crypto.reply_key import ReplyKey
from pos_client.protocol.api import Paths
from pos_client.protocol.inspections import InspectionPaths
from pos_client.protocol.sim_stock import StockPaths
from pos_client.sandbox.control import Control
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import fresh_sim
from tests.inspecting import age_outlet, body_of, plan_of, report_on
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


def _check_of_sim(_gateway: RunningSandbox, _device: TestDevice, _card: Cards) -> Made:
    return StockPaths.SIM_CHECKS, {"iccid": fresh_sim().iccid}


def _booking(_gateway: RunningSandbox, _device: TestDevice, _card: Cards) -> Made:
    said = {"iccid": fresh_sim().iccid, "place": "SPOILED", "reason": "DAMAGED"}
    return StockPaths.SIM_BOOKINGS, said


def _count_of_sims(_gateway: RunningSandbox, _device: TestDevice, _card: Cards) -> Made:
    number = fresh_sim().stock_number
    return StockPaths.SIM_COUNTS, {"ranges": [{"first": number, "last": number}]}


def _receipt_of_sims(gateway: RunningSandbox, device: TestDevice, _card: Cards) -> Made:
    number = f"898609{time.time_ns() % 10**13:013d}"  # another one each time, and of no stock
    ends = SimRange(number, number)
    id_ = gateway.call(lambda desk: desk.stock.deliver(device.outlet_code, (ends,)))
    return StockPaths.SIM_RECEIPTS, {
        "delivery_id": id_,
        "ranges": [{"first": number, "last": number}],
    }


def _inspection(gateway: RunningSandbox, device: TestDevice, _card: Cards) -> Made:
    """The oldest month that the outlet owes, signed by its supervisor."""
    age_outlet(gateway)
    device.log_in(gateway.supervisor_number, gateway.supervisor_password)
    month = gateway.call(lambda desk: desk.inspections.book.owes_from(device.outlet_code))
    plan = plan_of(device, month)
    done = Violation(ViolationKind.OTHER, plan.clerks[0], Measure.WARNED, month.last_day)
    report = report_on(device, plan, violations=(done,), note="-")
    return InspectionPaths.REPORTS, body_of(device, report)


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
    "SimCheckRequest": _check_of_sim,
    "SimBookingRequest": _booking,
    "SimCountRequest": _count_of_sims,
    "SimReceiptRequest": _receipt_of_sims,
    "InspectionRequest": _inspection,
}
"""By the class of the message: makes the path and the values."""
