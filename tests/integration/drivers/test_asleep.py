"""A computer that slept while cards were changed on its reader."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.drivers.served import served

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stopped by a signal")

ROOT = Path(__file__).parents[3]
PROGRAM = "import sys; from pos_client import cli; sys.exit(cli.main(sys.argv[1:]))"


def news_of(watch: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    assert watch.stdout is not None
    for line in watch.stdout:
        yield json.loads(line)


def test_after_a_sleep_the_card_that_lies_there_is_told_and_not_the_one_before(
    tmp_path: Path,
) -> None:
    with served("--pty", str(tmp_path / "line"), "--control", str(tmp_path / "control")) as reader:
        given = ["readers", "watch", reader.address, "--seconds", "60", "--json"]
        with (
            reader.control() as plate,
            subprocess.Popen(
                [sys.executable, "-c", PROGRAM, *given, "--home", str(tmp_path / "home")],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                text=True,
            ) as watch,
        ):
            try:
                news = news_of(watch)
                assert next(news)["news"] == "reader_found"
                plate.lay("resident-lin")
                assert next(news)["kind"] == "RESIDENT"
                os.kill(watch.pid, signal.SIGSTOP)
                plate.lift()
                plate.lay("hmt-ho")
                os.kill(watch.pid, signal.SIGCONT)
                told = [next(news)]
                while told[-1]["news"] != "card_read":
                    told.append(next(news))
                assert told[-1]["kind"] == "HMT_RESIDENT"
                assert "reader_lost" not in {each["news"] for each in told}
            finally:
                watch.kill()
