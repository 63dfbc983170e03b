"""What the gateway watches of an outlet, and who may see it; its figures for its own operator."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from pos_client.domain.day_figures import Figures
from pos_client.domain.local_day import local_day
from pos_client.domain.outcome import Outcome
from pos_client.domain.oversight import DeviceFigures, ReaderCount
from pos_client.domain.policy import Completion
from pos_client.protocol import message
from pos_client.protocol.api import Paths
from pos_client.protocol.heartbeat import HeartbeatRequest
from pos_client.protocol.oversight import OversightPaths, device_figures_json
from pos_client.sandbox.exposition import Gauge, exposition
from pos_client.sandbox.founding import clerk_passwords
from pos_client.sandbox.metrics import MOST_CODES, MOST_OUTLETS
from pos_client.sandbox.metrics_door import is_own_computer
from pos_client.sandbox.policy import DEMO_OUTLET
from pos_client.sandbox.running import RunningSandbox
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.enrolling import stranger
from tests.integration.sandbox.honest_requests import HEARTBEAT
from tests.integration.sandbox.walks import captured

INSPECTOR, ADMINISTRATOR = "0051", "0061"
ELSEWHERE = replace(DEMO_OUTLET, code="FJ-DEMO-0043", name="另一家手机店")


@pytest.fixture
def counter(sandbox: RunningSandbox, enrol: Enrol) -> TestDevice:
    return enrol(sandbox)


def log_in(sandbox: RunningSandbox, device: TestDevice, number: str) -> None:
    password = clerk_passwords(sandbox.home)[number]
    assert device.log_in(number, password).is_success


def asked(device: TestDevice, month: str = "") -> httpx.Response:
    month = month or f"{local_day(datetime.now(UTC)):%Y-%m}"
    return device.call("GET", OversightPaths.OVERSIGHT, params={"month": month})


def watched(device: TestDevice, month: str = "") -> dict[str, Any]:
    answer = asked(device, month)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


def refused_entry(code: str, at: datetime) -> str:
    details = {"case_id": "0190c1f0-0000-7000-8000-000000000001", "code": code}
    return json.dumps({"at": at.isoformat(), "details": details, "kind": "case_refused"})


def scraped(sandbox: RunningSandbox) -> str:
    with stranger(sandbox.gateway_file) as nobody:
        answer = nobody.get("/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return answer.text


_VALUE = r'"(?:[^"\\\n]|\\["\\n])*"'
_LABELS = rf"(?:[a-zA-Z_]\w*={_VALUE},?)*"
LINE = re.compile(rf"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{{({_LABELS})\}})? (-?[0-9.e+]+)")


def parsed(text: str) -> dict[tuple[str, str], float]:
    """The exposition format as its specification has it: HELP, TYPE, then the samples of each."""
    found: dict[tuple[str, str], float] = {}
    known = ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            known = line.split(" ")[2]
        elif line.startswith("# TYPE "):
            assert line == f"# TYPE {known} gauge"
        else:
            match = LINE.fullmatch(line)
            assert match is not None, line
            assert match[1] == known
            assert (match[1], match[2] or "") not in found
            found[match[1], match[2] or ""] = float(match[3])
    assert text.endswith("\n")
    return found


def test_supervisors_and_inspectors_may_look_and_nobody_else(
    sandbox: RunningSandbox, counter: TestDevice
) -> None:
    assert (asked(counter).status_code, asked(counter).json()["code"]) == (403, "ROLE_REFUSED")
    log_in(sandbox, counter, ADMINISTRATOR)
    assert asked(counter).json()["code"] == "ROLE_REFUSED"
    for number in (INSPECTOR, sandbox.supervisor_number):
        log_in(sandbox, counter, number)
        assert asked(counter).status_code == 200
    counter.session = ""
    assert asked(counter).status_code in (400, 401)


def test_an_inspector_still_registers_nobody(sandbox: RunningSandbox, counter: TestDevice) -> None:
    log_in(sandbox, counter, INSPECTOR)
    answer = counter.call("POST", Paths.CASES, json={"flow": "new_number"})
    assert answer.json()["code"] == "ROLE_REFUSED"


@pytest.mark.parametrize("month", ["2026", "2026-13", "1999-01", "2026-11-01", "x"])
def test_a_month_that_is_none_is_no_question(
    sandbox: RunningSandbox, counter: TestDevice, month: str
) -> None:
    log_in(sandbox, counter, INSPECTOR)
    assert asked(counter, month).status_code == 400


def test_refusals_come_from_the_audit_chain_on_the_day_on_which_they_were(
    sandbox: RunningSandbox, counter: TestDevice
) -> None:
    now = datetime.now(UTC)
    last_month = now.replace(day=1) - timedelta(days=3)
    events = [
        refused_entry("QUOTA_FULL", now),
        refused_entry("QUOTA_FULL", now),
        refused_entry("FACE_DIFFERENT", last_month),
        refused_entry("no code at all", now),
        refused_entry("FROM_TOMORROW", now + timedelta(days=40)),
    ]
    assert counter.call("POST", Paths.AUDIT_ENTRIES, json=counter.audit(*events)).is_success
    log_in(sandbox, counter, sandbox.supervisor_number)
    told = {each["code"]: (each["today"], each["month"]) for each in watched(counter)["refusals"]}
    assert told == {"QUOTA_FULL": (2, 2), "FROM_TOMORROW": (1, 1)}
    then = watched(counter, f"{local_day(last_month):%Y-%m}")["refusals"]
    assert {"code": "FACE_DIFFERENT", "today": 0, "month": 1} in then


def test_a_patched_counter_makes_up_no_endless_list_of_codes(
    sandbox: RunningSandbox, counter: TestDevice
) -> None:
    now = datetime.now(UTC)
    events = [refused_entry(f"MADE_UP_{place}", now) for place in range(150)]
    assert counter.call("POST", Paths.AUDIT_ENTRIES, json=counter.audit(*events)).is_success
    log_in(sandbox, counter, sandbox.supervisor_number)
    codes = [each["code"] for each in watched(counter)["refusals"]]
    assert len(codes) == 101
    assert "OTHER" in codes
    assert sum(label.startswith('code="MADE') for _, label in parsed(scraped(sandbox))) < MOST_CODES


def test_rejections_reviews_and_alarms_are_counted(
    sandbox: RunningSandbox, counter: TestDevice, card: Cards
) -> None:
    sandbox.call(lambda desk: desk.switches.script(Outcome.REJECTED, "RISK_DENY", 1))
    case = captured(counter, card("resident-lin"))
    assert counter.receipt(counter.register(counter.registration(case)))["outcome"] == "REJECTED"
    sandbox.call(lambda desk: desk.switches.script(Outcome.UNDER_REVIEW, "RISK_REVIEW", 1))
    case = captured(counter, card("hmt-ho"), place=1)
    receipt = counter.receipt(counter.register(counter.registration(case)))
    assert receipt["outcome"] == "UNDER_REVIEW"
    sandbox.call(lambda desk: desk.devices.raise_alarm(counter.id, "COUNTER_GAP", "7"))
    sandbox.call(lambda desk: desk.devices.raise_alarm(counter.id, "COUNTER_GAP", "8"))
    log_in(sandbox, counter, INSPECTOR)
    said = watched(counter)
    assert said["rejections"] == [{"code": "RISK_DENY", "today": 1, "month": 1}]
    assert said["reviews_waiting"] == 1
    assert said["oldest_review_at"] is not None
    alarms = {each["code"]: each["count"] for each in said["anomalies"]}
    assert alarms["COUNTER_GAP"] == 2


def test_another_outlet_is_told_nothing_of_it(
    sandbox: RunningSandbox, counter: TestDevice, tmp_path: Path
) -> None:
    sandbox.call(lambda desk: desk.outlets.enter(ELSEWHERE))
    sandbox.call(lambda desk: desk.devices.raise_alarm(counter.id, "COUNTER_GAP", "7"))
    known = sandbox.call(
        lambda desk: desk.oversight.show(
            ELSEWHERE.code, local_day(datetime.now(UTC)).replace(day=1)
        )
    )
    assert (known.anomalies, known.devices, known.reviews_waiting) == ((), (), 0)


def told(day: Any, **figures: int) -> dict[str, Any]:
    value = DeviceFigures(day, Figures(**figures), 2, 1, ReaderCount(1, 1))
    plain: dict[str, Any] = message.plain(device_figures_json(value))
    return plain


def test_a_heartbeat_tells_the_day_and_the_newest_one_counts(
    sandbox: RunningSandbox, counter: TestDevice
) -> None:
    today = local_day(datetime.now(UTC))
    for saved in (3, 5):
        said = HEARTBEAT | {"pending": 4, "figures": told(today, saved=saved, refused=1)}
        assert counter.call("POST", Paths.HEARTBEATS, json=said).is_success
    log_in(sandbox, counter, INSPECTOR)
    (device,) = watched(counter)["devices"]
    assert (device["device_id"], device["pending"]) == (counter.id, 4)
    assert device["told"] == told(today, saved=5, refused=1)
    figures = parsed(scraped(sandbox))
    label = f'outlet="{DEMO_OUTLET.code}"'
    assert figures["pos_gateway_outlet_pending", label] == 4
    assert figures["pos_gateway_outlet_saved", label] == 5
    assert figures["pos_gateway_outlet_readers_lost", label] == 1
    # One that says nothing of its day is heard of all the same.
    assert counter.call("POST", Paths.HEARTBEATS, json=HEARTBEAT).is_success
    (device,) = watched(counter)["devices"]
    assert device["told"] is None


def test_figures_of_yesterday_are_none_of_today(
    sandbox: RunningSandbox, counter: TestDevice
) -> None:
    yesterday = local_day(datetime.now(UTC)) - timedelta(days=1)
    said = HEARTBEAT | {"figures": told(yesterday, saved=9)}
    assert counter.call("POST", Paths.HEARTBEATS, json=said).is_success
    label = f'outlet="{DEMO_OUTLET.code}"'
    assert parsed(scraped(sandbox)).get(("pos_gateway_outlet_saved", label), 0) == 0


def test_the_operators_figures_name_no_person_number_device_or_case(
    sandbox: RunningSandbox, counter: TestDevice, card: Cards, hands: Hands
) -> None:
    way = Completion.GATEWAY_COMPLETES
    sandbox.call(lambda desk: setattr(desk.switches, "completion", way))
    case = captured(counter, card("resident-lin"))
    receipt = counter.receipt(counter.register(counter.registration(case)))
    text = scraped(sandbox)
    for secret in (counter.id, str(receipt["registration_id"]), receipt["phone_number"], "林"):
        assert secret
        assert secret not in text
    assert not re.search(r"[0-9]{11}", text)
    figures = parsed(text)
    assert figures["pos_gateway_registrations", 'outcome="ACCEPTED"'] == 1
    assert figures["pos_gateway_campaign_done", ""] == 436
    assert figures["pos_gateway_devices", 'state="LIVE"'] == 1
    hands.ahead += timedelta(hours=1)
    assert counter.call("POST", Paths.HEARTBEATS, json=HEARTBEAT).is_success
    hands.ahead += timedelta(hours=1)
    age = parsed(scraped(sandbox))[
        "pos_gateway_outlet_heartbeat_age_seconds", f'outlet="{DEMO_OUTLET.code}"'
    ]
    assert 3500 < age < 3700


def test_a_counter_sees_no_figures_of_the_operators(counter: TestDevice) -> None:
    assert counter.client.get("/metrics").status_code == 404


def test_only_the_own_computer_is_the_operators() -> None:
    assert [is_own_computer(each) for each in ("127.0.0.1", "::1", "127.8.8.8")] == [True] * 3
    assert [is_own_computer(each) for each in ("10.0.0.1", "", "localhost.evil")] == [False] * 3


def test_many_outlets_share_a_label(sandbox: RunningSandbox) -> None:
    def enter(desk: Any) -> None:
        for place in range(MOST_OUTLETS + 30):
            outlet = replace(DEMO_OUTLET, code=f"FJ-DEMO-{1000 + place}")
            desk.outlets.enter(outlet)
            device = desk.devices.enter(f"device-{place:016x}", outlet.code, "c", b"\x04" * 65)
            said = HEARTBEAT | {"pending": 1}
            desk.oversight.note_heartbeat(device, message.read(HeartbeatRequest, said))

    sandbox.call(enter)
    pending = {
        label: value
        for (name, label), value in parsed(scraped(sandbox)).items()
        if name == "pos_gateway_outlet_pending"
    }
    assert len(pending) <= MOST_OUTLETS
    assert sum(pending.values()) == MOST_OUTLETS + 30


def test_a_figure_escapes_what_its_format_has_no_room_for() -> None:
    gauge = Gauge("a_b", "one\\two\nthree")
    gauge.set(1.5, {"x": 'say "no"\n\\'})
    gauge.set(2, {})
    assert exposition([gauge]) == (
        '# HELP a_b one\\\\two\\nthree\n# TYPE a_b gauge\na_b{x="say \\"no\\"\\n\\\\"} 1.5\na_b 2\n'
    )
    with pytest.raises(ValueError, match="already"):
        gauge.set(3, {})
    with pytest.raises(ValueError, match="two figures"):
        exposition([gauge, gauge])
