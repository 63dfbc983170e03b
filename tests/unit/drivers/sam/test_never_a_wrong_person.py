"""A record that is late, repeated, or somebody else's is refused or read again, never believed."""

from __future__ import annotations

from collections import deque

import pytest

from drivers import (
    CardEvent,
    CardRead,
    CardRefused,
    CardRemoved,
    ReaderError,
    ReaderSilent,
    ReaderUnavailable,
)
from tests.unit.drivers.manners import spoilt
from tests.unit.drivers.module import (
    FIND,
    READ,
    SAM_ID,
    SELECT,
    Manner,
    Module,
    Timed,
    base_reply,
    frame,
)
from tests.unit.drivers.vectors import text_of
from tests.unit.drivers.virtual_line import VirtualLine

ALICE, BOB = text_of("mainland_han_20y"), text_of("mainland_longterm_female")
NUMBER = "3005"
OWN_ID = frame(0x90, bytes.fromhex("05000100D8B4320140E20100B168DE3A"))
ALICES_CHIP, BOBS_CHIP = (frame(0x90, bytes(4) + bytes([chip]) * 24) for chip in (0xA1, 0xB0))
LATE_S = [0.0, 0.001, 0.05, 0.15, 0.9, 1.1, 2.0]


def only_once(code: str, pieces: Timed) -> Manner:
    """Answer the first request of this kind with `pieces`, whose empty ones are the reply."""

    def manner(asked: int, request: bytes, reply: bytes) -> Timed:
        if request[7:9].hex().upper() != code or asked > 1:
            return [(0.0, reply)]
        return [(pause_s, piece or reply) for pause_s, piece in pieces]

    return manner


def read_of(event: CardEvent | None) -> bytes:
    assert isinstance(event, CardRead), event
    return event.raw_text


@pytest.mark.parametrize("late_s", LATE_S)
def test_a_late_record_of_another_card_in_front_of_the_right_one_is_not_taken(
    late_s: float,
) -> None:
    manner = only_once(READ, [(0.0, base_reply(BOB)), (late_s, b"")])
    assert read_of(VirtualLine(Module(ALICE, manner=manner)).next_event()) == ALICE


@pytest.mark.parametrize("late_s", LATE_S)
def test_a_late_record_of_another_card_behind_the_right_one_is_not_taken(late_s: float) -> None:
    manner = only_once(READ, [(0.0, b""), (late_s, base_reply(BOB))])
    line = VirtualLine(Module(ALICE, manner=manner))
    assert read_of(line.next_event()) == ALICE
    events = [line.next_event(within_s=5) for _ in range(3)]
    assert not any(isinstance(event, CardRead) for event in events)


@pytest.mark.parametrize("first", [ALICE, BOB])
def test_a_module_that_falls_silent_behind_a_record_tells_nobody(first: bytes) -> None:
    manner = only_once(READ, [(0.0, base_reply(first)), (5.0, base_reply(BOB))])
    line = VirtualLine(Module(ALICE, manner=manner))
    with pytest.raises(ReaderSilent):
        line.next_event()


@pytest.mark.parametrize("late_s", [0.0, 0.05])
def test_a_damaged_record_behind_a_good_one_makes_both_doubtful(late_s: float) -> None:
    manner = only_once(READ, [(0.0, base_reply(BOB)), (late_s, spoilt(base_reply(ALICE)))])
    assert read_of(VirtualLine(Module(ALICE, manner=manner)).next_event()) == ALICE


def test_a_module_that_always_sends_two_records_is_refused() -> None:
    def manner(asked: int, request: bytes, reply: bytes) -> Timed:
        is_read = request[7:9].hex().upper() == READ
        return [(0.0, base_reply(BOB)), (0.05, reply)] if is_read else [(0.0, reply)]

    line = VirtualLine(Module(ALICE, manner=manner))
    assert line.next_event() == CardRefused("two_records", tries=2)


