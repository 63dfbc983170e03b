"""The command: what it takes, what it says, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from drivers.conformance import CHECKS
from drivers.conformance.command import main
from drivers.conformance.words import SENTENCES, sentences

SHORT = ("--unattended", "--only", "info,told_once", "sim:")


def test_it_says_of_each_check_what_came_of_it_and_ends_with_0(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "report.json"
    assert main(["--json", str(file), *SHORT]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    lines = said.out.splitlines()
    assert [line.split()[:2] for line in lines[:-2]] == [
        ["ok", name] for name in ("address", "opens", "info", "answers", "told_once")
    ]
    assert lines[-1] == "sim: conforms: 5 passed, 0 failed, 0 reported, 0 skipped"
    report = json.loads(file.read_text("utf-8"))
    assert report["conforms"] is True
    assert report["counts"] == {"pass": 5, "fail": 0, "reported": 0, "skipped": 0}
    opened = report["checks"][1]
    assert opened["outcome"] == "pass"
    assert opened["figure"]["unit"] == "s"
    assert opened["demand"].startswith("It opens, or says")


def test_on_standard_output_json_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "-", *SHORT]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["address"] == "sim:"
    assert "conforms" in said.err


def test_a_device_that_is_dead_fails_and_what_was_demanded_is_repeated(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--unattended", "sim:?fault=silent"]) == 1
    said = capsys.readouterr().out
    assert "FAIL  answers" in said
    assert "demanded: A device that is there is not silent" in said
    assert "sim:?fault=silent does not conform" in said


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("nothing", "is not SCHEME:TARGET"),
        ("nobody:here", "install the package that brings the driver"),
        ("sam-serial:/dev/no-such-port", "plug the device in"),
        ("sam-serial:COM3?baud=fast", "correct the address"),
        ("sim:?card=nobody", "correct the address"),
    ],
)
def test_what_cannot_be_opened_ends_with_2_and_one_sentence_that_helps(
    address: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--unattended", address]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"error: {address}: ")
    assert told in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--faults", "no_such_fault", "sim:"),
        ("--only", "no_such_check", "sim:"),
        ("--wait", "soon", "sim:"),
        ("--wait", "0", "sim:"),
        ("--no-such-option", "sim:"),
    ],
)
def test_a_wrong_call_ends_with_2(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "error" in capsys.readouterr().err


def test_a_simulator_that_is_not_there_ends_with_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    control = str(tmp_path / "control")
    assert main(["--control", control, "sam-serial:/dev/no-such-port"]) == 2
    assert "no simulator listens at" in capsys.readouterr().err


def test_a_report_that_cannot_be_written_ends_with_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["--json", str(tmp_path / "no" / "report.json"), *SHORT]) == 2
    assert "choose another place for the report" in capsys.readouterr().err


def test_the_sentences_for_a_hand_follow_the_language_of_the_system(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, language in (("zh_CN.UTF-8", "zh_CN"), ("de_DE.UTF-8", "en"), ("C", "en")):
        monkeypatch.setenv("LC_ALL", name)
        assert sentences() == SENTENCES[language]
    assert SENTENCES["zh_CN"].keys() == SENTENCES["en"].keys()


def test_every_check_has_a_demand_of_one_sentence() -> None:
    for check in CHECKS:
        assert check.demand.endswith(".")
        assert "\n" not in check.demand
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def run_with(plug_in: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the kit in a process of its own, in which a driver was tampered with."""
    (folder / "sitecustomize.py").write_text(
        "import ctypes, threading, time\n"
        "from drivers.conformance import command\n"
        "from drivers.readers import sim\n"
        "command._LAST_RESORT_S = command._WAIT_S = 0.3\n"
        f"def opened(self, *told, open=sim.SimDriver.open):\n    {plug_in}\n"
        "    return open(self, *told)\n"
        "sim.SimDriver.open = opened\n",
        "utf-8",
    )
    return subprocess.run(
        [sys.executable, "-m", "drivers.conformance", *SHORT],
        env={"PYTHONPATH": str(folder)},
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_a_thread_that_a_driver_left_behind_does_not_keep_the_process(tmp_path: Path) -> None:
    run = run_with("threading.Thread(target=time.sleep, args=(60,)).start()", tmp_path)
    assert run.returncode == 0, run.stderr
    assert "conforms" in run.stdout


def test_a_library_that_lets_no_other_thread_run_ends_the_process_and_says_where(
    tmp_path: Path,
) -> None:
    run = run_with("ctypes.PyDLL(None).sleep(60)", tmp_path)
    assert run.returncode == 1
    assert "in opened" in run.stdout


def test_a_library_that_crashes_does_not_end_well(tmp_path: Path) -> None:
    assert run_with("ctypes.string_at(0)", tmp_path).returncode not in (0, 2)
