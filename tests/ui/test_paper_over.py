"""The customer's paper over the page: shown, photographed, printed, and a printer that fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pos_client.application.commands import DismissTrouble, MakePaper, NotePrinted
from pos_client.application.news import PaperMade
from pos_client.application.paper_trouble import PrinterSilent
from pos_client.application.papers import PaperRefused, RollWidth
from pos_client.application.state import CounterState
from pos_client.domain.outcome import Outcome
from pos_client.domain.paper import Paper, PaperKind
from pos_client.domain.policy import Completion
from tests.papers import FORM, QR_TEXT, SLIP, paper
from tests.ui.pdf_page import grey
from tests.ui.people import saved
from tests.ui.printers import NetworkPrinter, UnkindPrinter, at_once, take_nothing
from tests.ui.scenes import SCENES
from tests.ui.stage import Stage
from ui import i18n
from ui.forms import printing
from ui.i18n import Language
from ui.views import printing_thread
from ui.views.printing_thread import PrintingThread

NOBODY = "escpos:tcp:127.0.0.1:1"
CASE_NUMBER = paper(SLIP).case_number


def read_code(picture: QPixmap) -> list[str]:
    """What a scanner reads off these pixels."""
    return [found.text for found in zxingcpp.read_barcodes(grey(picture.toImage()))]


def show(stage: Stage, kind: PaperKind, scene: str = "saved-offline", **changes: object) -> None:
    stage.tell(SCENES[scene])
    stage.desk.take_news(PaperMade(paper(kind, **changes)))
    stage.settle()


def words(stage: Stage, name: str) -> str:
    label = stage.find(name)
    assert isinstance(label, QLabel)
    return label.text()


@pytest.mark.parametrize(
    ("state", "kind", "face"),
    [
        (SCENES["saved"], PaperKind.REGISTRATION_FORM, "打印登记单"),
        (SCENES["saved-offline"], PaperKind.CUSTOMER_SLIP, "打印凭条"),
        (SCENES["saved-review"], PaperKind.REGISTRATION_FORM, "打印登记单"),
        (SCENES["saved-awaiting"], PaperKind.CUSTOMER_SLIP, "打印凭条"),
        (SCENES["saved-accepted"], PaperKind.ACCEPTANCE_FORM, "打印受理单"),
    ],
)
def test_the_paper_of_this_state_is_one_key_away(
    stage: Stage, state: CounterState, kind: PaperKind, face: str
) -> None:
    stage.tell(state)
    assert stage.said("otherAction") == face
    stage.press(Qt.Key.Key_F3)
    assert stage.wishes == [MakePaper(kind)]


def test_a_rejected_case_has_no_paper(stage: Stage) -> None:
    stage.tell(saved(outcome=Outcome.REJECTED, code="ID_NOT_FOUND"))
    assert not stage.sees("otherAction")
    stage.press(Qt.Key.Key_F3)
    assert stage.wishes == []


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
@pytest.mark.parametrize(
    ("completion", "caption"),
    [
        (Completion.CUSTOMER_RETURNS, "请客户拍下此码，再次到店时出示"),
        (Completion.GATEWAY_COMPLETES, "请客户拍下此码，询问时出示"),
    ],
)
def test_without_a_printer_a_scanner_reads_the_slip_off_the_screen(
    make_stage: Callable[..., Stage],
    size: tuple[int, int],
    completion: Completion,
    caption: str,
) -> None:
    stage = make_stage(size)
    show(stage, SLIP, completion=completion)
    assert QR_TEXT in read_code(stage.window.grab())
    assert words(stage, "paperState") == "没有设置打印机"
    assert words(stage, "slipCaption") == caption
    assert not stage.sees("paperAgain")
    stage.press(Qt.Key.Key_Return)
    assert not stage.sees("paperOverlay")
    assert stage.wishes == []


@pytest.mark.parametrize("spoken", i18n.LANGUAGES)
@pytest.mark.parametrize("scene", ["saved-offline", "saved-awaiting"])
def test_a_slip_s_code_stands_on_the_page_at_once_and_goes_with_the_customer(
    make_stage: Callable[..., Stage], scene: str, spoken: Language
) -> None:
    i18n.use(spoken)
    stage = make_stage()
    stage.tell(SCENES[scene])
    code = stage.find("savedCode")
    assert read_code(stage.window.grab()) == [QR_TEXT]  # whole, as it stands on the screen
    assert "F3" in words(stage, "outcomeToDo")
    stage.tell(SCENES["idle"])
    assert code.accessibleName() == ""
    assert read_code(stage.window.grab()) == []


@pytest.mark.parametrize("scene", ["saved", "saved-accepted", "saved-rejected", "saved-review"])
def test_without_a_slip_there_is_no_code(stage: Stage, scene: str) -> None:
    stage.tell(SCENES["saved-offline"])
    stage.tell(SCENES[scene])
    assert not stage.sees("savedCode")


def test_a_form_has_no_code_for_a_scanner_of_slips(stage: Stage) -> None:
    show(stage, FORM, "saved")
    assert not stage.sees("slipCode")
    assert stage.sees("paperPicture")


def test_a_printed_paper_is_noted_so_that_the_next_one_is_a_reprint(
    qtbot: QtBot, make_stage: Callable[..., Stage]
) -> None:
    printer = NetworkPrinter(b"")
    stage = make_stage(printer_address=printer.address)
    with at_once(printer.work):
        show(stage, SLIP)
        qtbot.waitUntil(lambda: words(stage, "paperState") == "已交给打印机")
    assert stage.wishes == [NotePrinted(SLIP, CASE_NUMBER)]
    assert stage.said("paperAgain") == "再打一份"
    stage.press(Qt.Key.Key_F3)
    assert stage.wishes[1:] == [MakePaper(SLIP)]


def test_a_printer_that_fails_says_what_is_safe_and_what_to_do_and_the_code_stays(
    qtbot: QtBot, make_stage: Callable[..., Stage]
) -> None:
    stage = make_stage(printer_address=NOBODY)
    show(stage, SLIP)
    qtbot.waitUntil(lambda: "没有应答" in words(stage, "paperState"))
    assert words(stage, "paperState").endswith("P-704")
    assert words(stage, "paperAdvice") == (
        "这一单已保存，打印不影响办理。 请检查电源、连接线和机盖，然后再打一次。"
    )
    assert read_code(stage.find("slipCode").grab()) == [QR_TEXT]
    assert stage.wishes == []  # nothing came out: the next try is no reprint
    assert stage.said("paperAgain") == "再打一次"
    stage.press(Qt.Key.Key_F3)
    assert stage.wishes == [MakePaper(SLIP)]


def test_a_paper_that_fails_after_its_page_was_closed_is_told_above_the_next_customer(
    qtbot: QtBot, make_stage: Callable[..., Stage]
) -> None:
    stage = make_stage(printer_address=NOBODY)
    show(stage, FORM, "saved")
    stage.press(Qt.Key.Key_Escape)
    stage.tell(SCENES["idle"])
    qtbot.waitUntil(lambda: stage.sees("troubleBar"))
    assert words(stage, "trouble") == "打印机没有应答，或中途断开。"
    assert words(stage, "troubleCode") == "P-704"
    stage.press(Qt.Key.Key_Escape)
    assert not stage.sees("troubleBar")
    assert stage.wishes == [DismissTrouble()]


def test_one_paper_s_trouble_is_not_told_on_another_paper(
    qtbot: QtBot, make_stage: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    is_closed, is_out = threading.Event(), threading.Event()

    def print_paper(shown: Paper, address: str, *_: object, **__: object) -> None:
        if shown.kind is FORM:
            is_closed.wait(10)
            raise PrinterSilent(address)
        is_out.wait(10)

    monkeypatch.setattr(printing, "print_paper", print_paper)
    stage = make_stage(printer_address=NOBODY)
    show(stage, FORM, "saved")
    show(stage, SLIP)
    is_closed.set()
    qtbot.waitUntil(lambda: stage.sees("troubleBar"))
    assert words(stage, "paperState") == "正在打印…"
    is_out.set()
    qtbot.waitUntil(lambda: words(stage, "paperState") == "已交给打印机")


def test_the_window_goes_on_while_a_printer_hangs_and_closes_without_it(
    qtbot: QtBot, make_stage: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing_thread, "_GRACE_S", 0.2)
    beats: list[int] = []
    pulse = QTimer(interval=10)
    pulse.timeout.connect(lambda: beats.append(1))
    printer = UnkindPrinter(take_nothing)
    stage = make_stage(printer_address=printer.address)
    with printer.at_work():
        show(stage, SLIP)
        pulse.start()
        qtbot.waitUntil(lambda: len(beats) > 30, timeout=10_000)
        pulse.stop()
        stage.press(Qt.Key.Key_Escape)
        stage.tell(SCENES["idle"])
        assert stage.sees("idlePage")
        stage.window.end()  # comes back although the printer does not


@pytest.mark.usefixtures("qapp")
def test_a_paper_under_way_is_not_printed_twice(qtbot: QtBot, tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    thread = PrintingThread(f"escpos:{device}", RollWidth.MM_58)
    try:
        with qtbot.waitSignal(thread.done):
            first = thread.print_paper(paper(SLIP))
            assert thread.print_paper(paper(SLIP)) == first
            assert thread.print_paper(paper(SLIP, is_reprint=True)) == first
        with qtbot.waitSignal(thread.done):
            assert thread.print_paper(paper(SLIP)) != first
    finally:
        thread.close()
    assert device.read_bytes().count(b"\x1b@") == 1  # a file is written from its beginning


@pytest.mark.expected_log("bug in printing: PaperRefused")
def test_whatever_else_goes_wrong_in_printing_is_told(
    qtbot: QtBot, make_stage: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PaperRefused("of its own")

    monkeypatch.setattr(printing, "print_paper", refuse)
    stage = make_stage(printer_address=NOBODY)
    show(stage, FORM, "saved")
    qtbot.waitUntil(lambda: words(stage, "paperState").endswith("P-700"))


def test_tab_is_at_home_again_when_a_paper_is_closed(stage: Stage) -> None:
    """Also where nothing had the focus before it was opened."""
    stage.tell(SCENES["saved-offline"])
    focus = QApplication.focusWidget()
    if focus is not None:
        focus.clearFocus()
    stage.desk.take_news(PaperMade(paper(PaperKind.CUSTOMER_SLIP)))
    stage.settle()
    stage.press(Qt.Key.Key_Escape)
    reached = set()
    for _ in range(10):
        stage.press(Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    names = {each.objectName() for each in reached if each is not None}
    assert names >= {"primaryAction", "otherAction", "tabQueue"}
    assert "paperClose" not in names
