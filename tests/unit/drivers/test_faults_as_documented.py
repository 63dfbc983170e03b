"""The tables of `docs/reader-faults.md` are played: what they say is what is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drivers.photo import PhotoDecoders
from drivers.sam import status
from drivers.simulator.faults import Fault, FaultKind, Faults
from tests.unit.drivers.fault_play import NEXT, SECOND, play

PAGE = Path(__file__).parents[3].joinpath("docs/reader-faults.md").read_text("utf-8")
TOLD = PAGE.partition("## What is told")[2].partition("## Never a wrong person")[0]
ROW = re.compile(r"^\| `([^`|]+)` \| [^|]+ \| (?:`([^`|]+)`|nothing) \|$", re.MULTILINE)
STATUS_ROW = re.compile(r"^\| ([0-9A-F]{2}) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
OUTCOMES = [(words, outcome or "nothing") for words, outcome in ROW.findall(TOLD)]
STATUSES = [
    (sw3, command, outcome.strip("`"))
    for sw3, *outcomes in STATUS_ROW.findall(TOLD)
    for command, outcome in zip(("find_card", "select_card", "read_base"), outcomes, strict=True)
]
SERVED = ["CardRead", "CardRemoved"]


def tell(words: str) -> str:
    """Play a fault and return what is told; afterwards the next customer is served."""
    fault = Fault.parse(words.split())
    with play(Faults((fault,), seed=1)) as scene:
        scene.lay(SECOND)
        told = scene.hear()
        if told and told[-1].startswith("Reader"):
            assert told[:-1] == []
            return told[-1]
        first = told[0] if told else "nothing"
        assert told[1:] in ([], ["CardRemoved"])
        assert not first.startswith("CardRead") or scene.is_right_person
        scene.device.faults = Faults()
        scene.device.lift()
        if first != "nothing" and len(told) == 1:
            assert scene.hear() == ["CardRemoved"]
        assert scene.serve(NEXT) == SERVED
        assert scene.is_right_person
    return first


@pytest.mark.parametrize(("words", "outcome"), OUTCOMES, ids=[words for words, _ in OUTCOMES])
@pytest.mark.fault(53, 54, 55)
def test_what_is_told_of_a_fault_is_what_the_page_says(words: str, outcome: str) -> None:
    assert tell(words) == outcome


@pytest.mark.parametrize(("sw3", "command", "outcome"), STATUSES)
def test_what_is_told_of_a_status_is_what_the_page_says(
    sw3: str, command: str, outcome: str
) -> None:
    assert tell(f"wrong_status status={sw3} sw=6982 on={command}") == outcome


def test_the_page_has_every_fault_and_every_status_and_no_other() -> None:
    assert {words.split()[0] for words, _ in OUTCOMES} == {kind.value for kind in FaultKind}
    known = {byte for byte in range(256) if status.is_known(byte)}
    assert {int(sw3, 16) for sw3, _, _ in STATUSES} == known | {0x77}
    assert len(FaultKind) >= 30
    rows = [line for line in TOLD.splitlines() if line.startswith("| `")]
    assert len(rows) == len(OUTCOMES), "a row is written in another way"


@pytest.mark.parametrize("sw3", range(0, 256, 9))
def test_no_status_at_a_read_tells_a_person(sw3: int) -> None:
    assert not tell(f"wrong_status status={sw3:02X} on=read_base").startswith("CardRead")


@pytest.mark.parametrize("seed", range(20))
def test_noise_tells_the_right_person_or_nobody(seed: int) -> None:
    noise = Fault.parse(["line_noise", "rate=0.0001"])
    with play(Faults((noise,), seed)) as scene:
        told = scene.serve(SECOND)
        assert not told[0].startswith("CardRead") or scene.is_right_person


def test_a_photo_that_cannot_be_decoded_is_kept_as_it_came() -> None:
    with play(Faults((Fault(FaultKind.PHOTO_UNDECODABLE),))) as scene:
        assert scene.serve(SECOND) == SERVED
        assert scene.last_read is not None
        assert len(scene.last_read.raw_photo) == 1024
        assert PhotoDecoders().decode(scene.last_read.raw_photo) is None
