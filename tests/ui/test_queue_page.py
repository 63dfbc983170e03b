"""The queue: one keyset page at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from pos_client.application.commands import (
    ExportQueue,
    ImportQueue,
    LoadQueuePage,
    MakePaper,
    PutAside,
    ReleaseQuarantined,
)
from pos_client.application.news import QueueExported, QueueImported, QueuePageLoaded
from pos_client.domain.outcome import Outcome
from pos_client.domain.paper import PaperKind
from pos_client.domain.registration import OutboxState, QueueSummary
from tests.ui.people import CHINA_NOW, ready
from tests.ui.scenes import QUEUE_SCENES
from tests.ui.stage import Stage, queue_page, review_page
from ui.i18n import say
from ui.presenters.keys import Page
from ui.presenters.queue import present_row
from ui.presenters.verdicts import NEUTRAL
from ui.views.queue_model import COLUMNS, QueueModel

OPEN = (OutboxState.PENDING, OutboxState.QUARANTINED)


@pytest.fixture
def on_queue(stage: Stage) -> Stage:
    stage.tell(QUEUE_SCENES["queue"])
    stage.show_queue()
    return stage


def table(stage: Stage) -> QTableView:
    found = stage.find("queueTable")
    assert isinstance(found, QTableView)
    return found


def click(stage: Stage, name: str) -> None:
    button = stage.find(name)
    assert isinstance(button, QAbstractButton)
    button.click()
    stage.settle()


def cell(stage: Stage, row: int, column: str) -> str:
    model = table(stage).model()
    return str(model.index(row, COLUMNS.index(column)).data())


def test_the_model_keeps_the_rules_of_qt() -> None:
    model = QueueModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_lines([present_row(row, CHINA_NOW) for row in queue_page(50).rows])
    model.show_lines([present_row(row, CHINA_NOW) for row in queue_page(20).rows])
    model.show_lines([])
    assert model.rowCount() == 0


def test_one_page_is_asked_for_when_the_queue_is_opened(stage: Stage) -> None:
    stage.tell(QUEUE_SCENES["queue"])
    stage.press(Qt.Key.Key_F4)
    assert stage.asked == [LoadQueuePage(OPEN)]


def test_a_row_says_masks_state_and_reason_in_words(on_queue: Stage) -> None:
    assert cell(on_queue, 0, "sequence") == "188"
    assert cell(on_queue, 0, "id_number") == "1101**********0014"
    assert cell(on_queue, 0, "phone_number") == "170****0188"
    states = {cell(on_queue, row, "state") for row in range(7)}
    assert states == {"待提交", "异常，已隔离", "未通过"}
    reasons = {cell(on_queue, row, "reason") for row in range(7)}
    assert {"名下号码已达上限。", "核验平台无法连接。"} <= reasons


def test_page_keys_turn_by_sequence(on_queue: Stage) -> None:
    on_queue.press(Qt.Key.Key_PageDown)
    assert on_queue.asked[-1] == LoadQueuePage(OPEN, below_sequence=139)
    older = replace(queue_page(50, newest=138), below_sequence=139, has_newer=True)
    on_queue.desk.take_news(older)
    assert cell(on_queue, 0, "sequence") == "138"
    on_queue.press(Qt.Key.Key_PageUp)
    assert on_queue.asked[-1] == LoadQueuePage(OPEN, above_sequence=138)


def test_a_page_nobody_asked_for_is_not_shown(on_queue: Stage) -> None:
    on_queue.desk.take_news(replace(queue_page(5, newest=40), below_sequence=41))
    assert cell(on_queue, 0, "sequence") == "188"


def test_a_page_that_has_emptied_leads_back_to_the_first(on_queue: Stage) -> None:
    on_queue.press(Qt.Key.Key_PageDown)
    on_queue.desk.take_news(replace(queue_page(0), below_sequence=139))
    assert on_queue.asked[-1] == LoadQueuePage(OPEN)


def test_new_figures_ask_for_the_page_again_but_not_for_each(on_queue: Stage, qtbot: QtBot) -> None:
    before = len(on_queue.asked)
    for pending in range(180, 150, -1):
        on_queue.tell(ready(queue=QueueSummary(pending=pending, oldest_pending_at=CHINA_NOW)))
    while_they_came = len(on_queue.asked)
    assert while_they_came - before < 10  # a busy machine takes longer than the page waits
    qtbot.waitUntil(lambda: len(on_queue.asked) == while_they_came + 1)


def test_a_reload_keeps_the_selected_row(on_queue: Stage) -> None:
    table(on_queue).selectRow(5)
    selected = cell(on_queue, 5, "sequence")
    on_queue.desk.take_news(queue_page(50, newest=190))
    row = table(on_queue).currentIndex().row()
    assert cell(on_queue, row, "sequence") == selected
    assert table(on_queue).selectionModel().isRowSelected(row)


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("filter-quarantined", (OutboxState.QUARANTINED,)),
        ("filter-settled", (OutboxState.SETTLED,)),
        ("filter-all", tuple(OutboxState)),
    ],
)
def test_filters_are_asked_of_the_store(
    on_queue: Stage, name: str, states: tuple[OutboxState, ...]
) -> None:
    click(on_queue, name)
    assert on_queue.asked[-1] == LoadQueuePage(states)


def test_only_a_row_put_aside_can_be_released(on_queue: Stage) -> None:
    rows = {cell(on_queue, row, "state"): row for row in range(7)}
    table(on_queue).selectRow(rows["待提交"])
    assert not on_queue.sees("releaseRow")
    row = rows["异常，已隔离"]
    table(on_queue).selectRow(row)
    click(on_queue, "releaseRow")
    on_queue.press(Qt.Key.Key_F9)
    released = ReleaseQuarantined(UUID(int=int(cell(on_queue, row, "sequence"))))
    assert on_queue.wishes == [released, released]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            3,
            (
                "核验平台不能读取这一单的信封。这一单仍加密保存在本机，其他登记照常提交。"
                "请联系运营商的渠道管理人员。代码 ENVELOPE_UNREADABLE"
            ),
        ),
        (
            1,
            (
                "名下号码已达上限。运营商没有受理这一单，号码不会开通。"
                "客户可先注销不用的号码，再来办理。代码 QUOTA_FULL"
            ),
        ),
        (
            5,
            "核验平台无法连接。已保存的登记都在本机。请检查网络；恢复后自动提交。代码 G-201",
        ),
    ],
)
def test_the_selected_row_says_what_happened_what_is_safe_and_what_to_do(
    on_queue: Stage, row: int, said: str
) -> None:
    assert not on_queue.sees("rowTold")
    table(on_queue).selectRow(row)
    assert on_queue.said("rowTold") == said


@pytest.mark.parametrize("code", sorted(NEUTRAL))
def test_a_row_tells_no_reason_that_must_not_be_named(code: str) -> None:
    (row,) = queue_page(1, newest=187).rows
    told = present_row(replace(row, code=code), CHINA_NOW).told
    assert told is not None
    assert "代码" not in say(told)
    assert code not in say(told)


def test_a_refusal_without_words_says_its_status() -> None:
    (row,) = queue_page(1, newest=185).rows
    told = present_row(replace(row, reason="HTTP_418"), CHINA_NOW).told
    assert told is not None
    assert "状态 418" in say(told)


def test_draining_is_seen(on_queue: Stage) -> None:
    on_queue.tell(QUEUE_SCENES["queue-draining"])
    assert on_queue.said("drainProgress") == "正在提交 70 / 188"
    assert not on_queue.find("sendNow").isEnabled()


def test_nothing_in_the_table_can_be_edited(on_queue: Stage) -> None:
    model = table(on_queue).model()
    for column in range(model.columnCount()):
        assert not model.flags(model.index(0, column)) & Qt.ItemFlag.ItemIsEditable


@pytest.mark.parametrize(
    ("changes", "kind", "face"),
    [
        ({"is_offline": True}, PaperKind.CUSTOMER_SLIP, "补打凭条"),
        (
            {"is_offline": True, "outcome": Outcome.AWAITING_CUSTOMER},
            PaperKind.CUSTOMER_SLIP,
            "补打凭条",
        ),
        ({"outcome": Outcome.ACCEPTED}, PaperKind.ACCEPTANCE_FORM, "补打受理单"),
        (
            {"is_offline": True, "outcome": Outcome.ACCEPTED},
            PaperKind.ACCEPTANCE_FORM,
            "补打受理单",
        ),
        ({"outcome": Outcome.REJECTED}, None, ""),
        ({"is_offline": False}, None, ""),
        ({"outcome": Outcome.ACCEPTED, "masked_id_number": ""}, None, ""),
    ],
)
def test_the_paper_of_a_row_is_one_key_away(
    stage: Stage, changes: dict[str, Any], kind: PaperKind | None, face: str
) -> None:
    stage.tell(QUEUE_SCENES["queue"])
    stage.desk.show_page(Page.QUEUE)
    plain = {"is_offline": False, "outcome": None, "code": "", "state": OutboxState.PENDING}
    (row,) = queue_page(1).rows
    row = replace(row, **(plain | changes))
    stage.desk.take_news(QueuePageLoaded((row,), None, None, has_older=False, has_newer=False))
    table(stage).selectRow(0)
    stage.settle()
    stage.press(Qt.Key.Key_F3)
    if kind is None:
        assert not stage.sees("printRow")
        assert stage.wishes == []
        return
    assert stage.said("printRow") == face
    click(stage, "printRow")
    assert stage.wishes == [MakePaper(kind, row.id)] * 2


def test_what_waits_for_a_reviewer_has_a_tab_of_its_own(stage: Stage) -> None:
    stage.tell(replace(QUEUE_SCENES["queue"], queue=QueueSummary(pending=2, under_review=4)))
    assert stage.said("tabReviews") == "复核 4"
    stage.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    asked = [each for each in stage.asked if isinstance(each, LoadQueuePage)]
    assert asked[-1].under_review
    assert stage.said("headline") == "4 单等待复核"
    assert not stage.sees("filter-open")
    stage.desk.take_news(queue_page(3))  # of the other tab, and late
    stage.settle()
    assert table(stage).model().rowCount() == 0
    stage.desk.take_news(review_page(moment=datetime.now().astimezone()))
    stage.settle()
    shown = table(stage).model()
    waited = [str(shown.index(row, 7).data()) for row in range(shown.rowCount())]
    assert waited == ["4 分钟前", "36 分钟前", "5 小时前", "2 天前"]
    assert shown.headerData(7, Qt.Orientation.Horizontal) == "转入复核"
    for key in (Qt.Key.Key_F5, Qt.Key.Key_F11, Qt.Key.Key_F12):
        stage.press(key)  # of the queue alone
    assert stage.wishes == []
    assert not any(stage.sees(name) for name in ("exportQueue", "sendNow"))
    stage.press(Qt.Key.Key_F4)
    asked = [each for each in stage.asked if isinstance(each, LoadQueuePage)]
    assert asked[-1] == LoadQueuePage()
    assert stage.sees("filter-open")
    assert shown.headerData(7, Qt.Orientation.Horizontal) == "尝试 · 下次"
    stage.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    stage.press(Qt.Key.Key_F6)
    asked = [each for each in stage.asked if isinstance(each, LoadQueuePage)]
    assert asked[-1].needs_customer
    assert not asked[-1].under_review


def test_a_pending_row_can_be_put_aside_and_no_other(on_queue: Stage) -> None:
    rows = queue_page(50).rows
    pending = next(place for place, row in enumerate(rows) if row.state is OutboxState.PENDING)
    table(on_queue).selectRow(pending)
    click(on_queue, "putAsideRow")
    on_queue.press(Qt.Key.Key_F10)
    assert on_queue.asked[-2:] == [PutAside(rows[pending].id)] * 2
    other = next(place for place, row in enumerate(rows) if row.state is OutboxState.QUARANTINED)
    table(on_queue).selectRow(other)
    assert on_queue.find("releaseRow")
    hidden = on_queue.window.findChildren(QAbstractButton, "putAsideRow")
    assert [button.isVisible() for button in hidden] == [False]


def test_those_of_other_counters_are_asked_for_and_named(on_queue: Stage) -> None:
    click(on_queue, "filter-others")
    asked = on_queue.asked[-1]
    assert asked == LoadQueuePage(tuple(OutboxState), forwarded=True)
    row = replace(queue_page(1).rows[0], masked_name="", masked_id_number="", captured_by="D-7")
    page = replace(queue_page(0), rows=(row,), forwarded=True)
    on_queue.desk.take_news(page)
    assert cell(on_queue, 0, "name") == "终端 D-7"


def test_a_row_that_waits_says_for_whom() -> None:
    row = replace(queue_page(1).rows[0], reason="", code="", outcome=None, held_by=41)
    row = replace(row, state=OutboxState.PENDING)
    assert say(present_row(row, CHINA_NOW).cells[COLUMNS.index("reason")]) == "等待第 41 单有回执"


@pytest.mark.parametrize(
    ("button", "dialog", "command"),
    [
        ("exportQueue", "exportDialog", ExportQueue("/media/stick")),
        ("importQueue", "importDialog", ImportQueue("/media/stick")),
    ],
)
def test_the_queue_is_taken_along_and_another_is_taken_in(
    on_queue: Stage, qtbot: QtBot, button: str, dialog: str, command: object
) -> None:
    click(on_queue, button)
    (found,) = on_queue.window.findChildren(QFileDialog)
    assert found.objectName() == dialog
    for edit in found.findChildren(QLineEdit):
        edit.clear()
        edit.insert("11010519491231002X")
        assert edit.text() == ""
    found.fileSelected.emit("/media/stick")
    assert on_queue.asked[-1] == command
    found.reject()
    qtbot.waitUntil(lambda: not on_queue.window.findChildren(QFileDialog))


def test_what_came_of_a_file_stands_on_the_page(on_queue: Stage) -> None:
    for news, said in (
        (QueueExported("a.sealed", 12, 0), "12 单已导出：a.sealed"),
        (
            QueueExported("a.sealed", 11, 1),
            "11 单已导出：a.sealed；另有 1 单已损坏，不在文件中",
        ),
        (QueueImported(12, 2), "12 单已导入，其中新的 2 单，自动提交"),
    ):
        on_queue.desk.take_news(news)
        assert on_queue.find("queueFileDone").text() == said  # type: ignore[attr-defined]
