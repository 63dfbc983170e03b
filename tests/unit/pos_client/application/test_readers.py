"""Which readers there are, which are used, and what is told of each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from drivers.api import (
    CardPresent,
    CardRefused,
    CardRemoved,
    Prospect,
    ReaderInfo,
    ReaderRestarted,
    ReaderRestarting,
    SimRead,
)
from drivers.discovery.ladder import RUNGS, Rung, RungState
from drivers.hub import CardNews, ProspectsSeen, ReaderFound, ReaderLost
from pos_client.application.readers import Readers
from pos_client.application.state import ReaderChange, ReaderPhase, ReaderState
from pos_client.testing.readers import InMemoryReaderMemory, ScriptedReaderControl
from tests.unit.pos_client.application.rig import TurnedClock

READY, LOST, RESTING = ReaderPhase.READY, ReaderPhase.LOST, ReaderPhase.RESTING
SAM = "05.01-20260101-0000000001-0000000001"
OTHER_SAM = "05.01-20260101-0000000002-0000000001"
PORT = Prospect("sam-serial:/dev/ttyUSB0", "USB Serial", usb_id="1a86:7523", serial_number="7")
USB = Prospect("sam-usb:0400:c35a?bus=1&port=2", "IDR 210", is_known=True, usb_id="0400:c35a")
SLOT = Prospect("pcsc:ACR39U 00 00", "ACR39U 00 00", is_known=True)
BARRED = replace(USB, obstacle="reader_forbidden", remedy="udev_rule")
UNPLUGGED = "reader_unavailable"


def info(prospect: Prospect, sam_id: str = "") -> ReaderInfo:
    scheme = prospect.address.partition(":")[0]
    reads = {"sim", "presence"} if scheme == "pcsc" else {"raw_text", "raw_photo", "sam_id"}
    return ReaderInfo(prospect.address, scheme, "1", sam_id, capabilities=frozenset(reads))


class Bench:
    """Readers on a bench; `restart` is the next day of the same home."""

    def __init__(self) -> None:
        self.clock = TurnedClock()
        self.memory = InMemoryReaderMemory()
        self.restart()

    def restart(self) -> None:
        self.control = ScriptedReaderControl()
        self.readers = Readers(self.clock, self.control, self.memory)
        self.readers.begin()

    def see(self, *prospects: Prospect) -> None:
        self.readers.take(ProspectsSeen(prospects))

    def find(self, prospect: Prospect, sam_id: str = "") -> None:
        self.readers.take(ReaderFound(info(prospect, sam_id)))

    def lose(self, prospect: Prospect, code: str = UNPLUGGED) -> None:
        self.readers.take(ReaderLost(code, prospect.address))

    def is_taken(self, prospect: Prospect, event: object) -> bool:
        news = CardNews(info(prospect), event)  # type: ignore[arg-type]
        return self.readers.take(news) is not None

    def wait(self, seconds: float) -> None:
        self.clock.advance(timedelta(seconds=seconds))
        self.readers.tick()

    @property
    def phases(self) -> dict[str, ReaderPhase]:
        return {each.name: each.phase for each in self.readers.state.all}

    def one(self, name: str) -> ReaderState:
        (found,) = [each for each in self.readers.state.all if each.name == name]
        return found


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def two(bench: Bench) -> Bench:
    bench.see(PORT, USB)
    bench.find(PORT, SAM)
    bench.find(USB, OTHER_SAM)
    bench.wait(60)
    return bench


def test_before_anybody_has_looked_there_is_neither_a_reader_nor_a_lack_of_one(
    bench: Bench,
) -> None:
    assert (bench.readers.state.all, bench.readers.state.has_looked) == ((), False)
    bench.see()
    assert bench.readers.state.has_looked


def test_a_reader_that_may_not_be_opened_is_listed_with_its_remedy(bench: Bench) -> None:
    bench.see(BARRED)
    (barred,) = bench.readers.state.all
    assert (barred.phase, barred.code, barred.remedy) == (LOST, "reader_forbidden", "udev_rule")
    assert (barred.name, barred.usb_id, barred.driver) == ("IDR 210", "0400:c35a", "sam-usb")
    assert bench.readers.shown == barred


def test_a_port_that_may_be_anything_is_no_reader_before_it_answers(bench: Bench) -> None:
    bench.see(PORT)
    assert bench.readers.state.all == ()
    bench.find(PORT, SAM)
    assert bench.phases == {"USB Serial": READY}


def test_a_reader_on_the_bus_that_neither_opens_nor_fails_hangs(bench: Bench) -> None:
    bench.see(USB)
    assert bench.phases == {"IDR 210": ReaderPhase.SEARCHING}
    bench.wait(7)
    assert (bench.one("IDR 210").phase, bench.one("IDR 210").code) == (LOST, "hangs")
    bench.find(USB, SAM)
    assert bench.phases == {"IDR 210": READY}


def test_of_several_readers_one_that_works_is_shown(two: Bench) -> None:
    two.lose(PORT, "reader_busy")
    assert two.readers.shown.name == "IDR 210"
    two.lose(USB, "reader_silent")
    assert two.readers.shown.phase is LOST


def test_every_reader_counts_where_none_was_chosen(two: Bench) -> None:
    assert two.is_taken(PORT, CardRefused("timeout"))
    assert two.is_taken(USB, CardRemoved())
    assert two.control.resting == frozenset()


# Choosing one --------------------------------------------------------------------------------


def test_with_one_chosen_the_others_rest_and_their_cards_are_not_taken(two: Bench) -> None:
    two.readers.use(USB.address)
    assert two.control.resting == {PORT.address}
    assert two.phases == {"USB Serial": RESTING, "IDR 210": READY}
    assert two.is_taken(USB, CardRefused("timeout"))
    assert not two.is_taken(PORT, CardRefused("timeout"))
    assert two.readers.shown.name == "IDR 210"
    two.readers.use("")
    assert two.control.resting == frozenset()
    assert two.memory.mark is None


def test_sims_are_read_wherever_they_are_whichever_reader_was_chosen(two: Bench) -> None:
    two.see(PORT, USB, SLOT)
    two.find(SLOT)
    two.readers.use(USB.address)
    assert SLOT.address not in two.control.resting
    assert two.is_taken(SLOT, SimRead("89860099990000000013"))
    assert not two.is_taken(SLOT, CardPresent("0102"))


def test_a_slot_for_sims_alone_cannot_be_chosen(two: Bench) -> None:
    two.see(PORT, USB, SLOT)
    two.find(SLOT)
    two.readers.use(SLOT.address)
    assert (two.readers.state.chosen, two.memory.mark) == ("", None)


def test_what_is_not_there_cannot_be_chosen(two: Bench) -> None:
    two.readers.use("sam-usb:ffff:ffff")
    assert two.memory.mark is None


def test_a_choice_outlives_a_restart(two: Bench) -> None:
    two.readers.use(PORT.address)
    two.restart()
    two.see(PORT, USB)
    assert two.control.resting == {USB.address}
    assert two.readers.state.chosen == "USB Serial"
    assert two.readers.state.chosen_address == PORT.address


def test_a_chosen_reader_is_known_by_its_serial_number_on_another_port(two: Bench) -> None:
    two.readers.use(PORT.address)
    two.restart()
    moved = replace(PORT, address="sam-serial:/dev/ttyUSB5")
    two.see(moved, USB)
    assert two.readers.state.chosen_address == moved.address


def test_a_chosen_reader_without_any_number_is_known_by_its_module(bench: Bench) -> None:
    plain = Prospect("sam-serial:/dev/ttyS0", "ttyS0")
    moved, other = (replace(plain, address=f"sam-serial:/dev/ttyS{n}", name="") for n in (1, 2))
    bench.see(plain)
    bench.find(plain, SAM)
    bench.readers.use(plain.address)
    bench.restart()
    bench.see(moved, other)
    bench.find(other, OTHER_SAM)
    assert bench.readers.state.chosen_address == ""
    assert not bench.is_taken(other, CardRefused("timeout"))
    assert other.address not in bench.control.resting, "it might have been the one"
    bench.find(moved, SAM)
    assert bench.readers.state.chosen_address == moved.address
    assert bench.control.resting == {other.address}
    assert bench.is_taken(moved, CardRefused("timeout"))


def test_a_reader_of_the_same_kind_with_another_module_is_not_the_chosen_one(bench: Bench) -> None:
    alike = replace(PORT, address="sam-serial:/dev/ttyUSB3", serial_number="")
    bench.see(replace(PORT, serial_number=""))
    bench.find(PORT, SAM)
    bench.readers.use(PORT.address)
    bench.restart()
    bench.see(alike)
    bench.find(alike, OTHER_SAM)
    assert bench.readers.state.chosen_address == ""


def test_a_chosen_reader_that_is_away_leaves_no_other_in_its_place(two: Bench) -> None:
    two.readers.use(USB.address)
    two.lose(USB)
    two.see(PORT)
    two.wait(60)
    assert (two.readers.state.chosen, two.readers.state.chosen_address) == ("IDR 210", "")
    assert two.readers.shown == ReaderState()
    assert not two.is_taken(PORT, CardRefused("timeout"))


def test_a_reader_that_is_unplugged_while_it_rests_is_not_called_sound(two: Bench) -> None:
    two.readers.use(USB.address)
    two.see(USB)
    assert two.one("USB Serial").phase is LOST
    two.wait(60)
    assert two.phases == {"IDR 210": READY}


# Once ----------------------------------------------------------------------------------------


def test_readers_that_are_there_from_the_beginning_are_no_news(bench: Bench) -> None:
    bench.see(PORT)
    bench.find(PORT, SAM)
    assert bench.readers.state.change is None


def test_a_new_reader_is_told_for_some_seconds(two: Bench) -> None:
    third = Prospect("sam-usb:0483:5652", "IDR 300", is_known=True, usb_id="0483:5652")
    two.see(PORT, USB, third)
    two.find(third, "")
    assert two.readers.state.change == (ReaderChange.FOUND, "IDR 300")
    two.wait(9)
    assert two.readers.state.change is None


def test_a_lost_reader_is_told_and_forgotten_once_nobody_waits_for_it(two: Bench) -> None:
    two.lose(USB)
    assert two.readers.state.change == (ReaderChange.LOST, "IDR 210")
    two.see(PORT)
    two.wait(29)
    assert two.phases == {"USB Serial": READY, "IDR 210": LOST}
    two.wait(2)
    assert two.phases == {"USB Serial": READY}


@pytest.mark.parametrize("known_by", ["serial number", "module"])
def test_a_reader_that_comes_back_under_another_number_is_back_and_not_new(
    two: Bench, known_by: str
) -> None:
    moved = replace(PORT, address="sam-serial:/dev/ttyUSB4")
    if known_by == "module":
        moved = replace(moved, usb_id="", serial_number="")
    two.lose(PORT)
    two.see(moved, USB)
    two.find(moved, SAM)
    assert two.readers.state.change == (ReaderChange.BACK, "USB Serial")
    assert [each.address for each in two.readers.state.all] == [moved.address, USB.address]


def test_a_loose_cable_is_told_once_and_not_every_second(two: Bench) -> None:
    told = []
    for _ in range(10):
        two.lose(USB)
        told.append(two.readers.state.change)
        two.wait(0.5)
        two.find(USB, OTHER_SAM)
        told.append(two.readers.state.change)
        two.wait(0.5)
    changes = [one for one, before in zip(told, [None, *told], strict=False) if one != before]
    assert changes[:2] == [(ReaderChange.LOST, "IDR 210"), (ReaderChange.BACK, "IDR 210")]
    assert changes[2:] in ([], [None])


def test_a_named_reader_is_awaited_however_long_it_stays_away(bench: Bench) -> None:
    bench.find(PORT, SAM)
    bench.lose(PORT)
    bench.wait(3600)
    assert bench.readers.shown.code == UNPLUGGED


# What happens to one -------------------------------------------------------------------------


def test_a_restart_is_noted_and_no_card_news(two: Bench) -> None:
    assert not two.is_taken(USB, ReaderRestarting(2, 3))
    restarting = two.one("IDR 210")
    assert (restarting.phase, restarting.restart) == (ReaderPhase.RESTARTING, 2)
    two.is_taken(USB, ReaderRestarted())
    assert two.one("IDR 210").phase is READY


def test_a_card_that_cannot_be_read_there_is_noted_until_it_is_lifted(two: Bench) -> None:
    two.is_taken(USB, CardPresent("0102"))
    assert two.one("IDR 210").has_card_without_sam
    two.is_taken(USB, CardRemoved())
    assert not two.one("IDR 210").has_card_without_sam


# Testing one ---------------------------------------------------------------------------------


def tell(bench: Bench, *rungs: Rung | None) -> None:
    assert bench.control.tell is not None
    for rung in rungs:
        bench.control.tell(rung)


def good(*names: str) -> list[Rung]:
    return [Rung(name, RungState.GOOD) for name in names]


def test_a_reader_rests_while_it_is_tested_and_works_again_behind_it(two: Bench) -> None:
    two.readers.begin_test(PORT.address)
    assert two.control.resting == {PORT.address}
    assert two.control.tested == [PORT.address]
    tell(two, *good(*RUNGS), None)
    test = two.readers.state.test
    assert test is not None
    assert (test.rungs, test.is_running) == (tuple(good(*RUNGS)), False)
    assert two.control.resting == frozenset()


def test_a_test_that_is_stopped_gives_the_reader_back_and_leaves_nothing(two: Bench) -> None:
    two.readers.begin_test(PORT.address)
    late = two.control.tell
    two.readers.stop_test()
    assert (two.readers.state.test, two.control.resting) == (None, frozenset())
    assert late is not None
    late(good("driver")[0])
    assert two.readers.state.test is None


def test_what_comes_late_from_one_test_is_not_taken_for_the_next(two: Bench) -> None:
    two.readers.begin_test(PORT.address)
    late = two.control.tell
    two.readers.begin_test(USB.address)
    assert late is not None
    late(good("driver")[0])
    late(None)
    test = two.readers.state.test
    assert test is not None
    assert (test.address, test.rungs, test.is_running) == (USB.address, (), True)
    assert two.control.resting == {USB.address}


@pytest.mark.parametrize(("rungs", "seconds"), [((), 11), (RUNGS[:3], 26)])
def test_a_device_that_hangs_ends_the_test_on_the_rung_where_it_does(
    two: Bench, rungs: tuple[str, ...], seconds: int
) -> None:
    two.readers.begin_test(PORT.address)
    tell(two, *good(*rungs))
    two.wait(seconds)
    test = two.readers.state.test
    assert test is not None
    assert not test.is_running
    assert [each.name for each in test.rungs] == list(RUNGS)
    (broken,) = [each for each in test.rungs if each.state is RungState.BROKEN]
    assert (broken.name, broken.code) == ("answer" if rungs else "reader", "hangs")
    assert two.control.tell is None


def test_what_is_not_there_is_not_tested(two: Bench) -> None:
    two.readers.begin_test("sam-usb:ffff:ffff")
    assert two.control.tested == []
