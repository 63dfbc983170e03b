"""A transcript answers the driver that it was recorded with, and says where another one parts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.api import AddressInvalid, Reader, ReaderUnavailable
from drivers.discovery import RungState, climb
from drivers.readers.sam_reader import SamReader
from drivers.registry import open_reader
from drivers.sam.session import Session
from drivers.simulator.device import SamDevice
from drivers.simulator.line import PacedLine
from drivers.transcripts.driver import ReplayReader
from drivers.transcripts.recording import NotRecordable, played, record
from drivers.transcripts.replay import TranscriptDeviates, TranscriptOver
from drivers.transcripts.steps import Asked, Came, Commanded
from drivers.transcripts.transcript import Transcript, TranscriptInvalid
from drivers.transport.in_process import InProcessLine
from tests.transcripts.sessions import FOLDER
from tests.unit.drivers.transcripts.studio import DECK, recorded, stories

TEXT = (FOLDER / "tcp-pulled-cards.jsonl").read_text("utf-8")
SLOT = (FOLDER / "pcsc-sim.jsonl").read_text("utf-8")


def exhaust(reader: Reader) -> None:
    while True:
        reader.poll(1.0)


def at(time: str) -> str:
    """Let the first step be at this time."""
    return re.sub(r'"t": [0-9.]+', f'"t": {time}', TEXT, count=1)


def file_of(folder: Path, text: str) -> str:
    (folder / "card.jsonl").write_text(text, "utf-8")
    return f"transcript:{folder / 'card.jsonl'}"


@pytest.mark.parametrize("text", [TEXT, SLOT])
def test_another_request_than_the_recorded_one_is_told_with_its_line(text: str) -> None:
    transcript = Transcript.parse(text)
    rows = [row for row, step in enumerate(transcript.steps) if isinstance(step, Asked | Commanded)]
    row = rows[3]
    step = transcript.steps[row]
    assert isinstance(step, Asked | Commanded)
    other = (
        replace(step, data=bytes.fromhex("AAAAAA96690003300330"))
        if isinstance(step, Asked)
        else replace(step, command=bytes.fromhex("00B0000001"))
    )
    steps = (*transcript.steps[:row], other, *transcript.steps[row + 1 :])
    deviating = replace(transcript, steps=steps)
    with (
        ReplayReader(deviating) as reader,
        pytest.raises(TranscriptDeviates, match=rf"line {row + 2}: .*asked for here, now "),
    ):
        exhaust(reader)


def test_the_ladder_names_where_a_transcript_deviates(tmp_path: Path) -> None:
    text = TEXT.replace("AAAAAA96690003300132", "AAAAAA96690003300330", 1)
    rungs = list(climb(file_of(tmp_path, text), 5.0))
    broken = next(rung for rung in rungs if rung.state is RungState.BROKEN)
    assert (broken.name, broken.code) == ("card", "transcript_deviates")
    assert "read_extra_address was asked for here, now read_base is" in broken.told


def test_requests_that_never_come_are_told_too() -> None:
    transcript = Transcript.parse(TEXT)
    more = Asked(transcript.ended_s, bytes.fromhex("AAAAAA96690003300330"))
    steps = [step for step in transcript.steps if not isinstance(step, Asked)]
    with pytest.raises(TranscriptDeviates):
        ReplayReader(replace(transcript, steps=(more, *steps)))


def test_at_its_end_the_reader_is_lost_and_opens_again_from_the_beginning(tmp_path: Path) -> None:
    address = file_of(tmp_path, TEXT)
    for _ in range(2):
        with open_reader(address) as reader:
            with pytest.raises(TranscriptOver):
                exhaust(reader)
            with pytest.raises(ReaderUnavailable, match="is closed"):
                reader.poll(0.0)


@pytest.mark.parametrize("speed", ["0", "-1", "nan", "inf", "fast", "1e9", ""])
def test_a_speed_that_is_none_is_refused(speed: str) -> None:
    with pytest.raises(AddressInvalid, match="speed="):
        open_reader(f"transcript:{FOLDER / 'tcp.jsonl'}?speed={speed}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1"),
        ("{}", "line 1: a transcript of version 1, not None"),
        (TEXT.replace('"transcript": 1', '"transcript": 2', 1), "version 1, not 2"),
        (TEXT.rpartition('{"t"')[0], "the end is missing"),
        (TEXT.replace('"out"', '"what"', 1), "line 2: nobody understands this step"),
        (TEXT.replace("AAAAAA96", "AAAAAG96", 1), "line 2: nobody understands this step"),
        (at("-1"), "line 2: t: -1.0 is no time"),
        (at("NaN"), "line 2: t: nan is no time"),
        (TEXT.replace("99.99-", "05.01-", 1), "line 1: sam_id: not an invented one"),
        (TEXT + "[]\n", "not a JSON object"),
        (TEXT + "?\n", "not JSON"),
        (SLOT.replace('"slot"', '"lot"', 1), "line 1: nobody understands"),
    ],
)
def test_a_file_that_is_no_transcript_is_refused_with_the_line(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(TranscriptInvalid, match=told):
        open_reader(file_of(tmp_path, text))


def test_a_file_that_is_not_there_is_an_invalid_address(tmp_path: Path) -> None:
    with pytest.raises(TranscriptInvalid, match="No such file"):
        open_reader(f"transcript:{tmp_path / 'none'}")
    with pytest.raises(AddressInvalid, match="a file is missing"):
        open_reader("transcript:")


@given(st.data())
def test_a_damaged_file_is_refused_or_read_and_nothing_else(data: st.DataObject) -> None:
    lines = TEXT.splitlines()
    row = data.draw(st.integers(0, len(lines) - 1))
    line = lines[row]
    at = data.draw(st.integers(0, len(line)))
    lines[row] = (
        line[:at] + data.draw(st.text(max_size=3)) + line[at + data.draw(st.integers(0, 3)) :]
    )
    try:
        transcript = Transcript.parse("\n".join(lines))
    except TranscriptInvalid:
        return
    try:
        played(transcript)
    except AddressInvalid:
        return


def test_what_is_recorded_of_a_transcript_is_the_same_transcript() -> None:
    cards = [DECK[slug].card() for slug in ("resident-ma", "foreign-2023-long-name")]
    first = recorded(cards)
    assert stories(first) == ["card_read", "card_removed"] * 2
    again = record("transcript:x", 60.0, lambda _: None, open_reader=lambda _: ReplayReader(first))
    assert essence(again) == essence(first)


def essence(transcript: Transcript) -> list[object]:
    return [replace(step, at_s=0.0) for step in transcript.steps]


def test_two_recordings_of_the_same_differ_in_nothing() -> None:
    cards = [DECK[slug].card() for slug in ("resident-ma", "resident-jin")]
    assert recorded(cards).written() == recorded(cards).written()


def test_of_the_same_card_the_same_person_is_recorded_and_of_another_another() -> None:
    ma, jin = DECK["resident-ma"].card(), DECK["resident-jin"].card()

    def numbers(*cards: object) -> set[object]:
        told = recorded(cards).told  # type: ignore[arg-type]
        return {dict(each.facts).get("id_number") for each in told} - {None}

    assert len(numbers(ma, ma)) == 1
    assert len(numbers(ma, jin)) == 2


def test_a_vendors_library_is_not_opened_to_be_recorded() -> None:
    def never(_: str) -> object:
        raise AssertionError("it was opened")

    with pytest.raises(NotRecordable, match="record the same reader as sam-serial"):
        record("vendor:sdtapi?library=/x", 1.0, lambda _: None, open_reader=never)  # type: ignore[arg-type]


def test_a_reader_that_passes_by_the_tap_cannot_be_recorded() -> None:
    with pytest.raises(NotRecordable, match="passes through here"):
        record("own:", 1.0, lambda _: None, open_reader=lambda _: Silent())  # type: ignore[arg-type,return-value]


def test_a_conversation_of_another_kind_is_not_taken_for_frames() -> None:
    class Own(Session):
        """What a library or a plug-in may speak."""

    def opened(address: str) -> SamReader:
        line = InProcessLine(PacedLine(SamDevice(), is_paced=False))
        return SamReader(line, address=address, driver="own", driver_version="1", session=Own)

    with pytest.raises(NotRecordable, match="passes through here"):
        record("own:", 1.0, lambda _: None, open_reader=opened)


def test_each_step_has_the_time_at_which_it_happened() -> None:
    steps = recorded([DECK["resident-ma"].card()] * 2).steps
    times = [step.at_s for step in steps]
    assert times == sorted(times)
    asked = next(step for step in steps if isinstance(step, Asked) and step.meaning == "read_base")
    came = next(step for step in steps if isinstance(step, Came) and "record" in step.meaning)
    # 10 bytes there and 1295 back, at 115200 baud.
    assert came.at_s - asked.at_s == pytest.approx((10 + 1295) * 10 / 115200, abs=0.002)


class Silent:
    """A reader of somebody's own, on nothing that we know."""

    def poll(self, _timeout_s: float) -> None:
        raise AssertionError("it was polled")

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...
