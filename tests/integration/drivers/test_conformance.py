"""The conformance kit on real lines: strangers' modules, the served emulator, and buses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivers.conformance import FAULTS, DeviceHand, Outcome, examine, hand_of_sim
from drivers.conformance.command import main
from drivers.simulator.device import SamDevice
from tests.integration.drivers.buses import plugged
from tests.integration.drivers.lines import PtyModule, TcpModule
from tests.integration.drivers.served import served
from tests.unit.drivers.manners import in_pieces
from tests.unit.drivers.module import SAM_ID, Manner, Module, frame
from tests.unit.drivers.vectors import VECTORS, text_of

ALICE = text_of("mainland_han_20y")
NAMED = VECTORS["layouts"]["mainland_han_20y"]["expect"]
# What depends on how a device behaves.
TEMPERAMENTAL = ("raw_bytes", "told_once", "poll_timeout", "repeat_reads", "cancel", "opened_twice")
LOOKING_BACK = ("poll_during_read", "parse", "fresh", "capabilities", "errors", "identity")


def examined(
    capsys: pytest.CaptureFixture[str], *arguments: str, wait: str = "4"
) -> tuple[int, dict[str, str], str]:
    """Run the command; return its exit code, the outcomes by name, and all that it printed."""
    code = main(["--json", "-", "--wait", wait, *arguments])
    said = capsys.readouterr()
    checks = json.loads(said.out)["checks"] if said.out else []
    assert NAMED["name"] not in said.out + said.err
    assert NAMED["id_number"] not in said.out + said.err
    return code, {each["name"]: each["outcome"] for each in checks}, said.out + said.err


def test_a_strangers_device_with_a_card_conforms(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with PtyModule(Module(ALICE, keeps_finding=True)) as line:
        code, told, said = examined(capsys, "--unattended", line.address)
    assert code == 0
    assert {name for name, outcome in told.items() if outcome == "skipped"} == {
        *("removal", "laid_again", "two_cards", "laid_to_told", "pulled_while_read")
    }
    assert told["repeat_reads"] == told["cancel"] == told["nothing_left"] == "pass"
    assert told["read_time"] == "reported"
    assert "a RESIDENT card" in said
    assert f"{line.address} conforms" in said


TEMPERS: dict[str, tuple[Callable[[Module], Any], Module]] = {
    "wants the card lifted": (PtyModule, Module(ALICE)),
    "has no card": (TcpModule, Module()),
    "splits": (PtyModule, Module(ALICE, keeps_finding=True, manner=in_pieces(7, 0.002))),
    "delays": (
        TcpModule,
        Module(ALICE, keeps_finding=True, manner=lambda _asked, _request, reply: [(0.2, reply)]),
    ),
}


@pytest.mark.parametrize("temper", TEMPERS)
def test_a_good_device_conforms_whatever_its_temper(
    temper: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line, module = TEMPERS[temper]
    only = ",".join((*TEMPERAMENTAL, *LOOKING_BACK))
    with line(module) as served_line:
        code, told, said = examined(
            capsys, "--unattended", "--only", only, served_line.address, wait="2"
        )
    assert code == 0, said
    assert told["answers"] == ("reported" if temper == "has no card" else "pass")


def test_optional_commands_that_the_device_refuses_are_reported(
    capsys: pytest.CaptureFixture[str],
) -> None:
    refusing = Module(ALICE, keeps_finding=True, overrides={SAM_ID: [frame(0x21)] * 99})
    with PtyModule(refusing) as line:
        code, told, _ = examined(
            capsys, "--unattended", "--only", "sam_id,chip_number,capabilities", line.address
        )
    assert code == 0
    assert told["sam_id"] == "reported"
    assert told["capabilities"] == "pass"


@pytest.mark.parametrize(
    "manner", [lambda *_: [], lambda *_: [(0.0, bytes(range(256)))] * 4], ids=["dead", "garbage"]
)
def test_a_device_that_says_nothing_sound_ends_soon_and_does_not_conform(
    manner: Manner, capsys: pytest.CaptureFixture[str]
) -> None:
    with PtyModule(Module(ALICE, manner=manner)) as line:
        code, told, said = examined(capsys, "--unattended", line.address)
    assert code == 1
    assert told["answers"] == "fail"
    assert told["cancel"] == "skipped"
    assert "is the device switched on" in said


def test_the_served_emulator_is_worked_over_its_control(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    only = "removal,laid_to_told,pulled_while_read,read_time"
    with served("--pty", str(tmp_path / "line"), "--control", "0") as simulator:
        control = ("--control", str(simulator.ready["control"]))
        chosen = ("--only", only, "--faults", "unplug,wrong_birth")
        code, told, said = examined(capsys, "--unattended", *control, *chosen, simulator.address)
    assert code == 0, said
    assert told.keys() >= {*only.split(","), "fault unplug on=read_base size=600"}
    assert set(told.values()) == {"pass"}


@pytest.mark.limit_in_seconds
def test_every_fault_of_the_emulator_in_this_process_is_played() -> None:
    findings = {each.name: each for each in examine("sim:", hand=hand_of_sim(), only=())}
    told = {name: each.verdict.outcome for name, each in findings.items()}
    assert told.keys() >= {f"fault {each.words}" for each in FAULTS}
    assert {name for name, outcome in told.items() if outcome is not Outcome.PASS} == set()


@pytest.mark.parametrize("kind", ["usb split", "hid driver-free"])
@pytest.mark.limit_in_seconds
def test_readers_on_buses_conform(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    line = plugged(monkeypatch, kind, SamDevice(), is_paced=True)
    hand = DeviceHand(lambda _: line.device, is_paced=True)
    only = {"two_cards", "read_time", "cancel", "nothing_left", *LOOKING_BACK}
    findings = list(examine(line.address, hand=hand, faults=(), only=only))
    failed = [each for each in findings if each.has_failed]
    assert failed == []
    told = {each.name: each.verdict.outcome for each in findings}
    assert told["two_cards"] is told["read_time"] is told["nothing_left"] is Outcome.PASS


def test_a_reader_without_a_sam_conforms_and_reads_nobody_by_itself(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with served("--remote", "--tcp", "0", "--lay", "resident-lin") as simulator:
        code, told, said = examined(capsys, "--unattended", simulator.address, wait="2")
    assert code == 0, said
    assert told["answers"] == "reported"
    assert "decoder_away" in said
    assert told["parse"] == told["raw_bytes"] == "skipped"
