"""The paper of a brand's monthly return, drawn from what the sandbox prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_client.domain.month import Month
from pos_client.domain.monthly_return import MonthlyReturn
from tests.ui.pdf_page import read
from ui import launch

pytestmark = pytest.mark.usefixtures("qapp")
SAID = MonthlyReturn(
    brand="示例移动",
    month=Month(2026, 10),
    numbers_in_use=60_123,
    over_step={2: 812, 3: 41},
    rejected={"QUOTA_FULL": 17, "ID_MISMATCH": 5},
    offline_captured=311,
)


def test_every_figure_stands_on_the_paper(tmp_path: Path) -> None:
    figures, paper = tmp_path / "return.json", tmp_path / "return.pdf"
    figures.write_text(SAID.canonical, "utf-8")
    assert launch.main(["return-paper", str(figures), str(paper), "--demo"]) == 0
    on_page = "".join(read(paper.read_bytes()).split())
    for words in (
        *("《实名登记月报》", "示例移动", "2026-10", "60123", "812", "演示，无效"),
        *("驳回QUOTA_FULL17", "3个及以上号码的用户41", "离线采集311"),
    ):
        assert words in on_page


def test_what_is_no_return_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = tmp_path / "other.json"
    figures.write_text("[]", "utf-8")
    assert launch.main(["return-paper", str(figures), str(tmp_path / "x.pdf")]) == 1
    assert "is not what" in capsys.readouterr().err
    assert launch.main(["return-paper", str(tmp_path / "none"), str(tmp_path / "x.pdf")]) == 1
