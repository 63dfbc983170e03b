"""The conversation with a library that answers what it likes, in virtual time."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers import (
    CardEvent,
    CardRead,
    CardRefused,
    CardRemoved,
    ReaderError,
    ReaderRestarted,
    ReaderRestarting,
    ReaderSilent,
)
from drivers.sam.exchange import LineTiming
from drivers.sam.script import Action, Send, Tell
from drivers.vendor.session import LibrarySession
from tests.unit.drivers.vectors import AS_OF, text_of

ALICE, BOB = text_of("mainland_han_20y"), text_of("mainland_longterm_female")
PHOTO = bytes(range(256)) * 4
STOPPED = b"S\x01"


def answered(code: int, data: bytes = b"") -> bytes:
    return b"A" + struct.pack(">i", code) + data


def record(text: bytes, photo: bytes = PHOTO) -> bytes:
    return struct.pack(">HH", len(text), len(photo)) + text + photo


class VirtualLibrary:
    """Serves a session; time passes only where it waits."""

    def __init__(self, library: Callable[[str], bytes]) -> None:
        self.now = 0.0
        self.asked: list[str] = []
        session = LibrarySession(LineTiming(), now=lambda: self.now, wall=lambda: AS_OF)
        self._script = session.run()
        self._library = library
        self._pending: Action | None = None
        self._piece = b""

    def next_event(self, within_s: float = 20.0) -> CardEvent | None:
        end = self.now + within_s
        while self.now < end:
            action = self._pending or next(self._script)
            self._pending = None
            if isinstance(action, Tell):
                return action.event
            if isinstance(action, Send):
                self.asked.append(action.data.decode())
                self._piece = self._library(self.asked[-1])
                self._pending = self._script.send(b"")
                continue
            if self._piece:
                piece, self._piece = self._piece, b""
                self.now += 0.01
            else:
                self.now, piece = max(self.now, action.until), b""
            self._pending = self._script.send(piece)
        return None


class Library:
    """A good library, apart from what is said beforehand about its n-th answer to a command."""

    def __init__(self, text: bytes | None = ALICE, serial: bytes = bytes(8)) -> None:
        self.text, self.serial = text, serial
        self.faults: dict[tuple[str, int], bytes] = {}
        self.asked: Counter[str] = Counter()

    def __call__(self, name: str) -> bytes:
        self.asked[name] += 1
        return self.faults.get((name, self.asked[name])) or self._well(name)

    def _well(self, name: str) -> bytes:
        if self.text is None:
            return answered(0x21 if name == "sam_id" else 0x80)
        match name:
            case "find_card":
                return answered(0x9F, bytes(4))
            case "select_card":
                return answered(0x90, self.serial)
            case "read_base":
                return answered(0x90, record(self.text))
        return answered(0x21)


def test_the_record_of_the_card_before_is_found_out_by_reading_again() -> None:
    library = Library(ALICE)
    line = VirtualLibrary(library)
    first = line.next_event()
    assert isinstance(first, CardRead)
    library.text = None
    assert line.next_event() == CardRemoved()
    library.text = BOB
    library.faults["read_base", library.asked["read_base"] + 1] = answered(0x90, record(ALICE))
    card = line.next_event()
    assert isinstance(card, CardRead)
    assert card.raw_text == BOB


def test_a_library_that_is_always_one_read_behind_shows_nobody_the_card_before() -> None:
    behind = [ALICE]

    def late(name: str) -> bytes:
        if name != "read_base" or library.text is None:
            return library(name)
        text, behind[0] = behind[0], library.text
        return answered(0x90, record(text))

    library = Library(ALICE)
    line = VirtualLibrary(late)
    assert isinstance(line.next_event(), CardRead)
    for text in (BOB, ALICE, BOB):
        library.text = None
        assert line.next_event() == CardRemoved()
        library.text = text
        card = line.next_event()
        assert isinstance(card, CardRead)
        assert card.raw_text == text


@pytest.mark.parametrize("code", [0x23, 0x41, 0x80])
def test_a_module_that_allows_no_second_reading_still_reads_a_card_twice(code: int) -> None:
    library = Library(ALICE)
    line = VirtualLibrary(library)
    assert isinstance(line.next_event(), CardRead)
    library.text = None
    assert line.next_event() == CardRemoved()
    library.text = ALICE
    library.faults["read_base", library.asked["read_base"] + 2] = answered(code)
    assert isinstance(line.next_event(), CardRead)


@pytest.mark.parametrize("serial", [bytes(8), b"chip-000"])
def test_one_text_under_two_numbers_of_a_chip_is_refused(serial: bytes) -> None:
    library = Library(ALICE, serial)
    line = VirtualLibrary(library)
    assert isinstance(line.next_event(), CardRead)
    library.text = None
    assert line.next_event() == CardRemoved()
    library.text, library.serial = ALICE, b"chip-001"
    event = line.next_event()
    assert (event == CardRefused("stale_read", tries=2)) == any(serial)


def test_a_stop_is_told_when_it_happens_and_when_it_is_over() -> None:
    library = Library()
    library.faults["read_base", 1] = STOPPED
    line = VirtualLibrary(library)
    assert line.next_event() == ReaderRestarting(1, 3)
    assert line.next_event() == ReaderRestarted()
    assert isinstance(line.next_event(), CardRead)


def test_a_module_that_does_not_answer_its_library_is_silent_after_four_calls() -> None:
    line = VirtualLibrary(lambda _name: answered(0x02))
    with pytest.raises(ReaderSilent):
        line.next_event()
    assert len(line.asked) == 4


def test_fingers_and_files_are_never_asked_for() -> None:
    library = Library()
    library.faults["read_base", 1] = answered(0x24)
    line = VirtualLibrary(library)
    assert isinstance(line.next_event(), CardRead)
    assert {*line.asked} == {"sam_id", "find_card", "select_card", "read_base", "reset_sam"}


codes = st.one_of(
    st.sampled_from([0x90, 0x9F, 0x80, 0x41, 0x24, 0x02, 0x03, 0xF1]),
    st.integers(-(2**31), 2**31 - 1),
)
data = st.one_of(
    st.binary(max_size=40),
    st.just(record(ALICE)),
    st.binary(min_size=1, max_size=9).map(lambda end: record(ALICE)[: -len(end)] + end),
    st.just(bytes(8)),
    st.just(bytes(4)),
)
answers = st.one_of(st.builds(answered, codes, data), st.just(STOPPED), st.none())


@given(st.lists(answers, max_size=40))
def test_no_code_and_no_data_hurt_and_nobody_is_read_out_of_order(
    script: list[bytes | None],
) -> None:
    library, waiting = Library(), list(script)
    history: list[tuple[str, bytes]] = []

    def scripted(name: str) -> bytes:
        piece = waiting.pop(0) if waiting else None
        history.append((name, piece or library(name)))
        return history[-1][1]

    line = VirtualLibrary(scripted)
    try:
        event = line.next_event(within_s=5.0)
        while event is not None:
            if isinstance(event, CardRead):
                read = [piece for name, piece in history if name == "read_base"]
                assert answered(0x90, record(event.raw_text, event.raw_photo)) in read
                assert {"find_card", "select_card"} <= {*line.asked}
            event = line.next_event(within_s=5.0)
    except ReaderError:
        pass
