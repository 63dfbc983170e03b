"""No text of any request, body or audit entry is taken with somebody's ID number in it."""

from __future__ import annotations

import copy
import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from pos_client.infrastructure.ids import new_id
from pos_client.protocol import api, decoding, heartbeat, inspections, sim_stock, strict_json
from pos_client.protocol.api import Paths
from pos_client.protocol.bodies import BodyRefused, RegistrationBody, VerificationBody
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.enrolling import stranger
from tests.integration.sandbox.honest_requests import HONEST
from tests.unit.pos_client.protocol import vector_values

NUMBER = "110101190001010014"
HIDDEN = {
    "plain": NUMBER,
    "spaced": "110101 1900-01.01 0014",
    "full-width": "１１０１０１１９０００１０１００１４",
    "inside": f"Mr 9{NUMBER}7 or so",
    "in rings": "❶❶⓿❶⓿❶❶❾⓿⓿⓿❶⓿❶⓿⓿❶❹",
    "with an x": "11010519491231002ｘ",
}
UNREADABLE = (400, "REQUEST_UNREADABLE")
MODULES = (api, decoding, heartbeat, inspections, sim_stock)
KINDS = sorted({n for module in MODULES for n in vars(module) if n.endswith("Request")})
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


def test_every_request_there_is_stands_here() -> None:
    assert set(KINDS) == HONEST.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_no_request_is_taken_with_an_id_number_in_any_text(
    device: TestDevice, gateway: RunningSandbox, card: Cards, kind: str
) -> None:
    path, honest = HONEST[kind](gateway, device, card)
    places = list(leaves(honest))
    assert places
    with stranger(gateway.gateway_file) as nobody:

        def post(values: dict[str, Any]) -> httpx.Response:
            if kind == "EnrolmentRequest":
                return nobody.post(path, json=values)
            return device.call("POST", path, json=values)

        taken = post(honest)
        assert taken.status_code == 200, taken.text
        for place in places:
            # An entry's event is a text of its own form: see the next test.
            expected = UNREADABLE if place[-1] != "event" else (422, "AUDIT_HEAD_REFUSED")
            for how, text in HIDDEN.items():
                answer = post(with_text(honest, place, text))
                said = (answer.status_code, answer.json()["code"])
                assert said == expected, (place, how, answer.text)
                assert NUMBER not in answer.text


@pytest.mark.parametrize("name", ["kid", "device_id", "outlet_code", "previous_head"])
@pytest.mark.parametrize("text", [*HIDDEN.values(), "王小明"])
def test_no_text_of_an_envelopes_header_is_taken_either(
    device: TestDevice, card: Cards, name: str, text: str
) -> None:
    case = device.offline_case()
    device.read(case, card("resident-wei"))
    case.phone_number = device.configuration["number_block"][0]["phone_number"]
    id_ = new_id()
    answer = device.send(
        Paths.REGISTRATIONS, device.registration(case, id=id_, **{name: text}), id_
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "ENVELOPE_UNREADABLE")


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


@pytest.mark.parametrize("kind", [VerificationBody, RegistrationBody])
@pytest.mark.parametrize("how", HIDDEN)
def test_no_text_of_a_sealed_body_holds_one(
    kind: type[VerificationBody | RegistrationBody], how: str
) -> None:
    plain = sealed_plain(kind)
    kind.from_bytes(strict_json.canonical(plain))
    for place in leaves(plain):
        with pytest.raises(BodyRefused):
            kind.from_bytes(strict_json.canonical(with_text(plain, place, HIDDEN[how])))
