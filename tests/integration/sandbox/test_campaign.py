"""补登记进度 at the gateway: figures, a worklist in masks, a chain that only its days move."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from pos_client.domain.campaign import CampaignStage
from pos_client.domain.local_day import local_day
from pos_client.domain.subject import ProofMethod, ProofOfUse, Subject
from pos_client.protocol.api import Paths
from pos_client.protocol.campaign import CampaignPaths
from pos_client.sandbox.campaign import ListedNumber
from pos_client.sandbox.campaign_rules import CampaignRules
from pos_client.sandbox.control import Control
from pos_client.sandbox.invented_subscribers import iccid_in_use
from pos_client.sandbox.policy import DEMO_OUTLET
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.honest_requests import HEARTBEAT

LIN, SUSPENDED, UNREGISTERED = (f"170556{place:05d}" for place in (1, 2, 3))
RULES = CampaignRules()
ELSEWHERE = replace(DEMO_OUTLET, code="FJ-DEMO-0043", name="另一家手机店")


@pytest.fixture
def counter(sandbox: RunningSandbox, enrol: Enrol) -> TestDevice:
    return enrol(sandbox)


def shown(device: TestDevice, behind: int = 0) -> dict[str, Any]:
    answer = device.call("GET", CampaignPaths.CAMPAIGN, params={"behind": behind})
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def looked_up(device: TestDevice, number: str) -> dict[str, Any]:
    asked = {"phone_number": number, "iccid": ""}
    said: dict[str, Any] = device.call("POST", Paths.SUBSCRIBERS, json=asked).json()
    return said


def done(said: dict[str, Any]) -> int:
    return sum(each["count"] for each in said["days"])


def whole_list(device: TestDevice) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    said = shown(device)
    while True:
        lines += said["lines"]
        if not said["has_more"]:
            return lines
        said = shown(device, behind=lines[-1]["position"])


def stage_of(sandbox: RunningSandbox, number: str) -> CampaignStage:
    return sandbox.call(
        lambda desk: next(
            CampaignStage(row.stage)
            for row in desk.connection.exec_driver_sql("SELECT * FROM campaign_numbers")
            if row.phone_number == number
        )
    )


def beat_after(sandbox: RunningSandbox, hands: Hands, device: TestDevice, days: int) -> None:
    """So many days later the device is heard of, and its clerk logs in anew."""
    hands.ahead += timedelta(days=days)
    assert device.call("POST", Paths.HEARTBEATS, json=HEARTBEAT).is_success
    assert device.log_in(sandbox.clerk_number, sandbox.password).is_success


def test_the_figures_add_up_and_name_nobody(counter: TestDevice) -> None:
    said = shown(counter)
    assert said["total"] == 436 + 64
    assert done(said) == 436
    assert {each["stage"]: each["count"] for each in said["stages"]} == {
        "NOTIFIED": 61,
        "SUSPENDED_ONE_WAY": 2,
        "SUSPENDED_BOTH_WAYS": 1,
    }
    assert said["has_more"] is True
    assert len({each["position"] for each in whole_list(counter)}) == 64
    assert {each["masked_phone_number"][3:7] for each in whole_list(counter)} == {"****"}


def test_the_most_urgent_stand_first_with_what_is_missing_and_was_sent(counter: TestDevice) -> None:
    lines = whole_list(counter)
    days = [each["next_on"] for each in lines]
    assert days == sorted(days)
    first, lin = lines[0], lines[1]
    assert (first["state"], first["stage"]) == ("UNREGISTERED", "SUSPENDED_BOTH_WAYS")
    assert lin["missing"] == ["DOCUMENT_ADDRESS", "PHOTO"]
    assert [each["channel"] for each in lin["notices"]] == ["SMS", "CALL"]


def test_an_acceptance_takes_a_number_off_the_list_and_restores_it_at_once(
    sandbox: RunningSandbox, counter: TestDevice, card: Cards
) -> None:
    before = shown(counter)
    case = counter.open_case()
    proof = ProofOfUse(ProofMethod.SCANNER, iccid_in_use(1))
    case.flow, case.subject = "re_registration", Subject(LIN, proof=proof)
    counter.read(case, card("resident-lin"))
    counter.verify(case)
    frozen = counter.registration(case)
    receipt = counter.receipt(counter.register(frozen))
    assert (receipt["outcome"], receipt["is_restored"]) == ("ACCEPTED", True)
    counter.register(frozen)  # the same bytes once more
    after = shown(counter)
    assert (after["total"], done(after)) == (before["total"], done(before) + 1)
    assert after["days"][-1] == {"day": after["on"], "count": 1}
    assert len(whole_list(counter)) == 63
    with pytest.raises(LookupError):
        sandbox.call(lambda desk: desk.campaign.step(LIN))


def test_only_its_days_move_a_number_one_stage_at_a_time(
    sandbox: RunningSandbox, hands: Hands, counter: TestDevice
) -> None:
    assert looked_up(counter, UNREGISTERED)["suspension"] == "NONE"
    beat_after(sandbox, hands, counter, 45)
    assert looked_up(counter, UNREGISTERED)["suspension"] == "NONE"  # the deadline's own day
    beat_after(sandbox, hands, counter, 1)
    said = looked_up(counter, UNREGISTERED)
    assert (said["state"], said["suspension"]) == ("UNREGISTERED", "SUSPENDED_ONE_WAY")
    # A gateway that was away for a year owes nobody's time to anybody.
    beat_after(sandbox, hands, counter, 365)
    assert looked_up(counter, UNREGISTERED)["suspension"] == "SUSPENDED_BOTH_WAYS"
    beat_after(sandbox, hands, counter, 0)
    assert stage_of(sandbox, UNREGISTERED) is CampaignStage.SUSPENDED_BOTH_WAYS
    beat_after(sandbox, hands, counter, RULES.waits[CampaignStage.SUSPENDED_BOTH_WAYS])
    said = looked_up(counter, UNREGISTERED)
    assert said["notices"][-1]["channel"] == "CALL"
    assert (said["state"], said["suspension"]) == ("UNREGISTERED", "SUSPENDED_BOTH_WAYS")
    beat_after(sandbox, hands, counter, RULES.waits[CampaignStage.REMINDED])
    assert looked_up(counter, UNREGISTERED)["state"] == "TERMINATED"
    beat_after(sandbox, hands, counter, 365)
    assert stage_of(sandbox, UNREGISTERED) is CampaignStage.STOPPED


def test_a_stopped_number_is_in_no_worklist_and_no_flow_takes_it(
    sandbox: RunningSandbox, counter: TestDevice
) -> None:
    control = Control(sandbox)
    for _ in range(2):
        assert control.obey(f"campaign step {SUSPENDED}") == {"ok": True}
    assert control.obey(f"campaign step {SUSPENDED}")["ok"] is False
    said = shown(counter)
    assert {"stage": "STOPPED", "count": 1} in said["stages"]
    assert len(whole_list(counter)) == 63
    assert looked_up(counter, SUSPENDED)["state"] == "TERMINATED"


def test_a_later_notice_moves_a_date_and_the_configuration_says_so(
    sandbox: RunningSandbox, counter: TestDevice
) -> None:
    version = sandbox.call(lambda desk: desk.devices.find(counter.id))
    assert version is not None
    today = sandbox.call(lambda desk: local_day(desk.clock()))
    earlier = today + timedelta(days=40)
    assert Control(sandbox).obey(f"campaign whole {earlier}") == {"ok": True}
    assert Control(sandbox).obey(f"campaign whole {date(2000, 1, 1)}")["ok"] is False

    def newest(desk: Any) -> dict[str, Any]:
        found = desk.devices.find(counter.id)
        claims: dict[str, Any] = desk.configurations._claims(found, ())
        return claims

    claims = sandbox.call(newest)["campaign"]
    assert claims["milestones"][-1] == {"percent": 100, "on": earlier.isoformat()}
    answer = counter.call("POST", Paths.HEARTBEATS, json=HEARTBEAT).json()
    assert answer["configuration_version"] > version.configuration_version


def test_an_outlet_sees_its_own_list_alone(sandbox: RunningSandbox, counter: TestDevice) -> None:
    theirs = ListedNumber("17055600007", CampaignStage.NOTIFIED)
    sandbox.call(lambda desk: desk.outlets.enter(ELSEWHERE))
    before = shown(counter)
    sandbox.call(lambda desk: desk.campaign.list_numbers(ELSEWHERE.code, [theirs]))
    assert shown(counter) == before


def test_an_acceptance_that_is_undone_undoes_its_day_too(sandbox: RunningSandbox) -> None:
    """Figure and effect are one transaction."""

    def broken(desk: Any) -> None:
        desk.subscribers.register("device-x", "r", LIN, b"somebody")
        raise RuntimeError("the power went")

    figures = sandbox.call(lambda desk: desk.campaign.show(DEMO_OUTLET.code, 0)).figures
    with pytest.raises(RuntimeError):
        sandbox.call(broken)
    assert sandbox.call(lambda desk: desk.campaign.show(DEMO_OUTLET.code, 0)).figures == figures
