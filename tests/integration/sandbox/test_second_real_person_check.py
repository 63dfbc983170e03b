"""二次实人认证 over real HTTPS: in own halls, by the flagged number's own person; then lifted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from pos_client.domain.outcome import Outcome
from pos_client.domain.outlet import OutletKind
from pos_client.domain.sim import Sim, SimSource
from pos_client.domain.subject import Subject
from pos_client.protocol.api import Paths
from pos_client.sandbox.invented_subscribers import iccid_in_use
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.notices import RISK_NOTICE
from pos_client.sandbox.policy import DEMO_OUTLET, SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_FACE_AGAIN, fresh_sim
from tests.integration.sandbox.case_at_hand import CaseAtHand
from tests.integration.sandbox.conftest import DECK, Enrol
from tests.integration.sandbox.device import TestDevice

FLOW = "second_real_person_check"
OF_LIN, LATE_OF_JIN, OF_JIN, OF_HO, OF_TONG, OTHER_NAME = 10, 11, 250, 260, 266, 270
NOT_FLAGGED, UNREGISTERED = 205, 112


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    """One of the carrier's own halls."""
    policy = SandboxPolicy(number_quota=1000, quota_review_from=1000, controls=SAME_FACE_AGAIN)
    outlet = replace(DEMO_OUTLET, kind=OutletKind.OWN_HALL)
    folder = tmp_path_factory.mktemp("hall")
    with RunningSandbox(folder, policy=policy, outlet=outlet) as sandbox:
        yield sandbox


@pytest.fixture
def device(hall: RunningSandbox, enrol: Enrol) -> TestDevice:
    return enrol(hall)


def number_of(invented: int) -> str:
    return f"170556{invented:05d}"


def look_up(device: TestDevice, invented: int) -> dict[str, Any]:
    asked = {"phone_number": number_of(invented), "iccid": ""}
    answer = device.call("POST", Paths.SUBSCRIBERS, json=asked)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def read_case(device: TestDevice, slug: str, invented: int, seed: str) -> CaseAtHand:
    case = device.open_case()
    case.flow, case.subject = FLOW, Subject(number_of(invented))
    device.read(case, DECK[slug].card())
    device.photograph(case, seed=seed)
    return case


def codes(device: TestDevice, case: CaseAtHand) -> list[str]:
    return [verdict["code"] for verdict in device.verify(case)]


@pytest.mark.parametrize(
    ("slug", "invented", "is_late"),
    [("resident-lin", OF_LIN, False), ("resident-jin", LATE_OF_JIN, True)],
)
def test_the_flag_is_told_in_the_masked_answer_and_lifted_with_the_acceptance(
    device: TestDevice, hall: RunningSandbox, slug: str, invented: int, *, is_late: bool
) -> None:
    said = look_up(device, invented)
    until = datetime.fromisoformat(said["flagged_until"])
    assert (until < datetime.now(UTC)) is is_late
    assert said["suspension"] == ("SUSPENDED_BOTH_WAYS" if is_late else "NONE")
    assert said["masked_owner"].endswith("*")
    case = read_case(device, slug, invented, "1")
    assert codes(device, case) == ["ID_MATCH", "FACE_SAME", "OWNER_CONFIRMED"]
    frozen = device.registration(case)
    receipt = device.receipt(device.register(frozen))
    assert (receipt["outcome"], receipt["phone_number"]) == ("ACCEPTED", number_of(invented))
    assert receipt.get("is_restored", False) is is_late, "the late one was suspended"
    assert "sim_works_from" not in receipt
    assert device.receipt(device.register(frozen)) == receipt
    after = look_up(device, invented)
    assert (after["flagged_until"], after["suspension"]) == (None, "NONE")
    assert (after["state"], after["masked_owner"]) == (said["state"], said["masked_owner"])
    ledger = read_ledger(hall.home.folder)
    assert {row["effects"] for row in ledger["registrations"]} <= {0, 1}
    orders = [
        each for each in ledger["restore_orders"] if each["phone_number"] == said["phone_number"]
    ]
    assert len(orders) == is_late, "once, however often it came"


