"""From an enrolled device to a receipt, with and without the gateway."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from pos_client.domain.policy import Completion
from pos_client.protocol.api import Paths
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice


@pytest.mark.parametrize(
    "slug", ["resident-lin", "hmt-ho", "foreign-2017-sample", "foreign-2023-exemple"]
)
def test_a_card_of_each_kind_is_verified_and_accepted(
    device: TestDevice, card: Cards, slug: str
) -> None:
    case = device.open_case()
    device.read(case, card(slug))
    codes = [verdict["code"] for verdict in device.verify(case)]
    assert codes == ["ID_MATCH", "FACE_SAME", "QUOTA_OK"]
    device.hold(case)
    receipt = device.receipt(device.register(device.registration(case)))
    assert (receipt["outcome"], receipt["code"]) == ("ACCEPTED", "")
    assert receipt["phone_number"] == case.phone_number


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("resident-other-name", "ID_MISMATCH"),
        ("resident-unknown", "ID_NOT_FOUND"),
        ("resident-invalidated", "DOC_INVALIDATED"),
        ("resident-expired", "DOC_EXPIRED"),
        ("resident-child-8", "UNDER_AGE"),
        ("foreign-2023-unknown", "ID_NOT_FOUND"),
    ],
)
def test_who_is_not_verified_hears_why_and_nothing_of_numbers(
    device: TestDevice, card: Cards, slug: str, code: str
) -> None:
    case = device.open_case()
    device.read(case, card(slug))
    assert [verdict["code"] for verdict in device.verify(case)] == [code]


@pytest.mark.parametrize(
    ("slug", "outcome", "code"),
    [
        ("resident-lin", "ACCEPTED", ""),
        ("resident-other-name", "REJECTED", "ID_MISMATCH"),
        ("resident-register-no-photo", "UNDER_REVIEW", "ID_NO_PHOTO"),
    ],
)
def test_what_was_captured_offline_is_verified_when_it_arrives(
    device: TestDevice, card: Cards, slug: str, outcome: str, code: str
) -> None:
    case = device.offline_case()
    device.read(case, card(slug))
    case.phone_number = device.configuration["number_block"][0]["phone_number"]
    receipt = device.receipt(device.register(device.registration(case)))
    assert (receipt["outcome"], receipt["code"]) == (outcome, code)


def test_an_online_read_may_end_offline_when_the_gateway_went_away(
    device: TestDevice, card: Cards
) -> None:
    case = device.open_case()
    device.read(case, card("resident-lin"))
    case.phone_number = device.configuration["number_block"][1]["phone_number"]
    receipt = device.receipt(device.register(device.registration(case)))
    assert receipt["outcome"] == "ACCEPTED"


def test_the_same_card_laid_again_goes_on_with_its_verdicts(
    device: TestDevice, card: Cards
) -> None:
    case = device.open_case()
    device.read(case, card("resident-lin"))
    device.verify(case)
    device.hold(case)
    device.read(case, card("resident-lin"), challenge=device.open_case().challenge)
    receipt = device.receipt(device.register(device.registration(case)))
    assert receipt["outcome"] == "ACCEPTED"


def test_the_same_card_in_another_case_is_an_honest_repeat(device: TestDevice, card: Cards) -> None:
    for _ in range(2):
        case = device.open_case()
        device.read(case, card("resident-wang"))
        device.verify(case)
        device.hold(case)
        receipt = device.receipt(device.register(device.registration(case)))
        assert receipt["outcome"] == "ACCEPTED"


def test_asking_for_verdicts_again_gives_them_again(device: TestDevice, card: Cards) -> None:
    case = device.open_case()
    device.read(case, card("resident-lin"))
    first = [verdict["code"] for verdict in device.verify(case)]
    assert [verdict["code"] for verdict in device.verify(case)] == first


def test_whoever_has_enough_numbers_gets_no_more(tmp_path: Path, enrol: Enrol, card: Cards) -> None:
    with RunningSandbox(
        tmp_path, policy=SandboxPolicy(number_quota=2, quota_review_from=3)
    ) as sandbox:
        device = enrol(sandbox)
        outcomes = []
        for _ in range(3):
            case = device.offline_case()
            device.read(case, card("resident-lin"))
            block = device.configuration["number_block"]
            case.phone_number = block[len(outcomes)]["phone_number"]
            receipt = device.receipt(device.register(device.registration(case)))
            outcomes.append((receipt["outcome"], receipt["code"]))
        assert outcomes == [("ACCEPTED", ""), ("ACCEPTED", ""), ("REJECTED", "QUOTA_FULL")]
        case = device.open_case()
        device.read(case, card("resident-lin"))
        codes = [each["code"] for each in device.verify(case)]
        assert codes == ["ID_MATCH", "FACE_SAME", "QUOTA_FULL"]


def test_where_the_customer_has_to_return_nothing_is_decided_yet(
    tmp_path: Path, enrol: Enrol, card: Cards
) -> None:
    hands = Hands()
    policy = SandboxPolicy(completion=Completion.CUSTOMER_RETURNS)
    with RunningSandbox(tmp_path, policy=policy, clock=hands) as sandbox:
        device = enrol(sandbox)
        case = device.offline_case()
        device.read(case, card("resident-lin"))
        data = device.registration(case)
        receipt = device.receipt(device.register(data))
        assert (receipt["outcome"], receipt["code"]) == ("AWAITING_CUSTOMER", "CUSTOMER_RETURNS")
        hands.ahead = timedelta(days=31)
        expired = device.receipt(device.register(data))
        assert (expired["outcome"], expired["code"]) == ("REJECTED", "EXPIRED")


def test_a_review_ends_with_a_final_receipt(
    gateway: RunningSandbox, device: TestDevice, card: Cards
) -> None:
    case = device.offline_case()
    device.read(case, card("resident-register-no-photo"))
    case.phone_number = device.configuration["number_block"][0]["phone_number"]
    receipt = device.receipt(device.register(device.registration(case)))
    id_ = receipt["registration_id"]
    gateway.call(lambda desk: desk.registrations.finish_review(UUID(id_), is_accepted=True))
    final = device.receipt(device.call("GET", f"{Paths.REGISTRATIONS}/{id_}"))
    assert (final["outcome"], final["phone_number"]) == ("ACCEPTED", case.phone_number)


def test_a_restart_finds_everything_again(tmp_path: Path, enrol: Enrol, card: Cards) -> None:
    sandbox = RunningSandbox(tmp_path)
    with sandbox:
        device = enrol(sandbox)
        url, carrier_file = sandbox.url, sandbox.gateway_file.read_bytes()
        case = device.open_case()
        device.read(case, card("resident-lin"))
        device.verify(case)
        device.hold(case)
        data = device.registration(case)
        first = device.register(data).json()
    with sandbox:
        assert (sandbox.url, sandbox.gateway_file.read_bytes()) == (url, carrier_file)
        assert device.register(data).json() == first
        assert device.open_case().transaction_id
    ledger = read_ledger(tmp_path)
    assert ledger["totals"] | {"alarms": ledger["alarms"]} == {
        "accepted": 1,
        "rejected": 0,
        "under_review": 0,
        "awaiting_customer": 0,
        "completed": 0,
        "effects": 1,
        "doubled": 0,
        "alarms": [],
    }
    assert ledger["registrations"][0]["effects"] == 1
