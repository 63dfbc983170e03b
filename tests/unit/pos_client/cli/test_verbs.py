"""Every wrong call of a headless verb ends in a sentence."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pos_client import cli


def test_nobody_is_registered_without_the_window_and_the_help_says_why(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The hint must not lead to `reset` either, which is written much alike."""
    assert cli.main(["register", "--clerk", "0017"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("pos-client: there is no verb 'register'\n")
    for why in ("in the window", "notices", "photographed", "sign"):
        assert why in said
    assert cli.main(["regist"]) == 2
    assert "did you mean" not in capsys.readouterr().err
    assert cli.main(["docter"]) == 2
    assert "did you mean 'doctor'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    "given",
    [
        ["status", "--home", ""],
        ["status", "--home", "~nobody-of-this-name/x"],
        ["readers", "watch", "--seconds", "-1"],
        ["readers", "watch", "--seconds", "nan"],
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
    assert cli.main(["enrol", "--home", str(tmp_path), "--gateway", "gateway.json"]) == 1
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
