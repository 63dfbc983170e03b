"""E. Later law: photo, limit, face, own numbers, notices, risk, consent, masks, eSIM."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pos_client.application import commands
from pos_client.application.papers import paper_text
from pos_client.application.state import CasePhase
from pos_client.domain.case_errors import CaseError
from pos_client.domain.esim import Esim
from pos_client.domain.flow import Step
from pos_client.domain.outlet import OutletKind
from pos_client.domain.subject import Subject
from pos_client.domain.verdict import Check
from pos_client.protocol.api import Headers, Paths
from pos_client.sandbox.ledger import read_ledger
from pos_client.testing.customer import device_of
from pos_client.testing.gateway_words import case_claims
from tests.attacks.numbers_that_exist import about, number_of, verified_for_own_numbers
from tests.compliance.counters import begun, counter_of
from tests.compliance.stage import Stage, all_codes, obey
from tests.integration.sandbox.walks import captured, gathered, outcome_of
from tests.unit.pos_client.application.at_work import OWN_HALL, asked, at_work
from tests.unit.pos_client.application.rig import Rig, body_of
from tests.unit.pos_client.application.test_own_numbers import FIRST, SHOW, before_the_list, listed
from tests.unit.pos_client.application.test_own_numbers import rig_of as hall_of_lists
from tests.unit.pos_client.application.test_second_real_person_check import (
    NOTICE,
    NUMBER,
    asked_to_sign,
)
from tests.unit.pos_client.application.test_second_real_person_check import (
    rig_of as hall_of_checks,
)
from tests.unit.pos_client.domain import cases
from tests.unit.ui.test_regulation_codes import screen


def _judged(check: Check, code: str, rig: Rig | None = None) -> Rig:
    """A customer of whom just this is said."""
    rig = rig or counter_of(case=case_claims(photo_attempts=1))
    rig.gateway.verdict_codes[check] = code
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    rig.answer()
    return rig


def test_e1_no_case_is_sealed_without_a_photo_taken_there_and_then(stage: Stage) -> None:
    case = cases.at(Step.LIVE_PHOTO)
    for step in (Step.VERIFICATION, Step.NUMBER_AND_SIM, Step.FORM):
        with pytest.raises(CaseError):
            cases.LEAVING[step](case)
    with pytest.raises(CaseError):
        case.check_sealable(cases.NOON)
    device, card = stage.agent.device, stage.agent.card()
    without = gathered(device, card)
    assert outcome_of(device, device.registration(without, live_photo=None))[0] == "REJECTED"
    assert outcome_of(device, device.registration(gathered(device, card))) == ("ACCEPTED", "")
    assert "PHOTO_INVALID" in stage.words("photo_miscounted", stage.agent)


def test_e2_whoever_has_five_gets_no_sixth_also_from_a_patched_client(stage: Stage) -> None:
    assert _judged(Check.QUOTA, "QUOTA_OK").case.step is Step.NUMBER_AND_SIM
    rig = _judged(Check.QUOTA, "QUOTA_FULL")
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "QUOTA_FULL")
    assert rig.case.choice is None
    assert stage.words("quota_overrun", stage.strict) == ("QUOTA_FULL",)


@pytest.mark.parametrize("code", ["FACE_DIFFERENT", "FACE_QUALITY", "LIVENESS_FAILED", "", "NEW"])
def test_e3_only_the_same_face_goes_on_by_itself(code: str) -> None:
    assert _judged(Check.FACE_MATCH, "FACE_SAME").case.step is Step.NUMBER_AND_SIM
    rig = _judged(Check.FACE_MATCH, code)
    assert rig.case.step not in (Step.NUMBER_AND_SIM, Step.FORM, Step.SEAL)
    assert rig.case.choice is None


def test_e3_the_gateway_accepts_no_other_face_and_an_unsure_one_after_a_review(
    stage: Stage,
) -> None:
    assert stage.words("face_of_another", stage.agent) == ("FACE_DIFFERENT",)
    scene, gateway = stage.hall, stage.hall.gateway
    case = scene.device.open_case()
    scene.device.read(case, scene.card("resident-no-photo"))
    scene.device.verify(case)
    assert "FACE_UNSURE" in all_codes(case)
    scene.device.hold(case)
    assert outcome_of(scene.device, scene.device.registration(case))[1] == "REVIEW_MISSING"
    again = scene.device.open_case()
    scene.device.read(again, scene.card("resident-no-photo"))
    scene.device.verify(again)
    answer = scene.device.ask_review(again, gateway.supervisor_number, gateway.supervisor_password)
    assert answer.status_code == 200
    scene.device.hold(again)
    assert outcome_of(scene.device, scene.device.registration(again))[0] == "UNDER_REVIEW"


def test_e4_own_numbers_are_shown_in_own_halls_to_their_person_in_masks(stage: Stage) -> None:
    scene = stage.hall
    case = verified_for_own_numbers(scene, "resident-lin", "e4")
    lines = scene.device.own_numbers(case)
    assert lines
    assert all("****" in each.masked_phone_number for each in lines)
    assert "NUMBER_NOT_LISTED" in stage.words("own_number_of_another", scene)
    assert "OWN_NUMBERS_REFUSED" in stage.words("own_numbers_of_a_stranger", scene)
    words = stage.words("dispute_at_an_agents", stage.agent)
    assert words == ("OWN_NUMBERS_REFUSED", "OWN_HALL_ONLY")


def test_e4_the_counter_keeps_no_list_and_an_agents_has_none(tmp_path: Path) -> None:
    for kind in (OutletKind.AGENT, OutletKind.FIELD):
        assert not begun(counter_of(kind), "disputed_number")
    rig = hall_of_lists(tmp_path)
    before_the_list(rig)
    rig.ask(SHOW)
    assert FIRST in listed(rig)
    rig.ask(commands.Lock())
    assert FIRST.masked_phone_number not in repr(rig.state)
    rig.close()
    written = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert FIRST.masked_phone_number.encode() not in written


def test_e5_no_form_is_signed_before_the_notices_and_their_version_is_sealed(
    stage: Stage,
) -> None:
    case = cases.at(Step.CONSENT)
    with pytest.raises(CaseError):
        cases.sign_form(case)
    rig = counter_of()
    rig.lay()
    rig.finish()
    body = body_of(rig)
    assert body.consent is not None
    notices = rig.configuration.case.notices
    assert (body.consent.version, body.consent.notices_sha256) == (notices.version, notices.sha256)
    assert "no_resale" in body.consent.agreed
    assert set(stage.words("skipped_consent", stage.agent)) == {"CONSENT_MISSING"}


@pytest.mark.parametrize("path", sorted({Paths.CASES, Paths.CHALLENGES, Paths.SUBSCRIBERS}))
def test_e6_a_call_names_its_outlet_or_is_refused(stage: Stage, path: str) -> None:
    device = stage.agent.device
    asked_for = (
        {"flow": "new_number"} if path == Paths.CASES else {"phone_number": "1", "iccid": ""}
    )
    for outlet in ("", "FJ-OTHER"):
        told = {Headers.OUTLET_CODE: outlet}
        answer = device.call("POST", path, json=asked_for, headers=told)
        assert answer.status_code in (400, 401, 403), answer.text
        assert answer.json()["code"] in ("OUTLET_UNKNOWN", "REQUEST_UNREADABLE")
    bare = {Headers.SESSION: device.session, Headers.AUDIT_HEAD: device.first_head}
    answer = device.client.request("POST", path, json=asked_for, headers=bare)
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUEST_UNREADABLE")
    if path == Paths.CASES:
        assert device.call("POST", path, json=asked_for).status_code == 200


def test_e7_a_flag_is_lifted_by_read_face_and_signed_letter_alone(
    stage: Stage, tmp_path: Path
) -> None:
    for kind in (OutletKind.AGENT, OutletKind.FIELD):
        assert not begun(counter_of(kind), "second_real_person_check")
    rig = hall_of_checks(tmp_path)
    asked_to_sign(rig)
    assert rig.case.form is not None
    assert {*NOTICE["paragraphs"]} <= {*paper_text(rig.case.form.paper).words}  # type: ignore[misc]
    rig.answer()
    assert body_of(rig).phone_number == NUMBER
    rig.close()
    scene = stage.hall
    flagged = Subject(number_of(11))
    told = {"phone_number": flagged.phone_number, "iccid": ""}

    def until() -> object:
        return scene.device.call("POST", Paths.SUBSCRIBERS, json=told).json()["flagged_until"]

    assert until() is not None, "by the gateway's clock"
    stranger = about(scene, "second_real_person_check", flagged, "resident-wang", "e7")
    assert outcome_of(scene.device, scene.device.registration(stranger))[0] == "REJECTED"
    assert until() is not None
    owner = about(scene, "second_real_person_check", flagged, "resident-jin", "e7 own")
    assert outcome_of(scene.device, scene.device.registration(owner)) == ("ACCEPTED", "")
    assert until() is None


def test_e8_both_answers_to_a_risk_look_alike_and_nobody_goes_past_them(stage: Stage) -> None:
    shown = []
    for code in ("RISK_REVIEW", "RISK_DENY"):
        hall = counter_of(
            OutletKind.OWN_HALL, case=case_claims(photo_attempts=1, reviews_here=OWN_HALL)
        )
        rig = _judged(Check.ONLINE_VERIFICATION, code, hall)
        page = screen(rig.state)
        assert page.ending is not None
        shown.append((page.ending.happened, page.ending.to_do, page.ending.code, page.panel))
        scene = stage.agent
        case = scene.device.open_case()
        scene.device.read(case, scene.card("resident-jin"))
        obey(scene, f"verdict ONLINE_VERIFICATION {code} times=1")
        scene.device.verify(case)
        scene.device.hold(case)
        word = scene.word_of(scene.device, scene.device.register(scene.device.registration(case)))
        assert word in ("REVIEW_MISSING", "VERDICT_INVALID", "RISK_REVIEW")
    assert shown[0] == shown[1]
    assert shown[0][0].key == "verdicts.why_neutral"


def test_e9_the_punished_are_told_where_to_appeal_and_no_reason(stage: Stage) -> None:
    rig = _judged(Check.QUOTA, "PUNISHED_LIMITED")
    page = screen(rig.state)
    assert page.ending is not None
    assert page.ending.happened.key == "verdicts.why_neutral"
    assert page.ending.to_do.key == "advice.appeal"
    assert page.ending.code == ""
    assert "PUNISHED" not in repr(page)
    assert rig.papers() == []
    scene = stage.agent
    case = scene.device.open_case()
    scene.device.read(case, scene.card("resident-jin"))
    obey(scene, "verdict ONLINE_VERIFICATION PUNISHED_LIMITED times=1")
    scene.device.verify(case)
    assert all_codes(case) == ["PUNISHED_LIMITED"]
    scene.device.hold(case)
    assert outcome_of(scene.device, scene.device.registration(case))[0] == "REJECTED"


def test_e10_nothing_leaves_before_consent_and_nothing_stays_behind_the_seal(
    stage: Stage,
) -> None:
    rig = at_work(None)
    calls = asked(rig, "verify", "deliver", "review")
    rig.lay()
    rig.go_to(Step.LIVE_PHOTO)
    assert calls == []
    rig.answer()
    assert calls == ["verify"]
    rig.finish()
    assert rig.case.photo is None or not getattr(rig.case.photo, "jpeg", b"")
    assert rig.case.identity is None
    rig = at_work(None)
    rig.customer.declined = ("face",)
    rig.lay()
    rig.go_to(Step.CONSENT)
    rig.answer()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "FACE_REFUSED")
    device = stage.agent.device
    case = device.open_case()
    device.read(case, stage.agent.card())
    device.agree(case)
    assert case.consent is not None
    case.consent = replace(case.consent, agreed=())
    device.verify(case)
    assert all_codes(case) == ["CONSENT_MISSING"]


def test_e11_an_identity_is_shown_in_its_step_counted_and_masked_elsewhere(
    stage: Stage,
) -> None:
    rig = at_work(None)
    before = rig.audited().count("card_read")
    rig.lay()
    identity = rig.case.identity
    assert identity is not None
    assert rig.audited().count("card_read") == before + 1, "before it was shown"
    entries = [entry.event for entry in rig.store.audit_behind(0, 1000)]
    assert not any(identity.id_number in repr(event.details) for event in entries)
    rig.finish()
    saved = rig.state.last_saved
    assert saved is not None
    assert identity.id_number not in repr(rig.state)
    assert identity.id_number not in repr(rig.store.row(saved.id))
    scene = stage.agent
    case = captured(scene.device, scene.card("resident-ma"), 2)
    assert outcome_of(scene.device, scene.device.registration(case))[0] == "ACCEPTED"
    number = case.reads[0].raw_text[122:158].decode("utf-16-le")
    assert len(number) == 18
    assert number not in repr(read_ledger(scene.gateway.home.folder))


def test_e12_an_esim_goes_through_the_same_gates_in_own_halls_only(stage: Stage) -> None:
    device, card = stage.hall.device, stage.hall.card
    esim = Esim(*device_of(120))
    without = gathered(device, card("resident-jin"))
    assert outcome_of(device, device.registration(without, sim=esim, consent=None))[1] == (
        "CONSENT_MISSING"
    )
    case = gathered(device, card("resident-jin"))
    assert outcome_of(device, device.registration(case, sim=esim)) == ("ACCEPTED", "")
    assert "ESIM_NOT_HERE" in stage.words("esim_at_an_agents", stage.agent)
    for kind, is_taken in ((OutletKind.OWN_HALL, True), (OutletKind.AGENT, False)):
        rig = counter_of(kind, case=case_claims(esim_flows=["new_number"]))
        rig.lay()
        rig.go_to(Step.NUMBER_AND_SIM)
        for scanned in device_of(7):
            rig.ask(commands.TakeScan(scanned))
        rig.ask(commands.ConfirmStep(Step.NUMBER_AND_SIM.value))
        assert (rig.case.step is Step.FORM) is is_taken
