"""A library that crashes, hangs or writes where it may not costs neither the program nor a card."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from drivers import (
    CardRead,
    CardRefused,
    CardRemoved,
    LibraryUnusable,
    Reader,
    ReaderRestarted,
    ReaderRestarting,
    ReaderUnavailable,
)
from tests.integration.drivers.vendor.libraries import (
    Compiler,
    Shelf,
    children,
    next_event,
    wait_until,
    workers,
)
from tests.unit.drivers.vectors import text_of

ALICE, BOB = text_of("mainland_han_20y"), text_of("mainland_longterm_female")
RESTARTS = (ReaderRestarting, ReaderRestarted)
STEPS = ("find", "select", "read")
# What a clerk waits at most for a library that hangs, made short for tests.
TIMEOUT_S = 0.4
QUICK = {"timeout_s": TIMEOUT_S, "read_timeout_s": TIMEOUT_S}


def told(reader: Reader, count: int) -> list[object]:
    return [next_event(reader) for _ in range(count)]


def assert_restarted_and_read(reader: Reader, restart: int = 1) -> None:
    stopped, running, card = told(reader, 3)
    assert (stopped, running) == (ReaderRestarting(restart, 3), ReaderRestarted())
    assert isinstance(card, CardRead)
    assert card.raw_text == ALICE


def test_a_library_that_is_slow_is_waited_for(shelf: Shelf) -> None:
    for step in STEPS:
        shelf.behave(step, "slow 700")
    shelf.lay(ALICE)
    with shelf.open() as reader:
        card = next_event(reader)
        assert isinstance(card, CardRead)
        assert card.duration_s > 2


@pytest.mark.limit_in_seconds
def test_a_sam_id_that_takes_long_holds_up_nothing(shelf: Shelf) -> None:
    shelf.behave("sam", "slow 900 once")
    shelf.lay(ALICE)
    begun = time.monotonic()
    with shelf.open() as reader:
        assert reader.info.sam_id == ""
        card = next_event(reader)
        assert isinstance(card, CardRead)
        assert card.sam_id != ""
    assert time.monotonic() - begun < 5


def test_a_hang_that_comes_back_loses_the_reader_too(shelf: Shelf) -> None:
    with shelf.open(**QUICK) as reader:
        shelf.behave("find", "hang")
        assert told(reader, 3) == [ReaderRestarting(restart, 3) for restart in (1, 2, 3)]
        with pytest.raises(LibraryUnusable, match="took too long over find_card"):
            next_event(reader)


def test_a_card_at_which_the_library_stops_each_time_is_refused_and_the_reader_kept(
    shelf: Shelf,
) -> None:
    shelf.lay(ALICE)
    with shelf.open() as reader:
        shelf.behave("read", "segv")
        refused = next_event(reader, passing_over=RESTARTS)
        assert refused == CardRefused("library_stopped", tries=3, is_unreadable=True)
        shelf.behave("read")
        shelf.lift()
        assert next_event(reader, passing_over=RESTARTS) == CardRemoved()
        shelf.lay(BOB)
        card = next_event(reader)
        assert isinstance(card, CardRead)
        assert card.raw_text == BOB


def test_a_library_that_was_restarted_is_not_asked_for_a_card_that_it_has_not_selected(
    shelf: Shelf,
) -> None:
    shelf.behave("touchy")  # reading without a selection would end it
    shelf.behave("read", "segv once")
    shelf.lay(ALICE)
    with shelf.open() as reader:
        assert_restarted_and_read(reader)


def test_sound_work_is_forgiving(shelf: Shelf) -> None:
    with shelf.open() as reader:
        for _ in range(2):
            for restart in (1, 2, 3):
                shelf.behave("find", "segv once")
                assert told(reader, 2) == [ReaderRestarting(restart, 3), ReaderRestarted()]
            shelf.lay(ALICE)
            assert isinstance(next_event(reader), CardRead)
            shelf.lift()
            assert next_event(reader) == CardRemoved()


@pytest.mark.parametrize(
    "manner", ["overrun-text", "overrun-photo", "underrun", "run-away", "overrun-late"]
)
def test_a_library_that_writes_past_its_buffer_is_stopped_and_its_record_not_taken(
    shelf: Shelf, manner: str
) -> None:
    shelf.lay(ALICE)
    shelf.behave("read", f"{manner} once")
    with shelf.open() as reader:
        assert_restarted_and_read(reader)
        shelf.behave("read", manner)
        shelf.lift()
        assert next_event(reader) == CardRemoved()
        shelf.lay(BOB)
        refused = next_event(reader, passing_over=RESTARTS)
        assert refused == CardRefused("library_stopped", tries=3, is_unreadable=True)


def test_a_thread_of_the_library_that_crashes_between_two_calls_is_noticed(shelf: Shelf) -> None:
    with shelf.open() as reader:
        shelf.behave("find", "thread-segv once")
        assert told(reader, 2) == [ReaderRestarting(1, 3), ReaderRestarted()]


@pytest.mark.parametrize("manner", ["talk", "meddle", "thread", "fork"])
@pytest.mark.parametrize("step", ["load", "open", "read"])
def test_noise_and_meddling_of_a_library_stay_in_its_process(
    shelf: Shelf, step: str, manner: str
) -> None:
    before = Path.cwd()
    shelf.behave(step, f"{manner} once")
    shelf.lay(ALICE)
    with shelf.open() as reader:
        card = next_event(reader)
        assert isinstance(card, CardRead)
        assert card.raw_text == ALICE
    assert Path.cwd() == before


@pytest.mark.limit_in_seconds
def test_what_the_library_has_started_ends_with_it_and_hides_no_crash(shelf: Shelf) -> None:
    shelf.lay(ALICE)
    with shelf.open() as reader:
        shelf.behave("find", "fork once")
        assert isinstance(next_event(reader), CardRead)
        (worker,) = workers()
        (started,) = children(worker)
        shelf.behave("find", "segv once")  # its pipe is still held open by what it has started
        begun = time.monotonic()
        assert next_event(reader) == ReaderRestarting(1, 3)
        assert time.monotonic() - begun < 1.5
        assert wait_until(lambda: not Path(f"/proc/{started}").exists())


@pytest.mark.parametrize(("step", "said"), [("load", "being loaded"), ("open", "opening")])
@pytest.mark.parametrize("manner", ["hang", "spin"])
@pytest.mark.limit_in_seconds
def test_a_library_that_hangs_from_the_start_is_unusable(
    shelf: Shelf, step: str, said: str, manner: str
) -> None:
    shelf.behave(step, manner)
    begun = time.monotonic()
    with pytest.raises(LibraryUnusable, match=said):
        shelf.open(start_timeout_s=1.0)
    assert time.monotonic() - begun < 2.5


@pytest.mark.parametrize("step", ["load", "open"])
def test_a_library_that_crashes_from_the_start_is_tried_four_times(shelf: Shelf, step: str) -> None:
    shelf.behave(step, "abort once")
    shelf.open().close()
    shelf.behave(step, "abort")
    with pytest.raises(LibraryUnusable, match=r"stopped 4 times.*SIGABRT"):
        shelf.open()


def test_a_reader_that_is_gone_after_a_restart_is_unavailable(shelf: Shelf) -> None:
    with shelf.open() as reader:
        shelf.behave("open", "code 1")
        shelf.behave("find", "segv once")
        assert next_event(reader) == ReaderRestarting(1, 3)
        with pytest.raises(ReaderUnavailable, match="does not open port 1001: it answers 01"):
            next_event(reader)


def test_a_list_of_readers_that_is_too_long_is_not_believed(
    compiler: Compiler, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path, compiler.library("sdtapi.c", "-DHANDLE"), device=1)
    for manner in ("overrun", "code 1", "code 12", "code ffffff"):
        shelf.behave("enum", manner)
        with pytest.raises(ReaderUnavailable, match="lists no reader"):
            shelf.open()
