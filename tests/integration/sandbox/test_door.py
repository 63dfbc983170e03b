"""Who may come in: certificates, outlets, sessions, enrolment codes."""

from __future__ import annotations

import base64
import json
import socket
import ssl
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from pos_client.domain.outlet import Role
from pos_client.protocol import jws
from pos_client.protocol.api import Headers, Paths, TroubleCode
from pos_client.protocol.campaign import CampaignPaths
from pos_client.protocol.oversight import OversightPaths
from pos_client.sandbox.devices import DeviceState
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.enrolling import csr_pem, point_of, stranger

CALLS = [
    ("GET", Paths.CONFIGURATION),
    ("POST", Paths.SESSION_CHALLENGES),
    ("POST", Paths.SESSIONS),
    ("POST", Paths.CASES),
    ("POST", Paths.CHALLENGES),
    ("POST", Paths.VERIFICATIONS),
    ("GET", Paths.NUMBERS),
    ("GET", CampaignPaths.CAMPAIGN),
    ("GET", f"{OversightPaths.OVERSIGHT}?month=2026-11"),
    ("POST", Paths.NUMBER_HOLDS),
    ("DELETE", f"{Paths.NUMBER_HOLDS}/hold-0000000000000001"),
    ("POST", Paths.REVIEWS),
    ("POST", Paths.CENTRE_REVIEWS),
    ("GET", f"{Paths.CENTRE_REVIEWS}/review-0000000000000001"),
    ("DELETE", f"{Paths.CENTRE_REVIEWS}/review-0000000000000001"),
    ("POST", Paths.RETURNS),
    ("DELETE", f"{Paths.QUOTA_RESERVATIONS}/slot-0000000000000001"),
    ("POST", Paths.REGISTRATIONS),
    ("GET", f"{Paths.REGISTRATIONS}/01890000-0000-7000-8000-000000000000"),
    ("POST", Paths.AUDIT_ENTRIES),
    ("POST", Paths.HEARTBEATS),
]
CLERKS_CALLS = (
    *(Paths.CASES, Paths.NUMBERS, Paths.REVIEWS, Paths.RETURNS, CampaignPaths.CAMPAIGN),
    *(Paths.CENTRE_REVIEWS, f"{Paths.CENTRE_REVIEWS}/review-0000000000000001"),
)
MESSAGES: dict[str, Any] = {
    Paths.SESSIONS: {"clerk_number": "0017", "password": "x", "proof": "x"},
    Paths.CASES: {"flow": "new_number"},
    Paths.NUMBER_HOLDS: {"phone_number": "17055500000", "real_name_transaction_id": "RN-0"},
    Paths.REVIEWS: {
        "case_id": "01890000-0000-7000-8000-000000000000",
        "verdicts": [],
        "clerk_number": "0021",
        "password": "x",
        "proof": "x",
        "is_approved": True,
    },
    Paths.CENTRE_REVIEWS: {"case_id": "01890000-0000-7000-8000-000000000000", "verdicts": ["x"]},
    Paths.RETURNS: {"registration_id": "01890000-0000-7000-8000-000000000000", "token": "x"},
    Paths.AUDIT_ENTRIES: {"entries": [], "signed_head": "x"},
    Paths.HEARTBEATS: {
        "pending": 0,
        "quarantined": 0,
        "oldest_pending_at": None,
        "program_version": "1",
    },
}
# What a device keeps it may always give back, and with it deliver what is queued.
MORE_THAN_DELIVERING = [
    call
    for call in CALLS[1:17]
    if not call[1].startswith((f"{Paths.NUMBER_HOLDS}/", f"{Paths.QUOTA_RESERVATIONS}/"))
]


def knock(client: httpx.Client, method: str, path: str, **headers: str) -> tuple[int, str]:
    said = {
        Headers.OUTLET_CODE: "FJ-DEMO-0042",
        Headers.SESSION: "x",
        Headers.IDEMPOTENCY_KEY: "01890000-0000-7000-8000-000000000000",
        **headers,
    }
    if path in (Paths.VERIFICATIONS, Paths.REGISTRATIONS):
        said["Content-Type"] = "application/octet-stream"
        answer = client.request(method, path, headers=said, content=b"x")
    else:
        answer = client.request(method, path, headers=said, json=MESSAGES.get(path))
    return answer.status_code, answer.json()["code"] if answer.is_error else ""


def test_without_a_certificate_only_the_enrolment_is_open(gateway: RunningSandbox) -> None:
    with stranger(gateway.gateway_file) as client:
        said = {call: knock(client, *call) for call in CALLS}
    assert said == dict.fromkeys(CALLS, (401, TroubleCode.CERTIFICATE_MISSING))


def test_a_certificate_of_another_authority_ends_the_handshake(
    gateway: RunningSandbox, tmp_path: Path, enrol: Enrol
) -> None:
    with RunningSandbox(tmp_path) as other:
        theirs = enrol(other)
    carrier = json.loads(gateway.gateway_file.read_text("utf-8"))
    theirs.context.load_verify_locations(cadata=carrier["ca_pem"])
    with (
        httpx.Client(base_url=gateway.url, verify=theirs.context, trust_env=False) as client,
        pytest.raises(httpx.TransportError),
    ):
        client.get(Paths.CONFIGURATION)


