"""The simulator misbehaves alike on a pseudo-terminal and on TCP, as its script and seed say."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.api import CardEvent, CardRefused, CardRemoved, Reader, ReaderError
from drivers.registry import open_reader
from drivers.simulator.control import ControlRefused
from tests.integration.drivers.served import Served, served
from tests.unit.drivers.fault_play import word_of


@pytest.fixture(params=["--pty", "--tcp"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    return request.param, str(tmp_path / "line") if request.param == "--pty" else "0"


def told_of(reader: Reader, simulator: Served, slug: str) -> list[str]:
    """Lay a card, lift it as quickly as a hand can once something is told, hear of its removal."""
    simulator.tell(f"lay {slug}")
    events: list[CardEvent | None] = []
    try:
        events += [reader.poll(10.0), reader.poll(0.1)]
        simulator.tell("lift")
        while not isinstance(events[-1], CardRemoved):
            events.append(reader.poll(10.0))
    except ReaderError as lost:
        return [*map(word_of, filter(None, events)), type(lost).__name__]
    return [*map(word_of, filter(None, events))]


def test_a_script_plays_its_part_over_a_line(where: tuple[str, str], tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(
        """
        late_record on=read_base nth=2 times=1
        replay on=read_base nth=4 times=1
        then unknown_layout after=lift times=2
        """,
        "utf-8",
    )
    with (
        served(*where, "--faults", str(script), "--seed", "3") as simulator,
        open_reader(simulator.address) as reader,
    ):
        slugs = ("resident-lin", "hmt-ho", "resident-wang", "foreign-2023-exemple")
        told = [told_of(reader, simulator, slug) for slug in slugs]
    served_well = ["CardRead", "CardRemoved"]
    assert told == [
        served_well,
        served_well,
        served_well,
        ["CardRefused(unknown_layout)", "CardRemoved"],
    ]


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ("card_pulled size=700", "CardRefused(read_failed)"),
        ("replay", "CardRefused(stale_record)"),
        ("late_record", "CardRefused(two_records)"),
        ("swap_after_select card=hmt-ho times=1", "CardRead"),
        ("unplug on=read_base size=600", "ReaderUnavailable"),
        ("baud_mismatch", "ReaderSilent"),
    ],
)
def test_a_fault_is_told_over_a_line_as_in_this_process(
    where: tuple[str, str], fault: str, word: str
) -> None:
    with served(*where) as simulator, open_reader(simulator.address) as reader:
        assert told_of(reader, simulator, "resident-wang") == ["CardRead", "CardRemoved"]
        assert simulator.tell(f"fault {fault}").startswith("ok")
        assert told_of(reader, simulator, "resident-lin")[0] == word


def test_a_script_that_makes_no_sense_ends_the_simulator_in_one_sentence(tmp_path: Path) -> None:
    script = tmp_path / "script"
    for text, told in (("silnt", "line 1"), ("swap_after_find card=nobody", "nobody")):
        script.write_text(text, "utf-8")
        with served("--tcp", "0", "--faults", str(script)) as simulator:
            assert simulator.process.wait(5) == 1
            words = simulator.stderr()
        assert words.startswith("error: ")
        assert told in words
        assert words.count("\n") == 1


def test_a_script_is_brought_over_the_control(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("bad_check_digit", "utf-8")
    with (
        served("--tcp", "0", "--control", "0") as simulator,
        simulator.control() as person,
        open_reader(simulator.address) as reader,
    ):
        person.script_faults(script)
        person.lay("resident-lin")
        assert reader.poll(10.0) == CardRefused("id_check_digit", tries=2)
        with pytest.raises(ControlRefused):
            person.script_faults(tmp_path / "nothing")
