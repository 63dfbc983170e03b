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


def test_a_number_that_takes_no_message_waits_for_its_sim_only() -> None:
    assert case_page("proof-sim-only").panel != case_page("proof").panel
    assert "验证码" not in i18n.text("subject.proof_waiting_sim")
