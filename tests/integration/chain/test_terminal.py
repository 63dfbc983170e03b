"""What the README does without a window: its very lines, against a real queue and gateway."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_client import cli
from tests.integration.chain.shop import Shop

ROOT = Path(__file__).parents[3]
SERVE = "import sys; from pos_client import cli; sys.exit(cli.main(sys.argv[1:]))"


def lines_of_the_readme() -> list[list[str]]:
    """The commands of its block about a terminal, without `pos-client` and what each is for."""
    text = (ROOT / "README.md").read_text("utf-8")
    blocks = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    (block,) = (each for each in blocks if "outbox send" in each)
    words = [shlex.split(line, comments=True) for line in block.splitlines() if line.strip()]
    assert {each[0] for each in words} == {"pos-client"}
    return [each[1:] for each in words]


@contextmanager
def served(words: list[str]) -> Iterator[None]:
    """The gateway of the block, in a process of its own as the block has it."""
    assert words.pop() == "&"
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SERVE, *words],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            json.loads(process.stdout.readline())
            yield
        finally:
            process.terminate()


def test_what_was_captured_in_the_window_is_delivered_and_examined_in_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    said: dict[str, str] = {}

    def run(words: list[str]) -> None:
        capsys.readouterr()
        status = cli.main(words)
        printed = capsys.readouterr()
        assert status == 0, (words, printed)
        said[" ".join(words[: words.index("--home")])] = printed.out

    shop = Shop(tmp_path / "shop")
    try:
        shop.enrol()
        counter = shop.open_at_work()
        shop.sandbox.stop()
        saved = counter.register("resident-lin")
        shop.close(counter)
        first, gateway, *others = lines_of_the_readme()
        run(first)
        with served(gateway):
            for words in others:
                run(words)
        assert shop.outcomes() == {str(saved.id): "ACCEPTED"}
        assert shop.effects() == {str(saved.id): 1}
    finally:
        shop.close_all()
    pending, all_of_them = said["outbox list"], said["outbox list --all"]
    assert str(saved.id) in pending
    assert "PENDING" in pending
    assert "林" in pending
    assert "SETTLED" in all_of_them
    assert "ACCEPTED" in all_of_them
    assert said["outbox send"] == "0 pending\n"
    assert re.search(r"^accepted +1 ", said["day"], re.MULTILINE)
    assert json.loads(said["audit verify"])["is_whole"]
    assert json.loads(said["status"])["pending"] == 0
    assert "BROKEN" not in said["doctor"]
    assert "given up with it: 1 receipts" in said["reset"]
    assert said["reset"].endswith("this computer is no device any more\n")
    assert not shop.home.device_folder.exists()