@pytest.mark.parametrize("behind", range(1, 9))
@pytest.mark.parametrize("keeps_finding", [False, True])
def test_a_module_that_is_some_commands_behind_for_ever_tells_nobody_wrong(
    behind: int, *, keeps_finding: bool
) -> None:
    late: deque[bytes] = deque([b""] * behind)

    def manner(asked: int, request: bytes, reply: bytes) -> Timed:
        late.append(reply)
        return [(0.0, late.popleft())]

    module = Module(ALICE, keeps_finding=keeps_finding, manner=manner)
    line = VirtualLine(module)
    try:
        for text in (ALICE, BOB, ALICE, BOB):
            module.lay(text)
            for _ in range(4):
                event = line.next_event(within_s=4)
                assert not isinstance(event, CardRead) or event.raw_text == text
    except ReaderError:
        pass


def test_a_record_that_is_sent_once_more_for_the_next_card_is_read_again() -> None:
    overrides = {READ: [base_reply(ALICE), base_reply(ALICE)], NUMBER: [ALICES_CHIP, BOBS_CHIP]}
    module = Module(ALICE, overrides=overrides)
    line = VirtualLine(module)
    assert read_of(line.next_event()) == ALICE
    module.lift()
    assert isinstance(line.next_event(), CardRemoved)
    module.lay(BOB)
    assert read_of(line.next_event()) == BOB


def test_a_module_that_sends_one_record_for_ever_is_refused_from_the_second_card_on() -> None:
    overrides = {READ: [base_reply(ALICE)] * 9, NUMBER: [ALICES_CHIP] + [BOBS_CHIP] * 9}
    module = Module(ALICE, overrides=overrides)
    line = VirtualLine(module)
    assert read_of(line.next_event()) == ALICE
    module.lift()
    assert isinstance(line.next_event(), CardRemoved)
    module.lay(BOB)
    assert line.next_event() == CardRefused("stale_record", tries=2)


def test_a_serial_tells_a_repeated_record_where_the_module_hides_the_chips_number() -> None:
    serials = [frame(0x90, bytes([chip]) * 8) for chip in (0xA1, 0xB0)]
    overrides = {READ: [base_reply(ALICE)] * 9, SELECT: serials}
    module = Module(ALICE, overrides=overrides)
    line = VirtualLine(module)
    assert read_of(line.next_event()) == ALICE
    module.lift()
    assert isinstance(line.next_event(), CardRemoved)
    module.lay(BOB)
    assert line.next_event() == CardRefused("stale_record", tries=2)


@pytest.mark.parametrize(
    "answers",
    [
        [ALICES_CHIP] * 9,
        [frame(0x21)] * 9,
        [frame(0x41)] * 9,
        [b""] * 9,
        [ALICES_CHIP, frame(0x41)],
        [ALICES_CHIP, b""],
        [frame(0x90, bytes(28))] * 9,
    ],
    ids=["told", "unknown command", "card gone", "no answer", "once", "once, silent", "zeros"],
)
def test_an_honest_second_read_of_one_card_is_accepted(answers: list[bytes]) -> None:
    module = Module(ALICE, overrides={NUMBER: answers})
    line = VirtualLine(module)
    for _ in range(3):
        assert read_of(line.next_event()) == ALICE
        module.lift()
        assert isinstance(line.next_event(), CardRemoved)
        module.lay(ALICE)


@pytest.mark.parametrize(("answer", "times"), [(frame(0x21), 1), (b"", 3)])
def test_a_module_that_does_not_tell_the_chips_number_is_not_asked_for_ever(
    answer: bytes, times: int
) -> None:
    module = Module(ALICE, overrides={NUMBER: [answer] * 9})
    line = VirtualLine(module)
    for text in (ALICE, BOB) * 3:
        module.lay(text)
        assert read_of(line.next_event()) == text
        module.lift()
        began_s = line.now
        assert isinstance(line.next_event(), CardRemoved)
        assert line.now - began_s < 2
    assert module.asked[NUMBER] == times


def test_a_module_that_never_tells_its_id_is_given_a_second_to_bring_out_another_record() -> None:
    module = Module(ALICE, overrides={SAM_ID: [b""] * 9})
    line = VirtualLine(module, identify_s=0.4)
    assert read_of(line.next_event()) == ALICE
    assert module.asked[READ] == 1


