"""The pages of figures: keys alone, both plots, and nothing that names a customer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from pos_client.application.figures_commands import (
    KeepReport,
    LeaveFigures,
    OpenCampaign,
    OpenOversight,
    ReadReport,
    TurnCampaign,
)
from pos_client.application.news import ReportKept, ReportRead
from pos_client.domain.outlet import Role
from pos_client.domain.oversight import month_beside
from tests.month_reports import month_report
from tests.ui.figures_scenes import (
    FIGURES_SCENES,
    MONTH,
    TODAY,
    as_role,
    at_campaign,
    at_oversight,
)
from tests.ui.people import ready
from tests.ui.stage import Stage
from ui.i18n import use
from ui.widgets.plots import FiguresPlot

CONTROL = Qt.KeyboardModifier.ControlModifier
ESCAPE, UP, DOWN = Qt.Key.Key_Escape, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown
F5, F9 = Qt.Key.Key_F5, Qt.Key.Key_F9


def cells(stage: Stage, name: str) -> list[list[str]]:
    table = stage.find(name)
    assert isinstance(table, QTableView)
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_an_idle_counter_has_a_key_for_each_page_that_the_role_may_see(stage: Stage) -> None:
    stage.tell(as_role(Role.CLERK))
    assert stage.sees("openCampaign")
    assert not stage.sees("openOversight")
    stage.press(Qt.Key.Key_B, CONTROL)
    stage.tell(as_role(Role.SUPERVISOR))
    assert stage.sees("openOversight")
    stage.press(Qt.Key.Key_O, CONTROL)
    assert stage.wishes == [OpenCampaign(), OpenOversight()]
    stage.tell(as_role(Role.INSPECTOR))
    assert (stage.sees("openCampaign"), stage.sees("openOversight")) == (False, True)
    stage.tell(ready())
    assert not stage.sees("openCampaign")  # no campaign here


def test_whoever_may_not_look_is_told_why_by_the_counter(stage: Stage) -> None:
    """The key works for everybody: the answer is the counter's, and says what to do."""
    stage.tell(as_role(Role.CLERK))
    stage.press(Qt.Key.Key_O, CONTROL)
    assert stage.wishes == [OpenOversight()]


def test_the_campaign_shows_figures_outlooks_and_both_dates(stage: Stage) -> None:
    stage.tell(FIGURES_SCENES["campaign"])
    page = FIGURES_SCENES["campaign"].day
    assert page is not None
    assert page.campaign is not None
    assert page.campaign.page is not None
    told = page.campaign.page.figures
    assert stage.said("campaign-total") == str(told.total)
    assert stage.said("campaign-done") == str(told.done)
    assert stage.said("campaign-due_soon") == "7"
    assert stage.said("campaign-suspended") == "37"
    assert "95%" in stage.said("outlook-0")
    assert "100%" in stage.said("outlook-1")
    assert str(told.done) in stage.said("campaignPlot")
    assert stage.sees("campaignBand")


def test_a_campaign_that_has_just_begun_forecasts_nothing(stage: Stage) -> None:
    stage.tell(FIGURES_SCENES["campaign-begins"])
    assert "不作预测" in stage.said("outlook-0")
    assert not stage.sees("campaignBand")


def test_a_missed_date_is_said_and_a_pace_that_is_too_slow(stage: Stage) -> None:
    stage.tell(FIGURES_SCENES["campaign-missed"])
    assert "到期没有达到" in stage.said("outlook-0")
    stage.tell(FIGURES_SCENES["campaign-behind"])
    assert "才达到" in stage.said("outlook-0")


def test_the_worklist_names_masks_what_is_missing_and_what_comes_next(stage: Stage) -> None:
    stage.tell(FIGURES_SCENES["campaign"])
    rows = cells(stage, "campaignTable")
    assert {row[0][3:7] for row in rows} == {"****"}
    assert rows[2][1] == "地址、照片"
    assert rows[2][3].startswith("公告 ")  # the newest notice first
    assert rows[0][2:] == ["停机后已提醒", rows[0][3], rows[0][4]]
    assert "停止服务" in rows[0][4]
    assert rows[-1][4] == "无安排"
    assert stage.find("campaignPage").findChildren(QLineEdit) == []


def test_no_fee_duty_or_tariff_stands_on_the_page(stage: Stage) -> None:
    for spoken in ("zh_CN", "en"):
        use("en" if spoken == "en" else "zh_CN")
        try:
            stage.tell(at_campaign())
            words = " ".join(
                child.accessibleName()
                for child in stage.find("campaignPage").children()
                if hasattr(child, "accessibleName")
            ) + str(cells(stage, "campaignTable"))
        finally:
            use("zh_CN")
        for word in ("资费", "费用", "元", "套餐", "fee", "tariff", "price", "yuan", "duty"):
            assert word not in words


def test_keys_turn_the_worklist_and_ask_again(stage: Stage) -> None:
    stage.tell(FIGURES_SCENES["campaign-second-page"])
    for key in (DOWN, UP, F5, ESCAPE):
        stage.press(key)
    assert stage.wishes == [
        TurnCampaign(is_onwards=True),
        TurnCampaign(is_onwards=False),
        OpenCampaign(),
        LeaveFigures(),
    ]


def test_nothing_is_turned_where_there_is_nothing(stage: Stage) -> None:
    stage.tell(FIGURES_SCENES["campaign-asking"])
    for key in (DOWN, UP, F5):
        stage.press(key)
    assert stage.wishes == []
    assert "正在向网关取数" in stage.said("subline")


