"""The contract against the gateway that serves it: every call, with cases drawn from its schema.

The calls are taken from the application itself, so a new one is tested without an edit here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pos_client.protocol.api import ENVELOPE_MEDIA_TYPE, Headers, TroubleAnswer, TroubleCode
from pos_client.protocol.message import read
from pos_client.sandbox.door import Caller, Door
from pos_client.sandbox.openapi import contract
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.device import TestDevice

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(contract(), config=schemathesis.Config())
CALLS = {found.ok().label: found.ok() for found in SCHEMA.get_all_operations()}
JSON = "application/json"
# Headers that say who asks; of the rest, what was drawn stays.
OWN = (Headers.OUTLET_CODE, Headers.SESSION)
DRAWN = settings(
    max_examples=24,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def media_types(call: Any) -> set[str]:
    return {body.media_type for body in call.body}


def calls_with(media_type: str) -> list[str]:
    return [label for label, call in CALLS.items() if media_type in media_types(call)]


# Half of what fits this one's schema is refused by what a schema does not say: a refusal has a
# reason, and nothing else has.
_DRAWN = {
    "POST /v1/reviews": 48,
    "POST /v1/inspections": 48,
    # A range has ends in their order, which no schema says.
    **dict.fromkeys(("POST /v1/sim-receipts", "POST /v1/sim-bookings", "POST /v1/sim-counts"), 48),
}

_FOR_SUPERVISORS = {"GET /v1/oversight"}


class Visitor:
    """Sends cases over mutual TLS, and counts whom the door let in."""

    def __init__(self, device: TestDevice) -> None:
        self.device = device
        self.admitted = 0

    def send(self, case: Any, content: bytes | None = None, **headers: str) -> httpx.Response:
        """Send a case as this device's clerk; `content` and `headers` replace what was drawn."""
        own = dict(zip(OWN, (self.device.outlet_code, self.device.session), strict=True))
        return self.send_as_drawn(
            case, content, **{Headers.AUDIT_HEAD: self.device.first_head, **own, **headers}
        )

    def send_as_drawn(
        self, case: Any, content: bytes | None = None, **headers: str
    ) -> httpx.Response:
        case.body = without_points(case.body)
        drawn = requests.Request(**case.as_transport_kwargs(str(self.device.client.base_url)))
        ready = drawn.prepare()
        said = {name: value for name, value in ready.headers.items() if name != "Content-Length"}
        said |= headers
        body = ready.body if content is None else content
        request = self.device.client.build_request(
            str(ready.method),
            str(ready.url),
            headers=[(name.encode(), as_bytes(value, "latin-1")) for name, value in said.items()],
            content=as_bytes(body or b"", "utf-8"),
        )
        answer = self.device.client.send(request)
        check(case, answer)
        return answer


def as_bytes(value: Any, encoding: str) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode(encoding)


