"""Transcripts recorded on real lines, and what is left where that is cut short."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from drivers.transcripts.steps import Asked, Came, Commanded, Connected, Lost, Placed, Told
from drivers.transcripts.transcript import Transcript
from tests.integration.drivers.served import eventually, served
from tests.transcripts.sessions import FOLDER, SESSIONS, record

# One of each kind of line; the others differ in their faults, which need no line.
ON_LINES = ("serial", "tcp", "tcp-refused-records", "usb-split", "hid-bank")
OVER_PCSC = ("pcsc-pages", "pcsc-sim", "pcsc-bare-card")


def story_of(transcript: Transcript) -> list[object]:
    """Say what was exchanged, whenever and in whatever pieces; searches in vain count once."""
    said = [_said(step) for step in transcript.steps]
    joined: list[object] = []
    for kind, group in groupby(said, key=lambda each: each[0]):
        parts = [part for _, part in group]
        joined += [(kind, b"".join(parts))] if kind == "came" else [(kind, part) for part in parts]
    pairs = [tuple(joined[at : at + 2]) for at in range(len(joined))]
    return [each for at, each in enumerate(joined) if pairs[at] not in pairs[max(0, at - 2) : at]]


def _said(step: object) -> tuple[str, object]:
    match step:
        case Asked(data=data):
            return "asked", data
        case Came(data=data):
            return "came", data
        case Commanded(command=command, answer=answer, code=code):
            return "command", (command, answer, code)
        case Connected(code=code):
            return "connected", code
        case Placed(state=state):
            return "placed", (state.is_present, state.atr)
        case Lost(code=code):
            return "lost", code
        case Told(event=event, facts=facts):
            return "told", (event, facts)
    raise AssertionError(step)


@pytest.mark.parametrize("name", ON_LINES)
def test_a_session_recorded_again_is_the_same_but_for_its_times(name: str, tmp_path: Path) -> None:
    file = tmp_path / "again.jsonl"
    assert record(SESSIONS[name], file) == 0
    again, kept = Transcript.read(file), Transcript.read(FOLDER / f"{name}.jsonl")
    assert story_of(again) == story_of(kept)
    assert (again.scheme, again.timing, again.name) == (kept.scheme, kept.timing, kept.name)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", OVER_PCSC)
def test_a_session_over_pcsc_recorded_again_is_the_same_too(name: str, tmp_path: Path) -> None:
    file = tmp_path / "again.jsonl"
    assert record(SESSIONS[name], file) == 0
    assert story_of(Transcript.read(file)) == story_of(Transcript.read(FOLDER / f"{name}.jsonl"))


@pytest.fixture
def recording(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """The verb in a process of its own, with a card on the reader that was read already."""
    folder = tmp_path / "kept"
    folder.mkdir()
    with served("--tcp", "0", "--lay", "resident-ma") as simulator:
        program = "import sys; from ui.launch import main; sys.exit(main(sys.argv[1:]))"
        given = ["readers", "record", simulator.address, str(folder / "card.jsonl"), "--test-card"]
        process = subprocess.Popen(
            [sys.executable, "-c", program, *given],
            cwd=Path(__file__).parents[3],
            env=os.environ | {"TMPDIR": str(folder), "HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        assert process.stdout is not None
        with process, process.stderr, process.stdout:
            while "Lift it." not in (line := process.stderr.readline()):
                assert line, "it ended"
            yield process, folder
            process.kill()


def test_a_killed_recording_leaves_nothing_on_the_disk(
    recording: tuple[subprocess.Popen[str], Path],
) -> None:
    process, folder = recording
    process.send_signal(signal.SIGKILL)
    process.wait(5)
    assert list(folder.rglob("*")) == []


def test_an_interrupted_recording_leaves_nothing_either(
    recording: tuple[subprocess.Popen[str], Path],
) -> None:
    process, folder = recording
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    assert list(folder.rglob("*")) == []


def test_while_it_records_nothing_is_written_and_then_all_at_once_for_its_owner_alone(
    tmp_path: Path,
) -> None:
    file = tmp_path / "kept" / "card.jsonl"
    file.parent.mkdir()
    assert record(SESSIONS["usb-whole"], file) == 0
    assert eventually(lambda: list(file.parent.iterdir()) == [file])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
