"""补登记 over real HTTPS: looked up in masks, proven, verified, registered and restored at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pos_client.domain.outcome import Outcome
from pos_client.domain.policy import Completion
from pos_client.domain.slip_code import Completing
from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject
from pos_client.protocol.api import Paths
from pos_client.protocol.subject import UsageCodeRequest
from pos_client.sandbox.desk import Desk
from pos_client.sandbox.devices import Device
from pos_client.sandbox.invented_subscribers import iccid_in_use
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.refusal import Refusal
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import Cards, Enrol
from tests.integration.sandbox.device import TestDevice

NOTHING_ASKED = {"phone_number": "", "iccid": ""}
LIN, SUSPENDED_BOTH_WAYS, UNREGISTERED, OF_MA, COMPLETE, TERMINATED = range(1, 7)


def number_of(invented: int) -> str:
    return f"170556{invented:05d}"


def by_sim(invented: int, sim: int | None = None) -> Subject:
    proof = ProofOfUse(ProofMethod.SCANNER, iccid_in_use(sim or invented))
    return Subject(number_of(invented), proof=proof)


def found(desk: Desk, device_id: str) -> Device:
    device = desk.devices.find(device_id)
    assert device is not None
    return device


def look_up(device: TestDevice, **asked: str) -> dict[str, Any]:
    answer = device.call("POST", Paths.SUBSCRIBERS, json=NOTHING_ASKED | asked)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def case_about(device: TestDevice, subject: Subject) -> CaseAtHand:
    case = device.open_case()
    case.flow, case.subject = "re_registration", subject
    return case


def verdict_codes(device: TestDevice, case: CaseAtHand) -> list[str]:
    return [verdict["code"] for verdict in device.verify(case)]


def test_a_number_is_told_in_masks_only(device: TestDevice, card: Cards) -> None:
    said = look_up(device, phone_number=number_of(LIN))
    assert (said["state"], said["missing"]) == ("INCOMPLETE", ["DOCUMENT_ADDRESS", "PHOTO"])
    assert (said["suspension"], said["masked_owner"]) == ("SUSPENDED_ONE_WAY", "林**")
    assert [notice["channel"] for notice in said["notices"]] == ["SMS", "CALL"]
    assert said["is_sim_in_use"] is False
    by_its_sim = look_up(device, iccid=iccid_in_use(LIN))
    assert (by_its_sim["phone_number"], by_its_sim["is_sim_in_use"]) == (number_of(LIN), True)
    other = look_up(device, phone_number=number_of(LIN), iccid=iccid_in_use(OF_MA))
    assert other["is_sim_in_use"] is False
    unknown = NOTHING_ASKED | {"phone_number": "17055699999"}
    nobody = device.call("POST", Paths.SUBSCRIBERS, json=unknown)
    assert (nobody.status_code, nobody.json()["code"]) == (404, "NUMBER_NOT_FOUND")
    nothing = device.call("POST", Paths.SUBSCRIBERS, json={})
    assert nothing.status_code == 400


def test_an_acceptance_registers_and_restores_in_one_transaction(
    device: TestDevice, card: Cards, gateway: RunningSandbox
) -> None:
    case = case_about(device, by_sim(LIN))
    device.read(case, card("resident-lin"))
    assert verdict_codes(device, case) == ["ID_MATCH", "FACE_SAME", "USE_PROVEN", "OWNER_CONFIRMED"]
    frozen = device.registration(case)
    receipt = device.receipt(device.register(frozen))
    assert (receipt["outcome"], receipt["phone_number"]) == ("ACCEPTED", number_of(LIN))
    assert receipt["is_restored"] is True
    assert device.receipt(device.register(frozen)) == receipt  # the same bytes, the first receipt
    said = look_up(device, phone_number=number_of(LIN))
    assert (said["state"], said["suspension"], said["missing"]) == ("REGISTERED", "NONE", [])
    ledger = read_ledger(gateway.home.folder)
    orders = [each for each in ledger["restore_orders"] if each["phone_number"] == number_of(LIN)]
    assert len(orders) == 1
    assert {row["effects"] for row in ledger["registrations"]} <= {0, 1}


def test_what_was_not_suspended_is_not_restored(device: TestDevice, card: Cards) -> None:
    case = case_about(device, by_sim(UNREGISTERED))
    device.read(case, card("hmt-ho"))
    device.verify(case)
    receipt = device.receipt(device.register(device.registration(case)))
    assert (receipt["outcome"], "is_restored" in receipt) == ("ACCEPTED", False)


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        (by_sim(OF_MA), "OWNER_DIFFERENT"),
        (by_sim(COMPLETE), "NUMBER_COMPLETE"),
        (by_sim(TERMINATED), "NUMBER_TERMINATED"),
        (by_sim(100, sim=OF_MA), "USE_NOT_PROVEN"),
        (Subject(number_of(100)), "USE_NOT_PROVEN"),
        (
            Subject(
                number_of(100), proof=ProofOfUse(ProofMethod.SMS_CODE, reference="use-" + "0" * 16)
            ),
            "USE_NOT_PROVEN",
        ),
    ],
)
def test_each_gate_of_the_number_ends_the_case(
    device: TestDevice, card: Cards, subject: Subject, code: str
) -> None:
    case = case_about(device, subject)
    device.read(case, card("foreign-2017-sample"))
    assert verdict_codes(device, case)[-1] == code
    case.verdicts = ()  # as if the gateway had been away
    receipt = device.receipt(device.register(device.registration(case)))
    assert (receipt["outcome"], receipt["code"]) == ("REJECTED", code)


def test_a_code_proves_one_case_of_one_number_and_person(
    device: TestDevice, card: Cards, gateway: RunningSandbox
) -> None:
    number = number_of(103)
    asked = {"phone_number": number}
    assert device.call("POST", Paths.USAGE_CODES, json=asked).status_code == 200
    code = gateway.call(lambda desk: desk.subscribers.codes.newest(number))
    wrong = f"{(int(code) + 1) % 10**6:06}"
    refused = device.call("POST", Paths.USAGE_PROOFS, json=asked | {"code": wrong})
    assert (refused.status_code, refused.json()["code"]) == (422, "CODE_WRONG")
    taken = device.call("POST", Paths.USAGE_PROOFS, json=asked | {"code": code})
    reference = taken.json()["reference"]
    again = device.call("POST", Paths.USAGE_PROOFS, json=asked | {"code": code})
    assert again.status_code == 422
    proof = ProofOfUse(ProofMethod.SMS_CODE, reference=reference)
    elsewhere = case_about(device, Subject(number_of(104), proof=proof))
    device.read(elsewhere, card("foreign-2023-exemple"))
    assert verdict_codes(device, elsewhere)[-1] == "USE_NOT_PROVEN"
    case = case_about(device, Subject(number, proof=proof))
    device.read(case, card("foreign-2023-exemple"))
    device.photograph(case, seed="2")
    assert verdict_codes(device, case)[-2:] == ["USE_PROVEN", "OWNER_CONFIRMED"]
    another = case_about(device, Subject(number, proof=proof))
    another.id = case.id  # its device says that it is the same case
    device.read(another, card("resident-jin"))
    device.photograph(another, seed="9")
    assert verdict_codes(device, another)[-1] == "IDENTITY_MISMATCH"
    receipt = device.receipt(device.register(device.registration(case)))
    assert receipt["outcome"] == "ACCEPTED"


def test_so_many_codes_are_sent_to_a_number_within_a_day_whoever_asks(
    enrol: Enrol, tmp_path: Path
) -> None:
    """Each code takes five tries, so with any number of codes one is guessed in the end."""
    ahead = [timedelta()]
    asked = UsageCodeRequest(phone_number=number_of(103))
    with RunningSandbox(tmp_path / "own", clock=lambda: datetime.now(UTC) + ahead[0]) as own:
        ids = [enrol(own).id for _ in "12"]

        def send(turn: int) -> None:
            id_ = ids[turn % 2]
            own.call(lambda desk: desk.subscribers.send_code(found(desk, id_), asked))

        for turn in range(SandboxPolicy().usage_codes_a_day):
            send(turn)
        for turn in range(2):
            with pytest.raises(Refusal, match="CODE_NOT_SENT"):
                send(turn)
        ahead[0] = timedelta(hours=23, minutes=59)
        with pytest.raises(Refusal, match="CODE_NOT_SENT"):
            send(0)
        ahead[0] = timedelta(hours=24, minutes=1)
        send(0)


def test_a_review_ends_with_what_became_of_the_number_meanwhile(
    device: TestDevice, card: Cards, gateway: RunningSandbox
) -> None:
    first = case_about(device, by_sim(111))
    device.read(first, card("resident-jin"))
    device.photograph(first, seed="7")
    device.verify(first)
    gateway.call(lambda desk: desk.switches.script(Outcome.UNDER_REVIEW, "FACE_UNSURE", 1))
    frozen = device.registration(first)
    receipt = device.receipt(device.register(frozen))
    assert receipt["outcome"] == "UNDER_REVIEW"
    second = case_about(device, by_sim(111))
    device.read(second, card("hmt-ho"))
    device.photograph(second, seed="8")
    device.verify(second)
    assert device.receipt(device.register(device.registration(second)))["outcome"] == "ACCEPTED"
    whose = look_up(device, phone_number=number_of(111))["masked_owner"]
    id_ = UUID(receipt["registration_id"])
    gateway.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    receipt = device.receipt(device.register(frozen))
    assert (receipt["outcome"], receipt["code"]) == ("REJECTED", "NUMBER_COMPLETE")
    assert look_up(device, phone_number=number_of(111))["masked_owner"] == whose


@pytest.mark.parametrize("invented", [SUSPENDED_BOTH_WAYS, COMPLETE])
def test_no_code_is_sent_where_none_arrives_or_helps(device: TestDevice, invented: int) -> None:
    answer = device.call("POST", Paths.USAGE_CODES, json={"phone_number": number_of(invented)})
    assert (answer.status_code, answer.json()["code"]) == (422, "CODE_NOT_SENT")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": None}, "USE_NOT_PROVEN"),
        ({"phone_number": number_of(105)}, "IDENTITY_MISMATCH"),
        ({"offer_code": "ANY"}, "OFFER_UNKNOWN"),
        ({"subject": by_sim(OF_MA), "phone_number": number_of(OF_MA)}, "OWNER_DIFFERENT"),
        ({"flow": "new_number"}, "USE_NOT_PROVEN"),
    ],
)
def test_a_body_holds_what_its_flow_has_and_the_number_that_was_judged(
    device: TestDevice, card: Cards, changes: dict[str, Any], code: str
) -> None:
    case = case_about(device, by_sim(106))
    device.read(case, card("resident-jin"))
    device.verify(case)
    receipt = device.receipt(device.register(device.registration(case, **changes)))
    assert (receipt["outcome"], receipt["code"]) == ("REJECTED", code)


def test_captured_offline_it_is_judged_on_arrival(device: TestDevice, card: Cards) -> None:
    case = device.offline_case()
    case.flow, case.subject = "re_registration", by_sim(107)
    device.read(case, card("resident-jin"))
    device.photograph(case, seed="3")
    receipt = device.receipt(device.register(device.registration(case)))
    assert (receipt["outcome"], receipt["phone_number"]) == ("ACCEPTED", number_of(107))


def test_where_the_customer_returns_the_number_of_the_slip_is_completed(
    device: TestDevice, card: Cards, gateway: RunningSandbox
) -> None:
    gateway.call(lambda desk: setattr(desk.switches, "completion", Completion.CUSTOMER_RETURNS))
    try:
        case = device.offline_case()
        case.flow, case.subject, case.return_token = "re_registration", by_sim(108), "T" * 24
        device.read(case, card("resident-jin"))
        device.photograph(case, seed="4")
        receipt = device.receipt(device.register(device.registration(case, phone_number="")))
        assert (receipt["outcome"], receipt["code"]) == ("AWAITING_CUSTOMER", "CUSTOMER_RETURNS")
        slip = Completing(UUID(receipt["registration_id"]), case.return_token)
        other = returned(device, card, slip, by_sim(109), "5")
        assert verdict_codes(device, other) == ["IDENTITY_MISMATCH"]
        back = returned(device, card, slip, by_sim(108), "6")
        assert verdict_codes(device, back)[0] == "CUSTOMER_SAME"
        receipt = device.receipt(device.register(device.registration(back)))
        assert (receipt["outcome"], receipt["phone_number"]) == ("ACCEPTED", number_of(108))
    finally:
        gateway.call(
            lambda desk: setattr(desk.switches, "completion", Completion.GATEWAY_COMPLETES)
        )


def returned(
    device: TestDevice, card: Cards, slip: Completing, subject: Subject, seed: str
) -> CaseAtHand:
    """The customer of a slip is back, about this number."""
    back = device.returning_case(slip)
    assert back.flow == "await_re_registration"
    back.subject = subject
    device.read(back, card("resident-jin"))
    device.photograph(back, seed=seed)
    return back
