"""Rows 9, 10 and 55: a vendor's library that crashes, hangs, or still has the card before."""

from __future__ import annotations

import time

import pytest

from drivers import (
    CardRead,
    CardRemoved,
    LibraryUnusable,
    ReaderRestarted,
    ReaderRestarting,
)
from tests.integration.drivers.vendor.libraries import Shelf, next_event, workers
from tests.unit.drivers.vectors import text_of

ALICE, BOB = text_of("mainland_han_20y"), text_of("mainland_longterm_female")
NUMBER_A, NUMBER_B = b"chip-000", b"chip-001"
STEPS = ("find", "select", "read")
# What a clerk waits at most for a library that hangs, made short for tests.
TIMEOUT_S = 0.4
QUICK = {"timeout_s": TIMEOUT_S, "read_timeout_s": TIMEOUT_S}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("manner", ["segv", "wild", "abort", "exit", "close"])
def test_row_09_a_crash_is_told_and_the_card_is_read_all_the_same(
    shelf: Shelf, step: str, manner: str
) -> None:
    shelf.lay(ALICE)
    with shelf.open() as reader:
        shelf.behave(step, f"{manner} once")
        stopped, running, card = [next_event(reader) for _ in range(3)]
        assert (stopped, running) == (ReaderRestarting(1, 3), ReaderRestarted())
        assert isinstance(card, CardRead)
        assert card.raw_text == ALICE


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("manner", ["hang", "spin"])
def test_row_10_a_hang_is_ended_after_its_time_and_no_poll_takes_longer_than_told(
    shelf: Shelf, step: str, manner: str
) -> None:
    shelf.lay(ALICE)
    with shelf.open(**QUICK) as reader:
        shelf.behave(step, f"{manner} once")
        begun, longest = time.monotonic(), 0.0
        events: list[object] = []
        while not any(isinstance(event, CardRead) for event in events):
            polled = time.monotonic()
            events.append(reader.poll(0.05))
            longest = max(longest, time.monotonic() - polled)
            assert polled - begun < 10
        assert ReaderRestarting(1, 3) in events
        assert ReaderRestarted() in events
        assert time.monotonic() - begun > TIMEOUT_S
        assert longest < 0.25


def test_row_09_after_three_restarts_the_reader_is_lost_and_it_is_said_how(shelf: Shelf) -> None:
    with shelf.open() as reader:
        shelf.behave("find", "segv")
        told = [next_event(reader) for _ in range(3)]
        assert told == [ReaderRestarting(restart, 3) for restart in (1, 2, 3)]
        with pytest.raises(LibraryUnusable, match=r"stopped 4 times.*SIGSEGV"):
            next_event(reader)
        assert workers() == set()


@pytest.mark.parametrize("number", [bytes(8), NUMBER_A])
def test_row_55_an_honest_second_read_of_one_card_is_accepted(shelf: Shelf, number: bytes) -> None:
    shelf.lay(ALICE, number)
    with shelf.open() as reader:
        assert isinstance(next_event(reader), CardRead)
        shelf.lift()
        assert next_event(reader) == CardRemoved()
        shelf.lay(ALICE, number)
        card = next_event(reader)
        assert isinstance(card, CardRead)
        assert card.raw_text == ALICE


@pytest.mark.parametrize(("numbers"), [(bytes(8), bytes(8)), (NUMBER_A, NUMBER_B)])
def test_row_55_what_a_library_still_has_of_the_card_before_is_not_believed(
    shelf: Shelf, numbers: tuple[bytes, bytes]
) -> None:
    shelf.lay(ALICE, numbers[0])
    with shelf.open() as reader:
        assert isinstance(next_event(reader), CardRead)
        shelf.lift()
        assert next_event(reader) == CardRemoved()
        shelf.behave("read", "stale once")
        shelf.lay(BOB, numbers[1])
        card = next_event(reader)
        assert isinstance(card, CardRead)
        assert card.raw_text == BOB