def test_old_tls_is_not_spoken(gateway: RunningSandbox) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    host, port = gateway.url.removeprefix("https://").split(":")
    with (
        socket.create_connection((host, int(port))) as line,
        pytest.raises(ssl.SSLError),
        context.wrap_socket(line),
    ):
        pass


def test_a_revoked_device_is_out_at_once(gateway: RunningSandbox, device: TestDevice) -> None:
    gateway.call(lambda desk: desk.devices.set_state(device.id, DeviceState.REVOKED))
    said = {call: knock(device.client, *call) for call in CALLS}
    assert said == dict.fromkeys(CALLS, (403, TroubleCode.DEVICE_REVOKED))


def test_every_call_but_the_configuration_names_the_devices_own_outlet(
    device: TestDevice,
) -> None:
    calls = [call for call in CALLS if call[1] != Paths.CONFIGURATION]
    headers = {Headers.SESSION: device.session}
    for outlet in ("XX-1", ""):
        headers[Headers.OUTLET_CODE] = outlet
        said = {call: knock(device.client, *call, **headers) for call in calls}
        assert said == dict.fromkeys(calls, (403, TroubleCode.OUTLET_UNKNOWN))
    del headers[Headers.OUTLET_CODE]
    for method, path in calls:
        answer = device.client.request(method, path, headers=headers, json=MESSAGES.get(path))
        assert answer.status_code == 400


def test_a_drain_only_device_delivers_and_does_nothing_else(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    case = device.offline_case()
    device.read(case, card("resident-lin"))
    case.phone_number = device.configuration["number_block"][0]["phone_number"]
    data = device.registration(case)
    gateway.call(lambda desk: desk.devices.set_state(device.id, DeviceState.DRAIN_ONLY))
    drain_only = (403, TroubleCode.DEVICE_DRAIN_ONLY)
    for method, path in MORE_THAN_DELIVERING:
        assert knock(device.client, method, path) == drain_only
    beat = device.call("POST", Paths.HEARTBEATS, json=MESSAGES[Paths.HEARTBEATS])
    assert beat.json()["drain_only"] is True
    assert device.receipt(device.register(data))["outcome"] == "ACCEPTED"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        call
        for call in CALLS
        if call[1] in (Paths.CASES, Paths.NUMBERS, Paths.REVIEWS, Paths.RETURNS)
    ],
)
def test_a_clerks_call_needs_a_live_session_of_this_device(
    gateway: RunningSandbox, device: TestDevice, enrol: Enrol, method: str, path: str
) -> None:
    unknown = (401, TroubleCode.SESSION_UNKNOWN)
    ended = device.session
    theirs = enrol(gateway).session  # the same clerk, elsewhere: the first session has ended
    head = {Headers.AUDIT_HEAD: device.first_head}
    for token in ("x", ended, theirs):
        assert knock(device.client, method, path, **head, **{Headers.SESSION: token}) == unknown


def test_whoever_does_more_than_deliver_shows_the_head_of_the_audit_chain(
    device: TestDevice,
) -> None:
    """What is sealed is delivered with any chain, or none: it is lost by no fault of a clerk."""
    refused = (403, TroubleCode.AUDIT_HEAD_REFUSED)
    for method, path in CALLS:
        if path == Paths.AUDIT_ENTRIES:
            continue  # refused as well, for what it holds
        said = knock(device.client, method, path, **{Headers.SESSION: device.session})
        assert (said == refused) == ((method, path) in MORE_THAN_DELIVERING), path


# Log-in ----------------------------------------------------------------------------------------


def test_a_wrong_password_and_an_unknown_clerk_are_told_alike(
    gateway: RunningSandbox, device: TestDevice
) -> None:
    for clerk, password in ((gateway.clerk_number, "wrong"), ("9999", gateway.password)):
        answer = device.log_in(clerk, password)
        assert (answer.status_code, answer.json()["code"]) == (401, TroubleCode.LOG_IN_REFUSED)


def test_guessing_is_slowed_down(tmp_path: Path, enrol: Enrol) -> None:
    hands = Hands()
    with RunningSandbox(tmp_path, clock=hands) as sandbox:
        device = enrol(sandbox)
        for _ in range(5):
            device.log_in(sandbox.clerk_number, "wrong")
        answer = device.log_in(sandbox.clerk_number, sandbox.password)
        assert (answer.status_code, answer.json()["code"]) == (429, TroubleCode.TOO_MANY_TRIES)
        assert int(answer.headers["Retry-After"]) == 60
        hands.ahead = timedelta(seconds=61)
        assert device.log_in(sandbox.clerk_number, sandbox.password).status_code == 200


