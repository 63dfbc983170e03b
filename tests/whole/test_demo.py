"""A short day at the counter, worked from outside: nothing lost, nothing doubled, nobody told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.whole.demo.day import Day
from tests.whole.demo.report import Report, Totals
from tests.whole.demo.script import SHORT_DAY
from tests.whole.demo.stage import Stage

pytestmark = [pytest.mark.screen, pytest.mark.timeout(240)]


def processes_that_name(folder: Path) -> list[str]:
    """List the command lines of all processes that have a folder among their arguments."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(folder) in line:
            found.append(line.replace(b"\0", b" ").decode(errors="replace"))
    return found


def test_a_short_day_loses_nothing_doubles_nothing_and_leaves_no_identity(tmp_path: Path) -> None:
    report = Report()
    with Stage(size=(1366, 768), language="zh_CN", shots=tmp_path) as stage:
        folders = [stage.services.folder, stage.desktop.folder]
        Day(stage, report).run(SHORT_DAY)
    assert [f"{step.name}: {step.trouble}" for step in report.steps if not step.ok] == []
    assert report.totals == Totals(accepted=3, rejected=1, captured=2)
    assert all(Path(step.screenshot).is_file() for step in report.steps)
    assert len(report.read_seconds) == 4
    for folder in folders:
        assert not folder.exists()
        assert processes_that_name(folder) == []
