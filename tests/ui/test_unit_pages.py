"""Which unit, and the page between two users of an order: keys, masks, what may be typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from drivers.card.number import check_digit
from pos_client.application.unit_commands import (
    AskForOrder,
    LookUpUnit,
    MarkNextUser,
    SetOrderState,
    ShowOrderPage,
)
from pos_client.domain.unit import UnitUse
from pos_client.domain.unit_order import OrderState
from tests.ui.people import CHINA_NOW
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from tests.ui.unit_scenes import UNIT_SCENES
from ui.i18n import say
from ui.presenters.subject import present_subject

KNOWN = "91350100MA00DEM00M"
SOMEBODY = "11010519491231002" + check_digit("11010519491231002")


def field(stage: Stage, name: str) -> QLineEdit:
    edit = stage.find(name)
    assert isinstance(edit, QLineEdit)
    return edit


def words(stage: Stage, name: str) -> str:
    return str(stage.find(name).property("text"))


def test_a_units_code_is_looked_up_with_enter(stage: Stage) -> None:
    stage.tell(SCENES["unit"])
    field(stage, "unitCreditCode").setText(KNOWN)
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes[-1] == LookUpUnit(KNOWN)


@pytest.mark.parametrize("typed", [KNOWN[:-1] + "N", KNOWN[:-1], SOMEBODY])
def test_what_is_no_units_code_is_never_asked_about(stage: Stage, typed: str) -> None:
    stage.tell(SCENES["unit"])
    before = list(stage.wishes)
    edit = field(stage, "unitCreditCode")
    for letter in typed:
        edit.insert(letter)
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes == before
    assert SOMEBODY not in edit.text()


def test_what_a_unit_asks_for_is_a_use_out_of_a_list_and_a_count(stage: Stage) -> None:
    stage.tell(SCENES["unit-known"])
    stage.press(Qt.Key.Key_F11)
    field(stage, "unitCount").setText("12")
    stage.press(Qt.Key.Key_Return)
    assert stage.wishes[-1] == AskForOrder(UnitUse.METER, 12)


def test_an_order_rests_goes_on_waits_for_somebody_and_shows_more_by_keys(stage: Stage) -> None:
    stage.tell(SCENES["unit-order"])
    for key, wish in (
        (Qt.Key.Key_F8, SetOrderState(OrderState.PAUSED)),
        (Qt.Key.Key_F9, MarkNextUser(is_later=True)),
    ):
        stage.press(key)
        assert stage.wishes[-1] == wish
    stage.tell(SCENES["unit-order-paused"])
    stage.press(Qt.Key.Key_F8)
    assert stage.wishes[-1] == SetOrderState(OrderState.OPEN)


def test_an_orders_page_shows_masks_alone(stage: Stage) -> None:
    stage.tell(SCENES["unit-order"])
    assert "*" in words(stage, "orderName-0")
    assert "****" in words(stage, "orderNumber-0")


def test_older_users_are_asked_of_the_gateway_once_the_page_is_at_its_end(stage: Stage) -> None:
    stage.tell(SCENES["unit-order"])
    before = len(stage.wishes)
    for _ in range(8):
        stage.press(Qt.Key.Key_PageDown)
    asked = stage.wishes[before:]
    assert all(isinstance(each, ShowOrderPage) for each in asked)


def test_a_full_order_asks_for_nobody_more(stage: Stage) -> None:
    full = SCENES["unit-order-full"]
    stage.tell(full)
    before = list(stage.wishes)
    stage.press(Qt.Key.Key_F9)
    assert stage.wishes == before


def test_a_number_that_waits_for_its_user_has_no_suspension_to_be_verified() -> None:
    scene = UNIT_SCENES["unit-activation-form"]
    assert scene.case is not None
    card = present_subject(scene.case, scene, CHINA_NOW)
    assert card is not None
    assert say(card.state) == "尚未激活"
