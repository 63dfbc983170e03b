"""C. Re-registration: a campaign with dates, notices, suspensions and a desk that sells nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.application import commands
from pos_client.application.figures_commands import OpenCampaign
from pos_client.application.state import CasePhase
from pos_client.application.subject_commands import BeginFlow, LookUpNumber
from pos_client.domain.campaign import CampaignStage
from pos_client.domain.campaign_forecast import forecast, outlook
from pos_client.domain.flow import SIM_STEPS, Step
from pos_client.domain.flows import RE_REGISTRATION
from pos_client.domain.subject import NoticeChannel, SentNotice, SubscriberState, Suspension
from pos_client.protocol.api import Paths
from pos_client.protocol.campaign import CampaignPaths
from pos_client.sandbox.campaign_rules import CampaignRules
from pos_client.testing.customer import iccid_of
from pos_client.testing.subscribers import INCOMPLETE
from tests.attacks.numbers_that_exist import about, by_sim, number_of
from tests.attacks.scene import Scene
from tests.compliance.counters import counter_of, steps_of
from tests.compliance.stage import Stage, all_codes, obey
from tests.honest_cases import fresh_sim
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.honest_requests import HEARTBEAT
from tests.integration.sandbox.walks import outcome_of
from tests.unit.pos_client.application.rig import Rig
from tests.unit.pos_client.domain.test_campaign_forecast import (
    BEGINS,
    DATES,
    ONE,
    PARTIAL,
    WHOLE,
    steady,
)
from ui import i18n
from ui.presenters.glance import Glance
from ui.presenters.subject import present_subject
from ui.presenters.window import present_window

STAGED = ("agent",)
_CAMPAIGN = {
    "id": "C-1",
    "begins_on": "2026-01-01",
    "milestones": [{"percent": 95, "on": "2026-12-31"}, {"percent": 100, "on": "2027-06-30"}],
}
_LIN, _SUSPENDED, _UNREGISTERED = 1, 2, 3
_RULES = CampaignRules()


@pytest.fixture
def own(tmp_path: Path, quick_passwords: None) -> Iterator[Scene]:
    """A gateway whose clock and numbers this test may change."""
    with Scene(tmp_path, {}) as scene:
        yield scene


def _looked_up(device: TestDevice, invented: int) -> dict[str, Any]:
    asked = {"phone_number": number_of(invented), "iccid": ""}
    said: dict[str, Any] = device.call("POST", Paths.SUBSCRIBERS, json=asked).json()
    return said


def _campaign(device: TestDevice) -> dict[str, Any]:
    said: dict[str, Any] = device.call("GET", CampaignPaths.CAMPAIGN, params={"behind": 0}).json()
    return said


def _after(scene: Scene, days: int) -> None:
    """So many days later the gateway hears of a device, and its clerk logs in anew."""
    scene.clock.ahead += timedelta(days=days)
    assert scene.device.call("POST", Paths.HEARTBEATS, json=HEARTBEAT).is_success
    gateway = scene.gateway
    assert scene.device.log_in(gateway.clerk_number, gateway.password).is_success


def _at_desk(**known: Any) -> Rig:
    rig = counter_of()
    number = replace(INCOMPLETE, **known)
    rig.subscribers.known = {iccid_of(9007): number}
    rig.ask(BeginFlow(RE_REGISTRATION.name))
    rig.ask(LookUpNumber(number.phone_number))
    return rig


def test_c1_the_campaigns_page_opens_from_the_signed_configuration(stage: Stage) -> None:
    assert counter_of().state.has_campaign is False
    rig = counter_of(campaign=_CAMPAIGN)
    rig.ask(OpenCampaign())
    day = rig.state.day
    assert day is not None
    assert day.campaign is not None
    dates = [(each.percent, each.on) for each in day.campaign.dates.milestones]
    assert dates == [(95, date(2026, 12, 31)), (100, date(2027, 6, 30))]
    signed = stage.agent.device.configuration["campaign"]["milestones"]
    assert [each["percent"] for each in signed] == [95, 100]


def test_c2_what_was_sent_when_is_told_in_masks_and_shown(stage: Stage) -> None:
    said = _looked_up(stage.agent.device, _LIN)
    assert [notice["channel"] for notice in said["notices"]] == ["SMS", "CALL"]
    assert all(notice["sent_on"] for notice in said["notices"])
    assert said["masked_owner"] == "林**"
    sent = SentNotice(NoticeChannel.LETTER, date(2026, 2, 11))
    assert "02-11" in _told(_at_desk(notices=(sent,)))
    assert "02-11" not in _told(_at_desk())


def _told(rig: Rig) -> str:
    """What the card of the number says."""
    card = present_subject(rig.case, rig.state, rig.clock.now())
    assert card is not None
    return " ".join(i18n.say(line) for line in card.lines)


def _now(rig: Rig) -> Any:
    return rig.clock.now()


def test_c3_what_is_missing_is_said_and_everything_is_read_afresh(stage: Stage) -> None:
    assert _looked_up(stage.agent.device, _LIN)["missing"] == ["DOCUMENT_ADDRESS", "PHOTO"]
    rig = _at_desk()
    rig.ask(commands.TakeScan(iccid_of(9007)))
    calls = [case.step for case in steps_of(rig)]
    assert {Step.VISUAL_CHECK, Step.CONSENT, Step.LIVE_PHOTO, Step.FORM} <= set(calls)
    case = about(stage.agent, "re_registration", by_sim(103), "resident-jin", "c3")
    assert all_codes(case)[:2] == ["ID_MATCH", "FACE_SAME"]
    sold = stage.agent.device.registration(case, offer_code="OFFER-19")
    assert outcome_of(stage.agent.device, sold) == ("REJECTED", "OFFER_UNKNOWN")


def test_c4_an_acceptance_restores_in_its_own_transaction(own: Scene) -> None:
    device = own.device
    before = _looked_up(device, _LIN)
    assert before["suspension"] == "SUSPENDED_ONE_WAY"
    case = about(own, "re_registration", by_sim(_LIN), "resident-lin", "c4")
    receipt = device.receipt(device.register(device.registration(case)))
    assert (receipt["outcome"], receipt["is_restored"]) == ("ACCEPTED", True)
    assert _looked_up(device, _LIN)["suspension"] == "NONE"
    rig = _at_desk(suspension=Suspension.SUSPENDED_ONE_WAY)
    assert _told(rig) != _told(_at_desk(suspension=Suspension.NONE))


def test_c4_numbers_are_suspended_by_their_days_alone(own: Scene) -> None:
    assert _looked_up(own.device, _UNREGISTERED)["suspension"] == "NONE"
    _after(own, 45)
    assert _looked_up(own.device, _UNREGISTERED)["suspension"] == "NONE"
    _after(own, 1)
    assert _looked_up(own.device, _UNREGISTERED)["suspension"] == "SUSPENDED_ONE_WAY"
    _after(own, 365)
    assert _looked_up(own.device, _UNREGISTERED)["suspension"] == "SUSPENDED_BOTH_WAYS"


def test_c5_no_flow_takes_a_number_that_was_stopped(own: Scene) -> None:
    for _ in range(2):
        obey(own, f"campaign step {number_of(_SUSPENDED)}")
    assert _looked_up(own.device, _SUSPENDED)["state"] == "TERMINATED"
    case = about(own, "re_registration", by_sim(_SUSPENDED), "hmt-ho", "c5")
    assert all_codes(case)[-1] == "NUMBER_TERMINATED"
    refused = own.device.registration(case)
    assert outcome_of(own.device, refused) == ("REJECTED", "VERDICT_INVALID")
    rig = _at_desk(state=SubscriberState.TERMINATED)
    assert rig.case.step is Step.LOOK_UP
    assert rig.trouble


def test_c5_only_its_days_stop_a_number_one_stage_at_a_time(own: Scene) -> None:
    assert _looked_up(own.device, _UNREGISTERED)["suspension"] == "NONE"
    _after(own, 46)
    for stage in (CampaignStage.SUSPENDED_ONE_WAY, CampaignStage.SUSPENDED_BOTH_WAYS):
        assert _looked_up(own.device, _UNREGISTERED)["state"] == "UNREGISTERED"
        _after(own, _RULES.waits[stage])
    _after(own, _RULES.waits[CampaignStage.REMINDED])
    assert _looked_up(own.device, _UNREGISTERED)["state"] == "TERMINATED"


@pytest.mark.parametrize(
    ("a_day", "in_time"), [(20, (True, True)), (6, (False, True)), (2, (False, False))]
)
def test_c6_progress_is_held_against_both_dates(a_day: int, in_time: tuple[bool, bool]) -> None:
    on, total = BEGINS + 40 * ONE, 1500
    told = steady(on, a_day, total)
    first, last = outlook(told, DATES, forecast(told, DATES))
    assert (first.milestone.on, last.milestone.on) == (PARTIAL, WHOLE)
    assert (first.is_in_time, last.is_in_time) == in_time
    assert told.done + told.left == total


def test_c6_figures_add_up_and_a_notice_moves_a_date(own: Scene) -> None:
    said = _campaign(own.device)
    done = sum(each["count"] for each in said["days"])
    assert done + sum(each["count"] for each in said["stages"]) == said["total"]
    obey(own, f"campaign whole {(date.today() + timedelta(days=40)).isoformat()}")  # noqa: DTZ011
    fresh = own.patched_client().configuration["campaign"]["milestones"]
    assert fresh[-1]["on"] != own.device.configuration["campaign"]["milestones"][-1]["on"]


def test_c7_the_desk_needs_few_keys_and_has_a_list_of_who_is_due(stage: Stage) -> None:
    rig = _at_desk()
    rig.ask(commands.TakeScan(iccid_of(9007)))
    keys = 0
    for case in steps_of(rig):
        keys += case.phase is CasePhase.OPEN
    assert rig.case.phase is CasePhase.SAVED
    assert keys <= 6
    said = _campaign(stage.agent.device)
    days = [line["next_on"] for line in said["lines"]]
    assert days == sorted(days)
    assert all("****" in line["masked_phone_number"] for line in said["lines"])


def test_c8_nothing_is_sold_and_no_sim_is_given_out_in_this_flow(stage: Stage) -> None:
    assert RE_REGISTRATION.sells is False
    assert not {*SIM_STEPS, Step.NUMBER_AND_SIM, Step.OFFER_AND_SIM} & set(RE_REGISTRATION.steps)
    rig = _at_desk()
    rig.ask(commands.TakeScan(iccid_of(9007)))
    for case in steps_of(rig):
        assert case.choice is None
        shown = repr(present_window(rig.state, Glance(_now(rig))))
        assert not any(word in shown for word in ("OFFER-", "monthly", "fee", "tariff"))
    device = stage.agent.device
    case = about(stage.agent, "re_registration", by_sim(104), "resident-jin", "c8")
    with_sim = device.registration(case, sim=fresh_sim())
    assert outcome_of(device, with_sim) == ("REJECTED", "OFFER_UNKNOWN")
    without = about(stage.agent, "re_registration", by_sim(105), "resident-jin", "c8 again")
    assert outcome_of(device, device.registration(without)) == ("ACCEPTED", "")
