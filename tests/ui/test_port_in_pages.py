"""携号转网 on the screen: two fields for no identity, and no promise that the number works."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from pos_client.application.commands import ChooseOffer, ConfirmStep
from pos_client.application.subject_commands import AuthorisePortIn
from pos_client.sandbox.notices import OFFERS
from tests.ui.people import CHINA_NOW
from tests.ui.port_in_scenes import PORT_IN_SCENES
from tests.ui.stage import Stage
from ui import i18n
from ui.presenters.case import CaseScreen
from ui.presenters.glance import Glance
from ui.presenters.window import present_window
from ui.theme.tokens import Tone
from ui.views.keyboard import Keyboard

NUMBER, CODE = "17155600001", "61803399"


def case_page(scene: str) -> CaseScreen:
    page = present_window(PORT_IN_SCENES[scene], Glance(CHINA_NOW)).page
    assert isinstance(page, CaseScreen)
    return page


def edit(stage: Stage, name: str) -> QLineEdit:
    found = stage.find(name)
    assert isinstance(found, QLineEdit)
    return found


def test_enter_leads_from_the_number_to_the_code_and_then_asks(stage: Stage) -> None:
    stage.tell(PORT_IN_SCENES["port-in"])
    edit(stage, "portedNumber").setFocus()
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes == []
    edit(stage, "portedNumber").setText(NUMBER)
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes == []
    assert edit(stage, "donorCode").hasFocus()
    edit(stage, "donorCode").setText(CODE)
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes == [AuthorisePortIn(NUMBER, CODE)]


def test_nothing_of_it_stays_in_the_fields_for_the_next_customer(stage: Stage) -> None:
    stage.tell(PORT_IN_SCENES["port-in"])
    edit(stage, "portedNumber").setText(NUMBER)
    edit(stage, "donorCode").setText(CODE)
    stage.tell(PORT_IN_SCENES["port-in-card"])
    stage.tell(PORT_IN_SCENES["port-in"])
    assert (edit(stage, "portedNumber").text(), edit(stage, "donorCode").text()) == ("", "")


def test_a_code_that_was_wrong_can_be_mended_where_it_stands(stage: Stage) -> None:
    stage.tell(PORT_IN_SCENES["port-in"])
    edit(stage, "donorCode").setText("0000")
    stage.tell(PORT_IN_SCENES["port-in-asking"])
    assert not edit(stage, "donorCode").isEnabled()
    stage.tell(PORT_IN_SCENES["port-in-code-wrong"])
    assert edit(stage, "donorCode").isEnabled()
    assert edit(stage, "donorCode").text() == "0000"


def test_the_offer_has_its_key_and_there_is_no_number_to_be_searched(stage: Stage) -> None:
    stage.tell(PORT_IN_SCENES["port-in-offer-read"])
    assert not stage.sees("numberSearch")
    assert not stage.sees("numberOffer-0")
    keyboard = stage.window.findChild(Keyboard)
    assert keyboard is not None
    seconds = itertools.count()  # between two keys, or they are taken for a scanner's
    keyboard._pressed_at = lambda _: float(next(seconds))
    stage.press(Qt.Key.Key_Slash)
    stage.press(Qt.Key.Key_F10)
    assert stage.wishes == [ChooseOffer(OFFERS[1].code)]


def test_one_key_takes_offer_and_sim(stage: Stage) -> None:
    stage.tell(PORT_IN_SCENES["port-in-offer-read"])
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes == [ConfirmStep("OFFER_AND_SIM")]


def test_without_a_sim_the_key_says_what_it_waits_for() -> None:
    waiting = case_page("port-in-offer")
    assert (waiting.primary.command, waiting.primary.label.key) == (None, "subject.new_sim_waiting")


@pytest.mark.parametrize("scene", [name for name in PORT_IN_SCENES if "saved" in name])
def test_no_outcome_says_that_the_number_works(scene: str) -> None:
    page = case_page(scene)
    assert page.saved is not None
    assert page.subject is not None
    told = [page.saved.safe, page.saved.outcome, page.subject.state, *page.subject.lines]
    assert not [words for words in map(i18n.say, told) if "开通" in words or "在用" in words]


def test_after_the_acceptance_the_carrier_tells_when_the_number_moves() -> None:
    card = case_page("port-in-saved-accepted").subject
    assert card is not None
    assert (card.state.key, card.tone) == ("case.ACCEPTED", Tone.GOOD)
    assert [line.key for line in card.lines] == ["subject.ported"]


def test_before_it_the_side_says_with_whom_the_number_is() -> None:
    card = case_page("port-in-offer").subject
    assert card is not None
    assert "示例联通" in i18n.say(card.state)
    assert [line.key for line in card.lines] == ["subject.proof_AUTHORISATION_CODE"]


@pytest.mark.parametrize(
    ("scene", "advice"),
    [
        ("port-in-refused-person", "advice.donor_owner"),
        ("port-in-refused-contract", "advice.donor"),
        ("port-in-refused-code", "advice.donor_code"),
    ],
)
def test_a_no_of_the_other_carrier_says_what_to_do_and_where_the_number_is(
    scene: str, advice: str
) -> None:
    ending = case_page(scene).ending
    assert ending is not None
    assert ending.to_do.key == advice
    assert ending.safe.key == "case.ended_safe_port_in"