def test_a_module_that_tells_its_id_and_rests_behind_each_record_is_read() -> None:
    def manner(asked: int, request: bytes, reply: bytes) -> Timed:
        is_resting = bool(asked_for) and asked_for[-1] == READ
        asked_for.append(request[7:9].hex().upper())
        return [] if is_resting else [(0.0, reply)]

    asked_for: list[str] = []
    module = Module(ALICE, manner=manner)
    line = VirtualLine(module, identify_s=0.4)
    assert read_of(line.next_event()) == ALICE
    assert (module.asked[READ], line.now < 1.5) == (1, True)


@pytest.mark.parametrize("answer", [spoilt(frame(0x90, bytes(16))), b"", frame(0x80)])
def test_an_odd_answer_behind_a_record_costs_time_and_nothing_else(answer: bytes) -> None:
    module = Module(ALICE, overrides={SAM_ID: [OWN_ID, answer]})
    line = VirtualLine(module, identify_s=0.4)
    assert read_of(line.next_event()) == ALICE
    assert line.now < 1.5


def test_another_module_on_the_same_line_is_another_reader() -> None:
    ids = [frame(0x90, bytes(15) + bytes([serial])) for serial in (1, 2)]
    line = VirtualLine(Module(ALICE, overrides={SAM_ID: ids}), identify_s=0.4)
    with pytest.raises(ReaderUnavailable, match="another module"):
        line.next_event()


def test_a_record_that_nobody_fetched_for_long_is_read_again() -> None:
    module = Module(ALICE, manner=lambda _asked, _request, reply: [(0.05, reply)])
    line = VirtualLine(module)
    assert line.next_event(until_asked=READ) is None
    line.now += 60  # nobody polls
    assert read_of(line.next_event()) == ALICE
    assert module.asked[READ] == 2


def test_a_record_that_nobody_fetched_is_not_taken_for_the_next_card() -> None:
    module = Module(ALICE, manner=lambda _asked, _request, reply: [(0.05, reply)])
    line = VirtualLine(module)
    assert line.next_event(until_asked=READ) is None
    line.now += 60  # nobody polls, and meanwhile the customers change
    module.lay(BOB)
    assert read_of(line.next_event()) == BOB


@pytest.mark.parametrize("code", [READ, SAM_ID])
def test_nobody_is_told_who_was_read_before_a_long_absence(code: str) -> None:
    module = Module(ALICE, manner=lambda _asked, _request, reply: [(0.05, reply)])
    line = VirtualLine(module, identify_s=0.4)
    assert line.next_event(until_asked=SAM_ID) is None  # when it is opened
    assert line.next_event(until_asked=code) is None
    line.now += 60
    module.lift()
    events = [line.next_event(within_s=5) for _ in range(3)]
    assert not any(isinstance(event, CardRead) for event in events)


def test_a_person_who_was_not_asked_for_after_a_removal_is_refused_as_stale() -> None:
    module = Module(ALICE, keeps_finding=True)
    line = VirtualLine(module)
    assert read_of(line.next_event()) == ALICE
    module.lay(BOB)
    assert isinstance(line.next_event(), CardRemoved)
    line.now += 60  # nobody polls, and Bob has left
    module.lift()
    assert line.next_event() == CardRefused("stale_record")
    assert isinstance(line.next_event(), CardRemoved)


@pytest.mark.parametrize("answer", [0x23, 0x41])
def test_a_record_that_comes_when_its_card_was_given_up_is_not_taken_for_the_next(
    answer: int,
) -> None:
    def manner(asked: int, request: bytes, reply: bytes) -> Timed:
        if request[7:9].hex().upper() != READ or asked > 2:
            return [(0.0, reply)]
        if asked == 2:  # the driver has given up, and asks the card that was selected once more
            return [(0.0, frame(answer))]
        module.lay(BOB)
        return [(3.2, reply)]  # a moment later

    module = Module(ALICE, manner=manner)
    assert read_of(VirtualLine(module, identify_s=0.4).next_event()) == BOB


def test_a_card_swapped_between_selection_and_read_is_never_told_as_the_first() -> None:
    def swapped(asked: int, request: bytes, reply: bytes) -> Timed:
        if request[7:9].hex().upper() == SELECT and asked == 1:
            module.lay(BOB)
        return [(0.0, reply)]

    module = Module(ALICE, manner=swapped)
    assert read_of(VirtualLine(module).next_event()) == BOB
    assert module.asked[FIND] > 1
