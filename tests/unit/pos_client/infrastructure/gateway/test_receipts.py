"""Delivering: frozen bytes go out, and nothing but the right signed receipt settles them."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from pos_client.application import trouble
from pos_client.application.storage import Due
from pos_client.domain.outcome import Outcome
from pos_client.domain.verdict import Check
from pos_client.protocol import jws
from pos_client.testing.gateway_words import GatewayWords
from tests.unit.pos_client.infrastructure.gateway.mock_line import DEVICE, NOW, MockLine, due_of

DUE = due_of()


@pytest.fixture
def line(gateway_words: GatewayWords) -> Iterator[MockLine]:
    made = MockLine(gateway_words)
    yield made
    made.gateway.close()


def test_frozen_bytes_are_sent_as_they_are(line: MockLine) -> None:
    due = due_of()
    receipt = line.words.receipt(due.id, DEVICE, due.envelope_sha256, NOW)
    line.says(token=receipt.token)
    assert line.gateway.deliver(due) == receipt
    (sent,) = line.asked
    assert sent.content == due.envelope
    assert sent.headers["Idempotency-Key"] == str(due.id)
    assert sent.headers["Content-Type"] == "application/octet-stream"


def test_the_capturing_device_may_be_another_than_this_one(line: MockLine) -> None:
    due = due_of("device-2")
    line.says(token=line.words.receipt(due.id, "device-2", due.envelope_sha256, NOW).token)
    assert line.gateway.deliver(due).device_id == "device-2"


@pytest.mark.parametrize("outcome", Outcome)
def test_a_business_no_is_a_receipt_too(outcome: Outcome, line: MockLine) -> None:
    due = due_of()
    code = "" if outcome is Outcome.ACCEPTED else "QUOTA_FULL"
    made = line.words.receipt(due.id, DEVICE, due.envelope_sha256, NOW, outcome, code)
    line.says(token=made.token)
    assert line.gateway.deliver(due).outcome is outcome
    assert line.gateway.status(due.id, due.envelope_sha256) == made


def forged_answers(words: GatewayWords) -> dict[str, bytes]:
    """Every answer that must not settle a row, for the registration of `DUE`."""
    sha256 = DUE.envelope_sha256
    good = words.receipt(DUE.id, DEVICE, sha256, NOW).token
    head, payload, signature = good.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","kid":"sign-test","typ":"pos-receipt+jws"}')
    verdict = words.verdict(Check.QUOTA, "QUOTA_OK", uuid4(), (uuid4(),), NOW)
    other_payload = words.receipt(uuid4(), DEVICE, sha256, NOW).token.split(".")[1]
    tokens = {
        "another gateway's": GatewayWords().receipt(DUE.id, DEVICE, sha256, NOW).token,
        "signed by the root": jws.sign({}, words.root.key, words.root.kid, jws.TokenType.RECEIPT),
        "another id": words.receipt(uuid4(), DEVICE, sha256, NOW).token,
        "another body": words.receipt(DUE.id, DEVICE, bytes(32), NOW).token,
        "another device": words.receipt(DUE.id, "device-2", sha256, NOW).token,
        "a verdict": verdict.token,
        "no signature": f"{head}.{payload}.",
        "no algorithm": f"{none.rstrip(b'=').decode()}.{payload}.",
        "payload exchanged": f"{head}.{other_payload}.{signature}",
        "truncated": good[:-4],
        "words": "duplicate, already accepted",
        "nothing": "",
    }
    bodies = {name: json.dumps({"token": token}).encode() for name, token in tokens.items()}
    return bodies | {
        "a key twice": f'{{"token": "x", "token": "{good}"}}'.encode(),
        "a field too many": json.dumps({"token": good, "outcome": "ACCEPTED"}).encode(),
        "HTML": b"<html>Please log in to this network</html>",
        "text": b"duplicate",
        "empty": b"",
        "cut": json.dumps({"token": good}).encode()[:-10],
    }


@pytest.mark.fault(41, 42)
@pytest.mark.parametrize("name", forged_answers(GatewayWords()))
def test_what_proves_nothing_settles_nothing(name: str, line: MockLine) -> None:
    line.says_bytes(forged_answers(line.words)[name])
    with pytest.raises(trouble.UntrustedReceipt):
        line.gateway.deliver(DUE)
    with pytest.raises(trouble.UntrustedReceipt):
        line.gateway.status(DUE.id, DUE.envelope_sha256)


def test_without_a_configuration_no_receipt_is_believed(line: MockLine) -> None:
    receipt = line.words.receipt(DUE.id, DEVICE, DUE.envelope_sha256, NOW)
    line.says(token=receipt.token)
    line.wordings._believed = dataclasses.replace(line.wordings._believed, signing_keys={})
    with pytest.raises(trouble.UntrustedReceipt):
        line.gateway.deliver(DUE)


@pytest.mark.parametrize(
    "due",
    [
        dataclasses.replace(DUE, envelope=DUE.envelope[:-1] + b"x"),
        dataclasses.replace(DUE, envelope=DUE.envelope[:-1]),
        dataclasses.replace(DUE, envelope=b""),
        dataclasses.replace(DUE, id=uuid4()),
    ],
)
def test_bytes_that_have_rotted_are_never_sent(due: Due, line: MockLine) -> None:
    with pytest.raises(trouble.Unreadable) as caught:
        line.gateway.deliver(due)
    assert caught.value.facts["code"] == "ENVELOPE_DAMAGED"
    assert line.asked == []


def test_an_id_that_was_never_seen_has_no_status(line: MockLine) -> None:
    line.says(404, code="REGISTRATION_UNKNOWN")
    assert line.gateway.status(DUE.id, DUE.envelope_sha256) is None


def test_a_page_that_is_not_found_is_no_status(line: MockLine) -> None:
    line.says_bytes(b"<html>404</html>", 404)
    with pytest.raises(trouble.OutcomeUnknown):
        line.gateway.status(DUE.id, DUE.envelope_sha256)


def test_a_status_that_is_refused_stays_refused(line: MockLine) -> None:
    line.says(400, code="REQUEST_UNREADABLE")
    with pytest.raises(trouble.Unreadable):
        line.gateway.status(DUE.id, DUE.envelope_sha256)
