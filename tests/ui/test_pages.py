"""Every page in both languages and sizes, and in a language twice as long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pos_client.domain.verdict import Check
from tests.ui.people import CHINA_NOW, ready
from tests.ui.reader_scenes import READER_SCENES
from tests.ui.scenes import QUEUE_PAGES, QUEUE_SCENES, SCENES
from tests.ui.stage import Stage
from ui import i18n
from ui.i18n import Language
from ui.presenters.glance import Glance
from ui.presenters.keys import Page
from ui.presenters.window import present_window
from ui.views.case import CaseView
from ui.views.pages import Pages
from ui.widgets.flowing_words import FlowingWords
from ui.widgets.frames import Tile
from ui.widgets.watermark import Watermark
from ui.widgets.words import ElidedWords, Words

SIZES = [(1366, 768), (1920, 1080)]
MakeStage = Callable[..., Stage]


def shown(root: QWidget) -> Iterator[QWidget]:
    """What stands on the screen, parents first; the inside of scroll areas too."""
    for child in root.children():
        if isinstance(child, QWidget) and child.isVisible() and not child.isWindow():
            yield child
            yield from shown(child)


def clipped(root: QWidget) -> Iterator[str]:
    """Words that do not fit their label."""
    for label in shown(root):
        if not isinstance(label, QLabel) or not label.text() or not label.pixmap().isNull():
            continue
        room = label.contentsRect()
        if isinstance(label, FlowingWords) or label.wordWrap():
            needed = label.heightForWidth(label.width())
            if needed > label.height() + 1:
                yield f"{label.objectName()} {label.text()!r} needs {needed}, has {label.height()}"
        elif not isinstance(label, ElidedWords):
            width = label.fontMetrics().horizontalAdvance(label.text())
            if width > room.width() + 1 or label.fontMetrics().height() > label.height() + 4:
                yield f"{label.objectName()} {label.text()!r} needs {width}, has {room.width()}"


def outside(root: QWidget) -> Iterator[str]:
    """Widgets that stick out of their parent."""
    for widget in shown(root):
        parent = widget.parentWidget()
        if isinstance(parent, QAbstractScrollArea) or parent.objectName().startswith("qt_"):
            continue
        if not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry()):
            yield f"{_name(widget)} {widget.geometry()} sticks out of {_name(parent)}"


def overlapping(root: QWidget) -> Iterator[str]:
    """Neighbours that lie upon each other."""
    for parent in [root, *shown(root)]:
        if isinstance(parent, QAbstractScrollArea | QTableView):
            continue
        children = [
            child
            for child in parent.children()
            if isinstance(child, QWidget)
            and child.isVisible()
            and not child.isWindow()
            and not isinstance(child, Watermark)  # made to lie upon everything, faintly
        ]
        for one, other in combinations(children, 2):
            both = one.geometry().intersected(other.geometry())
            if both.width() > 1 and both.height() > 1:
                yield f"{_name(one)} and {_name(other)} overlap by {both.width()}x{both.height()}"


def too_wide(root: QWidget) -> Iterator[str]:
    """A page that scrolls downwards has to fit across: what is beyond the edge nobody sees."""
    for area in root.findChildren(QScrollArea):
        inside = area.widget()
        if area.isVisible() and inside is not None and inside.width() > area.viewport().width():
            yield f"{_name(area)}: {inside.width()} wide, has {area.viewport().width()}"


def _name(widget: QWidget) -> str:
    said = widget.text() if isinstance(widget, QLabel) else widget.accessibleName()
    return f"{type(widget).__name__} {widget.objectName()!r} {said[:40]!r}"


def visits(stage: Stage) -> Iterator[str]:
    """Show each scene in turn in one window, as a day does."""
    for name, state in SCENES.items():
        stage.tell(state)
        yield name
    for name, state in QUEUE_SCENES.items():
        stage.tell(state)
        stage.show_queue(**QUEUE_PAGES.get(name, {}))
        yield name
        stage.desk.show_page(Page.COUNTER)
    for name, state in READER_SCENES.items():
        stage.tell(state)
        stage.show_readers()
        yield name
        stage.desk.leave_readers()


@pytest.mark.parametrize(
    ("spoken", "size"),
    [*((spoken, size) for spoken in i18n.LANGUAGES for size in SIZES), ("pseudo", SIZES[1])],
)
def test_nothing_is_clipped_and_nothing_overlaps(
    make_stage: MakeStage, size: tuple[int, int], spoken: Language
) -> None:
    i18n.use(spoken)
    stage = make_stage(size)
    faults = []
    # Words of one line, such as a kind of card, may be twice as long as there is room for.
    across = () if spoken == "pseudo" else (too_wide,)
    for name in visits(stage):
        if spoken == "pseudo" and name.endswith("-longest"):
            continue  # as long as words get that are true
        window = stage.window
        assert (window.width(), window.height()) == size, name
        for check in (clipped, outside, overlapping, *across):
            faults += [f"{name}: {fault}" for fault in check(window)]
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("spoken", ["zh_CN", "en"])
def test_no_bar_has_to_cut_its_words(make_stage: MakeStage, spoken: Language) -> None:
    i18n.use(spoken)
    stage = make_stage((1366, 768))
    cut = [
        f"{name}: {label.text()}"
        for name in visits(stage)
        for label in stage.window.findChildren(ElidedWords)
        if label.isVisible() and label.is_elided
    ]
    assert cut == []


@pytest.mark.parametrize("spoken", ["zh_CN", "en"])
def test_the_window_can_be_as_small_as_a_small_screen(
    make_stage: MakeStage, spoken: Language
) -> None:
    i18n.use(spoken)
    stage = make_stage((1366, 768))
    for name in visits(stage):
        needed = stage.window.minimumSizeHint()
        assert (needed.width() <= 1366, needed.height() <= 768) == (True, True), (name, needed)


def test_drawing_the_same_screen_twice_changes_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    original = Words.setText

    def note(label: Words, words: str) -> None:
        written.append(words)
        original(label, words)

    # Else the window makes a page at its leisure, whose first words would be counted.
    for _ in visits(stage):
        pass
    monkeypatch.setattr(Words, "setText", note)
    for name in visits(stage):
        written.clear()
        stage.desk.draw()
        stage.settle()
        assert written == [], name


def test_a_page_after_any_other_looks_like_a_page_of_its_own(make_stage: MakeStage) -> None:
    """What one case left behind must not shine through the next."""
    used = make_stage()
    for _ in visits(used):
        pass
    fresh = make_stage()
    for name in ("visual-check", "number", "seal", "saved", "refused-mismatch", "idle"):
        for stage in (used, fresh):
            stage.tell(SCENES[name])
        told = [
            [label.text() for label in shown(stage.window) if isinstance(label, QLabel)]
            for stage in (used, fresh)
        ]
        assert sorted(told[0]) == sorted(told[1]), name


def test_every_place_has_a_name_and_says_something(stage: Stage) -> None:
    """The name is for programs, the sentence for people who do not see the screen."""
    mute = set()
    for scene in visits(stage):
        for widget in shown(stage.window):
            is_worked = isinstance(widget, QPushButton | QLineEdit | QTableView)
            if is_worked and not (widget.objectName() and widget.accessibleName()):
                mute.add(f"{scene}: {_name(widget)}")
    assert mute == set()


def test_names_stand_on_one_visible_widget_each(stage: Stage) -> None:
    for scene in visits(stage):
        names = [widget.objectName() for widget in shown(stage.window) if widget.objectName()]
        ours = [name for name in names if not name.startswith("qt_")]
        assert {name for name in ours if ours.count(name) > 1} == set(), scene


PROMISED = {
    "log-in": [
        "loginClerkNumber",
        "loginPassword",
        "loginSecondFactor",
        "loginButton",
        "headline",
        "sign",
    ],
    "enrolment": ["enrolGatewayFile", "enrolCode", "enrolButton", "headline"],
    "idle": ["headline", "subline", "demoStripe", "clerk", "agentNumber", "todayAccepted"],
    "idle-offline": ["offlineBanner", "readerStatus", "gatewayStatus", "queueStatus"],
    "idle-one-copy": ["relayStatus", "queueStatus"],
    "visual-check": ["personName", "personIdNumber", "primaryAction", "otherAction", "personPhoto"],
    "visual-check-masked": ["personMask", "personName", "personIdNumber"],
    "number": [*(f"numberOffer-{place}" for place in range(8)), "numberSearch", "chosenNumber"],
    "seal": ["stepBack", "primaryAction", "verdict-ONLINE_VERIFICATION", "cancelCase"],
    "saved": ["outcome", "savedSequence", "todayPending", "todayRejected", "tabQueue"],
    "seal-disk-full": ["trouble", "troubleCode"],
    "stopped": ["trouble", "troubleCode", "closeProgram"],
}


@pytest.mark.parametrize("scene", PROMISED)
def test_what_is_worked_from_outside_keeps_its_names(stage: Stage, scene: str) -> None:
    stage.tell(SCENES[scene])
    assert [name for name in PROMISED[scene] if not stage.sees(name)] == []


def test_identity_labels_take_no_key_and_no_mouse(stage: Stage) -> None:
    stage.tell(SCENES["visual-check"])
    card = stage.find("personCard")
    for part in [card, *shown(card)]:
        assert not isinstance(part, QLineEdit)
        assert part.focusPolicy() == part.focusPolicy().NoFocus
        assert not part.acceptDrops()
        if isinstance(part, QLabel):
            assert part.textInteractionFlags() == part.textInteractionFlags().NoTextInteraction
            assert part.textFormat() == part.textFormat().PlainText


def test_the_actions_stand_on_the_screen_however_much_is_above(make_stage: MakeStage) -> None:
    i18n.use("en")
    stage = make_stage((1366, 768))
    state = SCENES["seal-offline"]
    stage.tell(state)
    button = stage.find("primaryAction")
    place = QRect(button.mapTo(stage.window, QPoint(0, 0)), button.size())
    assert stage.window.rect().contains(place)


def test_decoders_of_photos_are_looked_for_once_somebody_has_logged_in(qtbot: QtBot) -> None:
    found = threading.Semaphore(0)
    pages = Pages(prepare_photos=found.release)
    made = [widget for widget in pages.rehearse() if widget is not None]
    assert [page.objectName() for page in made] == ["casePage"]  # each costs megabytes
    assert found.acquire(timeout=30)  # too early for the carrier's list
    made.append(pages.page_for(present_window(ready(), Glance(CHINA_NOW)).page).widget)
    assert found.acquire(timeout=30)
    pages.close()
    for widget in made:
        qtbot.addWidget(widget)


def test_a_tile_that_is_made_late_stands_where_it_would_have_stood(stage: Stage) -> None:
    stage.tell(SCENES["visual-check"])
    page = stage.window.findChild(CaseView)
    assert page is not None
    usual = [tile.objectName() for tile in page.findChildren(Tile)]
    for check in (Check.OWNER, Check.SAME_CUSTOMER, Check.UNIT):
        page._tile_of(check)
    row = page._tile_row
    names = [row.itemAt(place).widget().objectName() for place in range(row.count())]
    order = [f"verdict-{check.value}" for check in Check]
    assert names == sorted(names, key=order.index)
    assert len(names) == len(usual) + 3
    assert usual == order[:3]
