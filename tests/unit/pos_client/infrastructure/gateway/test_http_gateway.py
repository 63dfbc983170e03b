"""Each call of the port: what is sent, and what of the answers is believed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from urllib3 import HTTPResponse

from pos_client.application import trouble
from pos_client.application.ports import Heard
from pos_client.domain.audit import GENESIS, AuditEntry, AuditEvent, chain
from pos_client.domain.chosen_number import ChosenNumber
from pos_client.domain.outlet import Clerk, Role
from pos_client.domain.registration import QueueSummary
from pos_client.domain.verdict import Check
from pos_client.protocol import jws
from pos_client.protocol.envelope import Envelope
from pos_client.protocol.words import Session
from pos_client.testing.gateway_words import OUTLET_CODE, GatewayWords, configuration_claims
from tests.unit.pos_client.infrastructure.gateway.mock_line import (
    DEVICE,
    NOW,
    Asked,
    MockLine,
    due_of,
    reply_of,
)

CLERK = Clerk("8001", "示例", Role.CLERK)


@pytest.fixture
def line(gateway_words: GatewayWords) -> Iterator[MockLine]:
    made = MockLine(gateway_words)
    yield made
    made.gateway.close()


@pytest.fixture
def session(gateway_words: GatewayWords) -> Session:
    return gateway_words.session("session-1", CLERK, DEVICE, OUTLET_CODE, NOW)


def claims_of(token: str, line: MockLine, typ: jws.TokenType) -> dict[str, object]:
    return jws.verify(token, {DEVICE: line.evidence_key.public_key}, typ)


def test_every_call_names_the_outlet_and_the_signed_head(line: MockLine, session: Session) -> None:
    due = due_of()
    line.says(422, code="NO", registration_id=str(due.id))
    entry = AuditEntry(1, AuditEvent("x", NOW), chain(GENESIS, AuditEvent("x", NOW)))
    calls: list[Callable[[], object]] = [
        line.gateway.configuration,
        lambda: line.gateway.log_in("8001", "p"),
        lambda: line.gateway.open_case("new_number", session),
        line.gateway.challenges,
        lambda: line.gateway.verify(Envelope.from_bytes(due.envelope), session),
        lambda: line.gateway.find_numbers("88", 8, session),
        lambda: line.gateway.hold_number("17055500000", "RN-1", session),
        lambda: line.gateway.give_back(ChosenNumber("17055500000", NOW, "hold/1"), session),
        lambda: line.gateway.deliver(due),
        lambda: line.gateway.status(due.id, due.envelope_sha256),
        lambda: line.gateway.send_audit([entry]),
        lambda: line.gateway.heartbeat(QueueSummary()),
    ]
    for call in calls:
        with pytest.raises(trouble.Unreadable):
            call()
    told = [(request.method, request.target) for request in line.asked]
    assert told == [
        ("GET", "/pos/v1/configuration"),
        ("POST", "/pos/v1/session-challenges"),
        ("POST", "/pos/v1/cases"),
        ("POST", "/pos/v1/challenges"),
        ("POST", "/pos/v1/verifications"),
        ("GET", "/pos/v1/numbers?pattern=88&limit=8"),
        ("POST", "/pos/v1/number-holds"),
        ("DELETE", "/pos/v1/number-holds/hold%2F1"),
        ("POST", "/pos/v1/registrations"),
        ("GET", f"/pos/v1/registrations/{due.id}"),
        ("POST", "/pos/v1/audit-entries"),
        ("POST", "/pos/v1/heartbeats"),
    ]
    for request in line.asked:
        assert request.headers["Outlet-Code"] == OUTLET_CODE
        assert claims_of(request.headers["Audit-Head"], line, jws.TokenType.AUDIT_HEAD) == {
            "device_id": DEVICE,
            "index": 3,
            "head": bytes(range(32)).hex(),
        }
    in_a_name = {at for at, request in enumerate(line.asked) if "Clerk-Session" in request.headers}
    assert in_a_name == {2, 4, 5, 6, 7}


def test_a_head_is_signed_anew_only_when_the_chain_has_grown(line: MockLine) -> None:
    line.says(503, code="UNAVAILABLE")
    for head in ((3, bytes(32)), (3, bytes(32)), (4, bytes(32)), (4, b"\1" * 32)):
        line.head = head
        with pytest.raises(trouble.OutcomeUnknown):
            line.gateway.challenges()
    heads = [request.headers["Audit-Head"] for request in line.asked]
    assert heads[0] == heads[1]
    assert len(set(heads)) == 3


def logs_in(line: MockLine, session: Session) -> None:
    def reply(request: Asked) -> HTTPResponse:
        if request.target.endswith("session-challenges"):
            return reply_of(200, b'{"nonce": "n-1"}')
        return reply_of(200, json.dumps({"token": session.token}).encode())

    line.wire.reply = reply


def test_a_log_in_proves_the_device(line: MockLine, session: Session) -> None:
    logs_in(line, session)
    assert line.gateway.log_in("8001", "secret") == session
    request = json.loads(line.asked[1].content)
    assert (request["clerk_number"], request["password"]) == ("8001", "secret")
    assert claims_of(request["proof"], line, jws.TokenType.SESSION_PROOF) == {
        "nonce": "n-1",
        "device_id": DEVICE,
        "clerk_number": "8001",
    }


@pytest.mark.parametrize(("clerk", "device"), [("8002", DEVICE), ("8001", "device-2")])
def test_a_session_for_somebody_else_is_refused(clerk: str, device: str, line: MockLine) -> None:
    other = Clerk(clerk, "示例", Role.CLERK)
    logs_in(line, line.words.session("s", other, device, OUTLET_CODE, NOW))
    with pytest.raises(trouble.UntrustedGateway):
        line.gateway.log_in("8001", "secret")


def refuses_log_in(line: MockLine, status: int, code: str) -> None:
    def reply(request: Asked) -> HTTPResponse:
        if request.target.endswith("session-challenges"):
            return reply_of(200, b'{"nonce": "n-1"}')
        return reply_of(status, json.dumps({"code": code}).encode(), {"Retry-After": "60"})

    line.wire.reply = reply


@pytest.mark.parametrize(
    ("status", "code", "meaning"),
    [
        (401, "LOG_IN_REFUSED", trouble.LogInRefused),
        (429, "TOO_MANY_TRIES", trouble.TooManyTries),
        (403, "DEVICE_REVOKED", trouble.DeviceRefused),
        (401, "PROOF_INVALID", trouble.NotAuthorised),
        (429, "TOO_MANY_REQUESTS", trouble.OutcomeUnknown),
        (503, "UNAVAILABLE", trouble.OutcomeUnknown),
    ],
)
def test_a_wrong_password_is_not_a_wrong_device(
    status: int, code: str, meaning: type[trouble.Trouble], line: MockLine
) -> None:
    refuses_log_in(line, status, code)
    with pytest.raises(meaning) as caught:
        line.gateway.log_in("8001", "secret")
    assert type(caught.value) is meaning
    assert caught.value.facts["retry_after_s"] == 60


@pytest.mark.parametrize(
    ("number", "password"),
    [("8" * 33, "p"), ("8001", "p" * 257), ("80\ud800", "p"), ("8001", "\udfff")],
)
def test_what_is_too_long_or_no_text_is_a_wrong_log_in(
    number: str, password: str, line: MockLine, session: Session
) -> None:
    logs_in(line, session)
    with pytest.raises(trouble.LogInRefused):
        line.gateway.log_in(number, password)


def test_a_case_gets_its_challenge(line: MockLine, session: Session) -> None:
    until = NOW + timedelta(minutes=10)
    challenge = {"id": "ch-1", "nonce": "AAEC", "expires_at": until.isoformat()}
    line.says(real_name_transaction_id="RN-1", challenge=challenge)
    made = line.gateway.open_case("new_number", session)
    assert (made.id, made.nonce, made.expires_at) == ("ch-1", b"\0\1\2", until)
    assert made.real_name_transaction_id == "RN-1"
    line.says(real_name_transaction_id="RN-1", challenge=challenge | {"nonce": "?"})
    with pytest.raises(trouble.UntrustedGateway):
        line.gateway.open_case("new_number", session)


def test_only_signed_verdicts_are_verdicts(line: MockLine, session: Session) -> None:
    verdict = line.words.verdict(Check.QUOTA, "QUOTA_OK", uuid4(), (uuid4(),), NOW)
    envelope = Envelope.from_bytes(due_of().envelope)
    line.says(verdicts=[verdict.token])
    assert line.gateway.verify(envelope, session) == (verdict,)
    forged = GatewayWords().verdict(Check.QUOTA, "QUOTA_OK", uuid4(), (uuid4(),), NOW)
    line.says(verdicts=[verdict.token, forged.token])
    with pytest.raises(trouble.UntrustedGateway):
        line.gateway.verify(envelope, session)


def test_a_hold_is_for_the_number_asked_for(line: MockLine, session: Session) -> None:
    until = NOW + timedelta(minutes=15)
    hold = {"hold_id": "h", "phone_number": "17055500000", "held_until": until.isoformat()}
    line.says(**hold)
    held = line.gateway.hold_number("17055500000", "RN-1", session)
    assert held == ChosenNumber("17055500000", until, "h")
    with pytest.raises(trouble.UntrustedGateway):
        line.gateway.hold_number("17055500001", "RN-1", session)


def test_a_leased_number_is_given_back_in_silence(line: MockLine, session: Session) -> None:
    line.gateway.give_back(ChosenNumber("17055500000", NOW), session)
    assert line.asked == []


def test_the_audit_chain_is_sent_as_it_was_hashed(line: MockLine) -> None:
    events = [AuditEvent("opened", NOW, {"n": n}) for n in range(3)]
    heads = [GENESIS]
    for event in events:
        heads.append(chain(heads[-1], event))
    entries = [AuditEntry(at + 1, event, heads[at + 1]) for at, event in enumerate(events)]
    line.says(token=line.words.countersignature(DEVICE, 3, heads[3]).token)
    assert line.gateway.send_audit(entries).index == 3
    request = json.loads(line.asked[0].content)
    assert [each["index"] for each in request["entries"]] == [1, 2, 3]
    assert request["entries"][2]["head"] == heads[3].hex()
    assert json.loads(request["entries"][0]["event"])["details"] == {"n": 0}
    signed = claims_of(request["signed_head"], line, jws.TokenType.AUDIT_HEAD)
    assert signed == {"device_id": DEVICE, "index": 3, "head": heads[3].hex()}
    for device, index, head in ((DEVICE, 3, heads[2]), (DEVICE, 4, heads[3]), ("x", 3, heads[3])):
        line.says(token=line.words.countersignature(device, index, head).token)
        with pytest.raises(trouble.UntrustedReceipt):
            line.gateway.send_audit(entries)


def test_a_heartbeat_tells_figures_only(line: MockLine) -> None:
    line.says(gateway_time=NOW.isoformat(), configuration_version=4, drain_only=True)
    summary = QueueSummary(
        pending=2, quarantined=1, oldest_pending_at=NOW, last_receipt_at=NOW - timedelta(hours=1)
    )
    assert line.gateway.heartbeat(summary, 3, "session-1") == Heard(NOW, 4, is_drain_only=True)
    assert json.loads(line.asked[0].content) == {
        "pending": 2,
        "quarantined": 1,
        "oldest_pending_at": "2026-07-01T08:30:00+00:00",
        "program_version": "1.2.3",
        "last_receipt_at": "2026-07-01T07:30:00+00:00",
        "stalls": 3,
        "session_id": "session-1",
        "location": None,
        "signals": [],
        "figures": None,
    }


def test_a_new_configuration_brings_its_keys(line: MockLine) -> None:
    fresh = GatewayWords()
    claims = configuration_claims(
        line.words, DEVICE, NOW, version=2, signing_keys=[fresh.signing.jwk | {"kid": "sign-2"}]
    )
    token = line.words.configuration(claims)
    line.says(token=token)
    assert line.gateway.configuration()[0] == token
    assert set(line.wordings.signing_keys) == {"sign-2"}
    line.says(token=fresh.configuration(claims))
    with pytest.raises(trouble.ConfigurationInvalid):
        line.gateway.configuration()


def test_nothing_secret_shows_in_a_repr_or_a_trouble(
    line: MockLine, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    refuses_log_in(line, 401, "LOG_IN_REFUSED")
    with pytest.raises(trouble.LogInRefused) as caught:
        line.gateway.log_in("8001", "my-password")
    assert "my-password" not in repr(caught.value) + str(caught.value.facts) + caplog.text
    assert session.token not in repr(session)
