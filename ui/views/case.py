"""The counter page: steps, question, person, verdicts, one primary action, the side."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from pos_client.domain.verdict import Check
from ui.i18n import say, text
from ui.presenters.action import Action
from ui.presenters.case import CaseScreen
from ui.presenters.keys import Key
from ui.presenters.person import PersonScreen
from ui.presenters.steps import StepLine, steps_ahead
from ui.presenters.verdicts import VerdictTile
from ui.theme.tokens import Tone, space
from ui.views.choice import ChoiceView
from ui.views.ending import EndingView, SavedView
from ui.views.panel_host import MakeCamera, PanelHost
from ui.views.side import NumberView, QuotaView, SimView, SubjectView, TodayView
from ui.views.summary import SummaryView
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Tile, column, in_the_middle
from ui.widgets.marks import CardDrawing
from ui.widgets.person_card import PersonCard, PersonWords
from ui.widgets.photo import PhotoLoader
from ui.widgets.step_list import StepList, StepWords
from ui.widgets.words import Words

__all__ = ["CaseView"]

_MUCH = 100  # beside the one of the empty end of the column
_STEPS_WIDTH, _SIDE_WIDTH = 208, 292
_USUAL = (Check.ONLINE_VERIFICATION, Check.FACE_MATCH, Check.QUOTA)  # those of every new number
_LARGEST = (1560, 880)  # on a larger screen the page stays together, in its middle


class CaseView(QWidget):
    """Draws a `CaseScreen`; every key it knows stands on a button of it."""

    commanded = Signal(object)

    def __init__(self, loader: PhotoLoader, make_camera: MakeCamera) -> None:
        super().__init__()
        self.setObjectName("casePage")
        self._screen: CaseScreen | None = None
        self._steps, self._side = StepList(), QWidget()
        self._headline = Words("headline", "title", wraps=True)
        self._subline = Words("subline", "quiet", wraps=True)
        self._hold = Words("holdLine", "small")
        photo = ("decoding", "no_decoder", "none", "hidden")
        words = {name: text(f"person.photo_{name}") for name in photo}
        self._person = PersonCard(loader, words | {"photo": text("person.photo")})
        self._tiles: dict[Check, Tile] = {}
        self._tile_row = QHBoxLayout()
        self._choice = ChoiceView()
        self._choice.commanded.connect(self.commanded)
        self._panel = PanelHost(make_camera, loader)
        self._panel.commanded.connect(self.commanded)
        self._panel.changed.connect(self._show_primary)
        self._panel.entered.connect(lambda: self.press(Key.GO_ON))
        self._summary = SummaryView()
        self._ending, self._saved = EndingView(), SavedView()
        self._drawing = CardDrawing()
        self._drawing.hide()
        self._number, self._today = NumberView(), TodayView()
        self._subject = SubjectView()
        self._sim, self._quota = SimView(), QuotaView()
        self._primary = KeyButton("primaryAction", "primary", height=56)
        self._back = KeyButton("stepBack", height=56)
        self._other = KeyButton("otherAction", height=56)
        self._primary.clicked.connect(lambda: self.press(Key.GO_ON))
        self._back.clicked.connect(lambda: self.press(Key.BACK))
        self._other.clicked.connect(lambda: self.press(Key.REFUSE))
        self._assemble()

    def _assemble(self) -> None:
        self._steps.setFixedWidth(_STEPS_WIDTH)
        side = column(gap=3)
        for part in (self._subject, self._number, self._sim, self._quota):
            side.addWidget(part)
        side.addWidget(self._today)
        side.addStretch()
        self._side.setLayout(side)
        self._side.setFixedWidth(_SIDE_WIDTH)
        actions = QHBoxLayout()
        actions.setSpacing(space(3))
        actions.addWidget(self._back)
        actions.addWidget(self._other)
        actions.addWidget(self._primary, 1)
        middle = column(gap=1)
        middle.addWidget(self._headline)
        middle.addWidget(self._subline)
        middle.addWidget(self._hold)
        middle.addSpacing(space(2))
        middle.addWidget(self._scroll(), 1)
        middle.addSpacing(space(2))
        middle.addLayout(actions)
        middle_box = QWidget()
        middle_box.setLayout(middle)
        page = QWidget()
        page.setMaximumSize(*_LARGEST)
        row = QHBoxLayout(page)
        row.setContentsMargins(space(4), space(5), space(5), space(4))
        row.setSpacing(space(6))
        row.addWidget(self._steps)
        row.addWidget(middle_box, 1)
        row.addWidget(self._side)
        in_the_middle(self, page)

    def _scroll(self) -> QScrollArea:
        inside = column(gap=2)
        self._tile_row.setSpacing(space(3))
        for check in _USUAL:
            self._tile_of(check).hide()
        inside.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(self._person)
        inside.addLayout(self._tile_row)
        parts = (self._summary, self._panel, self._choice, self._ending, self._saved)
        for part in parts:
            inside.addWidget(part)
        self._inside = inside
        inside.addStretch(1)
        box = QWidget()
        box.setProperty("role", "page")
        box.setLayout(inside)
        area = QScrollArea()
        area.setObjectName("caseBody")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(box)
        area.viewport().setAutoFillBackground(False)
        return area

    def render_screen(self, screen: CaseScreen) -> None:
        """Draw the whole page again. Drawing the same screen twice changes nothing."""
        before, self._screen = self._screen, screen
        if screen == before:
            return
        self._steps.show_steps([_step(line) for line in screen.steps])
        tone = Tone.BAD if screen.tone is Tone.BAD else Tone.PLAIN
        self._headline.show_words(say(screen.headline), tone)
        self._subline.show_words(say(screen.subline))
        self._drawing.setVisible(screen.awaits_card)
        self._inside.setStretchFactor(self._drawing, _MUCH if screen.awaits_card else 0)
        self._drawing.show_tone(screen.tone)
        self._show_person(screen.person)
        self._show_tiles(screen.verdicts)
        self._panel.render_screen(screen.panel)
        self._show_choice(screen)
        self._summary.setVisible(bool(screen.summary))
        self._summary.render_screen(screen.summary)
        self._ending.setVisible(screen.ending is not None)
        if screen.ending is not None:
            self._ending.render_screen(screen.ending)
        self._saved.setVisible(screen.saved is not None)
        if screen.saved is not None:
            self._saved.render_screen(screen.saved)
        else:
            self._saved.forget()
        self._hold.setVisible(screen.hold is not None)
        self._hold.show_words(say(screen.hold) if screen.hold else "", screen.number.tone)
        self._subject.render_screen(screen.subject)
        self._number.setVisible(screen.has_number)
        self._number.render_screen(screen.number)
        self._today.setVisible(screen.today is not None)
        if screen.today is not None:
            self._today.render_screen(screen.today)
        self._show_primary()
        _show_action(self._back, screen.back)
        _show_action(self._other, screen.other, is_on=screen.asks_panel or None)

    def _show_choice(self, screen: CaseScreen) -> None:
        self._choice.setVisible(screen.choice is not None)
        if screen.choice is not None:
            self._choice.render_screen(screen.choice)
        else:
            self._choice.forget()
        self._side.setVisible(not screen.is_wide)
        self._inside.setStretchFactor(self._panel, _MUCH if screen.is_wide else 0)
        self._sim.render_screen(screen.sim)
        self._quota.render_screen(screen.quota)

    @Slot()
    def _show_primary(self) -> None:
        """Where a panel has to be filled first, the button says what is missing."""
        screen = self._screen
        if screen is None:
            return
        missing = self._panel.missing()
        is_waiting = not screen.asks_panel and screen.primary.command is None
        if is_waiting or not (screen.asks_panel or missing):
            _show_action(self._primary, screen.primary)
            return
        words = missing or say(screen.primary.label)
        self._primary.show_face(words, screen.primary.key, is_on=not missing)

    def press(self, key: object) -> None:
        """Do what stands on the button with this key, if it is on."""
        screen = self._screen
        if screen is None:
            return
        for action in (screen.primary, screen.back, screen.other):
            if action is not None and action.key is key and action.command is not None:
                if key is not Key.GO_ON or self._is_panel_kept():
                    self.commanded.emit(action.command)
                return
        if screen.asks_panel and key in (Key.GO_ON, Key.REFUSE):
            answer = self._panel.command() if key is Key.GO_ON else self._panel.refuse()
            if answer is not None:
                self.commanded.emit(answer)
        elif isinstance(key, str):
            self._press_letter(screen, key)

    def _is_panel_kept(self) -> bool:
        """Keep what stands in a panel beside the question, if it may be kept."""
        if self._panel.missing():
            return False
        beside = self._panel.command()
        if beside is not None:
            self.commanded.emit(beside)
        return True

    def _press_letter(self, screen: CaseScreen, key: str) -> None:
        if screen.choice is None:
            self._panel.press(key)
        elif key == Key.SEARCH:
            self._choice.search()
        elif key.isascii() and key.isdigit() and key != "0":
            self._choice.choose(int(key) - 1)
        else:
            self._choice.press(key)

    def take_focus(self) -> None:
        if not self._panel.take_focus():
            self.setFocus()

    def rehearse(self) -> None:
        """Draw once with nobody on it, where no eye is."""
        self._person.show_nobody(text("person.photo"))
        self._steps.show_steps([_step(line) for line in steps_ahead()])
        self.grab()
        self.leave()

    def leave(self) -> None:
        """Another page comes: keep nobody in a label behind it."""
        self._screen = None
        self._person.clear_person()
        self._choice.forget()
        self._sim.render_screen(None)
        self._subject.render_screen(None)
        self._quota.render_screen(None)
        self._panel.forget()
        self._saved.forget()

    def _show_person(self, person: PersonScreen | None) -> None:
        self._person.setVisible(person is not None)
        if person is None:
            self._person.clear_person()
            return
        self._person.show_person(
            PersonWords(
                title=person.title,
                kind=say(person.kind) if person.kind else "",
                source=text("person.from_chip"),
                mask=text("person.masked") if person.is_masked else "",
                fields=[(each.name, say(each.label), say(each.value)) for each in person.fields],
                warnings=[say(each) for each in person.warnings],
                footer=(say(person.sam_id), say(person.read_counter), person.read_time),
                raw_photo=person.raw_photo,
                is_compact=person.is_compact,
            )
        )

    def _show_tiles(self, tiles: tuple[VerdictTile, ...]) -> None:
        for tile in tiles:
            label, word = say(tile.label), say(tile.word)
            spoken = text("verdicts.tile", check=label, word=word)
            self._tile_of(tile.check).show_tile(label, word, tile.tone, spoken)
        shown = {tile.check for tile in tiles}
        for check, widget in self._tiles.items():
            widget.setVisible(check in shown)

    def _tile_of(self, check: Check) -> Tile:
        """The tile of one check, made when the first case asks for it. Their order stays one."""
        if check not in self._tiles:
            order = list(Check)
            place = sum(order.index(other) < order.index(check) for other in self._tiles)
            self._tiles[check] = Tile(f"verdict-{check.value}")
            self._tile_row.insertWidget(place, self._tiles[check], 1)
        return self._tiles[check]


def _show_action(button: KeyButton, action: Action | None, *, is_on: bool | None = None) -> None:
    button.setVisible(action is not None)
    if action is not None:
        on = action.command is not None if is_on is None else is_on
        button.show_face(say(action.label), action.key, is_on=on)


def _step(line: StepLine) -> StepWords:
    label, note = say(line.label), say(line.note)
    spoken = " · ".join(filter(None, (label, say(line.status), note)))
    tone = line.tone if line.tone is not Tone.PLAIN else Tone.QUIET
    return StepWords(line.name, label, note, spoken, tone)
