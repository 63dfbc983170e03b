"""However often and from wherever the same bytes come: one effect, one receipt."""

from __future__ import annotations

import ssl
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from pos_client.protocol.api import Paths, TroubleCode
from pos_client.protocol.envelope import Envelope
from pos_client.sandbox.faults import FaultKind
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice


@pytest.fixture
def sealed(device: TestDevice, card: Cards) -> bytes:
    case = device.offline_case()
    device.read(case, card("resident-lin"))
    case.phone_number = device.configuration["number_block"][0]["phone_number"]
    return device.registration(case)


def effects_of(gateway: RunningSandbox, data: bytes) -> list[int]:
    id_ = str(Envelope.from_bytes(data).header.id)
    rows = read_ledger(gateway.home.folder)["registrations"]
    return [row["effects"] for row in rows if row["id"] == id_]


def test_the_same_bytes_again_get_the_first_receipt(
    gateway: RunningSandbox, device: TestDevice, sealed: bytes
) -> None:
    answers = {device.register(sealed).json()["token"] for _ in range(3)}
    assert len(answers) == 1
    assert effects_of(gateway, sealed) == [1]


def test_a_key_that_is_not_the_envelopes_own_id_is_refused(
    device: TestDevice, sealed: bytes
) -> None:
    answer = device.send(Paths.REGISTRATIONS, sealed, device.open_case().id)
    assert (answer.status_code, answer.json()["code"]) == (422, TroubleCode.ENVELOPE_UNREADABLE)


@pytest.mark.fault(38)
def test_the_same_id_from_many_senders_at_once_has_one_effect(
    gateway: RunningSandbox, device: TestDevice, sealed: bytes
) -> None:
    together = threading.Barrier(4)
    context = device.context

    def send(_: int) -> str:
        together.wait()
        return sent(gateway, device, sealed, context)

    with ThreadPoolExecutor(4) as senders:
        assert len(set(senders.map(send, range(4)))) == 1
    assert effects_of(gateway, sealed) == [1]


def sent(gateway: RunningSandbox, device: TestDevice, data: bytes, context: ssl.SSLContext) -> str:
    headers = {
        "Outlet-Code": device.outlet_code,
        "Idempotency-Key": str(Envelope.from_bytes(data).header.id),
        "Content-Type": "application/octet-stream",
    }
    with httpx.Client(base_url=gateway.url, verify=context, trust_env=False) as client:
        token: str = client.post(Paths.REGISTRATIONS, content=data, headers=headers).json()["token"]
    return token


@pytest.mark.fault(30)
def test_a_line_that_breaks_after_the_effect_costs_nothing(
    gateway: RunningSandbox, device: TestDevice, sealed: bytes
) -> None:
    gateway.faults.add(FaultKind.LOSE_REPLY, path=Paths.REGISTRATIONS, times=1)
    with pytest.raises(httpx.TransportError):
        device.register(sealed)
    assert effects_of(gateway, sealed) == [1]
    id_ = Envelope.from_bytes(sealed).header.id
    status = device.call("GET", f"{Paths.REGISTRATIONS}/{id_}")
    assert device.receipt(status)["outcome"] == "ACCEPTED"
    assert device.register(sealed).json() == status.json()
    assert effects_of(gateway, sealed) == [1]


def test_a_line_that_breaks_before_the_effect_leaves_nothing(
    gateway: RunningSandbox, device: TestDevice, sealed: bytes
) -> None:
    gateway.faults.add(FaultKind.LOSE_REQUEST, path=Paths.REGISTRATIONS, times=1)
    with pytest.raises(httpx.TransportError):
        device.register(sealed)
    assert effects_of(gateway, sealed) == []
    assert device.receipt(device.register(sealed))["outcome"] == "ACCEPTED"


@pytest.mark.fault(30)
@pytest.mark.expected_log("Exception in ASGI application")
def test_a_gateway_that_dies_in_the_middle_has_done_nothing(
    gateway: RunningSandbox, device: TestDevice, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> str:
        raise RuntimeError("before the commit")

    registrations = gateway.call(lambda desk: desk.registrations)
    monkeypatch.setattr(registrations, "_enter", dies)
    answer = device.register(sealed)
    assert (answer.status_code, answer.json()["code"]) == (500, TroubleCode.UNAVAILABLE)
    monkeypatch.undo()
    assert effects_of(gateway, sealed) == []
    assert device.receipt(device.register(sealed))["outcome"] == "ACCEPTED"


def test_a_counter_of_the_same_outlet_may_forward_what_another_captured(
    gateway: RunningSandbox, device: TestDevice, enrol: Enrol, sealed: bytes
) -> None:
    receipt = device.receipt(enrol(gateway).register(sealed))
    assert (receipt["outcome"], receipt["device_id"]) == ("ACCEPTED", device.id)
    assert device.receipt(device.register(sealed)) == receipt
