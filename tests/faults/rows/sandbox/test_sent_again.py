"""Rows 39 and 56: an id, or a read, that comes once more and is not the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_client.infrastructure.ids import new_id
from pos_client.protocol.api import TroubleCode
from pos_client.protocol.envelope import Envelope
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, gathered, outcome_of

ACCEPTED = ("ACCEPTED", "")


@pytest.fixture
def sealed(device: TestDevice, card: Cards) -> bytes:
    return device.registration(captured(device, card("resident-lin")))


def effects_of(gateway: RunningSandbox, data: bytes) -> list[int]:
    id_ = str(Envelope.from_bytes(data).header.id)
    rows = read_ledger(gateway.home.folder)["registrations"]
    return [row["effects"] for row in rows if row["id"] == id_]


def test_row_39_other_bytes_under_the_same_id_are_a_conflict(
    gateway: RunningSandbox, device: TestDevice, card: Cards, sealed: bytes
) -> None:
    first = device.register(sealed).json()
    case = device.offline_case()
    device.read(case, card("resident-wang"))
    case.phone_number = device.configuration["number_block"][1]["phone_number"]
    other = device.registration(case, id=Envelope.from_bytes(sealed).header.id)
    answer = device.register(other)
    assert (answer.status_code, answer.json()["code"]) == (422, TroubleCode.ID_REUSED)
    assert device.register(sealed).json() == first
    assert effects_of(gateway, sealed) == [1]


def test_row_56_a_challenge_used_by_another_read(device: TestDevice, card: Cards) -> None:
    first = gathered(device, card("resident-lin"))
    device.receipt(device.register(device.registration(first)))
    case = captured(device, card("resident-lin"), challenge=first.challenge)
    case.transaction_id = first.transaction_id
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "CHALLENGE_USED")


def test_row_56_the_same_read_for_a_second_number(device: TestDevice, card: Cards) -> None:
    case = gathered(device, card("resident-lin"))
    device.receipt(device.register(device.registration(case)))
    device.hold(case)
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "EVIDENCE_USED")


def test_row_56_the_same_read_in_another_case(device: TestDevice, card: Cards) -> None:
    case = gathered(device, card("resident-lin"))
    device.receipt(device.register(device.registration(case)))
    case.id, case.verdicts = new_id(), ()
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "EVIDENCE_USED")


def test_row_56_a_card_laid_again_for_its_case_is_accepted(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    with RunningSandbox(tmp_path) as sandbox:
        device = enrol(sandbox)
        case = gathered(device, card("resident-lin"))
        device.read(case, card("resident-lin"), challenge=device.open_case().challenge)
        assert outcome_of(device, device.registration(case)) == ACCEPTED
