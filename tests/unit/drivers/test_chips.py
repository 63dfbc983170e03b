"""A record in pages comes whole or not at all, and each chip is taken for what it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.apdu import converse
from drivers.api import AddressInvalid, CardPresent, SimRead, SimRefused
from drivers.card.checks import RecordRefused
from drivers.card.read import CardRead
from drivers.readers.chips import AtrRule, Finding, PagedRecord, PageLayout, read_chip
from drivers.sam.tries import Setback
from drivers.simulator.chips import (
    SAM_ID_COMMAND,
    SIMS,
    BareIdChip,
    PagedIdChip,
    SimChip,
)
from drivers.simulator.deck import load_deck
from drivers.simulator.device import SIMULATED_SAM_ID

DECK = load_deck()
LIN, WANG = (DECK[slug].card() for slug in ("resident-lin", "resident-wang"))
LAYOUT = PageLayout(AtrRule.parse("13:9000"))
SETBACKS = {"read_failed", "inner_length", "sequence_error"}


class Pages:
    """A chip that gives `stream` in pages, and nothing else."""

    atr = PagedIdChip.atr

    def __init__(self, stream: bytes, size: int = 256, *, pads: bool = False) -> None:
        self.stream = stream + bytes(-len(stream) % size if pads else 0)
        self.size = size
        self.asked: list[bytes] = []

    def answer(self, command: bytes) -> bytes:
        self.asked.append(command)
        if command[:2] != b"\xff\xb0":
            return b"\x6d\x00"
        page = self.stream[command[2] * self.size :][: self.size]
        return page + b"\x90\x00" if page else b"\x6b\x00"


def stream_of(text: bytes = LIN.text, photo: bytes = LIN.photo) -> bytes:
    return len(text).to_bytes(2, "big") + len(photo).to_bytes(2, "big") + text + photo


def read(chip: object, layout: PageLayout = LAYOUT, atr: bytes = PagedIdChip.atr) -> Finding:
    return converse(read_chip(atr, layout), chip.answer)  # type: ignore[attr-defined]


def record_of(finding: Finding) -> tuple[bytes, bytes]:
    assert isinstance(finding, PagedRecord)
    return finding.base.text, finding.base.photo


@pytest.mark.parametrize("slug", [entry.slug for entry in DECK.entries])
def test_every_card_of_the_deck_is_read_in_pages(slug: str) -> None:
    card = DECK[slug].card()
    finding = read(PagedIdChip(card))
    assert record_of(finding) == (card.text, card.photo)
    assert isinstance(finding, PagedRecord)
    assert finding.chip_number == card.serial.hex().upper()
    assert finding.sam_id == ""


@pytest.mark.parametrize("pads", [True, False])
@pytest.mark.parametrize("size", [16, 64, 128, 250, 255, 256])
def test_pages_of_any_size_make_one_record(size: int, *, pads: bool) -> None:
    chip = Pages(stream_of(), size, pads=pads)
    layout = PageLayout(LAYOUT.atr, size, -(-1284 // size))
    assert record_of(read(chip, layout)) == (LIN.text, LIN.photo)
    assert chip.asked[0] == bytes([0xFF, 0xB0, 0, 0, size % 256])


def test_six_pages_are_asked_for_in_order_and_the_first_one_again() -> None:
    chip = Pages(stream_of())
    read(chip)
    assert [command[2] for command in chip.asked if command[0] == 0xFF] == [0, 1, 2, 3, 4, 5, 0]


def test_the_sam_id_is_told_to_who_knows_the_question() -> None:
    layout = PageLayout(LAYOUT.atr, sam_id_command=SAM_ID_COMMAND)
    finding = read(PagedIdChip(LIN), layout)
    assert isinstance(finding, PagedRecord)
    assert finding.sam_id == SIMULATED_SAM_ID
    silent = read(Pages(stream_of()), layout)
    assert isinstance(silent, PagedRecord)
    assert (silent.sam_id, silent.chip_number) == ("", "")


class Retold(Pages):
    """Pages that a reader hands out in another way than at once."""

    def __init__(self, manner: str) -> None:
        super().__init__(stream_of())
        self._manner = manner
        self._waiting = b""

    def answer(self, command: bytes) -> bytes:
        if command[1] == 0xC0:
            piece, self._waiting = self._waiting[: command[4]], self._waiting[command[4] :]
            more = bytes([0x61, min(255, len(self._waiting))]) if self._waiting else b"\x90\x00"
            return piece + more
        answer = super().answer(command)
        page, is_last = answer[:-2], len(answer) == 6
        if self._manner == "6C" and is_last and command[4] != len(page):
            return bytes([0x6C, len(page)])
        if self._manner == "6282" and is_last:
            return page + b"\x62\x82"
        if self._manner == "61" and command[0] == 0xFF:
            self._waiting = page
            return bytes([0x61, min(255, len(page))])
        return answer


@pytest.mark.parametrize("manner", ["6C", "6282", "61"])
def test_readers_may_say_the_length_first_or_hand_out_the_rest_later(manner: str) -> None:
    assert record_of(read(Retold(manner))) == (LIN.text, LIN.photo)


def test_a_card_without_a_photo_is_whole_too() -> None:
    for pads in (True, False):
        assert record_of(read(Pages(stream_of(photo=b""), pads=pads))) == (LIN.text, b"")


def refused(chip: object, layout: PageLayout = LAYOUT) -> str:
    with pytest.raises(Setback) as setback:
        read(chip, layout)
    return setback.value.reason


def head(text: int, photo: int) -> bytes:
    return text.to_bytes(2, "big") + photo.to_bytes(2, "big") + LIN.text + LIN.photo


@pytest.mark.parametrize(
    "stream",
    [
        head(256, 0),  # the photo is there all the same
        head(0, 1024),
        head(256, 2000),
        head(0xFFFF, 0xFFFF),
        b"",
        b"\x01\x00\x04",
        stream_of()[:-1],
        stream_of()[:256],
        stream_of()[:1280],
    ],
)
def test_a_stream_of_another_length_than_it_says_is_refused(stream: bytes) -> None:
    assert refused(Pages(stream)) in {"inner_length", "read_failed"}


@pytest.mark.parametrize(("text", "photo"), [(257, 1024), (256, 1025), (1280, 0)])
def test_pieces_of_another_length_are_left_to_the_record_s_own_tests(text: int, photo: int) -> None:
    finding = read(Pages(head(text, photo) + bytes(8)))
    with pytest.raises(RecordRefused, match=r"text_length|photo_length"):
        CardRead.parse(*record_of(finding))


@pytest.mark.parametrize("page", range(5))
@pytest.mark.parametrize("change", [-1, -256, 1])
def test_a_page_too_short_or_too_long_leaves_no_record(page: int, change: int) -> None:
    class Uneven(Pages):
        def answer(self, command: bytes) -> bytes:
            answer = super().answer(command)
            if command[0] != 0xFF or command[2] != page:
                return answer
            data = answer[:-2]
            return (data + b"x" if change > 0 else data[: max(0, 256 + change)]) + b"\x90\x00"

    assert refused(Uneven(stream_of())) == "inner_length"


@pytest.mark.parametrize("page", range(6))
@pytest.mark.parametrize("status", ["6F00", "6A82", "6982", "6300", "0000"])
def test_a_page_that_is_not_given_leaves_no_record(page: int, status: str) -> None:
    class Stuck(Pages):
        def answer(self, command: bytes) -> bytes:
            is_stuck = command[0] == 0xFF and command[2] == page
            return bytes.fromhex(status) if is_stuck else super().answer(command)

    assert refused(Stuck(stream_of())) == "read_failed"


@pytest.mark.parametrize("stale", [1, 2])
def test_a_first_page_of_the_card_before_is_noticed(stale: int) -> None:
    class Late(Pages):
        def answer(self, command: bytes) -> bytes:
            before = Pages(stream_of(WANG.text, WANG.photo))
            is_first = [each[:3] for each in self.asked].count(b"\xff\xb0\0")
            if command[:3] == b"\xff\xb0\0" and is_first == stale - 1:
                self.asked.append(command)
                return before.answer(command)
            return super().answer(command)

    assert refused(Late(stream_of())) == "sequence_error"


def test_a_chip_without_a_sam_tells_its_presence_and_nobody_s_name() -> None:
    asked = []
    chip = BareIdChip(LIN)

    def transmit(command: bytes) -> bytes:
        asked.append(command)
        return chip.answer(command)

    found = converse(read_chip(chip.atr, LAYOUT), transmit)
    assert found == CardPresent(LIN.serial.hex().upper())
    assert asked == [bytes.fromhex("0036000008")]


def test_an_id_chip_that_keeps_its_number_is_still_present() -> None:
    assert converse(read_chip(BareIdChip.atr, LAYOUT), lambda _: b"\x6d\x00") == CardPresent()


@pytest.mark.parametrize("status", ["6E00", "6D00", "6881", "6A81"])
def test_a_sim_with_an_atr_like_that_is_read_as_a_sim(status: str) -> None:
    sim = SimChip(SIMS["usim"])

    def transmit(command: bytes) -> bytes:
        return bytes.fromhex(status) if command[0] == 0xFF else sim.answer(command)

    contact = bytes.fromhex("3B6B00008065B083010474830090009000")
    rule = PageLayout(AtrRule.parse("13:9000"))
    assert rule.serves(contact)
    assert converse(read_chip(contact, rule), transmit) == SimRead(SIMS["usim"].iccid)


def test_a_slot_for_sims_alone_asks_for_no_pages() -> None:
    chip = Pages(stream_of())
    sims_only = PageLayout(LAYOUT.atr, count=0)
    assert read(chip, sims_only, SimChip.atr) == SimRefused("not_a_sim")
    assert not any(command[0] == 0xFF for command in chip.asked)


@pytest.mark.parametrize(
    ("rule", "atr", "matches"),
    [
        ("13:9000", PagedIdChip.atr, True),
        ("13:9000", BareIdChip.atr, False),
        ("13:9000", SimChip.atr, False),
        ("13:9000", b"", False),
        ("13:9000", PagedIdChip.atr[:14], False),
        ("0:3b8F,4:804f", PagedIdChip.atr, True),
        ("0:3B8F, 4:8050", PagedIdChip.atr, False),
        ("12:03", PagedIdChip.atr, True),
    ],
)
def test_a_rule_says_which_bytes_of_an_atr_count(rule: str, atr: bytes, *, matches: bool) -> None:
    assert AtrRule.parse(rule).matches(atr) is matches


@pytest.mark.parametrize("text", ["", "9000", "13:", "13:9", "13:90,", "-1:90", "x:90", "100:90"])
def test_a_rule_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(AddressInvalid, match="OFFSET:HEX"):
        AtrRule.parse(text)


def outcome(atr: bytes, transmit: Callable[[bytes], bytes]) -> Finding | str:
    """What comes of a chip, or why nothing does."""
    try:
        return converse(read_chip(atr, LAYOUT), transmit)
    except Setback as setback:
        return setback.reason


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=300),
            st.builds(lambda data: data + b"\x90\x00", st.binary(max_size=260)),
        ),
        max_size=20,
    ),
    st.sampled_from([PagedIdChip.atr, BareIdChip.atr, SimChip.atr, b""]),
)
def test_whatever_a_chip_answers_comes_out_in_a_word(answers: list[bytes], atr: bytes) -> None:
    left = iter(answers)
    found = outcome(atr, lambda _: next(left, b"\x6f\x00"))
    assert found in SETBACKS or isinstance(found, PagedRecord | CardPresent | SimRead | SimRefused)


@given(st.data())
def test_damaged_pages_give_the_whole_record_or_none(data: st.DataObject) -> None:
    """Damage that reaches the text is the record's to refuse; here nothing moves or is missing."""
    chip = Pages(stream_of())
    page = data.draw(st.integers(0, 5))
    cut = data.draw(st.integers(0, 256))
    extra = data.draw(st.binary(max_size=4))

    def transmit(command: bytes) -> bytes:
        answer = chip.answer(command)
        if command[0] == 0xFF and command[2] == page:
            return answer[:-2][:cut] + extra + answer[-2:]
        return answer

    found = outcome(chip.atr, transmit)
    if isinstance(found, str):
        assert found in SETBACKS
    else:
        text, photo = record_of(found)
        assert (len(text), len(photo)) == (256, 1024)
        assert page == 5 or cut + len(extra) == 256
        assert page == 0 or text[:252] == LIN.text[:252]