def test_the_oversight_says_today_and_the_month(stage: Stage) -> None:
    stage.tell(at_oversight())
    shown = at_oversight().day
    assert shown is not None
    assert shown.oversight is not None
    days = shown.oversight.days
    today = next(each.figures for each in days if each.day == TODAY)
    assert stage.said("today-saved") == str(today.saved)
    assert stage.said("month-saved") == str(sum(each.figures.saved for each in days))
    assert "3 笔，最早 2 小时前" in stage.said("now-queue")
    assert "4 笔，最早 5 小时前" in stage.said("now-reviews")
    devices = stage.said("oversightDevices")
    assert "D-A0E5 · 从未联系" in devices.splitlines()[0]  # the most silent first
    assert "没有报数" in devices


def test_reasons_and_alarms_stand_there_in_words(stage: Stage) -> None:
    stage.tell(at_oversight())
    reasons = cells(stage, "reasonTable")
    assert [row[3] for row in reasons] == ["14", "9", "6", "4", "2", "1"]
    assert reasons[-1][0] == "代码 SOMETHING_NEW"
    assert "BLACKLISTED" not in str(reasons)  # two reasons that no screen tells stand in one line
    assert "RISK" not in str(reasons)
    alarms = cells(stage, "alarmTable")
    assert alarms[0][0] == "读卡计数有缺口"
    assert "SOMETHING_NEW" in alarms[2][0]


def test_without_the_gateway_its_own_figures_are_still_there(stage: Stage) -> None:
    stage.tell(FIGURES_SCENES["oversight-away"])
    assert stage.said("month-saved") != "0"
    assert stage.said("now-reviews") == "—"
    assert cells(stage, "reasonTable") == []
    assert not stage.sees("noReason")  # none is known, which is not none at all
    stage.tell(FIGURES_SCENES["oversight-quiet"])
    assert stage.sees("noReason")


def test_keys_turn_the_months_and_none_that_has_not_come(stage: Stage) -> None:
    stage.tell(at_oversight())
    for key in (UP, DOWN, F5, ESCAPE):
        stage.press(key)
    assert stage.wishes == [
        OpenOversight(month_beside(MONTH, -1)),
        OpenOversight(MONTH),
        LeaveFigures(),
    ]
    stage.tell(FIGURES_SCENES["oversight-earlier"])
    stage.press(DOWN)
    assert stage.wishes[-1] == OpenOversight(MONTH)


def test_an_export_asks_for_a_place_and_for_no_name(stage: Stage) -> None:
    stage.tell(at_oversight())
    stage.press(F9)
    dialog = stage.window.findChild(QFileDialog, "reportDialog")
    assert isinstance(dialog, QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit("somewhere")
    dialog.close()
    stage.settle()
    assert stage.wishes == [ReadReport("somewhere")]
    stage.tell(FIGURES_SCENES["oversight-reading"])
    stage.press(F9)
    assert len(stage.wishes) == 1


def test_a_month_that_was_read_is_made_beside_and_kept_by_the_counter(
    stage: Stage, qtbot: QtBot
) -> None:
    stage.tell(at_oversight())
    stage.desk.take_news(ReportRead(month_report(), "somewhere"))
    qtbot.waitUntil(lambda: bool(stage.wishes), timeout=60_000)
    kept = stage.wishes[0]
    assert isinstance(kept, KeepReport)
    assert kept.folder == "somewhere"
    assert [name.rpartition(".")[2] for name, _ in kept.files] == ["pdf", "xlsx", "csv"]
    stage.desk.take_news(ReportKept(("a.pdf", "a.xlsx")))
    stage.settle()
    assert "a.pdf、a.xlsx" in stage.said("reportDone")


@pytest.mark.parametrize("scene", sorted(FIGURES_SCENES))
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_a_plot_has_room_and_takes_no_key(
    qtbot: QtBot, scene: str, size: tuple[int, int], stages: Iterator[Stage]
) -> None:
    stage = next(stages)
    stage.window.resize(*size)
    stage.tell(FIGURES_SCENES[scene])
    for plot in stage.window.findChildren(FiguresPlot):
        if plot.isVisible():
            assert plot.height() >= 150
            assert plot._view.focusPolicy() is Qt.FocusPolicy.NoFocus


@pytest.fixture
def stages(stage: Stage) -> Iterator[Stage]:
    return iter([stage])


def test_the_same_screen_again_draws_nothing(stage: Stage) -> None:
    stage.tell(at_campaign())
    plot = stage.find("campaignPlot")
    assert isinstance(plot, FiguresPlot)
    before = plot.drawn
    assert len(before) > 5
    stage.tell(replace(at_campaign()))
    assert plot.drawn == before


_BIRTH = """
import sys
from ui.app import Birth, open_window
from pathlib import Path
application, opened = open_window(Birth(Path(sys.argv[1])))
application.processEvents()
import ui.door, ui.views.desk, ui.views.idle, ui.views.case, ui.views.queue
import ui.presenters.window, ui.presenters.idle, ui.presenters.case
loaded = [each for each in ("pyqtgraph", "numpy", "ui.widgets.plots") if each in sys.modules]
opened.end()
print(loaded)
"""


def test_neither_log_in_nor_a_counter_at_work_imports_what_draws_plots(tmp_path: object) -> None:
    """It costs tenths of a second and tens of megabytes, and only who looks pays them."""
    done = subprocess.run(
        [sys.executable, "-c", _BIRTH, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=100,
        env={"QT_QPA_PLATFORM": "offscreen", "PATH": "", "HOME": str(tmp_path)},
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr
