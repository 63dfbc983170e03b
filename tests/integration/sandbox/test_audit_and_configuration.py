"""What a device tells between its registrations, and what it is told."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.protocol import jws
from pos_client.protocol.api import Headers, Paths, TroubleCode
from pos_client.protocol.configuration import ConfigurationClaims, configuration_from
from pos_client.sandbox.devices import DeviceState
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice

HEARTBEAT = {"pending": 0, "quarantined": 0, "oldest_pending_at": None, "program_version": "1"}


def event(number: int, **details: str | int) -> str:
    return json.dumps({"at": "2026-01-01T00:00:00+00:00", "details": details, "kind": f"k{number}"})


def countersigned(device: TestDevice, request: dict[str, Any]) -> tuple[int, bytes]:
    answer = device.call("POST", Paths.AUDIT_ENTRIES, json=request)
    assert answer.status_code == 200, answer.text
    token = answer.json()["token"]
    claims = jws.verify(token, device.words_keys, jws.TokenType.COUNTERSIGNATURE)
    assert claims["device_id"] == device.id
    return claims["index"], bytes.fromhex(claims["head"])


def test_a_chain_is_countersigned_piece_by_piece(device: TestDevice) -> None:
    first = device.audit(event(1), event(2))
    after = countersigned(device, first)
    assert after[0] == 2
    assert countersigned(device, first) == after  # its answer was lost; it comes again
    assert countersigned(device, device.audit(event(3), after=after))[0] == 3


@pytest.mark.parametrize("harm", ["edited", "gap", "unsigned", "forked"])
def test_a_chain_that_was_touched_is_not_countersigned(device: TestDevice, harm: str) -> None:
    after = countersigned(device, device.audit(event(1)))
    request = device.audit(event(2), event(3), after=after)
    if harm == "edited":
        request["entries"][0]["event"] = event(9)
    elif harm == "gap":
        del request["entries"][0]
    elif harm == "unsigned":
        request["signed_head"] = device.audit(event(8), after=after)["signed_head"]
    else:
        request = device.audit(event(9), event(2))
    answer = device.call("POST", Paths.AUDIT_ENTRIES, json=request)
    assert answer.status_code in (403, 422)
    assert answer.json()["code"] == TroubleCode.AUDIT_HEAD_REFUSED


def test_the_signed_head_of_a_call_must_not_fork(device: TestDevice) -> None:
    after = countersigned(device, device.audit(event(1)))

    def status(token: str, path: str = Paths.SESSION_CHALLENGES) -> int:
        headers = {Headers.AUDIT_HEAD: token}
        return device.call("POST", path, headers=headers, json=HEARTBEAT).status_code

    assert status(device.audit(event(2), after=after)["signed_head"]) == 200
    assert status(device.audit()["signed_head"]) == 200  # an old one, on its way for long
    forked = device.audit(event(9))["signed_head"]
    assert status(forked) == 403
    assert status("x.y.z") == 403
    # What only delivers gets through, and the alarm stands.
    assert status(forked, Paths.HEARTBEATS) == 200
    assert status("x.y.z", Paths.HEARTBEATS) == 403


def test_a_read_that_was_cancelled_gives_the_pool_room(device: TestDevice) -> None:
    def fetched() -> list[dict[str, str]]:
        found: list[dict[str, str]] = device.call("POST", Paths.CHALLENGES).json()["challenges"]
        return found

    pool = fetched()
    assert len(pool) == 3
    for _ in range(3):  # answers that never arrived are made good, so often and no oftener
        assert len(fetched()) == 3
    assert fetched() == []
    countersigned(device, device.audit(event(1, challenge_id=pool[0]["id"])))
    assert fetched() != []


@pytest.mark.parametrize(
    ("announced", "code"),
    [
        ({"read_counter": 1}, ""),
        ({"read_counter": 2}, "CHALLENGE_USED"),
        ({"read_counter": 2**70}, "CHALLENGE_USED"),
        ({}, "CHALLENGE_USED"),
    ],
)
def test_a_challenge_that_the_chain_has_spent_is_for_that_read_alone(
    device: TestDevice, card: Cards, announced: dict[str, int], code: str
) -> None:
    case = device.offline_case()
    countersigned(device, device.audit(event(1, challenge_id=case.challenge.id, **announced)))
    read = device.read(case, card("resident-lin"))
    assert read.read_counter == 1
    case.phone_number = device.configuration["number_block"][0]["phone_number"]
    receipt = device.receipt(device.register(device.registration(case)))
    assert receipt["code"] == code
    assert receipt["outcome"] == ("REJECTED" if code else "ACCEPTED")


def test_a_gap_in_the_sequence_is_an_alarm_once_the_queue_is_empty(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    device.sequence = 1  # the first envelope got lost
    case = device.offline_case()
    device.read(case, card("resident-lin"))
    case.phone_number = device.configuration["number_block"][0]["phone_number"]
    assert device.receipt(device.register(device.registration(case)))["outcome"] == "ACCEPTED"
    assert device.tell().status_code == 200
    for _ in range(2):
        device.call("POST", Paths.HEARTBEATS, json=HEARTBEAT)
    alarms = read_ledger(gateway.home.folder)["alarms"]
    mine = [alarm["code"] for alarm in alarms if alarm["device_id"] == device.id]
    assert mine == ["COUNTER_GAP"]


@pytest.mark.parametrize(("told", "outcome"), [(True, "ACCEPTED"), (False, "UNDER_REVIEW")])
def test_after_a_revocation_only_what_was_countersigned_counts(
    gateway: RunningSandbox,
    device: TestDevice,
    enrol: Enrol,
    card: Cards,
    *,
    told: bool,
    outcome: str,
) -> None:
    case = device.offline_case()
    device.read(case, card("resident-lin"))
    case.phone_number = device.configuration["number_block"][0]["phone_number"]
    data = device.registration(case)
    if told:
        assert device.tell({"sha256": hashlib.sha256(data).hexdigest()}).status_code == 200
    gateway.call(lambda desk: desk.devices.set_state(device.id, DeviceState.REVOKED))
    receipt = device.receipt(enrol(gateway).register(data))
    assert receipt["outcome"] == outcome
    assert receipt["code"] == ("" if told else "CAPTURED_AFTER_REVOCATION")


def test_what_was_read_after_the_revocation_is_rejected(
    gateway: RunningSandbox, device: TestDevice, enrol: Enrol, card: Cards
) -> None:
    case = device.offline_case()
    gateway.call(lambda desk: desk.devices.set_state(device.id, DeviceState.REVOKED))
    device.read(case, card("resident-lin"))
    case.phone_number = device.configuration["number_block"][0]["phone_number"]
    receipt = device.receipt(enrol(gateway).register(device.registration(case)))
    assert (receipt["outcome"], receipt["code"]) == ("REJECTED", "SIGNATURE_INVALID")


@pytest.mark.parametrize("details", [{"sha256": 1}, {"challenge_id": "x"}, {"offline": True}])
def test_details_of_another_kind_are_countersigned_all_the_same(
    device: TestDevice, details: dict[str, Any]
) -> None:
    assert countersigned(device, device.audit(event(1, **details)))[0] == 1


AT = "2026-01-01T00:00:00+00:00"
ODD: dict[str, Any] = {
    "no JSON": "no JSON",
    "no object": "[]",
    "a key too few": json.dumps({"at": AT, "kind": "k"}),
    "a key too many": json.dumps({"at": AT, "details": {}, "kind": "k", "name": "x"}),
    "a kind in words": json.dumps({"at": AT, "details": {}, "kind": "王小明"}),
    "a time of no zone": json.dumps({"at": AT[:19], "details": {}, "kind": "k"}),
    **{
        f"details {each}": json.dumps({"at": AT, "details": each, "kind": "k"})
        for each in ("x", [], {"x": None}, {"x": 1.5}, {"x": ["y"]}, {"x": {"y": 1}}, {"x y": 1})
    },
    "half a character": json.dumps({"at": AT, "details": {"x": "\ud800"}, "kind": "k"}),
}


@pytest.mark.parametrize("how", ODD)
def test_an_entry_of_another_form_is_refused(device: TestDevice, how: str) -> None:
    answer = device.call("POST", Paths.AUDIT_ENTRIES, json=device.audit(ODD[how]))
    assert (answer.status_code, answer.json()["code"]) == (422, "AUDIT_HEAD_REFUSED")


HIDDEN: list[Any] = [
    {"session": "110101190001010014"},
    {"raw_text": "110101190001010014"},
    {"verdicts": "110101190001010014"},
    {"contact_number": "110101190001010014"},
    {"x": 110101190001010014},
    {"x": -110101190001010014},
    {"x": 110101190001010014.0},
    {"verdicts": ["110101190001010014"]},
    [1, 1, 0, 1, 0, 1, 1, 9, 0, 0, 0, 1, 0, 1, 0, 0, 1, 4],
    {"a": "110101", "b": "19000101", "c": "0014"},
    {"a": 110101, "b": 19000101, "c": "0014"},
    {"id": "11010119-0001-0100-1400-000000000000"},
    {"sha256": "110101190001010014" + "0" * 46},
]


@pytest.mark.parametrize("details", HIDDEN)
def test_no_detail_and_no_row_of_details_holds_an_id_number(
    device: TestDevice, details: object
) -> None:
    said = json.dumps({"at": AT, "details": details, "kind": "k"}, separators=(",", ":"))
    answer = device.call("POST", Paths.AUDIT_ENTRIES, json=device.audit(said))
    assert (answer.status_code, answer.json()["code"]) == (422, "AUDIT_HEAD_REFUSED")


# Configuration ---------------------------------------------------------------------------------


def configuration(device: TestDevice, sandbox: RunningSandbox) -> dict[str, Any]:
    carrier = json.loads(sandbox.gateway_file.read_text("utf-8"))
    root = {carrier["root"]["kid"]: jws.public_key(carrier["root"])}
    token = device.call("GET", Paths.CONFIGURATION).json()["token"]
    return jws.verify(token, root, jws.TokenType.CONFIGURATION)


def test_a_configuration_is_valid_and_stays_the_same_while_nothing_changes(
    gateway: RunningSandbox, device: TestDevice
) -> None:
    first = configuration(device, gateway)
    value = configuration_from(ConfigurationClaims.checked(first))
    assert value.is_demo
    assert value.outlet.sign_number == "FJ-0042"
    assert len(value.sealing_key) == 65
    assert configuration(device, gateway) == first == device.configuration


def test_a_used_number_is_replaced_in_a_newer_version(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    before = configuration(device, gateway)
    used = before["number_block"][0]["phone_number"]
    case = device.offline_case()
    device.read(case, card("resident-lin"))
    case.phone_number = used
    device.receipt(device.register(device.registration(case)))
    beat = device.call("POST", Paths.HEARTBEATS, json=HEARTBEAT).json()
    assert beat["configuration_version"] == before["version"] + 1
    after = configuration(device, gateway)
    assert after["version"] == before["version"] + 1
    block = [number["phone_number"] for number in after["number_block"]]
    assert used not in block
    assert len(block) == len(before["number_block"])


def test_a_change_of_policy_is_a_newer_version(tmp_path: Path, enrol: Enrol) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        device = enrol(sandbox)
    with RunningSandbox(tmp_path, policy=SandboxPolicy(records=7)) as sandbox:
        changed = configuration(device, sandbox)
    assert changed["version"] == device.configuration["version"] + 1
    assert changed["offline"]["records"] == 7


def test_a_configuration_is_renewed_long_before_it_expires(tmp_path: Path, enrol: Enrol) -> None:
    hands = Hands()
    with RunningSandbox(tmp_path, clock=hands) as sandbox:
        device = enrol(sandbox)
        hands.ahead = timedelta(days=8)
        renewed = configuration(device, sandbox)
    assert renewed["version"] == device.configuration["version"] + 1
    assert datetime.fromisoformat(renewed["expires_at"]) > datetime.fromisoformat(
        device.configuration["expires_at"]
    )
    leased = {number["expires_at"] for number in renewed["number_block"]}
    assert leased == {renewed["expires_at"]}
