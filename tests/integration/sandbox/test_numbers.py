"""Searching, holding and giving back numbers."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from pos_client.protocol.api import Paths, TroubleCode
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Enrol, Hands
from tests.integration.sandbox.device import TestDevice


def free(device: TestDevice, pattern: str) -> list[str]:
    answer = device.call("GET", Paths.NUMBERS, params={"pattern": pattern, "limit": 5})
    return [number["phone_number"] for number in answer.json()["numbers"]]


def hold(device: TestDevice, number: str, transaction_id: str) -> tuple[int, str]:
    request = {"phone_number": number, "real_name_transaction_id": transaction_id}
    answer = device.call("POST", Paths.NUMBER_HOLDS, json=request)
    said = answer.json()
    return answer.status_code, said["code"] if answer.is_error else said["hold_id"]


def test_numbers_are_found_by_their_digits(device: TestDevice) -> None:
    assert free(device, "55500077") == ["17055500077"]
    assert len(free(device, "")) == 5
    assert device.call("GET", Paths.NUMBERS, params={"pattern": "%"}).status_code == 400


def test_a_held_number_is_nobody_elses_until_it_is_given_back(device: TestDevice) -> None:
    first, second = device.open_case(), device.open_case()
    assert hold(device, "17055500123", first.transaction_id)[0] == 200
    _, hold_id = hold(device, "17055500123", first.transaction_id)  # again, for the same case
    taken = hold(device, "17055500123", second.transaction_id)
    assert taken == (422, TroubleCode.NUMBER_TAKEN)
    assert free(device, "55500123") == []
    for _ in range(2):
        assert device.call("DELETE", f"{Paths.NUMBER_HOLDS}/{hold_id}").status_code == 204
    assert free(device, "55500123") == ["17055500123"]
    assert hold(device, "17055500123", second.transaction_id)[0] == 200


def test_a_hold_outlives_a_slow_delivery_and_not_a_forgotten_case(
    tmp_path: Path, enrol: Enrol
) -> None:
    hands = Hands()
    with RunningSandbox(tmp_path, clock=hands) as sandbox:
        device = enrol(sandbox)
        number = free(device, "")[0]
        request = {"phone_number": number, "real_name_transaction_id": "RN-1"}
        said = device.call("POST", Paths.NUMBER_HOLDS, json=request).json()
        left = datetime.fromisoformat(said["held_until"]) - hands()
        assert timedelta(minutes=14) < left <= timedelta(minutes=15)
        for hours, is_free in ((24, False), (73, True)):
            hands.ahead = timedelta(hours=hours)
            device.log_in(sandbox.clerk_number, sandbox.password)
            assert (number in free(device, number)) is is_free
