"""Blank SIMs at the counter: only what the gateway says may go out goes into a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from drivers.api import ReaderInfo, SimRead, SimRefused
from drivers.hub import CardNews
from pos_client.application import commands, day_commands, stock_commands
from pos_client.application.case_trouble import StockRefused
from pos_client.application.papers import paper_text
from pos_client.application.sim_stock import ShownStock
from pos_client.application.stock_state import StockState
from pos_client.domain.day_sheet import SheetKind, sheet_of
from pos_client.domain.flow import Step
from pos_client.domain.outlet import Clerk, Role
from pos_client.domain.sim_stock import (
    SimDelivery,
    SimRange,
    SimStanding,
    SpoiledReason,
    StockCount,
    StockFigures,
    StockPlace,
    range_of,
)
from pos_client.testing.customer import iccid_of
from tests.papers import another_hand, signature
from tests.unit.pos_client.application.rig import Rig

RECEIVED = {"first": iccid_of(1)[:19], "last": iccid_of(99)[:19]}
SLOT = ReaderInfo("pcsc:slot", "sim-slot", "1", "")
BAD = [standing for standing in SimStanding if standing is not SimStanding.USABLE]


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path, sim_stock=[RECEIVED])
    made.gateway.clerks["8002"] = ("demo-8002", Clerk("8002", "示例二", Role.SUPERVISOR))
    made.log_in()
    made.fill_pool()
    yield made
    made.close()


def asked_for_sim(rig: Rig) -> None:
    rig.lay()
    rig.go_to(Step.NUMBER_AND_SIM)


def stock(rig: Rig) -> StockState:
    assert rig.state.day is not None
    assert rig.state.day.stock is not None
    return rig.state.day.stock


def opened(rig: Rig) -> None:
    rig.ask(day_commands.OpenDay())
    rig.ask(stock_commands.OpenStock())


def scanned(rig: Rig, *numbers: int) -> None:
    for number in numbers:
        rig.ask(stock_commands.ScanStock(iccid_of(number)))


@pytest.mark.parametrize("standing", BAD)
@pytest.mark.parametrize("is_read", [False, True])
def test_a_sim_that_may_not_go_out_is_taken_off_again(
    rig: Rig, standing: SimStanding, is_read: bool
) -> None:
    rig.stock.standings[iccid_of(7)[:19]] = standing
    asked_for_sim(rig)
    if is_read:
        read = CardNews(SLOT, SimRead(iccid_of(7)))
        rig.do(lambda: rig.counter.take_reader_news(read))
    else:
        rig.ask(commands.TakeScan(iccid_of(7)))
    assert rig.case.choice is not None
    assert (rig.case.choice.iccid, rig.case.choice.stock_refused) == ("", standing.value)
    rig.ask(commands.ConfirmStep(Step.NUMBER_AND_SIM.value))
    assert (rig.case.step, rig.trouble) == (Step.NUMBER_AND_SIM, "B-608")
    rig.ask(commands.TakeScan(iccid_of(8)))
    assert (rig.case.choice.iccid, rig.case.choice.stock_refused) == (iccid_of(8), "")
    rig.ask(commands.ConfirmStep(Step.NUMBER_AND_SIM.value))
    assert rig.case.step is Step.FORM
    assert rig.stock.asked == [iccid_of(7), iccid_of(8)]


def test_nothing_but_the_gateways_yes_lets_a_sim_into_a_case(rig: Rig) -> None:
    rig.stock.is_reachable = False
    asked_for_sim(rig)
    rig.ask(commands.TakeScan(iccid_of(7)))
    rig.ask(commands.ConfirmStep(Step.NUMBER_AND_SIM.value))
    assert (rig.case.step, rig.trouble) == (Step.NUMBER_AND_SIM, "G-201")
    rig.stock.is_reachable = True
    rig.stock.standings[iccid_of(7)[:19]] = SimStanding.SPOILED
    rig.ask(commands.ConfirmStep(Step.NUMBER_AND_SIM.value))
    assert (rig.case.step, rig.trouble) == (Step.NUMBER_AND_SIM, "B-631")
    assert rig.case.held_number == ""


def test_a_late_no_takes_off_its_own_sim_and_no_other(rig: Rig) -> None:
    asked_for_sim(rig)
    rig.stock.standings[iccid_of(7)[:19]] = SimStanding.USED
    rig.workers.holds_questions = True
    for number in (7, 8):
        rig.ask(commands.TakeScan(iccid_of(number)))
    rig.do(rig.workers.answer_all)
    assert rig.case.choice is not None
    assert (rig.case.choice.iccid, rig.case.choice.stock_refused) == (iccid_of(8), "")


def test_offline_a_sim_is_one_that_the_outlet_has_received_and_goes_out_once(rig: Rig) -> None:
    rig.lose_gateway()
    for number, code in ((500, "SIM_UNKNOWN"), (5, "")):
        if rig.state.case is None:
            asked_for_sim(rig)
        rig.ask(commands.TakeScan(iccid_of(number)))
        assert rig.case.choice is not None
        assert rig.case.choice.stock_refused == code
    rig.finish()
    rig.ask(commands.FinishCase())
    rig.lay("mainland_longterm_female")
    rig.go_to(Step.NUMBER_AND_SIM)
    rig.ask(commands.TakeScan(iccid_of(5)))
    assert rig.case.choice is not None
    assert rig.case.choice.stock_refused == "SIM_USED"
    assert rig.stock.asked == []


def test_a_gateway_that_keeps_no_stock_is_not_asked(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.log_in()
    rig.fill_pool()
    rig.register()
    rig.ask(day_commands.OpenDay())
    rig.ask(stock_commands.OpenStock())
    assert rig.state.day is not None
    assert (rig.state.day.has_stock, rig.state.day.stock, rig.stock.asked) == (False, None, [])
    rig.close()


def test_a_spoiled_sim_is_booked_with_a_reason_out_of_the_list(rig: Rig) -> None:
    opened(rig)
    scanned(rig, 7)
    assert (stock(rig).iccid, stock(rig).standing) == (iccid_of(7), SimStanding.USABLE)
    rig.ask(stock_commands.BookSim(StockPlace.SPOILED, SpoiledReason.DAMAGED))
    assert rig.stock.booked == [(iccid_of(7), StockPlace.SPOILED, SpoiledReason.DAMAGED)]
    shown = stock(rig)
    assert (shown.done, shown.iccid, shown.half) == ("spoiled", "", "")
    assert shown.shown is not None
    assert shown.shown.figures.spoiled == 4
    assert "sim_booked" in rig.audited()


def test_what_the_book_refuses_is_told_and_the_scan_stays(rig: Rig) -> None:
    opened(rig)
    scanned(rig, 7)
    rig.stock.troubles.append(StockRefused(reason="sim"))
    rig.ask(stock_commands.BookSim(StockPlace.MISSING))
    assert (rig.trouble, stock(rig).done, stock(rig).iccid) == ("B-632", "", iccid_of(7))


def test_a_sim_in_a_reader_is_as_good_as_scanned(rig: Rig) -> None:
    opened(rig)
    rig.do(lambda: rig.counter.take_reader_news(CardNews(SLOT, SimRefused("blank"))))
    assert stock(rig).scan_refused == "chip"
    rig.do(lambda: rig.counter.take_reader_news(CardNews(SLOT, SimRead(iccid_of(9)))))
    assert (stock(rig).iccid, rig.state.case) == (iccid_of(9), None)


def test_bundles_are_scanned_by_their_ends_and_each_sim_once(rig: Rig) -> None:
    opened(rig)
    scanned(rig, 10, 19, 30, 30)
    assert [each.count for each in stock(rig).bundles] == [10, 1]
    scanned(rig, 15, 12)
    assert (stock(rig).scan_refused, len(stock(rig).bundles)) == ("twice", 2)
    rig.ask(stock_commands.ScanStock("8985200000000000012"))
    rig.ask(stock_commands.ScanStock("89860A0000000000012"))
    assert stock(rig).scan_refused == "range"
    rig.ask(stock_commands.ScanStock("6901234567892"))
    assert stock(rig).scan_refused == "prefix"
    rig.ask(stock_commands.DropScans())
    assert (stock(rig).bundles, stock(rig).scan_refused) == ((), "")


def test_a_parcel_is_confirmed_by_what_was_scanned_of_it(rig: Rig) -> None:
    parcel = SimDelivery("delivery-1", (range_of(iccid_of(200), iccid_of(249)),), date(2026, 3, 1))
    rig.stock.shown = ShownStock(StockFigures(issued=99), (parcel,))
    opened(rig)
    scanned(rig, 200, 248)
    rig.ask(stock_commands.ReceiveDelivery(parcel.id))
    assert rig.trouble == "B-632"
    rig.ask(stock_commands.DropScans())
    scanned(rig, 249, 200)
    rig.ask(stock_commands.ReceiveDelivery(parcel.id))
    shown = stock(rig)
    assert shown.shown is not None
    assert (shown.done, shown.shown.figures.issued, shown.shown.deliveries) == ("received", 149, ())


def test_a_count_stands_on_the_sheet_that_ends_its_shift_and_on_no_later_one(rig: Rig) -> None:
    found = StockCount(StockFigures(500, 12, 3), 483, (iccid_of(60)[:19],) * 2, (), 2, 0)
    rig.stock.count_answer = found
    opened(rig)
    scanned(rig, 1, 59)
    rig.ask(stock_commands.CountStock())
    assert stock(rig).counted == replace(found, counted_at=rig.clock.now())
    rig.ask(stock_commands.LeaveStock())
    rig.ask(day_commands.MakeSheet(SheetKind.HAND_OVER, "8002"))
    assert rig.state.day is not None
    paper = rig.state.day.sheet
    assert paper is not None
    sheet = paper.sheet
    assert sheet.stock is not None
    assert (sheet.stock.difference, sheet_of(sheet.canonical)) == (2, sheet)
    words = paper_text(paper).words
    assert [word for word in words if "应存 485" in word and "实盘 483" in word]
    assert iccid_of(60)[:19] in words
    ink = signature(sheet.sha256)
    rig.ask(day_commands.SignSheet(ink, another_hand(ink.signed_sha256), "demo-8002"))
    assert rig.state.session is not None
    assert rig.state.session.clerk.clerk_number == "8002"
    opened(rig)
    assert (stock(rig).counted, stock(rig).may_book_more) == (None, True)


def test_the_page_is_gone_behind_the_lock_and_with_the_next_customer(rig: Rig) -> None:
    opened(rig)
    rig.lay()
    rig.clock.advance(timedelta(seconds=1))
    rig.do(rig.counter.tick)
    assert rig.state.day is None
    rig.ask(commands.CancelCase())
    opened(rig)
    rig.workers.holds_questions = True
    scanned(rig, 7)
    rig.ask(commands.Lock())
    rig.do(rig.workers.answer_all)
    assert rig.state.day is None


def test_away_from_the_gateway_nothing_is_booked(rig: Rig) -> None:
    rig.stock.is_reachable = False
    opened(rig)
    assert (rig.trouble, stock(rig).shown, stock(rig).is_asking) == ("B-607", None, False)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("8986000000000000012", "8986000000000000011"),
        ("89860A0000000000012", "89860B0000000000012"),
        ("898600000000000001", "8986000000000000012"),
    ],
)
def test_what_makes_no_range(first: str, last: str) -> None:
    with pytest.raises(ValueError, match="no "):
        SimRange(first, last)


def test_a_range_counts_behind_its_letters() -> None:
    letters = SimRange("89860A1234567890098", "89860A1234567890102")
    assert letters.count == 5
    assert letters.holds("89860A1234567890100")
    assert not letters.holds("89860A12345678900A0")
    assert SimRange("898600000000000000F", "898600000000000000F").count == 1