@pytest.mark.parametrize(
    ("slug", "invented", "code"),
    [
        ("resident-jin", OF_TONG, "OWNER_DIFFERENT"),
        ("resident-jin", NOT_FLAGGED, "NUMBER_NOT_FLAGGED"),
        ("resident-jin", UNREGISTERED, "NUMBER_INCOMPLETE"),
        ("resident-jin", 99999, "NUMBER_NOT_FOUND"),
        ("resident-other-name", OTHER_NAME, "ID_MISMATCH"),
    ],
)
def test_each_gate_ends_the_case_and_the_flag_stays(
    device: TestDevice, slug: str, invented: int, code: str
) -> None:
    case = read_case(device, slug, invented, "2")
    assert codes(device, case)[-1] == code
    receipt = device.receipt(device.register(device.registration(case)))
    assert receipt["outcome"] == "REJECTED"
    if invented in (OF_TONG, OTHER_NAME):
        assert look_up(device, invented)["flagged_until"] is not None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sim": fresh_sim()}, "OFFER_UNKNOWN"),
        ({"offer_code": "ANY"}, "OFFER_UNKNOWN"),
        ({"phone_number": number_of(OF_JIN + 1)}, "IDENTITY_MISMATCH"),
        ({"subject": None}, "USE_NOT_PROVEN"),
        ({"is_offline": True, "verdicts": ()}, "ONLINE_ONLY"),
    ],
)
def test_a_body_holds_what_its_flow_has(
    device: TestDevice, changes: dict[str, Any], code: str
) -> None:
    case = read_case(device, "resident-jin", OF_JIN, "3")
    device.verify(case)
    receipt = device.receipt(device.register(device.registration(case, **changes)))
    assert (receipt["outcome"], receipt["code"]) == ("REJECTED", code)
    assert look_up(device, OF_JIN)["flagged_until"] is not None


def test_whoever_signed_no_or_another_risk_notice_has_not_signed_this_form(
    device: TestDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = read_case(device, "resident-jin", OF_JIN + 2, "4")
    device.verify(case)
    other = replace(RISK_NOTICE, version="another")
    monkeypatch.setattr("tests.honest_cases.RISK_NOTICE", other)
    receipt = device.receipt(device.register(device.registration(case)))
    assert (receipt["outcome"], receipt["code"]) == ("REJECTED", "IDENTITY_MISMATCH")


def test_no_agent_does_it_whatever_it_sends(gateway: RunningSandbox, enrol: Enrol) -> None:
    device = enrol(gateway)
    assert FLOW not in device.configuration["case"]["flows"]
    assert "risk_notice" not in device.configuration["case"]
    case = read_case(device, "resident-jin", OF_JIN + 3, "5")
    assert codes(device, case) == ["OWN_HALL_ONLY"]
    receipt = device.receipt(device.register(device.registration(case)))
    assert (receipt["outcome"], receipt["code"]) == ("REJECTED", "OWN_HALL_ONLY")
    assert look_up(device, OF_JIN + 3)["flagged_until"] is not None


def test_an_own_hall_is_told_of_the_flow_and_its_notice(device: TestDevice) -> None:
    said = device.configuration["case"]
    assert FLOW in said["flows"]
    assert said["risk_notice"]["paragraphs"] == list(RISK_NOTICE.paragraphs)


def test_what_was_under_review_is_lifted_when_it_is_accepted(
    device: TestDevice, hall: RunningSandbox
) -> None:
    case = read_case(device, "hmt-ho", OF_HO, "6")
    device.verify(case)
    hall.call(lambda desk: desk.switches.script(Outcome.UNDER_REVIEW, "FACE_UNSURE", 1))
    receipt = device.receipt(device.register(device.registration(case)))
    assert receipt["outcome"] == "UNDER_REVIEW"
    assert look_up(device, OF_HO)["flagged_until"] is not None
    id_ = UUID(receipt["registration_id"])
    hall.call(lambda desk: desk.registrations.finish_review(id_, is_accepted=True))
    assert look_up(device, OF_HO)["flagged_until"] is None


def test_a_flagged_number_gets_its_new_sim_after_a_delay(device: TestDevice) -> None:
    case = read_case(device, "hmt-ho", OF_HO + 1, "7")
    case.flow = "sim_replacement"
    device.verify(case)
    sim = fresh_sim()
    receipt = device.receipt(device.register(device.registration(case, sim=sim)))
    assert receipt["outcome"] == "ACCEPTED"
    assert "sim_works_from" in receipt
    used = Sim(iccid_in_use(OF_HO + 1), SimSource.SCANNER)
    asked = {"phone_number": "", "iccid": used.iccid}
    assert device.call("POST", Paths.SUBSCRIBERS, json=asked).status_code == 404