def test_each_five_more_double_the_wait_and_a_number_of_nobody_is_no_exception(
    tmp_path: Path, enrol: Enrol
) -> None:
    hands = Hands()
    with RunningSandbox(tmp_path, clock=hands) as sandbox:
        device = enrol(sandbox)
        for minutes in (1, 2, 4):
            for number in (sandbox.clerk_number, "9999"):
                for _ in range(5):
                    assert device.log_in(number, "wrong").status_code == 401
                answer = device.log_in(number, sandbox.password)
                assert answer.status_code == 429
                assert int(answer.headers["Retry-After"]) == 60 * minutes
            hands.ahead += timedelta(minutes=minutes, seconds=1)
        assert device.log_in(sandbox.clerk_number, sandbox.password).status_code == 200


def test_a_clerk_of_another_outlet_is_refused(gateway: RunningSandbox, device: TestDevice) -> None:
    gateway.call(
        lambda desk: desk.sessions.enter_clerk("0099", "别处", Role.CLERK, "FJ-OTHER", "right")
    )
    assert device.log_in("0099", "right").json()["code"] == TroubleCode.LOG_IN_REFUSED


@pytest.mark.parametrize("wrong", ["nonce", "device_id", "clerk_number", "used", "key"])
def test_a_log_in_needs_the_devices_own_fresh_proof(
    gateway: RunningSandbox, device: TestDevice, wrong: str
) -> None:
    nonce = device.call("POST", Paths.SESSION_CHALLENGES).json()["nonce"]
    claims = {"nonce": nonce, "device_id": device.id, "clerk_number": gateway.clerk_number}
    claims |= {wrong: "other"} if wrong in claims else {}
    if wrong == "key":
        device.evidence_key = ec.generate_private_key(ec.SECP256R1())
    message = {
        "clerk_number": gateway.clerk_number,
        "password": gateway.password,
        "proof": device.token(claims, jws.TokenType.SESSION_PROOF),
    }
    if wrong == "used":
        assert device.call("POST", Paths.SESSIONS, json=message).status_code == 200
    answer = device.call("POST", Paths.SESSIONS, json=message)
    assert (answer.status_code, answer.json()["code"]) == (403, TroubleCode.DEVICE_UNKNOWN)


# Enrolment -------------------------------------------------------------------------------------


def enrolment(code: str, **more: str) -> dict[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    return {
        "code": code,
        "tls_csr_pem": csr_pem(key),
        "evidence_key": base64.b64encode(point_of(key)).decode(),
        "device_name": "test",
        **more,
    }


def test_a_code_serves_one_device(gateway: RunningSandbox) -> None:
    code = gateway.issue_code()
    with stranger(gateway.gateway_file) as client:
        typed = code.lower().replace("-", " ")
        assert client.post(Paths.ENROLMENTS, json=enrolment(typed)).status_code == 200
        again = client.post(Paths.ENROLMENTS, json=enrolment(code))
    assert (again.status_code, again.json()["code"]) == (403, TroubleCode.CODE_REFUSED)


def test_a_code_has_to_be_approved_and_is_good_for_a_day(tmp_path: Path) -> None:
    hands = Hands()
    with RunningSandbox(tmp_path, clock=hands) as sandbox, stranger(sandbox.gateway_file) as client:
        code = sandbox.issue_code(is_approved=False)

        def status() -> int:
            return client.post(Paths.ENROLMENTS, json=enrolment(code)).status_code

        assert status() == 403
        sandbox.call(lambda desk: desk.enrolment.approve(code))
        hands.ahead = timedelta(hours=25)
        assert status() == 403
        hands.ahead = timedelta(hours=23)
        assert status() == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"tls_csr_pem": "no request"},
        {"evidence_key": "AAAA"},
        {"evidence_key": "?"},
        {"device_name": "x" * 65},
        {"id_number": "x"},
    ],
)
def test_an_unreadable_enrolment_uses_up_no_code(
    gateway: RunningSandbox, wrong: dict[str, str]
) -> None:
    code = gateway.issue_code()
    with stranger(gateway.gateway_file) as client:
        answer = client.post(Paths.ENROLMENTS, json=enrolment(code, **wrong))
        assert (answer.status_code, answer.json()["code"]) == (400, TroubleCode.REQUEST_UNREADABLE)
        assert client.post(Paths.ENROLMENTS, json=enrolment(code)).status_code == 200


def test_a_key_that_stands_twice_is_refused(gateway: RunningSandbox) -> None:
    message = json.dumps(enrolment(gateway.issue_code()))
    twice = message[:-1] + ', "device_name": "other"}'
    with stranger(gateway.gateway_file) as client:
        headers = {"Content-Type": "application/json"}
        answer = client.post(Paths.ENROLMENTS, content=twice, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, TroubleCode.REQUEST_UNREADABLE)


def test_what_nobody_serves_is_answered_in_our_own_words(device: TestDevice) -> None:
    for method, path in (("GET", "/v1/subscribers"), ("GET", "/docs"), ("PUT", Paths.CASES)):
        answer = device.call(method, path)
        assert answer.status_code in (404, 405)
        assert answer.json()["code"] == TroubleCode.REQUEST_UNREADABLE
