"""The little window beside the counter: whose card lies there, and what is broken just now."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pos_client.testing.authenticator import Authenticator
from pos_client.testing.customer import iccid_of
from ui.demo.stagehand import Stagehand, StageState
from ui.demo.wording import CARRIER, FAULTS, kind_word, word

__all__ = ["Panel"]

_LOOK_EVERY_MS = 500  # a fault can take the card or the line away by itself
_SLUG = Qt.ItemDataRole.UserRole


class Panel(QWidget):
    """Never takes the keyboard: every key belongs to the counter window.

    `arrived` carries a `StageState` from the stagehand's thread to this one; `scanned` what the
    panel's scanner reads.
    """

    arrived = Signal(object)
    scanned = Signal(str)

    def __init__(
        self,
        people: list[dict[str, str]],
        language: str,
        authenticators: dict[str, Authenticator] | None = None,
    ) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setObjectName("demoPanel")
        self._language = language
        self._stagehand: Stagehand | None = None
        self.setWindowTitle(self._word("title"))
        self._people = self._list_of(people)
        self._plate = QLabel(self._word("plate_empty"))
        self._plate.setWordWrap(True)
        self._lay = QPushButton(self._word("lay"))
        self._lift = QPushButton(self._word("lift"))
        self._gateway = QCheckBox(self._word("gateway"))
        self._reader = QCheckBox(self._word("reader"))
        self._faults = self._choice_of(FAULTS, self._word("clear"))
        self._carrier = self._choice_of(CARRIER, self._word("carrier_choose"))
        self._sim, self._slip = QPushButton(self._word("sim")), QPushButton(self._word("slip"))
        self._authenticators = authenticators or {}
        self._digits = QLabel()
        self._show_digits()
        self._sims = 0
        self._slip_code = ""
        self._trouble = QLabel()
        self._trouble.setWordWrap(True)
        self._name_parts()
        self._arrange()
        self._watch = QTimer(self, interval=_LOOK_EVERY_MS)

    def follow(self, stagehand: Stagehand) -> None:
        """Hand every wish to the stagehand from now on."""
        self._stagehand = stagehand
        self.arrived.connect(self.render_screen, Qt.ConnectionType.QueuedConnection)
        self._people.itemDoubleClicked.connect(self._lay_selected)
        self._lay.clicked.connect(self._lay_selected)
        self._lift.clicked.connect(stagehand.lift)
        self._gateway.clicked.connect(lambda on: stagehand.run_gateway(running=on))
        self._reader.clicked.connect(lambda on: stagehand.plug_reader(plugged=on))
        self._faults.activated.connect(self._choose_fault)
        self._carrier.activated.connect(self._tell_carrier)
        self._sim.clicked.connect(self._scan_sim)
        self._slip.clicked.connect(lambda: self.scanned.emit(self._slip_code))
        self._slip.setEnabled(False)
        self._watch.timeout.connect(stagehand.look)
        self._watch.timeout.connect(self._show_digits)
        self._watch.start()
        stagehand.look()

    def take_slip(self, code: str) -> None:
        """A customer went home with this slip; the scanner may read it from now on."""
        self._slip_code = code
        self._slip.setEnabled(True)

    def stop(self) -> None:
        """Ask for nothing more."""
        self._watch.stop()
        self.hide()

    @Slot(object)
    def render_screen(self, state: StageState) -> None:
        """Show how things stand on the stage."""
        card = self._word("plate_empty")
        if state.card is not None:
            card = self._word("plate_holds").format(card=self._described(state.card))
        if state.faults:
            card += "\n" + self._word("faults") + ": " + ", ".join(state.faults)
        self._plate.setText(card)
        self._lift.setEnabled(state.card is not None)
        for box, is_on in (
            (self._gateway, state.gateway_is_running),
            (self._reader, state.reader_is_plugged),
        ):
            with QSignalBlocker(box):
                box.setChecked(is_on)
        if state.trouble:
            self._trouble.setText(self._word("trouble").format(trouble=state.trouble))

    @Slot()
    def _show_digits(self) -> None:
        """What stands on the clerks' own devices at this moment."""
        shown = (f"{number} → {each.shown()}" for number, each in self._authenticators.items())
        self._digits.setText("    ".join(shown))

    @Slot()
    def _lay_selected(self) -> None:
        if self._stagehand is not None:
            self._trouble.clear()
            for item in self._people.selectedItems():
                self._stagehand.lay(str(item.data(_SLUG)))

    @Slot(int)
    def _choose_fault(self, place: int) -> None:
        if self._stagehand is not None:
            self._stagehand.fault(str(self._faults.itemData(place)))
        self._faults.setCurrentIndex(0)

    @Slot(int)
    def _tell_carrier(self, place: int) -> None:
        line = str(self._carrier.itemData(place))
        if self._stagehand is not None and line:
            self._stagehand.tell_gateway(line)
        self._carrier.setCurrentIndex(0)

    @Slot()
    def _scan_sim(self) -> None:
        """Another one every time: a SIM goes over the counter once."""
        self._sims += 1
        self.scanned.emit(iccid_of(self._sims))

    def _list_of(self, people: list[dict[str, str]]) -> QListWidget:
        shown = QListWidget()
        for person in people:
            told = person["en" if self._language == "en" else "zh"]
            item = QListWidgetItem(f"{told}  ·  {kind_word(person['kind'], self._language)}")
            item.setData(_SLUG, person["slug"])
            item.setToolTip(person["slug"])
            shown.addItem(item)
        shown.setCurrentRow(0)
        return shown

    def _choice_of(self, wishes: dict[str, tuple[str, str]], first: str) -> QComboBox:
        choice = QComboBox()
        choice.addItem(first, "")
        for words, names in wishes.items():
            choice.addItem(names[self._language == "en"], words)
        return choice

    def _described(self, slug: str) -> str:
        for row in range(self._people.count()):
            item = self._people.item(row)
            if item.data(_SLUG) == slug:
                return item.text()
        return slug

    def _name_parts(self) -> None:
        names = ("people", "plate", "lay", "lift", "sim", "slip", "gateway", "reader", "faults")
        for name in (*names, "carrier", "digits", "trouble"):
            part: QWidget = getattr(self, f"_{name}")
            part.setObjectName(f"demo-{name}")

    def _arrange(self) -> None:
        hands = QHBoxLayout()
        hands.addWidget(self._lay)
        hands.addWidget(self._lift)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(self._word("people")))
        column.addWidget(self._people, 1)
        column.addWidget(self._plate)
        column.addLayout(hands)
        scanner = QHBoxLayout()
        scanner.addWidget(self._sim)
        scanner.addWidget(self._slip)
        column.addWidget(QLabel(self._word("scanner")))
        column.addLayout(scanner)
        column.addWidget(self._gateway)
        column.addWidget(self._reader)
        column.addWidget(QLabel(self._word("faults")))
        column.addWidget(self._faults)
        column.addWidget(QLabel(self._word("carrier")))
        column.addWidget(self._carrier)
        column.addWidget(QLabel(self._word("digits")))
        column.addWidget(self._digits)
        column.addWidget(self._trouble)
        self.resize(380, 700)

    def _word(self, key: str) -> str:
        return word(key, self._language)
