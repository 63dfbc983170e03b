"""A reader without a SAM: what it tells, with a decoder and without one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.api import (
    AddressInvalid,
    CardEvent,
    CardRefused,
    CardRemoved,
    ReaderSilent,
    ReaderUnavailable,
)
from drivers.card.read import CardRead
from drivers.decoder import Decoded, DecoderRefused
from drivers.readers import remote_sam
from drivers.readers.remote_sam import DRIVER, RemoteSamReader
from drivers.registry import Registry
from drivers.sam.remote_frames import FIND, IDENTIFY, Frame, FrameReader, encode_frame
from drivers.simulator.deck import load_deck
from drivers.simulator.device import SIMULATED_SAM_ID, SimulatedCard
from drivers.simulator.line import PacedLine
from drivers.simulator.remote_device import RemoteSamDevice
from drivers.transport.in_process import InProcessLine

CARD = load_deck()["resident-lin"].card()
DECODED = Decoded(CARD.text, CARD.photo, CARD.serial.hex(), SIMULATED_SAM_ID, "a.signed.word")
WITHIN_S = 10.0


class ScriptedDecoder:
    """Answers what it was told to, and notes what it was asked."""

    def __init__(self, *says: bytes | Decoded | DecoderRefused) -> None:
        self.says = list(says)
        self.asked: list[str] = []

    def begin(self) -> None:
        self.asked.append("begin")

    def finish(self, answer: bytes) -> None:
        self.asked.append(f"finish {answer.decode()}")

    def take(self, timeout_s: float) -> bytes | Decoded | DecoderRefused | None:
        if self.says:
            return self.says.pop(0)
        time.sleep(timeout_s)
        return None

    def give_up(self) -> None:
        self.asked.append("give up")


def answers(_card: SimulatedCard, sam_id: str, opening: bytes) -> bytes | None:
    return None if opening == b"strange" else f"{sam_id[:5]} {opening.decode()}".encode()


class Desk:
    """A device and the reader that was opened on it."""

    def __init__(self, decoder: ScriptedDecoder | None) -> None:
        self.device = RemoteSamDevice(answers)
        self.reader = RemoteSamReader(
            InProcessLine(PacedLine(self.device, is_paced=False)),
            address="remote-sam:test",
            driver="remote-sam",
            driver_version="1",
            decoder=decoder,
        )

    def event(self) -> CardEvent:
        until = time.monotonic() + WITHIN_S
        while time.monotonic() < until:
            if (event := self.reader.poll(0.1)) is not None:
                return event
        raise AssertionError("nothing happened")


@pytest.fixture
def open_desk() -> Iterator[Callable[[ScriptedDecoder | None], Desk]]:
    made: list[Desk] = []

    def make(decoder: ScriptedDecoder | None) -> Desk:
        made.append(Desk(decoder))
        return made[-1]

    yield make
    for desk in made:
        desk.reader.close()


Open = Callable[[ScriptedDecoder | None], Desk]


def test_a_card_is_read_by_the_decoder(open_desk: Open) -> None:
    decoder = ScriptedDecoder(b"hello", DECODED)
    desk = open_desk(decoder)
    assert desk.reader.info.sam_id == SIMULATED_SAM_ID
    desk.device.lay(CARD)
    read = desk.event()
    assert isinstance(read, CardRead)
    assert (read.raw_text, read.raw_photo) == (CARD.text, CARD.photo)
    assert (read.signed_read, read.sam_id) == ("a.signed.word", SIMULATED_SAM_ID)
    assert decoder.asked == ["begin", "finish 99.99 hello"]
    desk.device.lift()
    assert isinstance(desk.event(), CardRemoved)


def test_a_card_is_told_once_and_again_when_it_is_laid_again(open_desk: Open) -> None:
    desk = open_desk(ScriptedDecoder(b"hello", DECODED, b"hello", DECODED))
    desk.device.lay(CARD)
    assert isinstance(desk.event(), CardRead)
    assert desk.reader.poll(0.4) is None
    desk.device.lay(CARD)
    assert isinstance(desk.event(), CardRead)


def test_without_a_decoder_a_card_gives_nothing(open_desk: Open) -> None:
    desk = open_desk(None)
    desk.device.lay(CARD)
    assert desk.event() == CardRefused("decoder_away")


def test_what_the_decoder_refuses_is_told_in_its_words(open_desk: Open) -> None:
    decoder = ScriptedDecoder(DecoderRefused("counter_busy"))
    desk = open_desk(decoder)
    desk.device.lay(CARD)
    assert desk.event() == CardRefused("counter_busy")
    assert decoder.asked == ["begin", "give up"]


def test_a_card_that_answers_no_such_decoder_is_unreadable(open_desk: Open) -> None:
    desk = open_desk(ScriptedDecoder(b"strange"))
    desk.device.lay(CARD)
    assert desk.event() == CardRefused("read_failed", is_unreadable=True)


def test_frames_that_hold_nobody_are_refused_like_any_others(open_desk: Open) -> None:
    desk = open_desk(ScriptedDecoder(b"hello", Decoded(bytes(256), CARD.photo, "", "", "word")))
    desk.device.lay(CARD)
    assert desk.event() == CardRefused("name_missing")


def test_a_decoder_that_never_answers_keeps_no_card_for_ever(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_sam, "_DECODER_WAIT_S", 0.2)
    desk = open_desk(ScriptedDecoder())
    desk.device.lay(CARD)
    assert desk.event() == CardRefused("decoder_away")


def test_a_reader_that_falls_silent_is_lost(
    open_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(None)
    monkeypatch.setattr(remote_sam, "_ANSWER_WAIT_S", 0.05)
    monkeypatch.setattr(desk.device, "feed", lambda _data, _now_s: [])
    with pytest.raises(ReaderSilent):
        desk.event()
    with pytest.raises(ReaderUnavailable):
        desk.reader.poll(0.0)


def test_frames_are_found_between_anything_else() -> None:
    frames = [Frame(IDENTIFY, b"12.34"), Frame(FIND, bytes(4)), Frame(FIND)]
    noise = b"RS1\xff\xff\xff" + b"RS" + encode_frame(Frame(FIND, b"spoilt"))[:-1] + b"!"
    stream = b"".join(noise + encode_frame(frame) for frame in frames)
    reader = FrameReader()
    assert [frame for byte in stream for frame in reader.feed(bytes([byte]))] == frames


@pytest.mark.parametrize("address", ["remote-sam:", "remote-sam:127.0.0.1:0", "remote-sam:a:70000"])
def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    with pytest.raises(AddressInvalid):
        Registry().open_reader(address)


def test_a_serial_port_that_is_not_there_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(ReaderUnavailable):
        DRIVER.open("remote-sam:x", str(tmp_path / "none"), {})


def test_the_registry_gives_a_decoder_to_whom_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    device = RemoteSamDevice(answers)
    monkeypatch.setattr(
        remote_sam, "_line", lambda *_: InProcessLine(PacedLine(device, is_paced=False))
    )
    device.lay(CARD)
    registry = Registry(decoder=lambda: ScriptedDecoder(DecoderRefused("counter_closed")))
    until = time.monotonic() + WITHIN_S
    with registry.open_reader("remote-sam:test") as reader:
        while (event := reader.poll(0.1)) is None and time.monotonic() < until:
            pass
    assert event == CardRefused("counter_closed")
