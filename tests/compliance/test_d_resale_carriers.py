"""D. Resale carriers (MVNOs): agents watched, admitted, signed, none below them, inspected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from drivers.hub import ReaderLost
from pos_client.application import commands
from pos_client.application import inspection_commands as inspection
from pos_client.application.papers import PaperRefused, paper_text
from pos_client.application.state import CasePhase, ReaderPhase
from pos_client.domain.flow import Step
from pos_client.domain.paper import PaperKind
from pos_client.domain.sign_code import objection_to, read_sign_token
from pos_client.domain.verdict import Check
from pos_client.protocol.api import Paths
from pos_client.protocol.sign import sign_from
from pos_client.sandbox.checklist import InspectionRules
from pos_client.sandbox.evidence_package import read_package
from pos_client.sandbox.policy import DEMO_OUTLET
from tests import papers
from tests.attacks.moves import REAL_SAM
from tests.attacks.scene import Scene
from tests.compliance.counters import counter_of
from tests.compliance.stage import MVNO, Stage, all_codes, obey
from tests.inspecting import age_outlet, deliver, plan_of, report_on
from tests.integration.sandbox.honest_requests import HEARTBEAT
from tests.integration.sandbox.walks import captured, gathered, outcome_of
from tests.unit.pos_client.application.rig import Rig
from tests.unit.pos_client.application.test_frozen_work_id import (
    LONGEST,
    carrier_of,
    run_until_told,
)
from tests.unit.pos_client.application.test_inspection_desk import Shop
from tests.unit.pos_client.application.test_sign_check import CHANNEL, code, opened, told

STAGED = ("agent", "strict")


@pytest.fixture
def own(tmp_path: Path, quick_passwords: None) -> Iterator[Scene]:
    """A gateway that asks for inspections, whose book and clock this test may change."""
    rules = InspectionRules(sample_least=1, sample_most=2, due_day=1, grace_days=0)
    with Scene(tmp_path, {"inspection": rules}) as scene:
        yield scene


def test_d1_a_device_that_falls_silent_is_seen_and_a_lost_reader_is_shown(own: Scene) -> None:
    loud, silent = own.device, own.patched_client(clerk_number="0018")
    for device in (silent, loud):
        assert device.call("POST", Paths.HEARTBEATS, json=HEARTBEAT).is_success
    own.clock.ahead = timedelta(hours=2)
    assert loud.call("POST", Paths.HEARTBEATS, json=HEARTBEAT).is_success
    today = datetime.now(UTC).date().replace(day=1)
    shown = own.gateway.call(lambda desk: desk.oversight.show(own.gateway.outlet_code, today))
    heard = {each.device_id: each.last_seen_at for each in shown.devices}
    last, before = heard[loud.id], heard[silent.id]
    assert last is not None
    assert before is not None
    assert last - before > timedelta(hours=1)
    rig = counter_of()
    lost = ReaderLost("reader_unavailable", "sam-serial:/dev/ttyTEST")
    rig.do(lambda: rig.counter.take_reader_news(lost))
    assert not any(each.phase is ReaderPhase.READY for each in rig.state.readers.all)


def test_d2_nobody_is_enrolled_before_two_have_approved_and_a_code_serves_once(
    stage: Stage,
) -> None:
    for name in ("admission_by_one", "outlet_not_admitted"):
        assert stage.words(name, stage.agent)
    stage.fails("stolen_enrolment_code")


def test_d3_no_paper_is_made_without_sign_and_agent_number() -> None:
    for kind in PaperKind:
        shown = paper_text(papers.paper(kind))
        assert "统一标识" in {row.label for group in shown.groups for row in group}
        for field in ("sign_number", "agent_number"):
            with pytest.raises(PaperRefused, match=field):
                paper_text(papers.paper(kind, **{field: ""}))


def test_d3_a_shift_begins_with_the_sign_that_the_gateway_has_signed(
    stage: Stage, tmp_path: Path
) -> None:
    rig = opened(Rig(tmp_path, channel=CHANNEL))
    rig.log_in()
    rig.lay()
    assert rig.state.case is None
    rig.ask(commands.TakeScan(code(rig, sign_number="TEST-SIGN-2")))
    assert rig.trouble == "B-641"
    rig.ask(commands.TakeScan(code(rig)))
    assert [each["result"] for each in told(rig)] == ["number", ""]
    rig.lay()
    assert rig.state.case is not None
    rig.close()
    gateway = stage.agent.gateway
    said = gateway.call(lambda desk: desk.signs.text_of(DEMO_OUTLET.code))
    sign = sign_from(read_sign_token(said), gateway.gateway.keys.words_keys)
    today = datetime.now(UTC).date()
    assert objection_to(sign, DEMO_OUTLET, today) == ""
    assert objection_to(sign, replace(DEMO_OUTLET, sign_number="FJ-9"), today) == "number"


def test_d4_there_is_no_outlet_below_an_outlet_and_no_session_of_another_device(
    stage: Stage,
) -> None:
    assert "SUB_AGENT" in stage.words("sub_agent_entered", stage.agent)
    assert "CLERK_NOT_ENTITLED" in stage.words("session_of_another_device", stage.agent)
    assert "LOG_IN_REFUSED" in stage.words("sub_agent", stage.strict)


def test_d4_a_counter_makes_no_user_and_works_for_its_own_outlet() -> None:
    rig = counter_of()
    outlet = dict(rig.gateway.claims["outlet"])
    assert not [name for name in vars(commands) if "User" in name or "Clerk" in name]
    rig.ask(commands.LogOut())
    rig.ask(commands.LogIn("9999", "made-up-1"))
    assert rig.state.session is None
    assert rig.configuration.outlet.code == outlet["code"]


def test_d5_at_a_resale_carriers_only_its_own_readers_count(stage: Stage) -> None:
    device, card = stage.resold, stage.agent.card
    case = captured(device, card("resident-ma"), 0, sam_id=REAL_SAM)
    assert outcome_of(device, device.registration(case))[1] == "READER_NOT_TRUSTED"
    rig = counter_of(brand=MVNO, readers=[{"sam_id": REAL_SAM, "driver": "sam-serial"}])
    rig.lay()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "READER_NOT_TRUSTED")
    rig = counter_of(brand=MVNO)
    rig.lay()
    assert rig.case.identity is not None


def test_d6_at_a_resale_carriers_the_face_is_compared(stage: Stage) -> None:
    device, card = stage.resold, stage.agent.card
    for before_camera, said in (("resident-wang", "FACE_DIFFERENT"), ("resident-ma", "FACE_SAME")):
        other = device.open_case()
        device.read(other, card(before_camera))
        device.photograph(other)
        case = device.open_case()
        device.read(case, card("resident-ma"))
        case.photo = other.photo
        device.verify(case)
        assert said in all_codes(case)
    rig = counter_of(brand=MVNO)
    rig.gateway.verdict_codes[Check.FACE_MATCH] = "FACE_DIFFERENT"
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "FACE_DIFFERENT")


def test_d7_a_month_is_ready_drawn_signed_and_locked(own: Scene) -> None:
    device, gateway = own.device, own.gateway
    month = age_outlet(gateway)
    device.log_in(gateway.supervisor_number, gateway.supervisor_password)
    refused = device.call("POST", Paths.CASES, json={"flow": "new_number"})
    assert refused.json()["code"] == "INSPECTION_OVERDUE"
    plan = plan_of(device, month)
    assert len(plan.items) > 8
    report = report_on(device, plan)
    assert deliver(device, report).status_code == 200
    assert deliver(device, replace(report, note="另一份")).json()["code"] == "INSPECTION_SIGNED"
    assert device.call("POST", Paths.CASES, json={"flow": "new_number"}).status_code == 200


def test_d7_the_counter_asks_for_it_and_keeps_it_as_it_was_signed(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.fill_pool()
    shop.log_in()
    owed = shop.owed
    shop.sign_off()
    assert shop.state.inspection.due is None
    assert shop.state.inspection.waiting == str(owed)
    (event,) = shop.events("inspection_signed")
    kept = shop.store.inspections.last()
    assert kept is not None
    assert event.details["report_sha256"] == kept.report.sha256.hex()
    shop.ask(inspection.OpenInspection())
    assert shop.page.plan is None
    shop.ask(inspection.KeepNote("另一份"))
    assert shop.store.inspections.last() == kept, "locked"
    shop.close()


def test_d8_a_frozen_clerks_work_ends_within_a_minute(tmp_path: Path) -> None:
    rig = Rig(tmp_path, heartbeat_s=300)
    rig.fill_pool()
    rig.log_in()
    saved = rig.register()
    rig.lay()
    carrier = carrier_of(rig)
    carrier.follow_session(rig.counter.session_id)
    carrier.turn()
    rig.gateway.frozen.add("8001")
    assert run_until_told(rig, carrier) <= LONGEST
    assert rig.state.session is not None
    assert rig.state.session.is_locked
    assert rig.store.row(saved) is not None
    rig.close()


def test_d8_what_was_done_stands_in_signed_evidence_and_one_person_lets_nobody_go(
    own: Scene,
) -> None:
    device, gateway = own.device, own.gateway
    case = gathered(device, own.card())
    assert outcome_of(device, device.registration(case)) == ("ACCEPTED", "")
    obey(own, f"freeze {gateway.clerk_number}")
    answer = device.log_in(gateway.clerk_number, gateway.password)
    assert answer.json()["code"] == "WORK_ID_FROZEN"
    text = gateway.call(lambda desk: desk.freezes.package(gateway.clerk_number))
    facts = read_package(text.encode(), gateway.gateway.keys.words_keys)
    assert [each["case_id"] for each in facts["cases"]] == [str(case.id)]
    assert case.phone_number not in text
    obey(own, f"unfreeze {gateway.clerk_number} {gateway.reviewer_number}")
    again = device.log_in(gateway.clerk_number, gateway.password)
    assert again.json()["code"] == "WORK_ID_FROZEN"
