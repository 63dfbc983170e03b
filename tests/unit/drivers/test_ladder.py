"""The ladder names the first rung that breaks, and nobody."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Self

import pytest

from drivers import (
    AddressInvalid,
    CardPresent,
    CardRefused,
    CardRemoved,
    DriverUnknown,
    LibraryUnusable,
    Reader,
    ReaderBusy,
    ReaderError,
    ReaderFaulty,
    ReaderForbidden,
    ReaderInfo,
    ReaderSilent,
    ReaderUnavailable,
    ServiceAway,
    SimRead,
    SimRefused,
)
from drivers.api import CardEvent
from drivers.discovery.ladder import RUNGS, Rung, RungState, climb, ladder_of

GOOD, BROKEN, NOT_REACHED = RungState.GOOD, RungState.BROKEN, RungState.NOT_REACHED


class Plate:
    """A reader that tells these things one after the other; an error is raised."""

    def __init__(self, *happening: CardEvent | ReaderError | None, sam_id: str = "") -> None:
        self.info = ReaderInfo("fake:1", "fake", "1", sam_id)
        self._happening = list(happening)
        self.is_closed = False

    def poll(self, timeout_s: float) -> CardEvent | None:
        assert timeout_s <= 0.1
        event = self._happening.pop(0) if self._happening else None
        if isinstance(event, ReaderError):
            raise event
        if event is None and not self.info.sam_id:
            self.info = replace(self.info, sam_id="05.01-1-2-3")
        return event

    def close(self) -> None:
        self.is_closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def rungs(opens: Callable[[str], Reader], wait_s: float = 0.05) -> list[Rung]:
    return list(climb("fake:1", wait_s, open_reader=opens))


@pytest.mark.parametrize(
    ("error", "rung"),
    [
        (AddressInvalid, "driver"),
        (DriverUnknown, "driver"),
        (LibraryUnusable, "driver"),
        (ServiceAway, "service"),
        (ReaderForbidden, "reader"),
        (ReaderBusy, "reader"),
        (ReaderUnavailable, "reader"),
        (ReaderSilent, "answer"),
        (ReaderFaulty, "answer"),
        (ReaderError, "reader"),  # of a plug-in that knows no better
    ],
)
def test_a_reader_that_does_not_open_breaks_the_rung_it_names(
    error: type[ReaderError], rung: str
) -> None:
    def opens(_address: str) -> Reader:
        raise error("because")

    climbed = rungs(opens)
    assert [each.name for each in climbed] == list(RUNGS)
    place = RUNGS.index(rung)
    assert [each.state for each in climbed[:place]] == [GOOD] * place
    assert climbed[place] == Rung(rung, BROKEN, error.code, "because")
    assert {each.state for each in climbed[place + 1 :]} == {NOT_REACHED}


@pytest.mark.parametrize(
    ("events", "card", "content"),
    [
        ((SimRead("89860012345678901234"),), (GOOD, ""), (GOOD, "")),
        ((SimRefused("blank"),), (GOOD, ""), (BROKEN, "blank")),
        ((CardPresent("0123456789ABCDEF"),), (GOOD, ""), (BROKEN, "no_sam")),
        ((CardRefused("birth_date"),), (GOOD, ""), (BROKEN, "birth_date")),
        ((CardRefused("read_failed", 3, True),), (BROKEN, "read_failed"), (NOT_REACHED, "")),
        ((CardRefused("timeout", 3),), (BROKEN, "timeout"), (NOT_REACHED, "")),
        ((CardRemoved(),), (BROKEN, "no_card"), (NOT_REACHED, "")),
        ((), (BROKEN, "no_card"), (NOT_REACHED, "")),
    ],
)
def test_what_happens_on_the_plate_breaks_the_last_rungs(
    events: tuple[CardEvent, ...], card: tuple[RungState, str], content: tuple[RungState, str]
) -> None:
    plate = Plate(None, *events)
    climbed = {each.name: each for each in rungs(lambda _: plate)}
    assert [climbed[name].state for name in RUNGS[:4]] == [GOOD] * 4
    assert climbed["answer"].told == "05.01-1-2-3"
    assert (climbed["card"].state, climbed["card"].code) == card
    assert (climbed["content"].state, climbed["content"].code) == content
    assert plate.is_closed


def test_a_module_that_falls_silent_breaks_the_answer() -> None:
    climbed = rungs(lambda _: Plate(ReaderSilent("nothing")))
    assert [each.state for each in climbed] == [GOOD, GOOD, GOOD, BROKEN, NOT_REACHED, NOT_REACHED]


def test_a_reader_that_is_pulled_while_a_card_is_awaited_breaks_there() -> None:
    climbed = rungs(lambda _: Plate(None, ReaderUnavailable("pulled")))
    assert climbed[4] == Rung("card", BROKEN, "reader_unavailable", "pulled")


def test_an_invented_card_climbs_to_the_top_and_leaves_nothing_of_a_person() -> None:
    climbed = list(climb("sim:?card=resident-lin", 5.0))
    assert [each.state for each in climbed] == [GOOD] * len(RUNGS)
    assert "RESIDENT" in climbed[-1].told
    assert "林" not in repr(climbed)


@pytest.mark.limit_in_seconds
def test_nobody_waits_for_a_card_that_is_not_wanted_any_more() -> None:
    answers = iter((True, True, False))
    begun = time.monotonic()
    found = list(
        climb("fake:1", 60, open_reader=lambda _: Plate(), is_wanted=lambda: next(answers, False))
    )
    assert time.monotonic() - begun < 5
    assert [rung.name for rung in found] == list(RUNGS)


@pytest.mark.parametrize(
    ("code", "has_answered", "good", "broken"),
    [
        ("", True, 4, None),
        ("", False, 3, None),
        ("reader_forbidden", False, 2, "reader"),
        ("reader_busy", True, 2, "reader"),
        ("service_away", False, 1, "service"),
        ("library_unusable", False, 0, "driver"),
        ("reader_silent", True, 3, "answer"),
        ("driver_bug", False, 2, "reader"),
    ],
)
def test_a_reader_that_nobody_tests_stands_on_the_rung_that_its_loss_names(
    code: str, *, has_answered: bool, good: int, broken: str | None
) -> None:
    rungs = ladder_of(code, has_answered=has_answered)
    assert [rung.name for rung in rungs] == list(RUNGS)
    assert [rung.state for rung in rungs].count(GOOD) == good
    assert [(rung.name, rung.code) for rung in rungs if rung.state is BROKEN] == (
        [(broken, code)] if broken else []
    )
