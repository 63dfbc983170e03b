"""Reads and envelopes are held against the audit chain, and honest ones come in any order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pos_client.infrastructure.ids import new_id
from pos_client.protocol import jws
from pos_client.protocol.api import Headers, Paths
from pos_client.sandbox.devices import DeviceState
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_FACE_AGAIN
from tests.integration.sandbox.case_at_hand import CaseAtHand, challenge
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, outcome_of

ACCEPTED, GAP = ("ACCEPTED", ""), ("UNDER_REVIEW", "COUNTER_GAP")
EMPTY = {"pending": 0, "quarantined": 0, "oldest_pending_at": None, "program_version": "1"}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """A sandbox that gives out what many reads take."""
    policy = SandboxPolicy(
        number_quota=1000, quota_review_from=1000, challenge_pool=40, controls=SAME_FACE_AGAIN
    )
    with RunningSandbox(tmp_path_factory.mktemp("gateway"), policy=policy) as sandbox:
        yield sandbox


def say_empty(device: TestDevice) -> None:
    """Nothing waits here, under the head of the newest entry that was sent."""
    head = device.chain[device.told - 1][1] if device.told else bytes(32)
    claims = {"device_id": device.id, "index": device.told, "head": head.hex()}
    token = device.token(claims, jws.TokenType.AUDIT_HEAD)
    headers = {Headers.AUDIT_HEAD: token}
    assert device.call("POST", Paths.HEARTBEATS, json=EMPTY, headers=headers).status_code == 200


def alarms(gateway: RunningSandbox, device: TestDevice) -> list[str]:
    found = read_ledger(gateway.home.folder)["alarms"]
    return [alarm["code"] for alarm in found if alarm["device_id"] == device.id]


def test_envelopes_come_late_out_of_order_and_through_others_and_are_accepted(
    gateway: RunningSandbox, device: TestDevice, enrol: Enrol, card: Cards
) -> None:
    assert device.tell({"step": "opened"}).status_code == 200
    pool = device.call("POST", Paths.CHALLENGES).json()["challenges"]
    stock = []
    for place, slug in enumerate(("resident-lin", "resident-wang", "resident-wei")):
        cancelled, case = (CaseAtHand(new_id(), "", challenge(pool.pop())) for _ in range(2))
        device.read(cancelled, card(slug))  # it never comes
        device.read(case, card(slug))
        case.phone_number = device.configuration["number_block"][place]["phone_number"]
        stock.append(device.registration(case))
    assert outcome_of(device, stock[2]) == ACCEPTED  # nobody has told of its read yet
    assert device.tell().status_code == 200
    assert outcome_of(device, stock[0]) == ACCEPTED
    assert outcome_of(enrol(gateway), stock[1]) == ACCEPTED
    for _ in range(3):
        say_empty(device)
    assert alarms(gateway, device) == []


def test_a_read_under_way_while_the_queue_is_said_to_be_empty_is_no_gap(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    """The heartbeat was signed before the read, and comes behind what it was judged by."""
    assert device.tell({"step": "opened"}).status_code == 200
    say_empty(device)
    case = device.open_case()
    device.read(case, card("resident-lin"))
    device.verify(case)
    say_empty(device)
    assert device.tell().status_code == 200
    say_empty(device)
    device.hold(case)
    assert outcome_of(device, device.registration(case)) == ACCEPTED
    assert alarms(gateway, device) == []


def test_what_the_chain_never_tells_of_is_reviewed_until_the_carrier_has_looked(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    assert device.tell({"step": "opened"}).status_code == 200
    clone = replace(device, chain=[], read_counter=5000)
    clone.note({"step": "of the copy's own"})
    case = captured(clone, card("resident-wang"), boot_id="of-the-copy")
    assert outcome_of(clone, clone.registration(case)) == ACCEPTED
    device.sequence = 1
    say_empty(device)
    assert alarms(gateway, device) == []
    say_empty(device)
    assert alarms(gateway, device) == ["COUNTER_GAP"]
    honest = captured(device, card("resident-lin"), 1)
    assert outcome_of(device, device.registration(honest)) == GAP
    gateway.call(lambda desk: desk.devices.set_state(device.id, DeviceState.LIVE))
    honest = captured(device, card("resident-lin"), 2)
    assert outcome_of(device, device.registration(honest)) == ACCEPTED


def test_a_missing_envelope_is_forgiven_when_it_comes(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    first, second, third = (
        device.registration(captured(device, card("resident-lin"), place)) for place in range(3)
    )
    assert device.tell().status_code == 200
    assert outcome_of(device, second) == ACCEPTED
    say_empty(device)
    assert alarms(gateway, device) == ["COUNTER_GAP"]
    assert outcome_of(device, third) == GAP
    assert outcome_of(device, first)[0] == "UNDER_REVIEW"
    case = captured(device, card("resident-lin"), 3)
    assert outcome_of(device, device.registration(case)) == ACCEPTED


def test_entries_whose_counters_do_not_follow_are_a_gap(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    device.read_counter = 6
    case = captured(device, card("resident-lin"))
    assert device.tell().status_code == 200
    assert alarms(gateway, device) == ["COUNTER_GAP"]
    assert outcome_of(device, device.registration(case)) == GAP
