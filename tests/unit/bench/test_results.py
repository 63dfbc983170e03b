"""The arithmetic of the measurements; nothing is timed here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.__main__ import MEASUREMENTS, main
from tests.bench.results import Row, Samples, interleaved, table, write_json
from tests.bench.stall import goal_for


def row(ours: tuple[float, ...], reference: tuple[float, ...], goal: float | None) -> Row:
    return Row.of("a_row", "s", Samples(ours, reference), goal, "this / that")


def test_a_row_compares_medians_and_not_means() -> None:
    found = row((1.0, 3.0, 100.0), (2.0, 1.0, 1.5), 2.0)
    assert (found.ours, found.reference, found.ratio) == (3.0, 1.5, 2.0)
    assert found.repetitions == 3
    assert found.spread == (1.0, 100.0, 1.0, 2.0)


@pytest.mark.parametrize(
    ("ours", "goal", "met"),
    [(1.1, 1.1, True), (1.10001, 1.1, False), (0.5, 1.1, True), (99.0, None, None)],
)
def test_a_goal_is_met_up_to_and_including_itself(
    ours: float, goal: float | None, met: bool | None
) -> None:
    assert row((ours,), (1.0,), goal).met is met


def test_a_miss_is_not_rounded_away() -> None:
    plain = row((1.10001,), (1.0,), 1.1).plain()
    assert plain["ratio"] == 1.1
    assert plain["met"] is False


@pytest.mark.parametrize("samples", [((), (1.0,)), ((1.0,), ()), ((1.0,), (0.0,))])
def test_a_ratio_needs_both_sides(samples: tuple[tuple[float, ...], tuple[float, ...]]) -> None:
    with pytest.raises(ValueError, match="both sides"):
        Samples(*samples)


def test_ours_and_the_reference_take_turns_and_the_warm_up_is_dropped() -> None:
    turns: list[str] = []

    def side(name: str) -> float:
        turns.append(name)
        return float(len(turns))

    samples = interleaved(lambda: side("ours"), lambda: side("reference"), 2, warm_up=1)
    assert turns == ["ours", "reference"] * 3
    assert samples == Samples((3.0, 5.0), (4.0, 6.0))


def test_the_file_holds_the_rows_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"
    write_json(file, [row((1.0,), (2.0,), 1.5), row((3.0,), (2.0,), None)])
    assert json.loads(file.read_text("utf-8")) == [
        {"name": "a_row", "ours": 1.0, "reference": 2.0, "ratio": 0.5, "goal": 1.5, "met": True},
        {"name": "a_row", "ours": 3.0, "reference": 2.0, "ratio": 1.5, "goal": None, "met": None},
    ]


def test_a_miss_is_to_be_seen_in_the_table() -> None:
    drawn = table([row((3.0,), (1.0,), 2.0), row((1.0,), (1.0,), 2.0), row((1.0,), (1.0,), None)])
    assert drawn.count("MISSED") == 1
    assert drawn.count("met") == 1


@pytest.mark.parametrize(("reference_s", "goal"), [(0.005, 10.0), (0.025, 2.0), (0.1, 2.0)])
def test_a_stall_may_last_twice_as_long_or_50_ms(reference_s: float, goal: float) -> None:
    assert goal_for(reference_s) == goal


def test_what_can_be_measured_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert capsys.readouterr().out.split() == list(MEASUREMENTS)
