"""A. New users: one process, a reader, a register, nobody typing, few numbers for one ID."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from pytestqt.qtbot import QtBot

from drivers.hub import ReaderLost
from pos_client.application import commands
from pos_client.application.state import CasePhase
from pos_client.domain.brands import BRANDS
from pos_client.domain.case_commands import LEGAL_AT
from pos_client.domain.case_errors import CaseError, IllegalCommand
from pos_client.domain.flow import Step
from pos_client.domain.flows import NEW_NUMBER
from pos_client.domain.identity import Identity
from pos_client.domain.outlet import OutletKind
from pos_client.domain.sim_stock import SimStanding
from pos_client.domain.verdict import Check
from pos_client.protocol.api import Paths
from pos_client.testing.customer import iccid_of
from tests.attacks.units import asking, opened
from tests.compliance.counters import asked_of_gateway, begun, counter_of, steps_of
from tests.compliance.stage import Stage, all_codes
from tests.integration.sandbox.walks import captured, gathered, outcome_of
from tests.ui.people import ID_NUMBER
from tests.ui.ways_in import FORMS, pasted, typed
from tests.unit.pos_client.application.at_work import at_work
from tests.unit.pos_client.domain import cases
from tests.unit.pos_client.domain.test_case_gates import GIVEN
from ui.widgets.line_edit import GuardedLineEdit


def test_a1_every_brand_goes_through_the_same_steps_and_questions() -> None:
    walked, questions = set(), set()
    for brand in BRANDS:
        rig = counter_of(brand=brand)
        assert rig.configuration.outlet.brand == brand
        walked.add(tuple(case.step for case in steps_of(rig)))
        rig.ask(commands.FinishCase())
        questions.add(tuple(asked_of_gateway(rig)))
    (steps,), (asked,) = walked, questions
    by_itself = (Step.READ_CARD, Step.VERIFICATION, Step.REVIEW)  # nobody presses a key there
    assert list(dict.fromkeys(steps)) == [s for s in NEW_NUMBER.steps if s not in by_itself]
    assert asked[0] == "verify"


def test_a1_a_resale_carriers_outlet_is_refused_what_any_other_is(stage: Stage) -> None:
    device, card = stage.resold, stage.agent.card
    for changed, code in (
        ({"consent": None}, "CONSENT_MISSING"),
        ({"verdicts": ()}, "VERDICT_INVALID"),
        ({"form_signature": None}, "FORM_NOT_SIGNED"),
    ):
        case = gathered(device, card("resident-wang"))
        assert outcome_of(device, device.registration(case, **changed))[1] == code
    case = gathered(device, card("resident-wang"))
    assert outcome_of(device, device.registration(case)) == ("ACCEPTED", "")


def test_a2_no_command_is_taken_out_of_its_step() -> None:
    for step in (each for each in NEW_NUMBER.steps if each is not Step.SEAL):
        case = cases.at(step)
        for command, give in GIVEN.items():
            if step not in LEGAL_AT[command]:
                with pytest.raises(IllegalCommand):
                    give(case)
    rig = at_work(None)
    rig.lay()
    rig.ask(commands.ConfirmStep(Step.SEAL.value))
    assert rig.case.step is Step.VISUAL_CHECK
    rig.ask(commands.ChooseNumber("17055500188"))
    assert "illegal_command" in rig.audited()


def test_a2_the_gateway_refuses_steps_that_are_missing_or_out_of_order(stage: Stage) -> None:
    assert "READ_EXPIRED" in stage.words("steps_out_of_order", stage.agent)
    assert "VERDICT_INVALID" in stage.words("verdict_step_skipped", stage.agent)


def test_a3_without_a_reader_of_the_list_no_case_begins() -> None:
    rig = at_work(None)
    lost = ReaderLost("reader_unavailable", "sam-serial:/dev/ttyTEST")
    rig.do(lambda: rig.counter.take_reader_news(lost))
    for command in (commands.ConfirmStep(Step.READ_CARD.value), commands.FindNumbers("")):
        rig.ask(command)
    assert rig.state.case is None
    rig = at_work(None, readers=[{"sam_id": "05.01-20260101-0000000009", "driver": "sam-serial"}])
    rig.lay()
    assert (rig.case.phase, rig.case.code) == (CasePhase.REFUSED, "READER_NOT_TRUSTED")


def test_a3_the_gateway_takes_reads_of_the_outlets_own_readers_only(stage: Stage) -> None:
    assert stage.words("unregistered_reader", stage.agent) == ("READER_NOT_TRUSTED",)
    device = stage.agent.device
    honest = captured(device, stage.agent.card(), 1)
    assert outcome_of(device, device.registration(honest)) == ("ACCEPTED", "")


@pytest.mark.parametrize("wrong", ["another case", "another read", "run out", "another check"])
def test_a4_a_verdict_that_is_not_of_this_case_moves_nothing(wrong: str) -> None:
    case = cases.at(Step.VERIFICATION)
    changes = {
        "another case": {"case_id": uuid4()},
        "another read": {"evidence_ids": (uuid4(),)},
        "run out": {"expires_at": cases.NOON - timedelta(seconds=1)},
        "another check": {"code": "QUOTA_OK"},
    }[wrong]
    good = cases.verdicts(case)
    spoilt = (replace(good[0], **changes), *good[1:])
    try:
        after = case.take_verdicts(spoilt, cases.NOON)
    except CaseError:
        after = case
    assert after.step is Step.VERIFICATION
    assert case.take_verdicts(good, cases.NOON).step is Step.NUMBER_AND_SIM


def test_a4_the_gateway_knows_its_own_verdicts_again(stage: Stage) -> None:
    for name in ("forged_verdict", "verdict_of_another_case"):
        assert set(stage.words(name, stage.agent)) == {"VERDICT_INVALID"}
    assert "IDENTITY_MISMATCH" in stage.words("person_swapped_after_verdict", stage.agent)


def test_a5_an_identity_comes_from_evidence_and_nothing_else() -> None:
    with pytest.raises(TypeError):
        Identity("张三", ID_NUMBER, "福建省")  # type: ignore[call-arg,arg-type]
    rig = at_work(None)
    rig.lay()
    identity = rig.case.identity
    assert identity is not None
    rig.go_to(Step.NUMBER_AND_SIM)
    for form in FORMS.values():
        rig.ask(commands.FindNumbers(form))
        rig.ask(commands.TakeScan(form))
        assert form not in repr(rig.state)
    assert rig.case.identity == identity


def test_a5_no_field_keeps_an_id_number_however_it_comes(qtbot: QtBot) -> None:
    edit = GuardedLineEdit("any")
    qtbot.addWidget(edit)
    edit.show()
    for form in FORMS.values():
        for put in (pasted, typed) if form.isascii() else (pasted,):
            edit.clear()
            put(edit, form)
            assert ID_NUMBER not in edit.text()
            assert len(edit.text()) <= 9, form
    edit.clear()
    pasted(edit, "0017")
    assert edit.text() == "0017"


@pytest.mark.parametrize(
    "asked",
    [{"phone_number": ID_NUMBER, "iccid": ""}, {"phone_number": "", "iccid": "", "name": "张三"}],
    ids=["in another field", "in one of its own"],
)
def test_a5_no_call_takes_an_identity(stage: Stage, asked: dict[str, str]) -> None:
    answer = stage.agent.device.call("POST", Paths.SUBSCRIBERS, json=asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUEST_UNREADABLE")
    text = stage.agent.patched_client().log_in(ID_NUMBER, "demo-1")
    assert (text.status_code, text.json()["code"]) == (400, "REQUEST_UNREADABLE")
    assert stage.words("edited_frame", stage.agent)[0] == "FRAME_INVALID"


def test_a6_a_further_number_waits_and_one_too_many_is_none() -> None:
    for code, expected in (
        ("QUOTA_OK", (CasePhase.OPEN, Step.NUMBER_AND_SIM)),
        ("QUOTA_REVIEW", (CasePhase.OPEN, Step.REVIEW)),
        ("QUOTA_FULL", (CasePhase.REFUSED, Step.VERIFICATION)),
    ):
        rig = at_work(None)
        rig.gateway.verdict_codes[Check.QUOTA] = code
        rig.lay()
        rig.go_to(Step.LIVE_PHOTO)
        rig.answer()
        rig.ask(commands.ChooseOffer("OFFER-19"))
        assert (rig.case.phase, rig.case.step) == expected
        assert (rig.case.choice is not None) is (code == "QUOTA_OK")


def test_a6_two_counters_and_one_slot_make_one_reservation(stage: Stage) -> None:
    scene = stage.strict
    one, other = scene.patched_client(), scene.patched_client(clerk_number="0018")
    scene.gateway.call(
        lambda desk: desk.connection.exec_driver_sql("DELETE FROM quota_reservations")
    )
    slots = []
    for device in (one, other) * 3:
        if len(slots) >= 5:
            break
        if device is one:  # one clerk has one session
            device.log_in(scene.gateway.clerk_number, scene.gateway.password)
        case = device.open_case()
        device.read(case, scene.card("resident-wang"))
        device.verify(case)
        slots.append(all_codes(case)[-1])
    assert slots == ["QUOTA_OK", *["QUOTA_REVIEW"] * 4]
    last = other.open_case()
    other.read(last, scene.card("resident-wang"))
    other.verify(last)
    assert all_codes(last)[-1] == "QUOTA_FULL"
    assert "QUOTA_FULL" in stage.words("quota_overrun", scene)


def test_a7_the_eleventh_within_ten_minutes_is_refused_whatever_the_client_says(
    stage: Stage,
) -> None:
    assert stage.words("bulk_opening") == ("VELOCITY_EXCEEDED",)


def test_a7_a_counter_has_one_customer_at_a_time() -> None:
    rig = at_work(None)
    rig.lay()
    first = rig.case.identity
    rig.lay("hmt_hongkong")
    assert rig.case.identity == first
    rig.finish()
    rig.ask(commands.ConfirmStep(Step.SEAL.value))
    assert rig.store.count_pending(offline_only=False) == 1
    rig.ask(commands.FinishCase())
    rig.ask(commands.ConfirmStep(Step.VISUAL_CHECK.value))
    assert rig.state.case is None, "the next number begins with a card"


def test_a8_nothing_is_active_before_an_acceptance(stage: Stage) -> None:
    scene, device = stage.agent, stage.agent.device

    def owner(number: str) -> int:
        asked = {"phone_number": number, "iccid": ""}
        return device.call("POST", Paths.SUBSCRIBERS, json=asked).status_code

    refused = gathered(device, scene.card("resident-jin"))
    assert outcome_of(device, device.registration(refused, consent=None))[0] == "REJECTED"
    assert owner(refused.phone_number) == 404
    accepted = gathered(device, scene.card("resident-jin"))
    assert outcome_of(device, device.registration(accepted)) == ("ACCEPTED", "")
    assert owner(accepted.phone_number) == 200


def test_a8_numbers_that_nobody_uses_are_found(stage: Stage) -> None:
    assert stage.words("cards_that_ripen") == ("RISK_REVIEW",)


def test_a8_only_a_sim_that_may_go_out_goes_into_a_case() -> None:
    rig = at_work(None, sim_stock=[{"first": iccid_of(1)[:19], "last": iccid_of(99)[:19]}])
    rig.lay()
    rig.go_to(Step.NUMBER_AND_SIM)
    for standing, kept in ((SimStanding.ANOTHER_OUTLET, ""), (SimStanding.USABLE, iccid_of(7))):
        rig.stock.standings[iccid_of(7)[:19]] = standing
        rig.ask(commands.TakeScan(iccid_of(7)))
        assert rig.case.choice is not None
        assert rig.case.choice.iccid == kept


def test_a9_units_are_registered_in_own_halls_with_everybody_there(stage: Stage) -> None:
    assert not begun(counter_of(OutletKind.AGENT), "unit_registration")
    hall = counter_of(OutletKind.OWN_HALL)
    begun(hall, "unit_registration")
    assert hall.trouble == ""
    assert "OWN_HALL_ONLY" in stage.words("unit_at_an_agent", stage.agent)
    case = asking(stage.hall)
    case.documents = ()
    device = stage.hall.device
    assert outcome_of(device, device.registration(case)) == ("REJECTED", "DOCUMENT_MISSING")
    assert opened(stage.hall)
