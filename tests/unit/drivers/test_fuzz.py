"""A slice of `./dev soak fuzz`, and proof that it would notice what it looks for."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from drivers.simulator.deck import load_deck
from tests.fuzz import trial
from tests.fuzz.aimed import AIMED
from tests.fuzz.damage import BLIND, draw
from tests.fuzz.frames import Good, good_frames
from tests.fuzz.oracle import passing_records
from tests.fuzz.trial import Batch, people_in, run_batch

ROOT = Path(__file__).parents[3]
RECORDS, OTHERS = good_frames()


def test_at_least_half_of_the_damage_is_drawn_blindly_and_every_way_is() -> None:
    random = Random(1)
    drawn = Counter(draw(random).way for _ in range(4000))
    assert drawn.keys() == BLIND.keys() | AIMED.keys()
    assert sum(drawn[way] for way in BLIND) > 2000


def test_no_frame_is_whole_in_a_damaged_stream() -> None:
    random = Random(2)
    streams = [draw(random).stream for _ in range(300)]
    whole = [good.frame for good in RECORDS if any(good.frame in stream for stream in streams)]
    assert whole == []


@pytest.mark.parametrize("good", RECORDS)
def test_oracle_and_driver_take_every_good_record(good: Good) -> None:
    frame = good.frame
    person = (frame[14:270], frame[270:-1])
    assert passing_records(frame) == people_in(frame, 64) == [person]
    assert passing_records(frame + frame) == people_in(frame + frame, 64) == [person, person]


def test_oracle_and_driver_refuse_what_is_no_record() -> None:
    assert all(passing_records(good.frame) == people_in(good.frame, 1) == [] for good in OTHERS)
    unknown = next(entry for entry in load_deck().entries if entry.letter is not None).card()
    frame = RECORDS[0].frame
    assert passing_records(frame[:14] + unknown.text + frame[270:]) == []


def test_a_driver_that_believes_everything_is_found_out() -> None:
    batch = run_batch("x", 300, lambda stream, _: [(stream[14:270], stream[270:-1])])
    assert batch.identities_from_damage > 100
    assert batch.findings[0].startswith("identity: seed x, frame ")
    assert not batch.is_good


def test_a_driver_that_fails_is_found_out() -> None:
    def read(stream: bytes, _: int) -> list[tuple[bytes, bytes]]:
        raise IndexError(len(stream))

    batch = run_batch("x", 50, read)
    assert (batch.crashes, batch.frames, batch.is_good) == (50, 50, False)
    assert batch.findings[0].startswith("IndexError: ")


def test_a_driver_that_dawdles_is_found_out() -> None:
    def read(_: bytes, __: int) -> list[tuple[bytes, bytes]]:
        began_s = time.process_time()
        while time.process_time() < began_s + 1.5 * trial.HANG_S:
            pass
        return []

    assert run_batch("x", 2, read).hangs == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no timer of process time")
def test_a_driver_that_never_comes_to_an_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_: bytes, __: int) -> list[tuple[bytes, bytes]]:
        while True:
            pass

    monkeypatch.setattr(trial, "_ENDLESS_S", 0.2)
    batch = run_batch("x", 2, read)
    assert batch.hangs == 2
    assert batch.findings[0].startswith("endless: ")


def report_of(tmp_path: Path, *arguments: str) -> dict[str, int]:
    place = tmp_path / "figures.json"
    command = [sys.executable, "-m", "tests.fuzz", "--json", str(place), *arguments]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=100)
    figures: dict[str, int] = json.loads(place.read_text("utf-8"))
    return figures


def test_the_command_writes_the_same_figures_with_any_number_of_processes(tmp_path: Path) -> None:
    figures = [report_of(tmp_path, "--frames", "6000", "--seed", "7", "--jobs", n) for n in "12"]
    assert figures[0] == figures[1]
    assert list(figures[0]) == list(Batch().report)
    assert figures[0]["frames"] == 6000
    assert report_of(tmp_path, "--frames", "6000", "--seed", "8") != figures[0]
