"""The driver and the simulated module, written apart, understand each other - faults included."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers import CardRead, CardRefused, ReaderError
from drivers.simulator.device import SamDevice, SimulatedCard
from drivers.simulator.faults import RECORD_KINDS, Fault, FaultKind, Faults
from tests.unit.drivers.module import Module, Timed
from tests.unit.drivers.vectors import text_of
from tests.unit.drivers.virtual_line import VirtualLine

ALICE, BOB = text_of("mainland_han_20y"), text_of("hmt_hongkong")
PHOTO = bytes(range(256)) * 4
HARMLESS = [
    "split size=1 seconds=0.001",
    "split size=64 seconds=0.19",
    "delay seconds=0.3",
    "delay seconds=0.9",
    "duplicate",
    "garbage_before size=200",
    "garbage_after size=200",
    "bad_checksum times=1",
    "bad_checksum times=1 on=read_base",
    "truncate size=1 times=1 on=read_base",
    "truncate size=900 times=1 on=read_base",
    "stale",
    "echo",
    "wrong_status status=10 times=1 on=read_base",
    "wrong_status status=24 times=1 on=read_base",
    "wrong_status status=81 times=2 on=select_card",
    "card_slips times=2",
    "keeps_finding",
    "silent times=1 on=select_card",
    "silent times=1 on=read_base",
]


class Simulated:
    """Gives the simulated module the ways of the scripted one."""

    def __init__(self, *faults: Fault, seed: int = 0) -> None:
        self.device = SamDevice(faults=Faults(faults, seed))

    def lay(self, text: bytes) -> None:
        self.device.lay(SimulatedCard(text, PHOTO))

    def answer(self, request: bytes) -> Timed:
        return [(out.pause_s, out.data) for out in self.device.feed(request, 0.0)]


def line_to(simulated: Simulated) -> VirtualLine:
    return VirtualLine(cast("Module", simulated))


@pytest.mark.parametrize("words", HARMLESS)
def test_two_cards_are_read_in_spite_of_a_fault(words: str) -> None:
    simulated = Simulated(Fault.parse(words.split()))
    line = line_to(simulated)
    for text in (ALICE, BOB):
        simulated.lay(text)
        card = line.next_event()
        assert isinstance(card, CardRead)
        assert (card.raw_text, card.raw_photo) == (text, PHOTO)
        simulated.device.lift()
        assert line.next_event() is not None
        assert line.next_event(within_s=5) is None


def test_a_card_that_must_be_lifted_is_not_announced_twice() -> None:
    simulated = Simulated(Fault(FaultKind.MUST_LIFT))
    line = line_to(simulated)
    simulated.lay(ALICE)
    assert isinstance(line.next_event(), CardRead)
    events = [line.next_event(within_s=5) for _ in range(3)]
    assert not any(isinstance(event, CardRead | CardRefused) for event in events)


def test_a_lost_card_is_read_when_it_is_laid_again() -> None:
    simulated = Simulated(Fault(FaultKind.CARD_LOST, times=1))
    line = line_to(simulated)
    simulated.lay(ALICE)
    lost = line.next_event()
    assert isinstance(lost, CardRefused)
    assert not lost.is_unreadable
    assert line.next_event() is not None
    simulated.lay(ALICE)
    assert isinstance(line.next_event(), CardRead)


# Apart: a record of other content, another card, the line, and what nothing in a record can tell.
MIXED = [
    kind
    for kind in FaultKind
    if kind
    not in {
        *RECORD_KINDS,
        FaultKind.SWAP_AFTER_FIND,
        FaultKind.SWAP_AFTER_SELECT,
        FaultKind.UNPLUG,
        FaultKind.LINE_NOISE,
        FaultKind.REPLAY,
    }
]
faults = st.builds(
    Fault,
    kind=st.sampled_from(MIXED),
    chance=st.sampled_from([0.1, 0.3, 0.7]),
    times=st.sampled_from([None, 1, 3]),
    nth=st.integers(1, 3),
    after=st.sampled_from([None, "lift", "find", "read"]),
    status=st.integers(0, 255),
    size=st.integers(0, 1300) | st.none(),
)


@given(st.lists(faults, max_size=4), st.integers(0, 2**32))
def test_no_mixture_of_faults_ever_brings_a_wrong_person(active: list[Fault], seed: int) -> None:
    simulated = Simulated(*active, seed=seed)
    line = line_to(simulated)
    try:
        for text in (ALICE, BOB, ALICE):
            simulated.lay(text)
            for _ in range(3):
                event = line.next_event(within_s=5)
                assert not isinstance(event, CardRead) or event.raw_text == text
            simulated.device.lift()
            line.next_event(within_s=5)
    except ReaderError:
        pass
