"""The sandbox misbehaves when its master says so, and behaves again afterwards."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from pos_client.protocol import jws
from pos_client.protocol.api import Paths
from pos_client.sandbox.faults import Fault, FaultKind, SandboxFaults
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice


@pytest.fixture(autouse=True)
def well_behaved_afterwards(gateway: RunningSandbox) -> Iterator[None]:
    yield
    gateway.faults.clear()


@pytest.fixture
def sealed(device: TestDevice, card: Cards) -> bytes:
    case = device.offline_case()
    device.read(case, card("resident-lin"))
    case.phone_number = device.configuration["number_block"][0]["phone_number"]
    return device.registration(case)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FaultKind.CAPTIVE_PORTAL, 200),
        (FaultKind.SERVER_ERROR, 500),
        (FaultKind.UNAVAILABLE, 503),
        (FaultKind.TOO_MANY_REQUESTS, 429),
        (FaultKind.UNAUTHORISED, 401),
    ],
)
def test_another_answer_instead(
    gateway: RunningSandbox, device: TestDevice, sealed: bytes, kind: FaultKind, status: int
) -> None:
    gateway.faults.add(kind, times=2, seconds=7)
    for _ in range(2):
        answer = device.register(sealed)
        assert answer.status_code == status
        assert answer.headers.get("Retry-After") == ("7" if status in (429, 503) else None)
        assert answer.text.startswith("<!doctype html>") is (status == 200)
    assert device.receipt(device.register(sealed))["outcome"] == "ACCEPTED"


def test_receipts_that_prove_nothing(
    gateway: RunningSandbox, device: TestDevice, sealed: bytes
) -> None:
    gateway.faults.add(FaultKind.FORGED_RECEIPT, times=1)
    with pytest.raises(jws.TokenRefused):
        device.receipt(device.register(sealed))
    gateway.faults.add(FaultKind.FOREIGN_RECEIPT, times=1)
    assert device.receipt(device.register(sealed))["body_sha256"] == "00" * 32
    gateway.faults.add(FaultKind.NO_RECEIPT, times=1)
    assert device.register(sealed).json() == {}
    assert device.receipt(device.register(sealed))["outcome"] == "ACCEPTED"


def test_a_late_answer(gateway: RunningSandbox, device: TestDevice) -> None:
    gateway.faults.add(FaultKind.DELAY, path=Paths.CONFIGURATION, seconds=0.2, times=1)
    begin = time.monotonic()
    assert device.call("GET", Paths.CONFIGURATION).status_code == 200
    assert time.monotonic() - begin >= 0.2


def test_stopping_waits_for_nobody_who_is_asleep(
    tmp_path: Path, enrol: Enrol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_client.sandbox.running._ANSWERED_WITHIN_S", 0.2)
    with RunningSandbox(tmp_path) as sandbox:
        device = enrol(sandbox)
        sandbox.faults.add(FaultKind.DELAY, path=Paths.CONFIGURATION, seconds=60)
        host, port = sandbox.url.removeprefix("https://").split(":")
        with (
            socket.create_connection((host, int(port))) as mute,
            socket.create_connection((host, int(port))) as half,
            device.context.wrap_socket(half, server_hostname="localhost") as started,
            ThreadPoolExecutor(1) as waiting,
        ):
            started.sendall(b"POST /v1/registrations HTTP/1.1\r\nHost: x\r\nContent-Le")
            answer = waiting.submit(device.call, "GET", Paths.CONFIGURATION)
            time.sleep(0.1)
            begin = time.monotonic()
            sandbox.stop()
            assert time.monotonic() - begin < 20
            with pytest.raises(httpx.TransportError):
                answer.result()
            with suppress(ConnectionResetError):
                assert mute.recv(1) == b""


def test_a_fault_strikes_its_own_path_only(gateway: RunningSandbox, device: TestDevice) -> None:
    gateway.faults.add(FaultKind.LOSE_REQUEST, path=Paths.REGISTRATIONS)
    assert device.call("GET", Paths.CONFIGURATION).status_code == 200
    with pytest.raises(httpx.TransportError):
        device.call("POST", Paths.REGISTRATIONS, content=b"")


def test_a_fault_strikes_as_often_as_it_was_told() -> None:
    faults = SandboxFaults(Fault(FaultKind.DELAY, times=2), Fault(FaultKind.LOSE_REPLY))
    struck = [faults.strike("/v1/cases", {FaultKind.DELAY}) is not None for _ in range(3)]
    assert struck == [True, True, False]
    assert all(faults.strike("/v1/cases", {FaultKind.LOSE_REPLY}) for _ in range(9))
