"""The recorded readers of `tests/transcripts` are read as they were when they were recorded."""

from __future__ import annotations

import json
import time
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from drivers.api import CardEvent, Reader, ReaderError
from drivers.card.read import CardRead
from drivers.registry import open_reader
from drivers.simulator.deck import load_deck
from drivers.simulator.device import is_simulated_sam_id
from drivers.transcripts.events import LOST, told_of
from drivers.transcripts.replay import TranscriptOver
from drivers.transcripts.steps import Told
from drivers.transcripts.transcript import Transcript
from tests.transcripts.sessions import FOLDER, SESSIONS
from tests.unit.drivers.transcripts.studio import what_is_said

CORPUS = sorted(FOLDER.glob("*.jsonl"))
NAMES = [file.stem for file in CORPUS]


def poll_to_the_end(reader: Reader, poll_s: float = 0.1) -> list[Told]:
    told: list[Told] = []
    try:
        while True:
            event: CardEvent | None = reader.poll(poll_s)
            if event is not None:
                told.append(told_of(event, 0.0))
    except TranscriptOver:
        return told
    except ReaderError as lost:
        return [*told, told_of(lost, 0.0)]


def essence(told: list[Told] | tuple[Told, ...]) -> list[tuple[str, object]]:
    return [(each.event, each.facts) for each in told]


def test_every_session_is_there_and_nothing_else() -> None:
    assert set(NAMES) == set(SESSIONS)


@pytest.mark.parametrize("file", CORPUS, ids=NAMES)
@pytest.mark.parametrize("poll_s", [0.001, 0.1, 5.0])
@pytest.mark.limit_in_seconds
def test_a_recorded_reader_tells_what_it_told(file: Path, poll_s: float) -> None:
    begun = time.monotonic()
    with open_reader(f"transcript:{file}") as reader:
        told = poll_to_the_end(reader, poll_s)
    assert essence(told) == essence(Transcript.read(file).told)
    assert told
    assert time.monotonic() - begun < 5  # the longest was recorded in as many seconds


@pytest.mark.parametrize("file", CORPUS, ids=NAMES)
def test_a_transcript_is_written_as_it_was_read(file: Path) -> None:
    text = file.read_text("utf-8")
    assert Transcript.read(file).written() == text
    assert json.loads(text.splitlines()[0])["transcript"] == 1


@pytest.mark.parametrize("file", CORPUS, ids=NAMES)
def test_whoever_was_laid_while_it_was_recorded_is_not_in_it(file: Path) -> None:
    said = what_is_said(Transcript.read(file))
    for slug in SESSIONS[file.stem].cards:
        people = [entry for entry in load_deck().entries if entry.slug == slug.split()[0]]
        for person in people:
            is_stand_in = person.slug == "hmt-ho"  # the first one of its kind stands in for itself
            assert is_stand_in or person.fields.id_number.encode("utf-16-le") not in said


@pytest.mark.parametrize("file", CORPUS, ids=NAMES)
def test_a_recorded_reader_is_simulated_whatever_was_recorded(file: Path) -> None:
    address = f"transcript:{file}"
    with open_reader(address) as reader:
        told = poll_to_the_end(reader)
        info = reader.info
    assert info.simulated
    assert (info.driver, info.address) == ("transcript", address)
    assert not info.sam_id or is_simulated_sam_id(info.sam_id)
    assert info.capabilities == set(Transcript.read(file).capabilities)
    assert told


def test_no_release_has_the_driver_that_plays_them() -> None:
    project = tomllib.loads((FOLDER.parents[1] / "pyproject.toml").read_text("utf-8"))
    groups = project["project"]["entry-points"]
    assert "transcript" in groups["pos_client.development_readers"]
    assert "transcript" not in groups["pos_client.readers"]
    assert {each.name for each in entry_points(group="pos_client.readers")}.isdisjoint(
        {"sim", "transcript"}
    )


@pytest.mark.limit_in_seconds
def test_at_its_own_speed_a_transcript_takes_as_long_as_it_took() -> None:
    file = FOLDER / "usb-split.jsonl"
    first = Transcript.read(file).told[0]
    with open_reader(f"transcript:{file}?speed=2") as reader:
        begun = time.monotonic()
        while (event := reader.poll(0.05)) is None:
            pass
        taken_s = time.monotonic() - begun
    assert isinstance(event, CardRead)
    # Opening has asked for the SAM id already, which takes a few milliseconds.
    assert first.at_s / 2 - 0.02 < taken_s < first.at_s / 2 + 0.5


def test_a_lost_reader_is_lost_again() -> None:
    told = Transcript.read(FOLDER / "tcp-unplugged.jsonl").told
    assert [each.event for each in told][-1] == LOST
