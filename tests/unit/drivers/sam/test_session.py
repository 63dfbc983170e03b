"""One conversation with a module that behaves well, badly, or not at all - in virtual time."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from drivers import CardRead, CardRefused, CardRemoved, ReaderFaulty, ReaderSilent
from tests.unit.drivers.manners import MANNERS, spoilt
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
from tests.unit.drivers.vectors import VECTORS, text_of
from tests.unit.drivers.virtual_line import VirtualLine

ALICE, BOB = text_of("mainland_han_20y"), text_of("mainland_longterm_female")
SAM_ID_TEXT = VECTORS["sam_ids"][0]["text"]


@pytest.mark.parametrize("keeps_finding", [False, True])
@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS.keys())
def test_a_card_is_read_once_whatever_the_manners(manner: Manner, *, keeps_finding: bool) -> None:
    line = VirtualLine(Module(ALICE, keeps_finding=keeps_finding, manner=manner))
    card = line.next_event()
    assert isinstance(card, CardRead)
    assert (card.raw_text, card.sam_id) == (ALICE, SAM_ID_TEXT)
    assert card.card_serial == "1122334455667788"
    if keeps_finding:
        assert line.next_event(within_s=20) is None
    line.module.lift()
    assert isinstance(line.next_event(), CardRemoved)
    assert line.next_event(within_s=20) is None
    line.module.lay(BOB)
    card = line.next_event()
    assert isinstance(card, CardRead)
    assert card.raw_text == BOB


@pytest.mark.parametrize("baud", [9600, 1200])
def test_a_slow_line_that_delivers_in_drops_is_heard_to_the_end(baud: int) -> None:
    byte_s = 10 / baud

    def manner(asked: int, request: bytes, reply: bytes) -> Timed:
        starts = range(0, len(reply), 64)
        return [(min(64, len(reply) - at) * byte_s, reply[at : at + 64]) for at in starts]

    line = VirtualLine(Module(ALICE, manner=manner), baud=baud)
    assert isinstance(line.next_event(), CardRead)
    assert line.module.asked[READ] == 1


@pytest.mark.parametrize("delay_s", [0.3, 0.5, 0.7, 0.9])
def test_a_module_that_is_slow_at_everything_is_not_outrun(delay_s: float) -> None:
    module = Module(ALICE, manner=lambda _asked, _request, reply: [(delay_s, reply)])
    line = VirtualLine(module, identify_s=0.4)
    assert isinstance(line.next_event(), CardRead)
    assert line.now < 7 * (delay_s + 0.1)


@pytest.mark.parametrize("length", ["0003", "0005", "0508", "0509", "090A", "FFFF"])
def test_litter_behind_a_record_does_not_hold_it_back_for_long(length: str) -> None:
    head = bytes.fromhex("AAAAAA9669" + length)
    line = VirtualLine(Module(ALICE, overrides={READ: [base_reply(ALICE) + head]}), identify_s=0.4)
    assert isinstance(line.next_event(), CardRead)
    assert line.now < 0.3


@pytest.mark.parametrize(
    ("code", "reply", "reason"),
    [
        (SELECT, frame(0x81), "select_failed"),
        (SELECT, frame(0x9F, bytes(4)), "timeout"),
        (SELECT, b"", "timeout"),
        (READ, frame(0x41), "read_failed"),
        (READ, frame(0x47), "read_failed"),
        (READ, frame(0x31), "auth_failed"),
        (READ, frame(0x32), "auth_failed"),
        (READ, frame(0x23), "sequence_error"),
        (READ, frame(0x21), "protocol_error"),
        (READ, frame(0x10), "protocol_error"),
        (READ, frame(0x77), "unknown_status"),
        (READ, frame(0x91), "unexpected_status"),
        (READ, b"", "timeout"),
        (READ, base_reply(ALICE)[:-100], "timeout"),
        (READ, spoilt(base_reply(ALICE)), "checksum"),
        (READ, bytes.fromhex("AAAAAA9669FFFF000090"), "length"),
        (FIND, frame(0x90, bytes(4)), "unexpected_status"),
        (FIND, frame(0x77), "unknown_status"),
    ],
)
def test_a_card_that_gives_nothing_is_refused_after_three_tries(
    code: str, reply: bytes, reason: str
) -> None:
    line = VirtualLine(Module(ALICE, keeps_finding=True, overrides={code: [reply] * 20}))
    assert line.next_event() == CardRefused(reason, tries=3, is_unreadable=True)
    assert line.next_event(within_s=3) is None


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (base_reply(ALICE[:36] + "19000230".encode("utf-16-le") + ALICE[52:]), "birth_date"),
        (base_reply(ALICE[:248] + b"Z\0" + ALICE[250:]), "unknown_layout"),
        (base_reply(ALICE[:200]), "text_length"),
        (base_reply(ALICE, bytes(1000)), "photo_length"),
        (frame(0x90, base_reply(ALICE)[10:-2]), "inner_length"),
        (frame(0x33), "data_invalid"),
        (frame(0x40), "unsupported_card"),
    ],
)
@pytest.mark.parametrize("keeps_finding", [False, True])
def test_a_record_that_must_not_be_believed_is_read_once_more_and_refused(
    reply: bytes, reason: str, *, keeps_finding: bool
) -> None:
    line = VirtualLine(Module(ALICE, keeps_finding=keeps_finding, overrides={READ: [reply] * 9}))
    assert line.next_event() == CardRefused(reason, tries=2)
    line.module.lift()
    assert isinstance(line.next_event(), CardRemoved)


def test_a_record_spoilt_in_two_bytes_is_read_again_and_believed() -> None:
    text = bytes((ALICE[36] ^ 4, ALICE[37], ALICE[38] ^ 4))
    damaged = base_reply(ALICE[:36] + text + ALICE[39:])
    line = VirtualLine(Module(ALICE, overrides={READ: [damaged]}))
    card = line.next_event()
    assert isinstance(card, CardRead)
    assert card.raw_text == ALICE


def test_a_good_read_lost_on_the_line_is_fetched_without_finding_the_card_again() -> None:
    line = VirtualLine(Module(ALICE, overrides={READ: [spoilt(base_reply(ALICE))]}))
    assert isinstance(line.next_event(), CardRead)
    assert (line.module.asked[SELECT], line.module.asked[READ]) == (1, 2)


def test_a_module_that_wants_a_search_before_each_read_gets_three_tries_all_the_same() -> None:
    bad = spoilt(base_reply(ALICE))
    sound = base_reply(ALICE)
    overrides = {READ: [bad, frame(0x23), bad, sound]}
    line = VirtualLine(Module(ALICE, keeps_finding=True, must_select=True, overrides=overrides))
    assert isinstance(line.next_event(), CardRead)
    overrides = {READ: [bad, frame(0x23), bad, bad, sound]}
    line = VirtualLine(Module(ALICE, keeps_finding=True, must_select=True, overrides=overrides))
    assert line.next_event() == CardRefused("checksum", tries=3, is_unreadable=True)


def test_a_card_pulled_away_is_said_to_have_moved_and_read_when_it_comes_back() -> None:
    module = Module(ALICE)

    def pulled(asked: int, request: bytes, reply: bytes) -> Timed:
        if request[7:9] == b"\x30\x01" and asked == 1:
            module.lift()
            return [(0.05, reply[:400]), (0.3, frame(0x41))]
        return [(0.0, reply)]

    module._manner = pulled
    line = VirtualLine(module)
    refused = line.next_event()
    assert isinstance(refused, CardRefused)
    assert (refused.reason, refused.is_unreadable) == ("read_failed", False)
    assert isinstance(line.next_event(), CardRemoved)
    assert line.next_event(within_s=10) is None
    module.lay(ALICE)
    assert isinstance(line.next_event(), CardRead)


@pytest.mark.parametrize(
    ("status", "reason"),
    [(0x31, "auth_failed"), (0x32, "auth_failed"), (0x77, "unknown_status"), (0x23, "read_failed")],
)
def test_what_the_module_said_of_a_card_that_then_left_is_not_forgotten(
    status: int, reason: str
) -> None:
    overrides = {FIND: [frame(0x9F, bytes(4)), *[frame(0x80)] * 9], READ: [frame(status)]}
    line = VirtualLine(Module(ALICE, overrides=overrides), identify_s=0.4)
    assert line.next_event() == CardRefused(reason, tries=1)
    assert isinstance(line.next_event(), CardRemoved)


def test_a_card_that_comes_back_at_once_is_simply_read() -> None:
    replies = [frame(0x9F, bytes(4)), frame(0x80), frame(0x80)]
    overrides = {FIND: [frame(0x80), *replies], READ: [frame(0x41)] * 2}
    line = VirtualLine(Module(ALICE, keeps_finding=True, overrides=overrides))
    assert isinstance(line.next_event(), CardRead)


def test_one_search_in_vain_is_a_flicker_and_no_removal() -> None:
    found = frame(0x9F, bytes(4))
    line = VirtualLine(Module(ALICE, keeps_finding=True))
    assert isinstance(line.next_event(), CardRead)
    line.module._overrides[FIND] = iter([frame(0x80), found, frame(0x80), found])
    assert line.next_event(within_s=10) is None


@pytest.mark.parametrize(
    ("code", "keeps_finding"), [(FIND, False), (FIND, True), (SELECT, False), (READ, True)]
)
def test_a_card_swapped_between_two_searches_is_not_missed(
    code: str, *, keeps_finding: bool
) -> None:
    line = VirtualLine(Module(ALICE, keeps_finding=keeps_finding))
    assert isinstance(line.next_event(), CardRead)
    # One search in vain at most, and the first look at the new card fails.
    line.module._overrides[code] = iter([frame(0x80 if code == FIND else 0x81)])
    line.module.lay(BOB)
    assert isinstance(line.next_event(), CardRemoved)
    card = line.next_event()
    assert isinstance(card, CardRead)
    assert card.raw_text == BOB
    assert line.next_event(within_s=0.5) is None
    line.module.lift()
    assert isinstance(line.next_event(), CardRemoved)


@pytest.mark.parametrize("in_vain", [0, 1])
def test_a_refused_card_swapped_between_two_searches_is_not_missed(in_vain: int) -> None:
    line = VirtualLine(Module(ALICE, keeps_finding=True, overrides={READ: [frame(0x41)] * 3}))
    assert isinstance(line.next_event(), CardRefused)
    line.module._overrides[FIND] = iter([frame(0x80)] * in_vain)
    line.module.lay(BOB)
    if in_vain == 0:  # as if the refused card still lay there, and it has had its three tries
        assert line.next_event(within_s=10) is None
        return
    assert isinstance(line.next_event(), CardRemoved)
    card = line.next_event()
    assert isinstance(card, CardRead)
    assert card.raw_text == BOB


def test_the_record_of_another_card_right_before_the_right_one_is_not_believed() -> None:
    both = base_reply(BOB) + base_reply(ALICE)
    line = VirtualLine(Module(ALICE, keeps_finding=True, overrides={READ: [both]}))
    card = line.next_event()
    assert isinstance(card, CardRead)
    assert card.raw_text == ALICE


def test_searches_keep_their_interval() -> None:
    line = VirtualLine(Module())
    assert line.next_event(within_s=6.1) is None
    finds = [at for at, request in line.sent if request[7:9] == b"\x20\x01"]
    gaps = [late - early for early, late in pairwise(finds)]
    assert len(finds) == pytest.approx(21, abs=1)
    assert min(gaps) >= 0.299


def test_one_lost_answer_is_an_accident_and_four_are_silence() -> None:
    line = VirtualLine(Module(manner=lambda *_: []))
    with pytest.raises(ReaderSilent):
        line.next_event()
    assert len(line.sent) == 4


def test_noise_instead_of_answers_is_silence_too() -> None:
    noise = random.Random(1)
    line = VirtualLine(Module(manner=lambda *_: [(0.01, noise.randbytes(20))]))
    with pytest.raises(ReaderSilent):
        line.next_event()


@pytest.mark.parametrize("status", [0x60, 0x66])
@pytest.mark.parametrize("code", [FIND, SELECT, READ])
def test_a_module_that_says_it_is_broken_is_believed(code: str, status: int) -> None:
    line = VirtualLine(Module(ALICE, overrides={code: [frame(status)]}))
    with pytest.raises(ReaderFaulty):
        line.next_event()


@pytest.mark.parametrize("code", [FIND, SELECT, READ])
def test_an_unidentifiable_error_resets_the_module_once(code: str) -> None:
    module = Module(ALICE, keeps_finding=True, overrides={code: [frame(0x24)]})
    assert isinstance(VirtualLine(module).next_event(), CardRead)
    assert module.asked["10FF"] == 1
    module = Module(ALICE, keeps_finding=True, overrides={code: [frame(0x24)] * 5})
    with pytest.raises(ReaderFaulty):
        VirtualLine(module).next_event()
    assert module.asked["10FF"] == 1


def test_a_module_that_accepts_no_search_is_faulty() -> None:
    line = VirtualLine(Module(overrides={FIND: [frame(0x10)] * 20}))
    with pytest.raises(ReaderFaulty):
        line.next_event()


def test_a_module_that_hides_its_id_reads_all_the_same() -> None:
    line = VirtualLine(Module(ALICE, overrides={SAM_ID: [frame(0x21)]}))
    card = line.next_event()
    assert isinstance(card, CardRead)
    assert card.sam_id == ""


def test_fingers_are_never_asked_for() -> None:
    line = VirtualLine(Module(ALICE, overrides={READ: [spoilt(base_reply(ALICE))]}))
    assert isinstance(line.next_event(), CardRead)
    assert {request[7:9].hex().upper() for _, request in line.sent} <= {FIND, SELECT, READ, SAM_ID}
