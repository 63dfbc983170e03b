"""The page of blank SIMs: keys and scans, and nothing that is typed."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pos_client.application.stock_commands import (
    BookSim,
    CountStock,
    DropScans,
    LeaveStock,
    OpenStock,
    ReceiveDelivery,
    ScanStock,
)
from pos_client.domain.sim_stock import SimStanding, SpoiledReason, StockPlace
from pos_client.testing.customer import iccid_of
from tests.ui.day_scenes import DAY_SCENES, at_stock
from tests.ui.stage import Stage
from ui.views.keyboard import Keyboard

SCANNED = DAY_SCENES["stock-scanned"]
F8, F9, F10, F11 = Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_F11


@pytest.fixture(autouse=True)
def slow_hands(stage: Stage) -> None:
    """A second between two keys: nobody is taken for a scanner."""
    seconds = itertools.count()
    keyboard = stage.window.findChildren(Keyboard)[0]
    keyboard._pressed_at = lambda _: float(next(seconds))


def alone(stage: Stage, qtbot: QtBot, key: Qt.Key) -> None:
    """A digit that comes alone is a hand's."""
    stage.press(key)
    qtbot.wait(150)


def test_the_day_has_a_key_for_it_where_the_gateway_keeps_a_book(stage: Stage) -> None:
    stage.tell(DAY_SCENES["day"])
    stage.press(F10)
    assert stage.wishes == []
    stage.tell(DAY_SCENES["day-with-stock"])
    stage.press(F10)
    assert stage.wishes == [OpenStock()]


def test_the_book_and_what_is_on_its_way_stand_there(stage: Stage) -> None:
    stage.tell(DAY_SCENES["stock"])
    figures = {"issued": "500", "used": "312", "spoiled": "4", "returned": "1", "in_hand": "183"}
    assert {name: stage.said(f"stock-{name}") for name in figures} == figures
    assert "100 张" in stage.said("stockParcels")
    assert stage.find("stockPage").findChildren(QLineEdit) == []


def test_a_scan_belongs_to_the_page_that_is_open(stage: Stage) -> None:
    stage.tell(DAY_SCENES["stock"])
    stage.window.scan(iccid_of(318))
    assert stage.wishes == [ScanStock(iccid_of(318))]


def test_a_spoiled_sim_takes_a_key_and_a_digit(stage: Stage, qtbot: QtBot) -> None:
    stage.tell(SCANNED)
    alone(stage, qtbot, Qt.Key.Key_2)
    assert stage.wishes == []
    stage.press(F8)
    assert stage.find("reason-2").isVisible()
    stage.press(Qt.Key.Key_Escape)
    alone(stage, qtbot, Qt.Key.Key_2)
    assert stage.wishes == []
    stage.press(F8)
    alone(stage, qtbot, Qt.Key.Key_2)
    assert stage.wishes == [BookSim(StockPlace.SPOILED, SpoiledReason.DAMAGED)]


def test_what_a_sim_is_decides_which_keys_there_are(stage: Stage) -> None:
    stage.tell(DAY_SCENES["stock-another-outlet"])
    for key in (F8, F10, F11):
        stage.press(key)
    stage.tell(SCANNED)  # a clerk's: no supervisor's keys
    for key in (F10, F11):
        stage.press(key)
    assert stage.wishes == []
    good = {"iccid": iccid_of(318), "may_book_more": True}
    stage.tell(at_stock(**good, standing=SimStanding.USABLE))
    for key in (F10, F11):
        stage.press(key)
    stage.tell(at_stock(**good, standing=SimStanding.WITHDRAWN))
    stage.press(F11)
    places = (StockPlace.RETURNED, StockPlace.MISSING, StockPlace.IN_STOCK)
    assert stage.wishes == [BookSim(place) for place in places]


def test_a_parcel_is_confirmed_and_a_drawer_counted_by_one_key_each(stage: Stage) -> None:
    stage.tell(DAY_SCENES["stock"])
    stage.press(Qt.Key.Key_Return)
    stage.tell(DAY_SCENES["stock-parcel"])
    stage.press(Qt.Key.Key_Return)
    stage.press(F9)
    assert stage.wishes == [ReceiveDelivery("delivery-1"), CountStock()]
    stage.tell(DAY_SCENES["stock-differs"])
    assert "应存 183 张，盘点 181 张" in stage.said("stockNote")
    assert iccid_of(402)[:19] in stage.said("stockNamed")
    assert iccid_of(9)[:19] not in stage.said("stockNamed")  # somebody's by now: a mask


def test_esc_drops_the_scans_and_then_leaves(stage: Stage) -> None:
    stage.tell(SCANNED)
    stage.press(Qt.Key.Key_Escape)
    stage.tell(DAY_SCENES["stock"])
    stage.press(Qt.Key.Key_Escape)
    assert stage.wishes == [DropScans(), LeaveStock()]


def test_who_only_looks_books_nothing(stage: Stage) -> None:
    stage.tell(at_stock(may_book=False, iccid=iccid_of(1), standing=SimStanding.USABLE))
    for key in (F8, F9, F10, F11, Qt.Key.Key_Return):
        stage.press(key)
    assert stage.wishes == []
