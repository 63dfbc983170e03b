"""No text of any request, body or audit entry is taken with somebody's ID number in it."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from pos_client.infrastructure.ids import new_id
from pos_client.protocol import api, decoding, strict_json
from pos_client.protocol.api import Paths
from pos_client.protocol.bodies import BodyRefused, RegistrationBody, VerificationBody
from pos_client.protocol.envelope import Purpose
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.enrolling import stranger
from tests.unit.pos_client.protocol import vector_values

NUMBER = "110101190001010014"
HIDDEN = {
    "plain": NUMBER,
    "spaced": "110101 1900-01.01 0014",
    "full-width": "１１０１０１１９０００１０１００１４",
    "inside": f"Mr 9{NUMBER}7 or so",
    "with an x": "11010519491231002ｘ",
}
KINDS = sorted({n for n in (*vars(api), *vars(decoding)) if n.endswith("Request")})
Leaf = tuple[str | int, ...]


def leaves(plain: Any, place: Leaf = ()) -> Iterator[Leaf]:
    """Where a text stands in JSON values."""
    if isinstance(plain, str):
        yield place
    elif isinstance(plain, dict):
        for name, each in plain.items():
            yield from leaves(each, (*place, name))
    elif isinstance(plain, list):
        for number, each in enumerate(plain):
            yield from leaves(each, (*place, number))


def with_text(plain: Any, place: Leaf, text: str) -> Any:
    other = copy.deepcopy(plain)
    inner = other
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = text
    return other


def requests(device: TestDevice) -> dict[str, tuple[str, dict[str, Any]]]:
    """An honest request of every kind, by its class: the path and the values."""
    heartbeat = {
        "pending": 0,
        "quarantined": 0,
        "oldest_pending_at": None,
        "program_version": "1",
    }
    event = json.dumps({"at": "2026-01-01T00:00:00+00:00", "details": {"code": "k"}, "kind": "k"})
    return {
        "EnrolmentRequest": (
            Paths.ENROLMENTS,
            {"code": "c", "tls_csr_pem": "p", "evidence_key": "k", "device_name": "d"},
        ),
        "SessionRequest": (
            Paths.SESSIONS,
            {"clerk_number": "0017", "password": "secret", "proof": "p", "second_factor": ""},
        ),
        "CaseRequest": (Paths.CASES, {"flow": "new_number"}),
        "HoldRequest": (
            Paths.NUMBER_HOLDS,
            {"phone_number": "17055500001", "real_name_transaction_id": "t"},
        ),
        "ReviewRequest": (
            Paths.REVIEWS,
            {
                "case_id": str(new_id()),
                "verdicts": ["v"],
                "clerk_number": "0021",
                "password": "secret",
                "second_factor": "",
                "proof": "p",
                "is_approved": True,
            },
        ),
        "ReturnRequest": (
            Paths.RETURNS,
            {"registration_id": str(new_id()), "token": "t"},
        ),
        "AuditRequest": (Paths.AUDIT_ENTRIES, device.audit(event)),
        "HeartbeatRequest": (Paths.HEARTBEATS, heartbeat),
        "CertificateRequest": (Paths.CERTIFICATES, {"tls_csr_pem": "p"}),
        "DecodingRequest": (Paths.DECODINGS, {"challenge_id": "c"}),
        "SignedReadRequest": (
            Paths.SIGNED_READS,
            {"decoding_id": "d", "answer": "YQ==", "reply_key": "YQ=="},
        ),
    }


def test_every_request_there_is_stands_here(device: TestDevice) -> None:
    assert set(KINDS) == requests(device).keys()


@pytest.mark.parametrize("kind", KINDS)
def test_no_request_is_taken_with_an_id_number_in_any_text(
    device: TestDevice, gateway: RunningSandbox, kind: str
) -> None:
    path, honest = requests(device)[kind]
    places = list(leaves(honest))
    assert places
    with stranger(gateway.gateway_file) as nobody:
        for place in places:
            for how, text in HIDDEN.items():
                values = with_text(honest, place, text)
                if kind == "EnrolmentRequest":
                    answer = nobody.post(path, json=values)
                else:
                    answer = device.call("POST", path, json=values)
                assert 400 <= answer.status_code < 500, (place, how, answer.text)
                assert NUMBER not in answer.text


def test_nor_is_an_audit_entry_that_names_somebody(device: TestDevice) -> None:
    def status(**details: Any) -> int:
        said = {"at": "2026-01-01T00:00:00+00:00", "details": details, "kind": "k"}
        request = device.audit(json.dumps(said))
        return device.call("POST", Paths.AUDIT_ENTRIES, json=request).status_code

    for text in HIDDEN.values():
        assert status(code=text) == 422
    assert status(count=int(NUMBER)) == 422
    assert status(**{NUMBER: 1}) == 422
    assert status(registration_id=str(new_id()), sha256="12" * 32, count=10**9) == 200


def sealed_plain(kind: type[VerificationBody | RegistrationBody]) -> dict[str, Any]:
    whole = RegistrationBody.from_bytes(vector_values.body())
    if kind is RegistrationBody:
        return dict(strict_json.loads(whole.to_bytes()))
    names = {field.name for field in dataclasses.fields(VerificationBody)}
    asked = {name: getattr(whole, name) for name in names if hasattr(whole, name)}
    return dict(strict_json.loads(VerificationBody(**asked).to_bytes()))


# What the gateway compares with its own word, or opens: see the last test.
PROVED = {"session", "review", "raw_text", "raw_photo", "jpeg", "challenge_nonce", "verdicts"} | {
    "contact_number"
}


@pytest.mark.parametrize("kind", [VerificationBody, RegistrationBody])
@pytest.mark.parametrize("how", HIDDEN)
def test_no_text_of_a_sealed_body_holds_one(
    kind: type[VerificationBody | RegistrationBody], how: str
) -> None:
    plain = sealed_plain(kind)
    kind.from_bytes(strict_json.canonical(plain))
    taken = set()
    for place in leaves(plain):
        with suppress(BodyRefused):
            kind.from_bytes(strict_json.canonical(with_text(plain, place, HIDDEN[how])))
            taken.add(next(str(step) for step in reversed(place) if isinstance(step, str)))
    assert taken <= PROVED


@pytest.mark.parametrize("name", ["session", "review", "verdicts", "contact_number"])
def test_what_is_proved_in_another_way_is_not_taken_either(
    device: TestDevice, card: Cards, name: str
) -> None:
    case = device.offline_case()
    device.read(case, card("resident-wei"))
    case.phone_number = device.configuration["number_block"][0]["phone_number"]
    honest = device.body(case)
    words: Any = (NUMBER,) if name == "verdicts" else NUMBER
    body = dataclasses.replace(honest, **{name: words})
    device.sequence += 1
    data = device.envelope(Purpose.REGISTRATION, new_id(), device.sequence, case, body.to_bytes())
    answer = device.register(data)
    if answer.status_code == 200:
        assert device.receipt(answer)["outcome"] == "REJECTED"
    else:
        assert 400 <= answer.status_code < 500
