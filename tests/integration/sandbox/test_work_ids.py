"""Work ids that look lent: what is found, what it adds up to, and what a freeze leaves behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from pos_client.domain.location import Lack, NoPosition
from pos_client.domain.work_signal import WorkSignal
from pos_client.protocol.api import Paths
from pos_client.protocol.message import plain
from pos_client.protocol.surroundings import location_json
from pos_client.sandbox.control import Control
from pos_client.sandbox.evidence_package import read_package
from pos_client.sandbox.founding import SECOND_REVIEWER
from pos_client.sandbox.ledger import read_ledger
from pos_client.sandbox.place_rules import PlaceRules
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from pos_client.sandbox.work_id_rules import WorkIdRules, WorkRule, carriers_rules
from tests.attacks.places import FENCE, bind_to_no_place, fence_in, position, said
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, outcome_of

FAR = 600_000


@pytest.fixture
def shop(tmp_path: Path, hands: Hands) -> Iterator[RunningSandbox]:
    """A sandbox whose clock the test turns, its outlet bound to no place until a test says so."""
    rules = WorkIdRules(shared_within=timedelta(minutes=15))
    policy = SandboxPolicy(number_block=4, challenge_pool=4, work_ids=rules)
    with RunningSandbox(tmp_path / "sandbox", policy=policy, clock=hands) as running:
        bind_to_no_place(running)
        yield running


def log_in(
    shop: RunningSandbox,
    device: TestDevice,
    metres: int | None = None,
    *signals: WorkSignal,
    hands: Hands | None = None,
) -> tuple[int, str]:
    """Log the demo's clerk in, so far north of the shop; answers status and code."""
    clerk = shop.clerk_number
    request: dict[str, Any] = {
        "clerk_number": clerk,
        "password": shop.password,
        "second_factor": "",
        "proof": device.proof(clerk),
        "signals": [each.value for each in signals],
    }
    if metres is not None:
        at = hands() if hands is not None else None
        said_place = location_json(position(metres, at))
        assert said_place is not None
        request["location"] = as_json(plain(said_place))
    answer = device.call("POST", Paths.SESSIONS, json=request)
    if answer.status_code == 200:
        device.session, device.clerk_number = answer.json()["token"], clerk
        return 200, ""
    return answer.status_code, str(answer.json()["code"])


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def alarms(shop: RunningSandbox) -> list[str]:
    return [alarm["code"] for alarm in read_ledger(shop.home.folder)["alarms"]]


def heartbeat(device: TestDevice, **more: Any) -> dict[str, Any]:
    session_id = json.loads(payload_of(device.session))["session_id"]
    request = {
        "pending": 0,
        "quarantined": 0,
        "oldest_pending_at": None,
        "program_version": "1",
        "session_id": session_id,
    }
    answer = device.call("POST", Paths.HEARTBEATS, json=request | more)
    assert answer.status_code == 200, answer.text
    heard: dict[str, Any] = answer.json()
    return heard


def payload_of(token: str) -> bytes:
    from base64 import urlsafe_b64decode

    payload = token.split(".")[1]
    return urlsafe_b64decode(payload + "=" * (-len(payload) % 4))


def test_two_log_ins_that_nobody_travels_between_freeze_the_work_id(
    shop: RunningSandbox, enrol: Enrol, hands: Hands
) -> None:
    home, away = enrol(shop), enrol(shop)
    assert log_in(shop, home, 0) == (200, "")
    hands.ahead = timedelta(hours=1)
    assert log_in(shop, away, FAR, hands=hands) == (403, "WORK_ID_FROZEN")
    heard = heartbeat(home)
    assert (heard["session_ended"], heard["work_id_frozen"]) == (True, True)
    assert {"WORK_ID_SUSPECT", "WORK_ID_FROZEN"} <= set(alarms(shop))
    assert log_in(shop, home, 0) == (403, "WORK_ID_FROZEN")


def test_a_clerk_who_travels_as_people_do_is_nobody_to_mind(
    shop: RunningSandbox, enrol: Enrol, hands: Hands
) -> None:
    home, away = enrol(shop), enrol(shop)
    assert log_in(shop, home, 0) == (200, "")
    hands.ahead = timedelta(hours=3)
    assert log_in(shop, away, FAR, hands=hands) == (200, "")
    assert alarms(shop) == []


