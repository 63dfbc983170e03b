"""A SIM in the slot of a reader counts where one is asked for, and goes over the counter once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from drivers.api import (
    CardEvent,
    CardPresent,
    CardRemoved,
    ReaderInfo,
    SimRead,
    SimRefused,
    SimRemoved,
)
from drivers.hub import CardNews, ReaderFound, ReaderLost
from pos_client.application import commands
from pos_client.application.state import CasePhase, ReaderPhase
from pos_client.application.step_state import ChoiceState
from pos_client.domain.flow import Step
from pos_client.domain.sim import SimSource
from tests.unit.pos_client.application.rig import READER, Rig

SLOT = ReaderInfo("pcsc:X 00 00", "pcsc", "1", "", capabilities=frozenset({"sim", "presence"}))
SIM, OTHER = "89860099990000000013", "89860099990000000021"


class Shop(Rig):
    def put(self, event: CardEvent, slot: ReaderInfo = SLOT) -> None:
        self.do(lambda: self.counter.take_reader_news(CardNews(slot, event)))

    @property
    def choice(self) -> ChoiceState:
        assert self.case.choice is not None
        return self.case.choice


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = Shop(tmp_path)
    made.log_in()
    yield made
    made.close()


@pytest.fixture
def choosing(shop: Shop) -> Shop:
    shop.lay()
    shop.go_to(Step.NUMBER_AND_SIM)
    return shop


def test_a_sim_put_in_where_one_is_asked_for_is_taken_and_its_reader_named(choosing: Shop) -> None:
    choosing.put(SimRead(SIM, "460009999900001"))
    assert (choosing.choice.iccid, choosing.choice.sim_source) == (SIM, SimSource.SIM_READER)
    choosing.put(SimRemoved())
    assert choosing.choice.iccid == SIM


def test_whichever_device_read_last_is_believed(choosing: Shop) -> None:
    choosing.put(SimRead(SIM))
    choosing.ask(commands.TakeScan(OTHER))
    assert (choosing.choice.iccid, choosing.choice.sim_source) == (OTHER, SimSource.SCANNER)
    choosing.put(SimRead(SIM))
    assert (choosing.choice.iccid, choosing.choice.sim_source) == (SIM, SimSource.SIM_READER)


def test_a_sim_that_lies_there_already_is_taken_when_the_step_is_reached(shop: Shop) -> None:
    shop.put(SimRead(SIM))
    shop.lay()
    shop.go_to(Step.NUMBER_AND_SIM)
    assert (shop.choice.iccid, shop.choice.sim_source) == (SIM, SimSource.SIM_READER)


@pytest.mark.parametrize("how", ["taken out", "reader gone"])
def test_one_that_was_taken_out_before_is_forgotten(shop: Shop, how: str) -> None:
    shop.put(SimRead(SIM))
    shop.lay()
    if how == "taken out":
        shop.put(SimRemoved())
    else:
        lost = ReaderLost("service_away", SLOT.address)
        shop.do(lambda: shop.counter.take_reader_news(lost))
    shop.go_to(Step.NUMBER_AND_SIM)
    assert shop.choice.iccid == ""


def test_a_sim_changes_nothing_at_another_step(shop: Shop) -> None:
    shop.lay()
    before = shop.state
    shop.put(SimRead(SIM))
    shop.put(SimRefused("blank"))
    assert shop.state == before
    assert shop.trouble == ""


def test_a_sim_goes_over_the_counter_once_though_it_stays_in_its_slot(shop: Shop) -> None:
    shop.put(SimRead(SIM))
    shop.lay()
    shop.go_to(Step.NUMBER_AND_SIM)
    shop.answer()
    shop.finish()
    shop.ask(commands.FinishCase())
    shop.lay()
    shop.go_to(Step.NUMBER_AND_SIM)
    assert shop.choice.iccid == ""


@pytest.mark.parametrize("reason", ["blank", "no_answer", "not_a_sim"])
def test_a_chip_that_is_no_good_is_named_until_it_is_taken_out(choosing: Shop, reason: str) -> None:
    choosing.put(SimRefused(reason))
    assert (choosing.choice.slot_refused, choosing.choice.iccid) == (reason, "")
    choosing.put(SimRemoved())
    assert choosing.choice.slot_refused == ""


@pytest.mark.parametrize("cure", ["another SIM", "a scan"])
def test_a_refused_chip_stands_in_nobody_s_way(choosing: Shop, cure: str) -> None:
    choosing.put(SimRefused("blank"))
    if cure == "a scan":
        choosing.ask(commands.TakeScan(SIM))
    else:
        choosing.put(SimRead(SIM))
    assert (choosing.choice.slot_refused, choosing.choice.iccid) == ("", SIM)


def test_a_number_that_is_none_here_is_refused(choosing: Shop) -> None:
    choosing.put(SimRead("12345678901234567890"))
    assert (choosing.choice.slot_refused, choosing.choice.iccid) == ("prefix", "")


def test_what_was_read_before_is_kept_when_the_next_chip_is_no_good(choosing: Shop) -> None:
    choosing.put(SimRead(SIM))
    choosing.put(SimRefused("no_answer"), replace(SLOT, address="pcsc:Y 00 00"))
    assert (choosing.choice.slot_refused, choosing.choice.iccid) == ("no_answer", SIM)


@pytest.mark.parametrize("how", ["taken off", "reader gone"])
def test_a_card_on_a_reader_without_a_sam_is_said_to_lie_there_while_it_does(
    shop: Shop, how: str
) -> None:
    shop.put(CardPresent("0102030405060708"))
    assert shop.state.has_card_without_sam
    assert (shop.state.case, shop.trouble) == (None, "")
    if how == "taken off":
        shop.put(CardRemoved())
    else:
        lost = ReaderLost("service_away", SLOT.address)
        shop.do(lambda: shop.counter.take_reader_news(lost))
    assert not shop.state.has_card_without_sam


def test_a_card_without_a_sam_stands_in_nobody_s_way(shop: Shop) -> None:
    shop.put(CardPresent("0102030405060708"))
    shop.lay()
    assert shop.case.phase is CasePhase.OPEN


def test_a_slot_for_sims_alone_is_not_the_reader_that_is_waited_for(shop: Shop) -> None:
    shop.do(lambda: shop.counter.take_reader_news(ReaderLost("reader_silent", READER.address)))
    shop.do(lambda: shop.counter.take_reader_news(ReaderFound(SLOT)))
    assert shop.state.reader.phase is ReaderPhase.LOST
