"""T. What people do: each is tried, and gets as far as it is known to and no further."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pos_client.application import commands
from pos_client.application.state import CasePhase
from pos_client.application.subject_commands import BeginFlow, LookUpNumber
from pos_client.domain.audit_examination import AuditFlaw
from pos_client.domain.flow import Step
from pos_client.domain.outlet import Clerk, OutletKind, Role
from pos_client.domain.sim import Sim, SimSource
from pos_client.domain.subject import Subject
from pos_client.domain.verdict import Check
from pos_client.testing.customer import iccid_of
from pos_client.testing.gateway_words import case_claims
from pos_client.testing.subscribers import REGISTERED
from tests.attacks.numbers_that_exist import about, number_of
from tests.attacks.scene import Scene
from tests.attacks.units import asking, opened, user
from tests.compliance.counters import begun, counter_of
from tests.compliance.receipt_ways import photo_again
from tests.compliance.stage import Stage, all_codes
from tests.integration.sandbox.walks import gathered, outcome_of
from tests.unit.pos_client.application.at_work import OWN_HALL, at_work
from tests.unit.pos_client.application.test_guarding import PEOPLE, serve
from tests.unit.pos_client.domain.test_audit_examination import WHOLE, flaws
from ui.camera.virtual_cameras import is_virtual_camera


def test_t1_reads_that_are_not_of_a_card_here_and_now_are_refused(stage: Stage) -> None:
    for name, word in (
        ("unregistered_reader", "READER_NOT_TRUSTED"),
        ("challenge_used_again", "CHALLENGE_USED"),
        ("edited_frame", "FRAME_INVALID"),
    ):
        assert word in stage.words(name, stage.agent)
    device, card = stage.agent.device, stage.agent.card()
    for _ in range(2):  # the same bytes under another challenge are an honest customer's
        case = gathered(device, card)
        assert outcome_of(device, device.registration(case)) == ("ACCEPTED", "")


def test_t1_a_fabricated_frame_gets_through_at_level_b_and_not_at_a(stage: Stage) -> None:
    stage.fails("fabricated_frame", is_residual=True)


def test_t2_a_work_id_is_at_one_place_at_a_time(stage: Stage) -> None:
    scene = stage.agent
    first = scene.patched_client(clerk_number="0018")
    assert first.call("GET", "/v1/numbers").status_code == 200
    second = scene.patched_client(clerk_number="0018")
    assert first.call("GET", "/v1/numbers").status_code == 401
    assert second.call("GET", "/v1/numbers").status_code == 200
    stage.fails("impossible_travel")
    rig = counter_of()
    rig.lay()
    rig.do(lambda: rig.counter.end_session(rig.counter.session_id))
    assert rig.state.session is None or rig.state.session.is_locked


def test_t3_one_read_makes_one_number(stage: Stage) -> None:
    assert "EVIDENCE_USED" in stage.words("one_read_for_two_cases", stage.agent)
    assert "IDENTITY_MISMATCH" in stage.words("one_case_many_numbers", stage.agent)
    device, card = stage.hall.device, stage.hall.card()
    case = gathered(device, card)
    device.read(case, card, challenge=device.open_case().challenge)  # laid again for its case
    assert outcome_of(device, device.registration(case)) == ("ACCEPTED", "")
    assert "PHOTO_USED" in photo_again(stage)


def test_t4_a_camera_that_is_a_program_and_a_face_that_is_none_are_refused(stage: Stage) -> None:
    assert stage.words("virtual_camera")
    assert is_virtual_camera("OBS Virtual Camera")
    assert not is_virtual_camera("Integrated Camera")
    scene = stage.agent
    case = scene.device.open_case()
    scene.device.read(case, scene.card())
    scene.device.photograph(case, "dark")
    scene.device.verify(case)
    assert "FACE_QUALITY" in all_codes(case)
    assert stage.words("face_of_another", scene) == ("FACE_DIFFERENT",)


def test_t5_strangers_who_come_together_are_looked_at(stage: Stage) -> None:
    stage.fails("strangers_together")
    rig = at_work(None, guards={"group": {"strangers": 4, "within_s": 1200}})
    for name in PEOPLE:
        assert rig.state.hint is None
        serve(rig, name)
    assert rig.state.hint is not None
    assert "no_resale" in {notice.id for notice in rig.configuration.case.notices.notices}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("reviews_here", [(), OWN_HALL], ids=["nothing", "everything"])
def test_t6_no_role_and_no_setting_takes_a_gate_away(
    role: Role, reviews_here: tuple[str, ...]
) -> None:
    for answer in ("", "ERROR", "NEVER_HEARD", "RISK_DENY", "id_match"):
        rig = counter_of(OutletKind.OWN_HALL, case=case_claims(reviews_here=reviews_here))
        rig.gateway.verdict_codes[Check.ONLINE_VERIFICATION] = answer
        rig.gateway.clerks["8051"] = ("demo-8051", Clerk("8051", "示例", role))
        rig.ask(commands.LogOut())
        rig.ask(commands.LogIn("8051", "demo-8051"))
        rig.lay()
        if rig.state.case is None:
            assert role not in (Role.CLERK, Role.SUPERVISOR)
            continue
        rig.go_to(Step.LIVE_PHOTO)
        rig.answer()
        rig.ask(commands.ChooseOffer("OFFER-19"))
        rig.ask(commands.ConfirmStep(Step.NUMBER_AND_SIM.value))
        assert rig.case.step in (Step.VERIFICATION, Step.LIVE_PHOTO)
        assert rig.case.choice is None


def test_t6_a_missing_answer_and_a_review_of_ones_own_are_no_pass(stage: Stage) -> None:
    assert "VERDICT_INVALID" in stage.words("verdict_left_out", stage.agent)
    assert "REVIEW_MISSING" in stage.words("review_left_out", stage.strict)
    assert "REVIEW_MISSING" in stage.words("review_by_oneself", stage.strict)


def test_t7_a_sim_is_replaced_for_its_own_person_alone(stage: Stage) -> None:
    scene = stage.hall
    mine = Subject(number_of(8))
    stranger = about(scene, "sim_replacement", mine, "resident-wang", "1")
    assert "OWNER_DIFFERENT" in all_codes(stranger)
    refused = scene.device.registration(stranger)
    assert outcome_of(scene.device, refused) == ("REJECTED", "VERDICT_INVALID")
    owner = about(scene, "sim_replacement", mine, "resident-jin", "1")
    assert all_codes(owner) == ["ID_MATCH", "FACE_SAME", "OWNER_CONFIRMED"]
    sealed = scene.device.registration(owner, sim=_blank(scene))
    assert outcome_of(scene.device, sealed) == ("ACCEPTED", "")
    answer = stage.agent.device.call("POST", "/v1/special-cases")
    assert answer.json()["code"] == "SPECIAL_REFUSED", "no temporary ID at an agent's"


def _blank(scene: Scene) -> Sim:
    first = scene.device.configuration["sim_stock"][0]["first"]
    return Sim(iccid_of(int(first[6:]) + 4321), SimSource.SCANNER)


def test_t7_the_counter_ends_where_another_person_stands_there() -> None:
    rig = counter_of()
    rig.subscribers.known = {iccid_of(9007): REGISTERED}
    rig.ask(BeginFlow("sim_replacement"))
    rig.ask(LookUpNumber(REGISTERED.phone_number))
    rig.gateway.verdict_codes[Check.OWNER] = "OWNER_DIFFERENT"
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "OWNER_DIFFERENT")


def test_t8_nothing_of_a_customer_is_left_behind_the_seal(tmp_path: Path) -> None:
    rig = counter_of(folder=tmp_path)
    rig.lay()
    identity = rig.case.identity
    assert identity is not None
    rig.finish()
    rig.ask(commands.FinishCase())
    rig.close()
    written = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert len(written) > 10_000
    for secret in (identity.name, identity.id_number, identity.address):
        assert secret not in repr(rig.state)
        for writing in ("utf-8", "utf-16-le", "gb18030"):
            assert secret.encode(writing) not in written


def test_t9_a_computer_that_was_moved_and_an_outlet_below_work_for_nobody(stage: Stage) -> None:
    assert stage.words("moved_device", stage.agent)
    assert "CERTIFICATE_MISMATCH" in stage.words("another_outlet_forwarding", stage.agent)
    assert "SUB_AGENT" in stage.words("sub_agent_entered", stage.agent)


def test_t10_an_entry_that_was_touched_or_taken_out_is_found(stage: Stage) -> None:
    assert flaws(WHOLE) == []
    changed = replace(WHOLE[2], text=WHOLE[2].text.replace(b"2026", b"2025"))
    assert flaws([*WHOLE[:2], changed, *WHOLE[3:]])[0] == (AuditFlaw.ENTRY_CHANGED, 3)
    assert flaws([*WHOLE[:2], *WHOLE[3:]])[0] == (AuditFlaw.ENTRY_MISSING, 3)
    for name in ("audit_head_of_another", "audit_rolled_back"):
        stage.words(name, stage.agent)


def test_t11_a_burst_is_refused_by_the_gateway_alone(stage: Stage) -> None:
    stage.fails("burst_reviewed")
    rig = at_work(None)
    rig.lay()
    first = rig.case.identity
    rig.lay("hmt_hongkong")
    assert rig.case.identity == first, "one at a time"


def test_t12_no_user_of_a_unit_is_registered_without_a_card(stage: Stage) -> None:
    assert "EVIDENCE_USED" in stage.words("unit_user_without_own_read", stage.hall)
    scene = stage.hall
    case = user(scene, opened(scene), "resident-ma")
    without = replace(scene.device.body(case), evidence=())
    assert scene.device.register(scene.device.sealed(case, without)).status_code == 422
    assert outcome_of(scene.device, scene.device.registration(case)) == ("ACCEPTED", "")
    assert not begun(counter_of(OutletKind.AGENT), "unit_user")
    assert "UNIT_LIMIT" in all_codes(asking(scene, "91350100MA00DEM068", 3))
