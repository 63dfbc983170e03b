"""The page of readers: named with what removes an obstacle, chosen and tested with keys alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from drivers import api
from drivers.discovery.ladder import RUNGS, Rung, RungState
from pos_client.application.commands import BeginReaderTest, StopReaderTest, UseReader
from pos_client.application.reader_trial import HANGS
from pos_client.application.state import CounterState, ReaderTest
from pos_client.domain.flow import Step
from tests.ui.people import CHINA_NOW, at_step, ready, with_case
from tests.ui.reader_scenes import READER_SCENES, SERIAL, STRIP_SCENES, among, barred
from tests.ui.stage import Stage
from ui import i18n
from ui.presenters.bars import present_strip
from ui.presenters.glance import Glance
from ui.presenters.idle import present_idle
from ui.presenters.keys import Page
from ui.presenters.readers import ReadersScreen, present_readers
from ui.theme.tokens import Tone
from ui.views.keyboard import Keyboard

GLANCE = Glance(CHINA_NOW)
ENTER, ESCAPE, TEST, ALL = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_F9, Qt.Key.Key_0
CODES = sorted(
    {
        each.code
        for each in vars(api).values()
        if isinstance(each, type) and issubclass(each, api.ReaderError)
    }
    | {HANGS, "driver_bug"}
)
REMEDIES = ("udev_rule", "dialout_group", "pcsc_service", "library", "winusb")


def readers(scene: str) -> ReadersScreen:
    return present_readers(READER_SCENES[scene])


def lamp(state: CounterState) -> tuple[Tone, str]:
    shown = present_strip(state, GLANCE).reader
    return shown.tone, i18n.say(shown.words)


# Words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("spoken", i18n.LANGUAGES)
def test_every_way_to_lose_a_reader_has_a_sentence_of_its_own_and_something_to_do(
    spoken: i18n.Language,
) -> None:
    i18n.use(spoken)
    told = [lamp(among(barred(code)))[1] for code in CODES]
    assert len(set(told)) == len(CODES) - (spoken == "zh_CN" and told.count("读卡器驱动出错") - 1)
    assert not [each for each in told if "_" in each]
    for code in CODES:
        idle = present_idle(among(barred(code)), GLANCE)
        assert idle.tone is Tone.QUIET
        assert i18n.say(idle.headline) != i18n.text("case.lay_card")
        safe = {"zh_CN": "已保存的登记不受影响", "en": "Saved registrations are safe"}[spoken]
        assert safe in i18n.say(idle.subline)


@pytest.mark.parametrize("remedy", REMEDIES)
def test_a_remedy_that_is_known_is_told_where_the_reader_stands_and_between_customers(
    remedy: str,
) -> None:
    state = among(barred("reader_forbidden", remedy))
    words = i18n.text(f"cards.remedy_{remedy}")
    (line,) = present_readers(state).lines
    assert line.advice is not None
    assert i18n.say(line.advice) == words
    assert words in i18n.say(present_idle(state, GLANCE).subline)


@pytest.mark.parametrize(
    ("scene", "tone", "words"),
    [
        ("idle-readers-many", Tone.GOOD, "2 台读卡器已就绪"),
        ("idle-readers-some", Tone.WAITING, "1 台就绪 · IDR 210：读卡器被其他程序占用"),
        ("idle-reader-back", Tone.GOOD, "读卡器已恢复：USB Serial"),
        ("idle-reader-gone", Tone.WAITING, "已断开：IDR 210，其余可用"),
        ("idle-reader-away", Tone.BAD, "选定的读卡器没有接上"),
        ("idle-no-reader-found", Tone.BAD, "没有找到读卡器"),
        ("idle-service-away", Tone.BAD, "智能卡服务没有运行"),
        ("idle-reader-no-sam", Tone.WAITING, "这台读卡器没有安全模块"),
        ("idle-reader-unknown", Tone.BAD, "读卡器不可用：代码 something_new"),
    ],
)
def test_the_strip_says_how_many_are_ready_or_which_is_in_trouble(
    scene: str, tone: Tone, words: str
) -> None:
    assert lamp(STRIP_SCENES[scene]) == (tone, words)


def test_a_reader_is_named_with_numbers_driver_and_module() -> None:
    line = readers("readers").lines[0]
    facts = " ".join(map(i18n.say, line.facts))
    for part in ("串口", "1a86:7523", "sam-serial 1", SERIAL.sam_id):
        assert part in facts
    assert (line.name, line.address) == ("USB Serial", SERIAL.address)


def test_the_ladder_shows_the_first_rung_that_breaks_and_nothing_behind_it() -> None:
    barred_line = readers("readers-barred").lines[0]
    words = [i18n.say(rung.word) for rung in barred_line.rungs]
    assert [rung.tone for rung in barred_line.rungs] == [Tone.GOOD] * 2 + [Tone.BAD] + [
        Tone.QUIET
    ] * 3
    assert words[2] == i18n.text("cards.lost_reader_forbidden")
    assert words[3:] == ["未检查"] * 3


@pytest.mark.parametrize(
    ("code", "word", "to_do"),
    [
        ("no_card", "没有放上证件", "请放上一张证件，再测一次"),
        ("no_sam", "没有安全模块", "请换一台读卡器"),
        ("id_check_digit", "号码校验位不符", "请取下证件，重新放好"),
        ("blank", "", "请取下证件"),
    ],
)
def test_what_a_test_found_wrong_on_the_plate_is_told_with_what_to_do(
    code: str, word: str, to_do: str
) -> None:
    place = 4 if code == "no_card" else 5
    rungs = (
        *(Rung(name, RungState.GOOD) for name in RUNGS[:place]),
        Rung(RUNGS[place], RungState.BROKEN, code),
    )
    test = ReaderTest(SERIAL.address, rungs, is_running=False)
    (line,) = present_readers(among(SERIAL, test=test)).lines
    assert word in i18n.say(line.rungs[place].word)
    assert to_do in i18n.say(line.told)


def test_a_library_of_another_bitness_is_said_to_be_one(stage: Stage) -> None:
    stage.tell(READER_SCENES["readers-bitness"])
    stage.show_readers()
    assert stage.said("rung-1") == "驱动程序: 读卡器的程序库无法使用"
    assert "位数相符" in stage.said("ladderTold")
    assert "is for 32 bits" in stage.said("ladderDetail")


# Keys ------------------------------------------------------------------------------------------


@pytest.fixture
def at_readers(stage: Stage) -> Stage:
    stage.tell(READER_SCENES["readers-busy"])
    stage.show_readers()
    assert stage.sees("readersPage")
    return stage


def choose(stage: Stage, qtbot: QtBot, digit: int) -> None:
    """Press a digit; one that comes alone is a hand's after a moment."""
    stage.press(Qt.Key(Qt.Key.Key_0 + digit))
    row = stage.find(f"reader-{digit}")
    assert isinstance(row, QAbstractButton)
    qtbot.waitUntil(row.isChecked)


