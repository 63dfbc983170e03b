"""What a verb says in words of its own, it says in the language of the computer."""

from __future__ import annotations

import ast
import io
import locale
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_client import cli

CLI = Path(cli.__file__).parent
PROSE = re.compile(r"[a-z]{2,} [a-z]{2,}")
# Spoken where no Chinese can be shown, in both languages at once, or the form of a call.
ELSEWHERE = ("this terminal cannot show Chinese", "usage: ")


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda *_: ("zh_CN", "UTF-8"))


def bare_sentences(tree: ast.Module) -> Iterator[str]:
    """Prose that goes to the terminal without its other language."""
    written = [
        call
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "write"
    ]
    for call in written:
        told = {
            part
            for inner in ast.walk(call)
            if isinstance(inner, ast.Call)
            and isinstance(inner.func, ast.Name)
            and inner.func.id == "said"
            for part in ast.walk(inner)
        }
        for part in ast.walk(call):
            is_text = isinstance(part, ast.Constant) and isinstance(part.value, str)
            if is_text and part not in told and PROSE.search(str(part.value)):
                yield str(part.value)


def test_no_sentence_goes_to_the_terminal_in_one_language() -> None:
    bare = {
        text
        for module in CLI.glob("*.py")
        for text in bare_sentences(ast.parse(module.read_text("utf-8")))
    }
    assert {each for each in bare if not any(known in each for known in ELSEWHERE)} == set()


@pytest.mark.usefixtures("chinese")
def test_where_the_computer_speaks_chinese_the_verbs_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--help"]) == 0
    assert "客户登记在窗口里办理" in capsys.readouterr().out
    assert cli.main(["docter"]) == 2
    assert "没有 'docter' 这个命令，是否应为 'doctor'？" in capsys.readouterr().err
    home = ["--home", str(tmp_path / "home")]
    assert cli.main(["outbox", "check", *home]) == 0
    assert capsys.readouterr().out == "0 单待提交，0 单已隔离\n"
    monkeypatch.setattr("sys.stdin", io.StringIO())
    missing = str(tmp_path / "no" / "file")
    assert cli.main(["readers", "record", "sim:", missing, "--test-card"]) == 2
    assert capsys.readouterr().err.startswith("没有录制：没有文件夹 ")