def test_a_clerk_who_walks_is_not_too_fast_however_soon(shop: RunningSandbox, enrol: Enrol) -> None:
    device = enrol(shop)
    assert log_in(shop, device, 0) == (200, "")
    assert log_in(shop, device, 1_900) == (200, "")
    assert alarms(shop) == []


def test_a_case_from_elsewhere_is_reviewed_whichever_of_two_arrives_first(
    shop: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(shop)
    here = captured(device, card("resident-lin"))
    there = captured(device, card("resident-wang"), 1)
    first = device.registration(here, surroundings=said(position(0)))
    second = device.registration(there, surroundings=said(position(FAR)))
    assert outcome_of(device, second) == ("ACCEPTED", "")
    assert outcome_of(device, first) == ("UNDER_REVIEW", "VELOCITY_EXCEEDED")


def test_a_shared_work_id_goes_to_and_fro(shop: RunningSandbox, enrol: Enrol) -> None:
    one, other = enrol(shop), enrol(shop)  # each of these logs in as well
    seen = [log_in(shop, device) for device in (one, other)]
    assert seen == [(200, "")] * 2
    assert findings(shop) == {"SHARED"}
    assert alarms(shop) == []  # alone it is no alarm


def test_signals_add_up_to_an_alarm_and_decide_nothing_alone(
    shop: RunningSandbox, enrol: Enrol
) -> None:
    device = enrol(shop)
    assert log_in(shop, device, None, WorkSignal.REMOTE_DESKTOP) == (200, "")
    assert alarms(shop) == []
    heard = heartbeat(device, signals=["REMOTE_CONTROL"])
    assert not heard["session_ended"]
    assert alarms(shop) == ["WORK_ID_SUSPECT"]


def test_a_device_carried_away_while_logged_in_is_seen_by_its_heartbeat(
    shop: RunningSandbox, enrol: Enrol
) -> None:
    fence_in(shop)
    device = enrol(shop)
    assert log_in(shop, device, 0) == (200, "")
    away = location_json(position(5_000))
    assert away is not None
    heartbeat(device, location=as_json(plain(away)))
    assert "OUTSIDE_FENCE" in findings(shop)


def test_a_log_in_has_a_verdict_of_its_place(shop: RunningSandbox, enrol: Enrol) -> None:
    fence_in(shop)
    device = enrol(shop)  # says nothing of its place
    assert log_in(shop, device, 0) == (200, "")
    assert log_in(shop, device, 1_500) == (200, "")
    assert places(shop) == ["UNKNOWN", "INSIDE", "OUTSIDE"]
    assert findings(shop) == {"OUTSIDE_FENCE"}  # this carrier asks nobody who has no receiver


def test_who_is_asked_and_logs_in_who_knows_where_is_found(
    tmp_path: Path, enrol: Enrol, hands: Hands
) -> None:
    policy = SandboxPolicy(number_block=4, challenge_pool=4, places=PlaceRules())
    with RunningSandbox(tmp_path / "asked", policy=policy, clock=hands) as shop:
        enrol(shop)
        assert (places(shop), findings(shop)) == (["UNKNOWN"], {"PLACE_UNKNOWN"})


def test_a_frozen_work_id_leaves_signed_evidence_without_anybodys_identity(
    shop: RunningSandbox, enrol: Enrol, card: Cards, tmp_path: Path
) -> None:
    fence_in(shop)
    device = enrol(shop)
    case = captured(device, card("resident-lin"))
    data = device.registration(case, surroundings=said(position(10)))
    assert outcome_of(device, data) == ("ACCEPTED", "")
    master, clerk, file = Control(shop), shop.clerk_number, tmp_path / "evidence.json"
    assert master.obey(f"freeze {clerk}")["ok"]
    assert master.obey(f"evidence {clerk} {file}")["ok"]
    assert not master.obey(f"evidence {clerk} {file}")["ok"]  # nothing is written over

    facts = read_package(file.read_bytes(), shop.gateway.keys.words_keys)
    assert (facts["clerk_number"], facts["rule"]) == (clerk, "BY_HAND")
    (told,) = facts["cases"]
    assert told["case_id"] == str(case.id)
    assert told["masked_phone_number"] == f"{case.phone_number[:3]}****{case.phone_number[-4:]}"
    assert {each["kind"] for each in facts["sightings"]} == {"CASE", "LOG_IN"}
    assert [each["device_id"] for each in facts["devices"]] == [device.id]
    (outlet,) = facts["outlets"]
    assert [each["radius_m"] for each in outlet["fences"]] == [200, None, FENCE.radius_m]
    assert case.phone_number not in file.read_text("utf-8")

    spoiled = file.read_text("utf-8").replace("ACCEPTED", "REJECTED")
    with pytest.raises(ValueError, match="signed"):
        read_package(spoiled.encode(), shop.gateway.keys.words_keys)


def test_the_figures_and_the_rules_that_have_decided_stand_in_the_evidence(
    shop: RunningSandbox, enrol: Enrol, hands: Hands
) -> None:
    home, away = enrol(shop), enrol(shop)
    log_in(shop, home, 0)
    hands.ahead = timedelta(minutes=30)
    log_in(shop, away, FAR, hands=hands)
    text = shop.call(lambda desk: desk.freezes.package(shop.clerk_number))
    facts = read_package(text.encode(), shop.gateway.keys.words_keys)
    assert facts["rule"] == WorkRule.IMPOSSIBLE_TRAVEL.value
    assert facts["why"]["score"] >= facts["why"]["rules"]["freeze_at"]
    (travel,) = [each for each in facts["findings"] if each["rule"] == "IMPOSSIBLE_TRAVEL"]
    figures = json.loads(travel["figures"])
    assert figures["apart_m"] == pytest.approx(FAR, rel=0.01)
    assert figures["took_s"] == pytest.approx(1800, abs=120)


def test_two_people_of_the_centre_let_a_work_id_go_and_what_was_found_counts_no_more(
    shop: RunningSandbox, enrol: Enrol, hands: Hands
) -> None:
    device, other = enrol(shop), enrol(shop)
    log_in(shop, device, 0)
    hands.ahead = timedelta(minutes=5)
    log_in(shop, other, FAR, hands=hands)
    master, clerk = Control(shop), shop.clerk_number
    assert not master.obey(f"unfreeze {clerk} {clerk}")["ok"]
    assert not master.obey(f"unfreeze {clerk} {shop.supervisor_number}")["ok"]
    first = master.obey(f"unfreeze {clerk} {shop.reviewer_number}")
    again = master.obey(f"unfreeze {clerk} {shop.reviewer_number}")
    assert [first["released"], again["released"]] == [False, False]
    assert log_in(shop, device, 0) == (403, "WORK_ID_FROZEN")
    assert master.obey(f"unfreeze {clerk} {SECOND_REVIEWER}")["released"]
    assert log_in(shop, device) == (200, "")
    assert not master.obey(f"unfreeze {clerk} {SECOND_REVIEWER}")["ok"]


def test_without_a_fix_a_log_in_says_so(shop: RunningSandbox, enrol: Enrol) -> None:
    device = enrol(shop)
    lack = location_json(NoPosition(Lack.NO_FIX))
    assert lack is not None
    heard = heartbeat(device, location=as_json(plain(lack)))
    assert not heard["session_ended"]


def test_where_somebody_was_is_forgotten_after_thirty_days(
    shop: RunningSandbox, enrol: Enrol, hands: Hands
) -> None:
    device = enrol(shop)
    assert log_in(shop, device, 0) == (200, "")
    assert len(places(shop)) == 2
    hands.ahead = timedelta(days=31)
    assert log_in(shop, device, 0, hands=hands) == (200, "")
    assert len(places(shop)) == 1


def test_a_night_goes_past_midnight() -> None:
    rules = carriers_rules()
    nights = [rules.is_night(time(hour)) for hour in (22, 23, 0, 4, 5, 12)]
    assert nights == [False, True, True, True, False, False]
    assert not WorkIdRules().is_night(time(3))


def findings(shop: RunningSandbox) -> set[str]:
    from sqlalchemy import select

    from pos_client.sandbox.work_id_tables import work_findings

    return set(shop.call(lambda desk: list(desk.connection.scalars(select(work_findings.c.rule)))))


def places(shop: RunningSandbox) -> list[str]:
    from sqlalchemy import select

    from pos_client.sandbox.place_tables import sightings

    query = select(sightings.c.place).order_by(sightings.c.at)
    return shop.call(lambda desk: list(desk.connection.scalars(query)))
