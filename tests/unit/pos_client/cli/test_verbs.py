"""Every wrong call of a headless verb ends in a sentence."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import pos_client.bootstrap
from pos_client import cli
from pos_client.application import commands
from pos_client.application.last_saved import LastSaved
from pos_client.application.news import CounterChanged
from pos_client.application.state import (
    CasePhase,
    CaseState,
    CounterState,
    DevicePhase,
    ReaderPhase,
    ReaderState,
    SessionState,
    TroubleState,
)
from pos_client.domain.flow import Step
from pos_client.domain.outlet import Clerk, Role
from tests import people

READY = CounterState(device=DevicePhase.READY)
AT_WORK = CounterState(
    device=DevicePhase.READY, session=SessionState(Clerk("0017", "示例", Role.CLERK), False)
)
NO_READER = replace(
    AT_WORK, reader=ReaderState(ReaderPhase.LOST, "sam-serial:COM9", code="reader_unavailable")
)
NOBODY = people.new_case().id


class ToldCounter:
    """Tells what a script says behind each command."""

    def __init__(self, tell: Callable[[CounterChanged], None], *script: CounterState) -> None:
        self._tell, self._script = tell, list(script)
        self.asked: list[commands.CounterCommand] = []

    def start(self) -> None:
        self._tell(CounterChanged(self._script.pop(0)))

    def submit(self, command: commands.CounterCommand) -> None:
        self.asked.append(command)
        if self._script:
            self._tell(CounterChanged(self._script.pop(0)))

    def stop(self, timeout_s: float) -> None:
        assert timeout_s > 0


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    def run(*script: CounterState, typed: str = "secret\n\n\n\n") -> int:
        def opened(_folder: Path, _settings: Any, tell: Any) -> ToldCounter:
            return ToldCounter(tell, *script)

        monkeypatch.setattr(pos_client.bootstrap, "open_counter", opened)
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        given = ["--home", str(tmp_path / "home"), "--clerk", "0017", "--seconds", "0.1"]
        return cli.main(["register", *given])

    return run


def case(phase: CasePhase, code: str = "") -> CaseState:
    return CaseState(NOBODY, phase, Step.SEAL, (), is_offline=True, code=code)


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ([CounterState(device=DevicePhase.NOT_ENROLLED)], "D-401"),
        (
            [CounterState(device=DevicePhase.STOPPED, trouble=TroubleState("S-306"))],
            "S-306",
        ),
        ([READY, CounterState(device=DevicePhase.READY, trouble=TroubleState("C-501"))], "C-501"),
        ([CounterState()], "seconds for the counter to open"),
        ([READY], "seconds for the log-in"),
        ([READY, AT_WORK], "seconds for a card"),
        ([READY, NO_READER], "sam-serial:COM9 does not answer (reader_unavailable)"),
    ],
)
def test_register_says_why_nothing_was_registered(
    register: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    script: list[CounterState],
    said: str,
) -> None:
    assert register(*script) == 1
    assert said in capsys.readouterr().err


def _with(shown: CaseState, saved: LastSaved | None = None) -> CounterState:
    return CounterState(
        device=DevicePhase.READY, session=AT_WORK.session, case=shown, last_saved=saved
    )


def test_register_names_the_refusal(
    register: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    ended = _with(case(CasePhase.REFUSED, "ID_MISMATCH"))
    assert register(READY, _with(case(CasePhase.OPEN)), ended) == 1
    assert "REFUSED ID_MISMATCH. Nothing was saved." in capsys.readouterr().err


def test_register_offline_says_that_it_was_saved(
    register: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    saved = LastSaved(NOBODY, 1, True, people.NOON, "张*", "")
    done = _with(case(CasePhase.SAVED), saved)
    assert register(READY, _with(case(CasePhase.OPEN)), done) == 0
    assert f"{NOBODY} saved, to be sent" in capsys.readouterr().out


def test_the_end_of_standard_input_cancels(
    register: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert register(READY, _with(case(CasePhase.OPEN)), typed="secret\n") == 1
    assert "cancelled" in capsys.readouterr().err


@pytest.mark.parametrize(
    "given",
    [
        ["status", "--home", ""],
        ["status", "--home", "~nobody-of-this-name/x"],
        ["register", "--clerk", "1", "--seconds", "-1"],
        ["register", "--clerk", "1", "--seconds", "nan"],
        ["outbox", "send", "--seconds", "soon"],
    ],
)
def test_an_argument_that_makes_no_sense_is_a_wrong_call(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(given)
    assert ended.value.code == 2
    assert f"error: argument {given[-2]}: " in capsys.readouterr().err


def test_a_prompt_without_an_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def ended(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", ended)
    assert cli.main(["register", "--home", str(tmp_path), "--clerk", "1"]) == 1
    assert "standard input ended" in capsys.readouterr().err


def _printed(output: int | str) -> subprocess.CompletedProcess[str]:
    """Print the contract, which is longer than any buffer."""
    script = "import sys; from pos_client import cli; sys.exit(cli.main(['sandbox', 'openapi']))"
    with open(output, "w") as sink:  # noqa: PTH123 - also a bare descriptor
        return subprocess.run(
            [sys.executable, "-c", script],
            stdout=sink,
            stderr=subprocess.PIPE,
            text=True,
        )


def test_a_listener_that_has_gone_is_no_reason_to_complain() -> None:
    far, near = os.pipe()
    os.close(far)
    done = _printed(near)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_an_output_without_room_is_told() -> None:
    done = _printed("/dev/full")
    assert done.returncode == 1
    assert done.stderr == "pos-client: standard output cannot be used: No space left on device\n"


def test_an_output_without_chinese_is_told() -> None:
    script = "import sys; from pos_client import cli; cli.importlib.import_module = Verb;"
    script += "sys.exit(cli.main(['status']))"
    verb = "class Verb:\n    def __init__(*_): pass\n    def run(*_): print('张')\n"
    done = subprocess.run(
        [sys.executable, "-c", verb + script],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 1
    assert done.stderr == "pos-client: this terminal cannot show Chinese; set PYTHONUTF8=1\n"
