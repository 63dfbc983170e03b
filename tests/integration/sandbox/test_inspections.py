"""The monthly self-inspection at the gateway: what it asks and takes, and what waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from pos_client.domain.inspection import (
    CaseFinding,
    ChecklistAnswer,
    InspectionPlan,
    Measure,
    Violation,
    ViolationKind,
    draw,
)
from pos_client.domain.month import Month, month_of
from pos_client.infrastructure.ids import new_id
from pos_client.protocol import jws
from pos_client.protocol.api import Paths
from pos_client.protocol.inspections import InspectionPaths, receipt_sha256
from pos_client.sandbox import tables
from pos_client.sandbox.checklist import CHECKLIST, InspectionRules
from pos_client.sandbox.policy import SandboxPolicy
from pos_client.sandbox.running import RunningSandbox
from tests.honest_cases import SAME_PERSON_ALL_DAY
from tests.inspecting import age_outlet, body_of, deliver, plan_of, report_on
from tests.integration.sandbox.conftest import Cards, Enrol, Hands
from tests.integration.sandbox.device import TestDevice
from tests.integration.sandbox.walks import captured, gathered, outcome_of, verified

RULES = InspectionRules(sample_least=2, sample_most=3, due_day=1, grace_days=60)


@pytest.fixture
def asking(tmp_path: Path, hands: Hands) -> Iterator[RunningSandbox]:
    """A gateway that asks its outlets for a self-inspection every month."""
    policy = SandboxPolicy(
        inspection=RULES,
        number_quota=100,
        quota_review_from=100,
        controls=SAME_PERSON_ALL_DAY,
    )
    with RunningSandbox(tmp_path / "asking", policy=policy, clock=hands) as sandbox:
        yield sandbox


@pytest.fixture
def counter(asking: RunningSandbox, enrol: Enrol) -> TestDevice:
    """A counter with its supervisor logged in."""
    device = enrol(asking)
    device.log_in(asking.supervisor_number, asking.supervisor_password)
    return device


def at_month(sandbox: RunningSandbox, month: Month) -> None:
    """Whatever was captured was captured in this month."""
    book, at = tables.registrations, month.begins_at + timedelta(days=3)
    sandbox.call(lambda desk: desk.connection.execute(update(book).values(captured_at=at)))


def code_of(device: TestDevice, path: str) -> str:
    return str(device.call("GET", path).json().get("code"))


def test_a_month_is_ready_on_the_first_day_of_the_next_and_no_earlier(
    asking: RunningSandbox, counter: TestDevice
) -> None:
    month = age_outlet(asking)
    plan = plan_of(counter, month)
    assert (plan.month, plan.items, plan.checklist_version) == (month, CHECKLIST, "2026-1")
    this = month_of(datetime.now(UTC))
    for other in (this, this.next, month.previous):
        assert code_of(counter, f"{InspectionPaths.PLANS}/{other}") == "INSPECTION_TOO_EARLY"
    assert code_of(counter, f"{InspectionPaths.PLANS}/2026-13") == "REQUEST_UNREADABLE"


def test_the_sample_is_the_outlets_own_cases_of_that_month_in_masks_and_stays_the_same(
    asking: RunningSandbox, counter: TestDevice, card: Cards
) -> None:
    slugs = ("resident-lin", "hmt-wong", "resident-lin", "resident-lin", "resident-lin")
    for place, slug in enumerate(slugs):
        outcome_of(counter, counter.registration(captured(counter, card(slug), place)))
    month = age_outlet(asking)
    at_month(asking, month)
    plan = plan_of(counter, month)
    ids = asking.call(
        lambda desk: [row.id for row in desk.connection.execute(tables.registrations.select())]
    )
    assert plan.facts.registrations == len(ids) == 5
    assert plan.sample_ids == draw(plan.seed, ids, 2)
    outcome_of(counter, counter.registration(captured(counter, card("resident-lin"), 5)))
    at_month(asking, month)
    assert plan_of(counter, month).sample_ids == plan.sample_ids
    for case in plan.sample:
        assert case.masked_name[1:] == "*" * (len(case.masked_name) - 1)
        assert "**********" in case.masked_id_number
        assert case.masked_phone_number.startswith("170****")
        assert (case.device_id, case.clerk_number) == (counter.id, asking.supervisor_number)


def test_nobody_else_has_the_same_seed(asking: RunningSandbox, counter: TestDevice) -> None:
    month = age_outlet(asking, 2)
    first = plan_of(counter, month)
    assert deliver(counter, report_on(counter, first)).status_code == 200
    assert plan_of(counter, month.next).seed != first.seed


def test_the_gateway_says_what_it_knows_itself(asking: RunningSandbox, counter: TestDevice) -> None:
    facts = plan_of(counter, age_outlet(asking)).facts
    assert (facts.readers, facts.devices, facts.alarms) == (1, 1, 0)
    assert facts.sims_issued - facts.sims_used - facts.sims_spoiled == facts.sims_left
    assert facts.commission_until is not None


def test_a_signed_month_is_kept_once_whatever_gets_lost(
    asking: RunningSandbox, counter: TestDevice
) -> None:
    month = age_outlet(asking)
    report = report_on(counter, plan_of(counter, month))
    first, again = deliver(counter, report), deliver(counter, report)
    assert first.json() == again.json()
    token = first.json()["token"]
    assert receipt_sha256(token, counter.words_keys, asking.outlet_code, month)[0] == report.sha256
    other = deliver(counter, replace(report, note="另一份"))
    assert (other.status_code, other.json()["code"]) == (422, "INSPECTION_SIGNED")
    assert code_of(counter, f"{InspectionPaths.PLANS}/{month}") == "INSPECTION_SIGNED"


def test_months_are_signed_in_their_order_each_naming_the_one_before(
    asking: RunningSandbox, counter: TestDevice
) -> None:
    month = age_outlet(asking, 2)
    first = report_on(counter, plan_of(counter, month))
    ahead = replace(first, month=month.next)
    assert deliver(counter, ahead).json()["code"] == "INSPECTION_TOO_EARLY"
    deliver(counter, first)
    plan = plan_of(counter, month.next)
    assert plan.previous_sha256 == first.sha256.hex()
    lonely = report_on(counter, plan, previous_sha256="")
    assert deliver(counter, lonely).json()["code"] == "INSPECTION_REFUSED"
    assert deliver(counter, report_on(counter, plan)).status_code == 200


def without(plan: InspectionPlan, place: int = 0) -> dict[str, ChecklistAnswer]:
    return {each.id: ChecklistAnswer.YES for each in plan.items[place + 1 :]}


def wrong(plan: InspectionPlan) -> dict[str, dict[str, Any]]:
    """What may be wrong with a report, one thing at a time."""
    stranger = Violation(ViolationKind.OTHER, "9999", Measure.WARNED, plan.month.last_day)
    return {
        "item": {"answers": without(plan)},
        "another item": {"answers": {**without(plan), "made_up": ChecklistAnswer.YES}},
        "case": {"findings": {str(new_id()): CaseFinding.IN_ORDER}},
        "seed": {"seed": "b" * 32},
        "version": {"checklist_version": "2025-9"},
        "outlet": {"outlet_code": "FJ-DEMO-0099"},
        "device": {"device_id": "device-of-another"},
        "early": {"made_at": plan.month.begins_at},
        "late": {"made_at": datetime.now(UTC) + timedelta(days=1)},
        "clerk": {"violations": (stranger,)},
    }


def test_a_report_that_is_not_whole_is_refused(asking: RunningSandbox, counter: TestDevice) -> None:
    plan = plan_of(counter, age_outlet(asking))
    said = {
        name: deliver(counter, report_on(counter, plan, **changes)).json().get("code")
        for name, changes in wrong(plan).items()
    }
    assert said == dict.fromkeys(said, "INSPECTION_REFUSED")


def test_no_note_holds_an_id_number(asking: RunningSandbox, counter: TestDevice) -> None:
    report = report_on(counter, plan_of(counter, age_outlet(asking)), note="x")

    body = body_of(counter, report)
    body["report"]["note"] = "客户 110101 1900-01.01 0014"
    answer = counter.call("POST", InspectionPaths.REPORTS, json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUEST_UNREADABLE")


def test_only_a_supervisor_who_logged_in_for_it_signs(
    asking: RunningSandbox, counter: TestDevice
) -> None:
    month = age_outlet(asking)
    plan = plan_of(counter, month)
    old = report_on(counter, plan, made_at=datetime.now(UTC) + timedelta(minutes=4))
    refused = [deliver(counter, replace(old, signer=asking.clerk_number))]
    refused.append(deliver(counter, old, {"session_id": "session-of-nobody"}))
    refused.append(deliver(counter, old, {"report_sha256": "00" * 32}))
    counter.log_in(asking.clerk_number, asking.password)
    refused.append(deliver(counter, report_on(counter, plan)))
    assert {answer.json()["code"] for answer in refused} == {"INSPECTION_REFUSED"}
    counter.log_in(asking.supervisor_number, asking.supervisor_password)
    assert deliver(counter, report_on(counter, plan)).status_code == 200


def test_the_configuration_says_what_is_owed_and_moves_on_with_the_signature(
    asking: RunningSandbox, counter: TestDevice
) -> None:
    month = age_outlet(asking)

    def said() -> object:
        token = counter.call("GET", Paths.CONFIGURATION).json()["token"]
        root = {asking.gateway.keys.root_jwk["kid"]: jws.public_key(asking.gateway.keys.root_jwk)}
        return jws.verify(token, root, jws.TokenType.CONFIGURATION)["self_inspection"]

    assert said() == {"owes_from": str(month), "due_day": 1, "grace_days": 60}
    deliver(counter, report_on(counter, plan_of(counter, month)))
    assert said() == {"owes_from": str(month.next), "due_day": 1, "grace_days": 60}


def test_an_overdue_month_stops_new_numbers_and_nothing_else(
    asking: RunningSandbox, counter: TestDevice, card: Cards
) -> None:
    begun = gathered(counter, card("resident-lin"))
    month = age_outlet(asking, 5)
    opened = counter.call("POST", Paths.CASES, json={"flow": "new_number"})
    assert (opened.status_code, opened.json()["code"]) == (422, "INSPECTION_OVERDUE")
    opened = counter.call("POST", Paths.CASES, json={"flow": "sim_replacement"})
    assert opened.status_code == 200
    data = counter.registration(begun)
    assert outcome_of(counter, data) == ("REJECTED", "INSPECTION_OVERDUE")
    for _ in range(5):
        assert deliver(counter, report_on(counter, plan_of(counter, month))).status_code == 200
        month = month.next
    assert counter.call("POST", Paths.CASES, json={"flow": "new_number"}).status_code == 200
    case = gathered(counter, card("resident-lin"))
    assert outcome_of(counter, counter.registration(case))[0] == "ACCEPTED"


def test_what_was_captured_before_the_grace_was_over_is_still_taken(
    asking: RunningSandbox, counter: TestDevice, card: Cards
) -> None:
    now = datetime.now(UTC)
    age_outlet(asking, 5)
    case = captured(counter, card("resident-lin"), read_at=now - timedelta(days=250))
    is_overdue = asking.call(
        lambda desk: [
            desk.inspections.book.is_overdue_at(asking.outlet_code, at)
            for at in (now - timedelta(days=250), now)
        ]
    )
    assert is_overdue == [False, True]
    assert outcome_of(counter, counter.registration(case))[1] != "INSPECTION_OVERDUE"


def test_without_rules_nobody_owes_anything(
    sandbox: RunningSandbox, enrol: Enrol, card: Cards
) -> None:
    device = enrol(sandbox)
    this = month_of(datetime.now(UTC))
    assert code_of(device, f"{InspectionPaths.PLANS}/{this.previous}") == "INSPECTION_TOO_EARLY"
    assert "self_inspection" not in device.configuration
    assert verified(device, card("resident-lin")).verdicts