def test_the_key_stands_in_the_strip_and_a_click_there_does_the_same(stage: Stage) -> None:
    stage.tell(ready())
    button = stage.find("readers")
    assert isinstance(button, QAbstractButton)
    assert button.accessibleDescription() == "Ctrl+R"
    assert button.accessibleName() == "模拟读卡器已就绪"
    button.click()
    stage.settle()
    assert stage.sees("readersPage")


@pytest.mark.parametrize("page", [Page.COUNTER, Page.QUEUE])
def test_escape_leads_back_to_where_one_came_from(stage: Stage, page: Page) -> None:
    stage.tell(ready())
    stage.desk.show_page(page)
    stage.show_readers()
    stage.show_readers()
    stage.press(ESCAPE)
    assert stage.desk.glance.page is page
    assert not stage.sees("readersPage")


def test_it_opens_before_log_in_also_while_a_name_is_typed(stage: Stage) -> None:
    keyboard = stage.window.findChild(Keyboard)
    assert keyboard is not None
    # A quick hand: Ctrl and its letter come as close together as a scanner's keys.
    moments = {Qt.Key.Key_7: 0.0, Qt.Key.Key_Control: 1.0, Qt.Key.Key_R: 1.01}
    keyboard._pressed_at = lambda event: moments.get(Qt.Key(event.key()), 2.0)
    stage.tell(ready(session=None))
    stage.press(Qt.Key.Key_7)
    stage.show_readers()
    assert stage.sees("readersPage")
    stage.press(ESCAPE)
    assert stage.sees("logInPage")


def test_a_locked_counter_shows_no_page_but_its_lock(stage: Stage) -> None:
    session = ready().session
    assert session is not None
    stage.tell(ready())
    stage.show_readers()
    stage.tell(ready(session=replace(session, is_locked=True)))
    assert not stage.sees("readersPage")