def without_points(value: Any) -> Any:
    """To a schema 7.0 is a whole number; here it is none, and what fits is sent as 7."""
    if isinstance(value, dict):
        return {name: without_points(each) for name, each in value.items()}
    if isinstance(value, list):
        return [without_points(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def check(case: Any, answer: httpx.Response) -> None:
    """Every answer is one that the contract promises, and a no is in the gateway's own words."""
    case.validate_response(answer, checks=CHECKS)
    if answer.is_success:
        return
    assert 400 <= answer.status_code < 500, answer.text
    said = answer.json()
    assert said.keys() == {field.name for field in fields(TroubleAnswer)}
    assert read(TroubleAnswer, said).code in list(TroubleCode)


def is_unreadable(answer: httpx.Response) -> bool:
    return (answer.status_code, answer.json().get("code")) == (400, TroubleCode.REQUEST_UNREADABLE)


@pytest.fixture
def visitor(device: TestDevice, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    found = Visitor(device)
    admit = Door.admit

    def counting(*arguments: Any) -> Caller:
        caller = admit(*arguments)
        found.admitted += 1
        return caller

    monkeypatch.setattr(Door, "admit", counting)
    yield found
    answer = device.call("GET", "/v1/configuration")
    assert answer.status_code == 200, "the device is no longer welcome"


def drive(cases: st.SearchStrategy[Any], work: Callable[[Any], object], examples: int) -> None:
    """Do something with some drawn cases, the same ones in every run."""

    @settings(DRAWN, max_examples=examples)
    @given(cases)
    def driven(case: Any) -> None:
        work(case)

    driven()


def test_a_body_is_json_or_an_envelope() -> None:
    """Whatever else a call may take, the tests below would not reach."""
    kinds = {kind for call in CALLS.values() for kind in media_types(call)}
    assert kinds == {JSON, ENVELOPE_MEDIA_TYPE}


@pytest.mark.parametrize("label", CALLS)
def test_a_call_keeps_to_its_contract(
    gateway: RunningSandbox, visitor: Visitor, label: str
) -> None:
    if label in _FOR_SUPERVISORS:
        number, password = gateway.supervisor_number, gateway.supervisor_password
        answer = visitor.device.log_in(number, password)
        assert answer.is_success, answer.text
    fitting = CALLS[label].as_strategy()
    drive(fitting, visitor.send, _DRAWN.get(label, 12))
    assert visitor.admitted >= 5, "the door let too few in for this to say much"
    drive(fitting, visitor.send_as_drawn, 4)
    broken = CALLS[label].as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
    # Some calls take nothing that could be broken, so what fits stands in for it.
    drive(broken | fitting, visitor.send, 8)


@pytest.mark.parametrize("label", calls_with(JSON))
def test_a_field_that_no_call_has_is_refused(visitor: Visitor, label: str) -> None:
    def add(case: Any) -> None:
        for number in range(len(list(objects(case.body)))):
            body = json.loads(json.dumps(case.body))
            list(objects(body))[number]["unasked"] = "x"
            assert is_unreadable(visitor.send(case, json.dumps(body).encode()))

    drive(CALLS[label].as_strategy(), add, 8)
    assert visitor.admitted == 0


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a JSON value, at any depth."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value:
        if isinstance(item, dict | list):
            yield from objects(item)


def unreadable(body: dict[str, Any]) -> Iterator[bytes]:
    """Texts near to a good one that are no JSON, or JSON with more than one meaning."""
    good = json.dumps(body).encode()
    name, value = next(iter(body.items()))
    member = json.dumps({name: value}).encode()[1:-1]
    key = json.dumps(name).encode() + b": "
    yield good[:-1] + b", " + member + b"}"
    yield good[:-1] + b', "unasked": {"x": 1, "x": 1}}'
    hostile = [b"NaN", b"Infinity", b"-Infinity", b"1e400", b"1" * 5000, b"\xff", b'"\xed\xa0\x80"']
    hostile += [b"[" * deep + b"]" * deep for deep in (33, 100_000)]
    for instead in (*hostile, b'{"x":' * 100_000):
        yield good.replace(member, key + instead)
    yield from (good[:-1], good + good, b"\xef\xbb\xbf" + good, good.decode().encode("utf-16"))
    yield from (b"", b"null", b"[]", b"[" + good + b"]", b'"x"', b"0")


@pytest.mark.parametrize("label", calls_with(JSON))
def test_json_with_two_meanings_is_refused(visitor: Visitor, label: str) -> None:
    def spoil(case: Any) -> None:
        for text in unreadable(case.body):
            assert is_unreadable(visitor.send(case, text)), text[:200]
        good = json.dumps(case.body).encode()
        for other in ("text/plain", "application/xml", "multipart/form-data", "x", ""):
            assert is_unreadable(visitor.send(case, good, **{"Content-Type": other})), other

    drive(CALLS[label].as_strategy(), spoil, 1)
    assert visitor.admitted == 0


@pytest.mark.parametrize("label", calls_with(JSON))
def test_no_value_upsets_the_gateway(visitor: Visitor, label: str) -> None:
    values = [
        "\ud800",
        "\0",
        "x" * 100_000,
        "é",
        "",
        -1,
        2**63,
        -(2**63) - 1,
        10**4000,
        1e308,
        True,
    ]

    def stuff(case: Any) -> None:
        for number, holder in enumerate(objects(case.body)):
            for name in holder:
                for value in values:
                    body = json.loads(json.dumps(case.body))
                    list(objects(body))[number][name] = value
                    visitor.send(case, json.dumps(body).encode())

    drive(CALLS[label].as_strategy(), stuff, 2)


@pytest.mark.parametrize("label", calls_with(ENVELOPE_MEDIA_TYPE))
def test_bytes_that_are_no_envelope_are_refused(visitor: Visitor, label: str) -> None:
    def spoil(case: Any) -> None:
        for data in (b"", b"{}", b"\xff" * 64, b"\0" * 64, b"\xff\xff\xff\xff{}", b"[" * 100_000):
            answer = visitor.send(case, data)
            assert (answer.status_code, answer.json()["code"]) == (422, "ENVELOPE_UNREADABLE")
        assert visitor.send(case, b"x" * (9 * 1024 * 1024 + 1)).status_code == 413
        for other in (JSON, "text/plain", ENVELOPE_MEDIA_TYPE + "; x=1", ""):
            assert is_unreadable(visitor.send(case, b"x", **{"Content-Type": other}))

    drive(CALLS[label].as_strategy(), spoil, 1)
