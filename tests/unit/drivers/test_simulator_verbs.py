"""Each verb is followed and answered with one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from drivers.simulator.deck import load_deck
from drivers.simulator.device import SamDevice
from drivers.simulator.faults import Fault, FaultKind
from drivers.simulator.verbs import Verbs


class Desk:
    def __init__(self) -> None:
        self.device = SamDevice()
        self.calls: list[str] = []
        self.verbs = Verbs(
            self.device,
            load_deck(),
            describe=lambda: {"plugged": True},
            plug=lambda: self.calls.append("plug"),
            unplug=lambda: self.calls.append("unplug"),
            finish=lambda: self.calls.append("quit"),
        )

    def ask(self, line: str) -> str:
        answer = self.verbs.answer(line)
        assert "\n" not in answer
        return answer

    def state(self) -> dict[str, object]:
        state: dict[str, object] = json.loads(self.ask("state").removeprefix("ok "))
        return state


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_card_is_laid_and_lifted(desk: Desk) -> None:
    assert desk.state()["card"] is None
    assert desk.ask("lay resident-lin") == "ok resident-lin"
    assert desk.state()["card"] == "resident-lin"
    assert desk.device.has_card
    assert desk.ask("lift") == "ok"
    assert desk.ask("lift") == "ok"
    assert desk.state()["card"] is None


def test_two_cards_do_not_lie_on_one_plate(desk: Desk) -> None:
    desk.ask("lay resident-lin")
    assert desk.ask("lay resident-wang").startswith("error resident-lin lies on the plate")
    assert desk.state()["card"] == "resident-lin"


def test_faults_come_add_up_and_go(desk: Desk) -> None:
    assert desk.ask("faults seed 42") == "ok"
    assert desk.ask("fault silent times=2") == "ok silent"
    assert desk.ask("fault delay seconds=0.5 on=read_base") == "ok delay"
    assert desk.device.faults.active == (
        Fault(FaultKind.SILENT, times=2),
        Fault(FaultKind.DELAY, seconds=0.5, on="read_base"),
    )
    shown = desk.state()["faults"]
    assert isinstance(shown, list)
    assert [fault["kind"] for fault in shown] == ["silent", "delay"]
    assert desk.ask("faults clear") == "ok"
    assert not desk.state()["faults"]
    assert desk.state()["seed"] == 42


def test_a_script_takes_the_place_of_the_faults_in_force(desk: Desk, tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text("seed 9\nsilent times=1\nthen delay after=lift  # later\n", "utf-8")
    desk.ask("fault echo")
    assert desk.ask(f"faults script {script}") == "ok"
    shown = desk.state()
    assert isinstance(shown["faults"], list)
    assert [fault["kind"] for fault in shown["faults"]] == ["silent", "delay"]
    assert shown["faults"][1]["after"] == "lift"
    assert shown["seed"] == 9


def test_a_card_that_a_fault_has_laid_is_the_one_that_lies_there(desk: Desk) -> None:
    desk.ask("fault swap_after_find card=hmt-ho times=1")
    desk.ask("lay resident-lin")
    assert desk.state()["card"] == "resident-lin"
    desk.device.feed(bytes.fromhex("AAAAAA96690003200122"), 0.0)
    assert desk.state()["card"] == "hmt-ho"
    desk.ask("lift")
    assert desk.state()["card"] is None
    desk.ask("lay resident-lin")
    assert desk.state()["card"] == "resident-lin"


def test_the_deck_is_listed(desk: Desk) -> None:
    cards = json.loads(desk.ask("deck").removeprefix("ok "))
    assert len(cards) >= 36
    assert all(set(card) == {"slug", "zh", "en", "kind"} for card in cards)


def test_the_line_and_the_end_are_passed_on(desk: Desk) -> None:
    for verb in ("unplug", "plug", "quit"):
        assert desk.ask(verb) == "ok"
    assert desk.calls == ["unplug", "plug", "quit"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "unknown verb ''"),
        ("dance", "unknown verb 'dance'"),
        ("lay", "lay takes 1 to 1 words"),
        ("lay a b", "lay takes 1 to 1 words"),
        ("lay resident-lim", "did you mean 'resident-lin'"),
        ("lift now", "lift takes 0 to 0 words"),
        ("fault silnt", "did you mean silent"),
        ("faults away", "faults clear"),
        ("faults seed x", "faults seed NUMBER"),
        ("faults script", "faults script FILE"),
        ("faults script /no/where", "No such file"),
        ("fault swap_after_find card=nobody", "no card is named 'nobody'"),
    ],
)
def test_what_makes_no_sense_is_explained_and_changes_nothing(
    desk: Desk, line: str, told: str
) -> None:
    before = desk.state()
    answer = desk.ask(line)
    assert answer.startswith("error ")
    assert told in answer
    assert desk.state() == before