def test_what_is_pressed_while_it_is_locked_opens_nothing_behind_the_lock(stage: Stage) -> None:
    session = ready().session
    assert session is not None
    stage.tell(ready(session=replace(session, is_locked=True)))
    stage.show_readers()
    stage.tell(ready())
    assert stage.desk.glance.page is Page.COUNTER


def test_before_the_counter_is_up_there_are_no_readers_to_show(stage: Stage) -> None:
    stage.show_readers()
    stage.tell(ready(session=None))
    assert not stage.sees("readersPage")


def test_a_digit_selects_and_enter_uses_that_one_alone(at_readers: Stage, qtbot: QtBot) -> None:
    choose(at_readers, qtbot, 2)
    at_readers.press(ENTER)
    assert at_readers.wishes == [UseReader(barred("reader_busy").address)]


def test_the_only_one_is_given_up_with_the_same_key_or_with_zero(
    stage: Stage, qtbot: QtBot
) -> None:
    stage.tell(READER_SCENES["readers-only"])
    stage.show_readers()
    stage.press(ENTER)
    choose(stage, qtbot, 2)
    assert stage.find("useAllReaders").accessibleDescription() == "0"
    stage.press(ALL)
    qtbot.waitUntil(lambda: len(stage.wishes) == 2)
    assert stage.wishes == [UseReader(), UseReader()]


def test_f9_tests_the_selected_one_and_stops_the_test(at_readers: Stage) -> None:
    at_readers.press(TEST)
    assert at_readers.wishes == [BeginReaderTest(SERIAL.address)]
    at_readers.tell(among(SERIAL, test=ReaderTest(SERIAL.address)))
    assert at_readers.said("rung-1") == "驱动程序: 检查中…"
    assert at_readers.said("readerStatus") == "正在测试读卡器"
    at_readers.press(TEST)
    assert at_readers.wishes[-1] == StopReaderTest()


def test_leaving_the_page_gives_the_reader_under_test_back(at_readers: Stage) -> None:
    at_readers.tell(among(SERIAL, test=ReaderTest(SERIAL.address)))
    at_readers.press(ESCAPE)
    assert at_readers.wishes == [StopReaderTest()]


def test_a_reader_without_an_address_can_be_neither_used_nor_tested(
    stage: Stage, qtbot: QtBot
) -> None:
    stage.tell(READER_SCENES["readers"])
    stage.show_readers()
    choose(stage, qtbot, 4)
    for name in ("primaryAction", "testReader"):
        assert not stage.find(name).isEnabled()
    stage.press(ENTER)
    stage.press(TEST)
    assert stage.wishes == []


def test_tab_reaches_every_reader_and_selects_it(at_readers: Stage) -> None:
    row = at_readers.find("reader-3")
    assert isinstance(row, QAbstractButton)
    assert row.focusPolicy() is Qt.FocusPolicy.TabFocus
    reached = QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason)
    QCoreApplication.sendEvent(row, reached)
    assert row.isChecked()
    assert at_readers.find("ladderTitle").accessibleName().startswith("IDR 200")


def test_the_selected_reader_stays_selected_when_another_one_comes_before_it(
    stage: Stage, qtbot: QtBot
) -> None:
    other = replace(SERIAL, address="sam-serial:/dev/ttyS9", name="another")
    stage.tell(among(SERIAL, barred("reader_busy")))
    stage.show_readers()
    choose(stage, qtbot, 2)
    stage.tell(among(other, SERIAL, barred("reader_busy")))
    assert stage.said("ladderTitle").startswith("IDR 210")


def test_a_card_that_is_laid_while_readers_are_shown_opens_its_case(at_readers: Stage) -> None:
    at_readers.tell(with_case(at_step(Step.VISUAL_CHECK)))
    assert at_readers.desk.glance.page is Page.COUNTER
    assert not at_readers.sees("readersPage")


def test_the_page_stays_while_a_case_is_open_that_was_open_before(stage: Stage) -> None:
    state = with_case(at_step(Step.NUMBER_AND_SIM))
    stage.tell(state)
    stage.show_readers()
    stage.tell(replace(state, is_preparing=True))
    assert stage.sees("readersPage")


def test_no_line_of_the_page_is_spoken_without_its_reader(at_readers: Stage) -> None:
    spoken = at_readers.said("reader-2")
    assert spoken.startswith("IDR 210, 读卡器被其他程序占用")
    assert "请关闭正在使用它的其他程序" in spoken
