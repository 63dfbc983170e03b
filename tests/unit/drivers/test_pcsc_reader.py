"""One opened slot takes whatever comes into it, and tells each thing once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.api import (
    AddressInvalid,
    CardEvent,
    CardPresent,
    CardRefused,
    CardRemoved,
    ReaderBusy,
    ReaderError,
    ReaderUnavailable,
    ServiceAway,
    SimRead,
    SimRefused,
    SimRemoved,
)
from drivers.card.read import CardRead
from drivers.readers import pcsc_pages, pcsc_reader
from drivers.readers.chips import AtrRule, PageLayout
from drivers.readers.pcsc_pages import DRIVER
from drivers.readers.pcsc_reader import PcscReader
from drivers.simulator.chips import (
    SAM_ID_COMMAND,
    SIMS,
    BareIdChip,
    PagedIdChip,
    SimChip,
)
from drivers.simulator.deck import load_deck
from drivers.simulator.device import SIMULATED_SAM_ID
from drivers.transport import pcsc
from drivers.transport.pcsc import PcscSlot
from tests.unit.drivers.fake_winscard import FakeSlot, FakeWinScard, NoChip

NAME = "ACS ACR1281 00 00"
DECK = load_deck()
LIN, WANG = (DECK[slug].card() for slug in ("resident-lin", "resident-wang"))
NO_SERVICE, SHARING, COMM_ERROR = 0x8010001D, 0x8010000B, 0x80100013
NOT_TRANSACTED, RESET, NO_CHIP = 0x80100016, 0x80100068, 0x8010000C


class Desk:
    """A slot, the reader that was opened on it, and what that told."""

    def __init__(self, layout: PageLayout | None = None, name: str = NAME) -> None:
        self.service = FakeWinScard(name)
        self.layout = layout or PageLayout(AtrRule.parse("13:9000"))
        self.name = name
        self._readers: list[PcscReader] = []

    @property
    def slot(self) -> FakeSlot:
        return self.service.slots[self.name]

    def open(self) -> PcscReader:
        reader = PcscReader(
            PcscSlot(self.name, self.service),
            self.layout,
            address=f"pcsc:{self.name}",
            driver="pcsc",
            driver_version="1",
        )
        self._readers.append(reader)
        return reader

    def told(self, reader: PcscReader, *, quiet_s: float = 0.05) -> list[CardEvent]:
        """Everything until nothing comes for a while."""
        events = []
        while (event := reader.poll(quiet_s)) is not None:
            events.append(event)
        return events

    def close(self) -> None:
        for reader in self._readers:
            reader.close()
        assert not self.service.contexts
        assert not self.service.cards
        assert not self.service.transactions


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(pcsc_reader, "_RETRY_S", 0.01)
    monkeypatch.setattr(pcsc_reader, "_PATIENCE_S", 0.1)
    monkeypatch.setattr(pcsc_reader, "_BUSY_S", 0.01)
    desk = Desk()
    yield desk
    desk.close()


class Scripted:
    """A chip that behaves as told for each command, by its number; else as `chip`."""

    def __init__(self, chip: Any, manner: Callable[[int, bytes], bytes | None]) -> None:
        self.atr = chip.atr
        self._chip = chip
        self._manner = manner
        self._asked = 0

    def answer(self, command: bytes) -> bytes:
        self._asked += 1
        told = self._manner(self._asked, command)
        return told if told is not None else self._chip.answer(command)


def test_a_card_behind_a_sam_is_read_and_its_removal_told(desk: Desk) -> None:
    reader = desk.open()
    assert reader.poll(0.02) is None
    desk.slot.insert(PagedIdChip(LIN))
    card, *more = desk.told(reader)
    assert isinstance(card, CardRead)
    assert more == []
    assert (card.raw_text, card.raw_photo) == (LIN.text, LIN.photo)
    assert card.card_serial == LIN.serial.hex().upper()
    assert card.sam_id == ""
    assert 0 <= card.duration_s < 5
    assert card.read_at.tzinfo is not None
    assert abs((datetime.now(card.read_at.tzinfo) - card.read_at).total_seconds()) < 60
    desk.slot.remove()
    assert desk.told(reader) == [CardRemoved()]


@pytest.mark.limit_in_seconds
def test_a_card_that_lies_there_already_is_read_at_once(desk: Desk) -> None:
    desk.slot.insert(PagedIdChip(LIN))
    begun = time.monotonic()
    assert isinstance(desk.open().poll(20.0), CardRead)
    assert time.monotonic() - begun < 2


def test_whatever_comes_into_one_slot_is_taken_for_what_it_is(desk: Desk) -> None:
    reader = desk.open()
    seen: list[CardEvent] = []
    chips = [SimChip(SIMS["usim"]), PagedIdChip(LIN), BareIdChip(LIN), SimChip(SIMS["blank"])]
    for chip in chips:
        desk.slot.insert(chip)
        seen += desk.told(reader)
        desk.slot.remove()
        seen += desk.told(reader)
    assert [type(event) for event in seen] == [
        SimRead,
        SimRemoved,
        CardRead,
        CardRemoved,
        CardPresent,
        CardRemoved,
        SimRefused,
        SimRemoved,
    ]
    assert seen[0] == SimRead(SIMS["usim"].iccid)
    assert seen[4] == CardPresent(LIN.serial.hex().upper())


def test_a_chip_swapped_between_two_polls_is_told_as_gone_and_the_other_read(desk: Desk) -> None:
    reader = desk.open()
    desk.slot.insert(PagedIdChip(LIN))
    desk.told(reader)
    desk.slot.remove()
    desk.slot.insert(PagedIdChip(WANG))
    gone, other = desk.told(reader)
    assert gone == CardRemoved()
    assert isinstance(other, CardRead)
    assert other.raw_text == WANG.text


def test_the_same_card_laid_twice_is_an_honest_second_read(desk: Desk) -> None:
    reader = desk.open()
    for _ in range(3):
        desk.slot.insert(PagedIdChip(LIN))
        (card,) = desk.told(reader)
        assert isinstance(card, CardRead)
        desk.slot.remove()
        assert desk.told(reader) == [CardRemoved()]


def test_the_slot_is_left_to_others_while_nothing_is_read(desk: Desk) -> None:
    reader = desk.open()
    desk.slot.insert(PagedIdChip(LIN))
    desk.told(reader)
    assert not desk.service.cards
    assert not desk.service.transactions
    assert set(desk.service.dispositions) == {0}


def test_what_is_known_of_the_reader_comes_with_its_info(desk: Desk) -> None:
    info = desk.open().info
    assert (info.address, info.name, info.driver) == (f"pcsc:{NAME}", NAME, "pcsc")
    assert info.capabilities == {"raw_text", "raw_photo", "sim", "presence"}
    assert not info.simulated


def test_a_reader_of_sims_alone_promises_no_identity(desk: Desk) -> None:
    desk.layout = PageLayout(desk.layout.atr, count=0, sam_id_command=SAM_ID_COMMAND)
    assert desk.open().info.capabilities == {"sim", "presence"}


def test_a_virtual_reader_says_that_it_is_simulated() -> None:
    desk = Desk(name="Virtual PCD 00 00")
    assert desk.open().info.simulated
    desk.close()


def test_the_sam_id_is_known_from_the_first_card_on(desk: Desk) -> None:
    desk.layout = PageLayout(desk.layout.atr, sam_id_command=SAM_ID_COMMAND)
    reader = desk.open()
    assert "sam_id" in reader.info.capabilities
    assert reader.info.sam_id == ""
    desk.slot.insert(PagedIdChip(LIN))
    (card,) = desk.told(reader)
    assert isinstance(card, CardRead)
    assert card.sam_id == reader.info.sam_id == SIMULATED_SAM_ID


@pytest.mark.parametrize("pulled_at", range(1, 9))
def test_a_card_pulled_between_two_pages_gives_nobody(desk: Desk, pulled_at: int) -> None:
    def manner(asked: int, _command: bytes) -> bytes | None:
        if asked == pulled_at:
            raise NoChip
        return None

    reader = desk.open()
    desk.slot.insert(Scripted(PagedIdChip(LIN), manner))
    told = desk.told(reader)
    if pulled_at == 1:  # it was never really there
        assert told == []
    else:
        assert told == [CardRefused("read_failed", tries=1), CardRemoved()]
    desk.slot.insert(PagedIdChip(WANG))
    (card,) = desk.told(reader)
    assert isinstance(card, CardRead)
    assert card.raw_text == WANG.text


@pytest.mark.parametrize("swapped_at", range(1, 9))
def test_two_cards_in_turn_never_make_one_person(desk: Desk, swapped_at: int) -> None:
    reader = desk.open()

    def manner(asked: int, _command: bytes) -> bytes | None:
        if asked == swapped_at:
            desk.slot.remove()
            desk.slot.insert(PagedIdChip(WANG))
            raise NoChipButAnother
        return None

    desk.slot.insert(Scripted(PagedIdChip(LIN), manner))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk.service, "SCardTransmit", swapping(desk.service.SCardTransmit))
        reads = [event for event in desk.told(reader) if isinstance(event, CardRead)]
    assert [read.raw_text for read in reads] == [WANG.text]
    assert [read.raw_photo for read in reads] == [WANG.photo]


class NoChipButAnother(Exception):
    """The card was swapped while it was asked."""


def swapping(transmit: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any) -> Any:
        try:
            return transmit(*arguments)
        except NoChipButAnother:
            return 0x80100069, []

    return call


@pytest.mark.parametrize("code", [NOT_TRANSACTED, COMM_ERROR, RESET, 0x80100067, 0x80100066])
@pytest.mark.parametrize("chip", [PagedIdChip(LIN), SimChip(SIMS["usim"]), BareIdChip(LIN)])
def test_a_chip_that_stumbles_once_is_tried_again(desk: Desk, code: int, chip: Any) -> None:
    reader = desk.open()
    desk.service.plan("SCardTransmit", code)
    desk.slot.insert(chip)
    (event,) = desk.told(reader)
    assert isinstance(event, CardRead | SimRead | CardPresent)


def test_a_chip_that_always_stumbles_is_given_up_after_three_tries(desk: Desk) -> None:
    def never(_asked: int, _command: bytes) -> bytes:
        return b"\x6f\x00"

    reader = desk.open()
    desk.slot.insert(Scripted(PagedIdChip(LIN), never))
    assert desk.told(reader) == [CardRefused("read_failed", tries=3, is_unreadable=True)]
    assert desk.told(reader) == []
    desk.slot.remove()
    desk.told(reader)
    desk.service.plan("SCardTransmit", *[NOT_TRANSACTED] * 3)
    desk.slot.insert(SimChip(SIMS["usim"]))
    assert desk.told(reader, quiet_s=0.3) == [SimRefused("no_answer")]


def test_a_bad_record_is_read_once_more_and_then_refused(desk: Desk) -> None:
    wrong = bytearray(LIN.text)
    wrong[122] ^= 0x01
    bad = PagedIdChip(type(LIN)(text=bytes(wrong), photo=LIN.photo, serial=LIN.serial))
    reader = desk.open()
    desk.slot.insert(bad)
    (refused,) = desk.told(reader)
    assert isinstance(refused, CardRefused)
    assert (refused.reason, refused.tries) in {("id_check_digit", 2), ("id_region", 2)}
    assert not refused.is_unreadable


def replaying(asked_from: int = 1) -> Scripted:
    before = PagedIdChip(LIN)
    return Scripted(
        PagedIdChip(WANG),
        lambda asked, command: (
            before.answer(command) if command[0] == 0xFF and asked >= asked_from else None
        ),
    )


def test_the_record_of_the_card_before_is_refused_for_another_chip(desk: Desk) -> None:
    reader = desk.open()
    desk.slot.insert(PagedIdChip(LIN))
    desk.told(reader)
    desk.slot.remove()
    desk.told(reader)
    desk.slot.insert(replaying())
    assert desk.told(reader) == [CardRefused("sequence_error", tries=2)]


@pytest.mark.parametrize("since", range(1, 9))
def test_pages_of_two_cards_make_no_record(desk: Desk, since: int) -> None:
    reader = desk.open()
    desk.slot.insert(PagedIdChip(LIN))
    desk.told(reader)
    desk.slot.remove()
    desk.told(reader)
    desk.slot.insert(replaying(since))
    (event,) = desk.told(reader)
    if since == 8:  # all of the second card had been read by then
        assert isinstance(event, CardRead)
        assert (event.raw_text, event.raw_photo) == (WANG.text, WANG.photo)
    else:
        assert isinstance(event, CardRefused)
        assert event.reason == "sequence_error"


def test_a_mute_chip_is_told_once_it_stays_mute(desk: Desk) -> None:
    reader = desk.open()
    desk.slot.is_mute = True
    desk.slot.insert(SimChip(SIMS["usim"]))
    assert desk.told(reader) == [SimRefused("no_answer")]
    desk.slot.is_mute = False  # pushed in at last
    assert desk.told(reader) == [SimRemoved(), SimRead(SIMS["usim"].iccid)]


def test_a_chip_that_is_pushed_in_slowly_is_refused_by_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pcsc_reader, "_RETRY_S", 5.0)
    reader = desk.open()
    desk.slot.is_mute = True
    desk.service.happenings.append(lambda: setattr(desk.slot, "is_mute", False))
    desk.slot.insert(SimChip(SIMS["usim"]))
    assert desk.told(reader) == [SimRead(SIMS["usim"].iccid)]


def test_a_chip_that_is_gone_before_it_answers_leaves_no_word(desk: Desk) -> None:
    reader = desk.open()
    desk.service.plan("SCardConnect", NO_CHIP)
    desk.service.happenings.append(desk.slot.remove)
    desk.slot.insert(SimChip(SIMS["usim"]))
    assert desk.told(reader) == []
    desk.slot.insert(SimChip(SIMS["usim"]))
    assert desk.told(reader) == [SimRead(SIMS["usim"].iccid)]


def test_a_sim_pulled_too_early_is_refused(desk: Desk) -> None:
    def manner(asked: int, _command: bytes) -> bytes | None:
        if asked == 3:
            raise NoChip
        return None

    reader = desk.open()
    desk.slot.insert(Scripted(SimChip(SIMS["usim"]), manner))
    assert desk.told(reader) == [SimRefused("read_failed"), SimRemoved()]


# The reader itself ------------------------------------------------------------------------


def test_a_slot_that_another_program_keeps_is_busy_from_the_start(desk: Desk) -> None:
    desk.slot.is_taken = True
    for _ in range(2):
        with pytest.raises(ReaderBusy):
            desk.open()
    desk.slot.is_taken = False
    assert desk.open().poll(0.01) is None


def test_a_slot_that_another_program_takes_for_a_moment_is_waited_for(desk: Desk) -> None:
    reader = desk.open()
    desk.service.plan("SCardConnect", SHARING, SHARING)
    desk.slot.insert(PagedIdChip(LIN))
    (card,) = desk.told(reader)
    assert isinstance(card, CardRead)


def test_a_slot_that_stays_taken_is_told_as_busy(desk: Desk) -> None:
    reader = desk.open()
    desk.service.plan("SCardConnect", *[SHARING] * 1000)
    desk.slot.insert(PagedIdChip(LIN))
    with pytest.raises(ReaderBusy):
        desk.told(reader, quiet_s=0.5)
    with pytest.raises(ReaderUnavailable):
        reader.poll(0.0)


@pytest.mark.parametrize("asked", ["watching", "reading"])
def test_a_service_that_goes_away_is_told_as_such(desk: Desk, asked: str) -> None:
    reader = desk.open()

    def away() -> None:
        desk.service.is_running = False

    if asked == "watching":
        desk.service.happenings.append(away)
    else:
        desk.slot.insert(Scripted(PagedIdChip(LIN), lambda n, _: away() if n == 3 else None))
    with pytest.raises(ServiceAway):
        desk.told(reader)
    desk.service.restart()
    events = desk.told(desk.open())
    assert [type(event) for event in events] == ([CardRead] if asked == "reading" else [])


def test_a_restarted_service_knows_no_old_handle(desk: Desk) -> None:
    reader = desk.open()
    desk.service.happenings.append(desk.service.restart)
    with pytest.raises(ServiceAway):
        desk.told(reader)


def test_a_reader_that_is_pulled_is_unavailable(desk: Desk) -> None:
    reader = desk.open()
    desk.service.happenings.append(desk.service.slots.clear)
    with pytest.raises(ReaderUnavailable) as lost:
        desk.told(reader)
    assert lost.value.code == "reader_unavailable"


@pytest.mark.limit_in_seconds
def test_a_poll_never_waits_longer_than_told_and_goes_on_where_it_was(desk: Desk) -> None:
    def slowly(_asked: int, _command: bytes) -> None:
        time.sleep(0.01)

    reader = desk.open()
    for timeout_s in (0.0, 0.02, 0.1):
        begun = time.monotonic()
        assert reader.poll(timeout_s) is None
        assert time.monotonic() - begun < timeout_s + 0.08
    desk.slot.insert(Scripted(PagedIdChip(LIN), slowly))
    polls = 0
    event = None
    while event is None:
        begun = time.monotonic()
        event = reader.poll(0.005)
        polls += 1
        assert time.monotonic() - begun < 0.2
    assert isinstance(event, CardRead)
    assert polls > 3


def test_closing_in_the_middle_of_a_card_gives_everything_back(desk: Desk) -> None:
    reader = desk.open()
    desk.slot.insert(Scripted(PagedIdChip(LIN), lambda *_: time.sleep(0.01)))
    while not desk.service.commands:
        assert reader.poll(0.0) is None
    reader.close()
    reader.close()
    assert not desk.service.cards
    assert not desk.service.transactions
    with pytest.raises(ReaderUnavailable):
        reader.poll(0.0)


# The address ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "layout"),
    [
        ({}, (256, 6, b"")),
        ({"page_size": "128"}, (128, 11, b"")),
        ({"page_size": "16", "pages": "0"}, (16, 0, b"")),
        ({"sam_id": "ff12ff0010"}, (256, 6, SAM_ID_COMMAND)),
    ],
)
def test_the_address_says_how_a_record_is_handed_out(
    options: dict[str, str], layout: tuple[int, int, bytes]
) -> None:
    made = pcsc_pages.read_page_layout(options)
    assert (made.size, made.count, made.sam_id_command) == layout
    assert made.atr == AtrRule(((13, b"\x90\x00"),))


@pytest.mark.parametrize(
    "options",
    [
        {"page_size": "0"},
        {"page_size": "257"},
        {"page_size": "٣٢"},
        {"pages": "-1"},
        {"pages": "257"},
        {"atr": "nonsense"},
        {"sam_id": "FF"},
        {"sam_id": "no hex"},
        {"baud": "9600"},
    ],
)
def test_an_option_that_makes_no_sense_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(AddressInvalid):
        DRIVER.open("pcsc:X", "X", options)


def test_an_address_without_a_name_is_refused() -> None:
    with pytest.raises(AddressInvalid, match="name of a reader"):
        DRIVER.open("pcsc:", "", {})


def test_the_driver_names_what_pcsc_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcsc, "load_winscard", lambda: FakeWinScard(NAME, "B [x] (1) 01 00"))
    assert list(DRIVER.discover()) == [f"pcsc:{NAME}", "pcsc:B [x] (1) 01 00"]


def test_where_pcsc_does_not_run_there_is_nothing_to_discover(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    service = FakeWinScard(NAME)
    service.is_running = False
    monkeypatch.setattr(pcsc, "load_winscard", lambda: service)
    assert list(DRIVER.discover()) == []
    with pytest.raises(ServiceAway):
        DRIVER.open(f"pcsc:{NAME}", NAME, {})


# Whatever happens -------------------------------------------------------------------------

CODES = [0x80100000 + number for number in (*range(1, 0x32), *range(0x65, 0x70))]
happening = st.sampled_from(
    [
        ("insert", PagedIdChip(LIN)),
        ("insert", PagedIdChip(WANG)),
        ("insert", BareIdChip(LIN)),
        ("insert", SimChip(SIMS["usim-letters"])),
        ("remove", None),
        ("restart", None),
    ]
) | st.tuples(
    st.sampled_from(["SCardTransmit", "SCardConnect", "SCardGetStatusChange"]),
    st.sampled_from(CODES),
)


@given(st.lists(happening, max_size=12))
def test_in_any_order_of_events_nobody_is_told_who_is_not_there(happened: list[Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pcsc_reader, "_RETRY_S", 0.0)
        patch.setattr(pcsc_reader, "_PATIENCE_S", 0.0)
        desk = Desk()
        reader = None
        laid: set[bytes] = set()
        for what, detail in happened:
            if what == "insert":
                desk.slot.insert(detail)
                laid.add(getattr(detail, "stream", b"")[4:])
            elif what == "remove" and desk.slot.chip:
                desk.slot.remove()
            elif what == "restart":
                desk.service.restart()
            elif what.startswith("SCard"):
                desk.service.plan(what, detail)
            try:
                reader = reader or desk.open()
                for event in desk.told(reader, quiet_s=0.0):
                    if isinstance(event, CardRead):
                        assert event.raw_text + event.raw_photo in laid
            except ReaderError:
                reader = None
        desk.close()
