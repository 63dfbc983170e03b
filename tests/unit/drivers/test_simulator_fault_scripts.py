"""Faults wait for their occasion, for a moment, and for one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.api import AddressInvalid, CardRefused
from drivers.card.read import CardRead
from drivers.registry import open_reader
from drivers.simulator.faults import Fault, FaultKind, Faults
from drivers.simulator.faults.schedule import Schedule
from tests.unit.drivers.fault_play import FIRST, NEXT, SECOND, play

SERVED = ["CardRead", "CardRemoved"]
SCRIPT = """
# Three customers, each with a trouble of their own.
seed 7
bad_checksum on=read_base nth=2 times=1
then silent times=1 on=select_card after=lift   # the next card
"""


def scheduled(*lines: str, seed: int = 0) -> Schedule:
    return Schedule(Faults.parse_script("\n".join(lines), seed=seed))


def struck(schedule: Schedule, kind: FaultKind, *commands: str) -> list[bool]:
    return [schedule.strikes(kind, command) is not None for command in commands]


def test_a_fault_waits_for_its_occasion() -> None:
    schedule = scheduled("silent on=read_base nth=3 times=2")
    asked = ["read_base", "find_card", "read_base", "read_base", "read_base", "read_base"]
    assert struck(schedule, FaultKind.SILENT, *asked) == [False, False, False, True, True, False]


def test_a_fault_waits_for_a_moment() -> None:
    schedule = scheduled("silent after=lift")
    for moment, strikes in (("lay", False), ("read", False), ("lift", True), ("lay", True)):
        schedule.notice(moment)
        assert struck(schedule, FaultKind.SILENT, "find_card") == [strikes]


def test_a_fault_waits_for_the_one_before_and_only_then_for_its_moment() -> None:
    schedule = scheduled("delay times=2", "then silent after=lift times=1", "then echo")
    schedule.notice("lift")
    assert struck(schedule, FaultKind.SILENT, "find_card") == [False]
    assert struck(schedule, FaultKind.DELAY, *["find_card"] * 3) == [True, True, False]
    assert struck(schedule, FaultKind.SILENT, "find_card") == [False]
    schedule.notice("lift")
    assert struck(schedule, FaultKind.ECHO, "find_card") == [False]
    assert struck(schedule, FaultKind.SILENT, *["find_card"] * 2) == [True, False]
    assert struck(schedule, FaultKind.ECHO, *["find_card"] * 2) == [True, True]
    assert [fault.kind for fault in schedule.left.active] == [FaultKind.ECHO]


def test_a_script_is_read_line_by_line() -> None:
    assert Faults.parse_script(SCRIPT) == Faults(
        (
            Fault(FaultKind.BAD_CHECKSUM, on="read_base", nth=2, times=1),
            Fault(FaultKind.SILENT, times=1, on="select_card", after="lift", follows=True),
        ),
        seed=7,
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("silent\nsilnt", "line 2: unknown fault 'silnt': did you mean silent"),
        ("seed", "line 1: say `seed NUMBER`"),
        ("seed x", "line 1: say `seed NUMBER`"),
        ("then silent", "nothing before it ever ends"),
        ("delay\nthen silent", "nothing before it ever ends"),
    ],
)
def test_a_script_that_makes_no_sense_is_explained(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Faults.parse_script(text)


def test_each_customer_meets_what_the_script_has_for_them() -> None:
    script = """
        must_lift times=1
        card_lost on=read_base nth=2 times=1
        then collision after=lift
    """
    with play(Faults.parse_script(script)) as scene:
        assert scene.serve(SECOND) == SERVED
        assert scene.serve(FIRST) == ["CardRefused(read_failed)", "CardRemoved"]
        assert scene.serve(NEXT) == ["CardRefused(select_failed)", "CardRemoved"]


def test_a_script_says_the_same_bytes_again() -> None:
    def said() -> list[str]:
        script = "line_noise rate=0.0004\ngarbage_before chance=0.5\nduplicate chance=0.2"
        with play(Faults.parse_script(script, seed=seed)) as scene:
            told = [word for slug in (SECOND, NEXT, FIRST) for word in scene.serve(slug)]
            return [*told, str(scene.device.faults.seed)]

    seed = 3
    assert said() == said()


def test_an_address_brings_faults_and_their_seed(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("bad_checksum times=1 on=read_base\n", "utf-8")
    for address in (
        "sim:?card=resident-lin&fault=bad_checksum,times=1,on=read_base;delay,seconds=0.01&seed=7",
        f"sim:?card=resident-lin&faults={script}",
    ):
        with open_reader(address) as reader:
            assert isinstance(reader.poll(5.0), CardRead)
    swapped = "sim:?card=resident-lin&fault=swap_after_select,card=hmt-ho,times=1"
    with open_reader(swapped) as reader:
        card = reader.poll(5.0)
    assert isinstance(card, CardRead)
    assert card.permit_number == "H00000001"
    with open_reader("sim:?card=resident-lin&fault=unknown_layout") as reader:
        assert reader.poll(5.0) == CardRefused("unknown_layout", tries=2)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("fault=silnt", "did you mean silent"),
        ("fault=swap_after_find,card=nobody", "no card is named 'nobody'"),
        ("faults=/no/where", "No such file"),
        ("faults=/", "Is a directory"),
        ("seed=x", "say `seed NUMBER`"),
    ],
)
def test_an_address_with_a_fault_that_makes_no_sense_is_refused(options: str, told: str) -> None:
    with pytest.raises(AddressInvalid, match=told):
        open_reader(f"sim:?{options}")
