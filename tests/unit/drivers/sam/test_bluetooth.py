"""A line over radio stalls in the middle of replies and sleeps; a card is read all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers import AddressInvalid, CardRead, ReaderSilent, open_reader
from drivers.readers import sam_serial
from drivers.readers.sam_serial import bluetooth_timing
from tests.unit.drivers.manners import spoilt
from tests.unit.drivers.module import FIND, READ, SELECT, Module, Timed
from tests.unit.drivers.vectors import text_of
from tests.unit.drivers.virtual_line import VirtualLine

ALICE = text_of("mainland_han_20y")
STALL_S = st.floats(0.3, 0.8)


def stalling(stalls: list[tuple[float, float]]) -> Module:
    """Make a module whose replies stop for so long behind such a part of their bytes."""

    def manner(_asked: int, _request: bytes, reply: bytes) -> Timed:
        cuts = sorted({int(part * len(reply)) for part, _ in stalls})
        pieces = [reply[a:b] for a, b in zip([0, *cuts], [*cuts, len(reply)], strict=True)]
        waits = [0.0, *(wait_s for _, wait_s in stalls)]
        return list(zip(waits, pieces, strict=False))

    return Module(ALICE, manner=manner)


@given(st.lists(st.tuples(st.floats(0, 0.999), STALL_S), min_size=1, max_size=2))
def test_stalls_anywhere_in_replies_cost_no_second_request(
    stalls: list[tuple[float, float]],
) -> None:
    line = VirtualLine(stalling(stalls), timing=bluetooth_timing(115200), identify_s=1.0)
    card = line.next_event()
    assert isinstance(card, CardRead)
    assert card.raw_text == ALICE
    assert {code: line.module.asked[code] for code in (FIND, SELECT, READ)} == {
        FIND: 1,
        SELECT: 1,
        READ: 1,
    }


def test_a_cable_is_not_given_as_much_time() -> None:
    line = VirtualLine(stalling([(0.5, 0.8)]))
    with pytest.raises(ReaderSilent):
        line.next_event()


def test_a_link_that_takes_seconds_to_wake_is_waited_for() -> None:
    lines: list[VirtualLine] = []

    def manner(_asked: int, _request: bytes, reply: bytes) -> Timed:
        return [(0.0, reply)] if lines[0].now > 8 else []

    lines.append(VirtualLine(Module(ALICE, manner=manner), timing=bluetooth_timing(115200)))
    assert isinstance(lines[0].next_event(), CardRead)


def test_a_link_that_never_wakes_is_silent_in_the_end() -> None:
    line = VirtualLine(Module(manner=lambda *_: []), timing=bluetooth_timing(115200))
    with pytest.raises(ReaderSilent):
        line.next_event()
    assert line.now < 15


def test_a_damaged_reply_is_asked_for_again_soon() -> None:
    module = Module(
        ALICE,
        manner=lambda asked, _request, reply: [(0.0, spoilt(reply) if asked == 1 else reply)],
    )
    line = VirtualLine(module, timing=bluetooth_timing(115200))
    assert isinstance(line.next_event(), CardRead)
    assert line.now < 5


@pytest.mark.parametrize(
    ("name", "query", "is_radio"),
    [
        ("rfcomm0", "", True),
        ("rfcomm12", "?baud=9600", True),
        ("rfcomm0", "?bluetooth=no", False),
        ("ttyUSB0", "", False),
        ("ttyUSB0", "?bluetooth=yes", True),
        ("myrfcomm0", "", False),
    ],
)
def test_a_radio_line_is_known_by_its_name_or_said(
    tmp_path: Path, name: str, query: str, *, is_radio: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).touch()
    link = tmp_path / "reader"
    link.symlink_to(tmp_path / name)
    timings = []

    class Port:
        def __init__(self, *_: object) -> None: ...

    def reader(_line: object, **facts: object) -> str:
        timings.append(facts["timing"])
        return ""

    monkeypatch.setattr("drivers.transport.serial_port.SerialPort", Port)
    monkeypatch.setattr(sam_serial, "SamReader", reader)
    for path in (tmp_path / name, link):
        open_reader(f"sam-serial:{path}{query}")
    assert [timing.delay_s > 0 for timing in timings] == [is_radio] * 2


def test_an_answer_other_than_yes_and_no_is_refused() -> None:
    with pytest.raises(AddressInvalid, match="one of yes, no"):
        open_reader("sam-serial:COM3?bluetooth=maybe")
