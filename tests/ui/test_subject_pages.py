"""补登记 on the screen: what is promised of a number that exists, before and after its receipt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_client.application.step_state import FlowState
from tests.ui.people import CHINA_NOW
from tests.ui.subject_scenes import SUBJECT_SCENES
from ui import i18n
from ui.presenters.case import CaseScreen
from ui.presenters.glance import Glance
from ui.presenters.idle import IdleScreen
from ui.presenters.window import present_window
from ui.theme.tokens import Tone

GLANCE = Glance(CHINA_NOW)


def case_page(scene: str) -> CaseScreen:
    page = present_window(SUBJECT_SCENES[scene], GLANCE).page
    assert isinstance(page, CaseScreen)
    return page


@pytest.mark.parametrize(
    ("scene", "promise"),
    [
        ("saved-number-offline", "停机状态以核验后为准"),
        ("saved-number-rejected", "号码状态不变"),
        ("saved-number-review", "号码状态不变"),
    ],
)
def test_nothing_is_activated_that_exists(scene: str, promise: str) -> None:
    told = case_page(scene).saved
    assert told is not None
    assert promise in i18n.say(told.safe)
    assert "开通" not in i18n.say(told.safe)


@pytest.mark.parametrize(
    ("scene", "line"),
    [
        ("saved-number-accepted", "subject.suspension_NONE"),
        ("saved-number-restored", "subject.restored"),
    ],
)
def test_after_the_acceptance_nothing_is_missing_any_more(scene: str, line: str) -> None:
    card = case_page(scene).subject
    assert card is not None
    assert (card.state.key, card.tone) == ("subject.state_REGISTERED", Tone.GOOD)
    assert [each.key for each in card.lines] == [line]


def test_before_the_receipt_the_number_is_what_it_was() -> None:
    assert case_page("saved-number").subject == case_page("card-of-number").subject


def test_a_desk_names_the_key_of_its_own_flow() -> None:
    page = present_window(SUBJECT_SCENES["idle-desk"], GLANCE).page
    assert isinstance(page, IdleScreen)
    assert "按 2 输入号码" in i18n.say(page.subline)
    state = replace(SUBJECT_SCENES["idle-desk"], flows=(FlowState("re_registration"),))
    page = present_window(state, GLANCE).page
    assert isinstance(page, IdleScreen)
    assert "按 1 输入号码" in i18n.say(page.subline)


@pytest.mark.parametrize(
    ("scene", "line"),
    [
        ("sim-saved-accepted", "subject.sim_replaced"),
        ("sim-saved-delayed", "subject.sim_delayed"),
        ("check-saved-accepted", "subject.flag_lifted"),
    ],
)
def test_the_acceptance_says_what_it_has_done_about_the_number(scene: str, line: str) -> None:
    card = case_page(scene).subject
    assert card is not None
    assert [each.key for each in card.lines] == [line]


def test_a_delayed_sim_is_told_to_the_customer_with_its_time() -> None:
    told = case_page("sim-saved-delayed").saved
    assert told is not None
    assert told.to_do is not None
    assert "新卡 11-24" in i18n.say(told.to_do)
    at_once = case_page("sim-saved-accepted").saved
    assert at_once is not None
    assert at_once.to_do is None


@pytest.mark.parametrize("scene", ["sim-new", "sim-new-own", "sim-new-read"])
def test_no_sim_is_taken_before_it_was_read(scene: str) -> None:
    page = case_page(scene)
    assert (page.primary.command is not None) is (scene == "sim-new-read")
    assert page.choice is None
    assert page.sim is None, "it stands in the middle"


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        ("look-up", "补登记"),
        ("sim-look-up", "补换"),
        ("check-look-up", "二次实人认证"),
        ("sim-look-up-away", "需联网办理"),
    ],
)
def test_each_flow_asks_for_its_number_in_its_own_words(scene: str, words: str) -> None:
    page = case_page(scene)
    assert words in i18n.say(page.headline) + i18n.say(page.subline)


@pytest.mark.parametrize(
    ("scene", "line"),
    [
        ("visual-check-flagged", "subject.flagged"),
        ("visual-check-flagged-late", "subject.flagged_late"),
        ("visual-check-sim", None),
    ],
)
def test_a_flag_stands_first_among_what_is_said(scene: str, line: str | None) -> None:
    card = case_page(scene).subject
    assert card is not None
    said = [each.key for each in card.lines]
    assert (said[0] == line) if line else not [each for each in said if "flagged" in each]
    assert card.tone is (Tone.WAITING if line else Tone.PLAIN)


def test_whoever_is_refused_in_a_second_check_hears_of_the_appeal() -> None:
    ending = case_page("check-refused-owner").ending
    assert ending is not None
    assert "申诉" in i18n.say(ending.safe)
    of_another = case_page("sim-refused-incomplete").ending
    assert of_another is not None
    assert "申诉" not in i18n.say(of_another.safe)


def test_a_number_that_takes_no_message_waits_for_its_sim_only() -> None:
    assert case_page("proof-sim-only").panel != case_page("proof").panel
    assert "验证码" not in i18n.text("subject.proof_waiting_sim")
