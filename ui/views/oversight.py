"""网点监督: figures and the plot above, reasons and alarms below; the month goes out by one key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from pos_client.application.figures_commands import LeaveFigures, ReadReport
from ui.i18n import say, text
from ui.presenters.keys import Key
from ui.presenters.oversight import OversightScreen, WatchedRow
from ui.theme.tokens import Tone, space
from ui.views.report_thread import ReportThread
from ui.views.words_model import WordRow, WordsModel, words_table
from ui.widgets.buttons import KeyButton
from ui.widgets.frames import Card, FigureLine, column
from ui.widgets.line_edit import guard
from ui.widgets.plots import FiguresPlot
from ui.widgets.words import Words

__all__ = ["OversightView"]

_EXPORT, _EARLIER, _LATER = "F9", "PageUp", "PageDown"
_REASONS = ("reason", "place", "today", "month")
_ALARMS = ("alarm", "count", "newest")


class OversightView(QWidget):
    """Nothing is typed here; the program names the files of a report itself."""

    commanded = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("oversightPage")
        self._screen: OversightScreen | None = None
        self._headline = Words("headline", "title")
        self._subline = Words("subline", "quiet", wraps=True)
        self._grid = QGridLayout()
        self._figures: dict[str, tuple[Words, Words, Words]] = {}
        self._now: dict[str, FigureLine] = {}
        self._devices = Words("oversightDevices", "small", wraps=True)
        self._plot = FiguresPlot("oversightPlot")
        self._legend = [Words(f"legend-{place}", "small") for place in range(3)]
        self._reasons = WordsModel([f"oversight.column_{name}" for name in _REASONS], -1)
        self._alarms = WordsModel([f"oversight.column_{name}" for name in _ALARMS], 0)
        spoken = text("oversight.reasons")
        self._reason_table = words_table(
            "reasonTable", spoken, self._reasons, (340, 130, 70, 80), wide=0
        )
        spoken = text("oversight.anomalies")
        self._alarm_table = words_table("alarmTable", spoken, self._alarms, (320, 70, 130), wide=0)
        self._nothing = {
            name: Words(name, "quiet", wraps=True) for name in ("noReason", "noAnomaly")
        }
        self._done = Words("reportDone", "small", wraps=True)
        self._back = KeyButton("oversightBack", height=48)
        self._again = KeyButton("oversightAgain", height=48)
        self._export = KeyButton("oversightExport", height=48)
        self._earlier, self._later = KeyButton("monthEarlier"), KeyButton("monthLater")
        self._reports = ReportThread(self)
        self._reports.commanded.connect(self.commanded)
        self._reports.failed.connect(self._say_failed)
        self._assemble()
        for button, key in (
            (self._back, Key.BACK),
            (self._again, Key.SEND),
            (self._export, _EXPORT),
            (self._earlier, _EARLIER),
            (self._later, _LATER),
        ):
            button.clicked.connect(lambda _=False, key=key: self.press(key))

    def _assemble(self) -> None:
        page = column(self, gap=2)
        page.setContentsMargins(space(6), space(4), space(6), space(4))
        upper = QHBoxLayout()
        upper.setSpacing(space(2))
        upper.addWidget(self._headline, 1)
        upper.addWidget(self._earlier)
        upper.addWidget(self._later)
        page.addLayout(upper)
        page.addWidget(self._subline)
        middle = QHBoxLayout()
        middle.setSpacing(space(3))
        middle.addWidget(self._figures_card(), 3)
        middle.addWidget(self._now_card(), 3)
        middle.addWidget(self._plot_card(), 5)
        page.addLayout(middle, 5)
        lower = QHBoxLayout()
        lower.setSpacing(space(3))
        for table, name, weight in (
            (self._reason_table, "noReason", 6),
            (self._alarm_table, "noAnomaly", 5),
        ):
            beside = column(gap=1)
            beside.addWidget(table, 1)
            beside.addWidget(self._nothing[name])
            lower.addLayout(beside, weight)
        page.addLayout(lower, 5)
        keys = QHBoxLayout()
        keys.setSpacing(space(2))
        for button in (self._back, self._again):
            keys.addWidget(button)
        keys.addWidget(self._done, 1)
        keys.addWidget(self._export)
        page.addLayout(keys)

    def _figures_card(self) -> Card:
        card = Card("oversightFigures", margin=4)
        self._grid.setHorizontalSpacing(space(4))
        self._grid.setVerticalSpacing(space(1))
        self._grid.setColumnStretch(0, 1)
        for place, name in enumerate(("figures", "column_today", "column_month")):
            head = Words(role="small")
            head.show_words(text(f"oversight.{name}"))
            side = Qt.AlignmentFlag.AlignLeft if not place else Qt.AlignmentFlag.AlignRight
            self._grid.addWidget(head, 0, place, side)
        card.column.addLayout(self._grid)
        card.column.addStretch()
        return card

    def _now_card(self) -> Card:
        card = Card("oversightNow", margin=4)
        head = Words(role="small")
        head.show_words(text("oversight.now"))
        card.column.addWidget(head)
        self._now_rows = column()
        card.column.addLayout(self._now_rows)
        card.column.addWidget(self._devices)
        card.column.addStretch()
        return card

    def _plot_card(self) -> Card:
        card = Card("oversightPlotCard", margin=2)
        card.column.addWidget(self._plot, 1)
        legend = QHBoxLayout()
        legend.setSpacing(space(4))
        legend.addStretch()
        for words in self._legend:
            legend.addWidget(words)
        legend.addStretch()
        card.column.addLayout(legend)
        return card

    def render_screen(self, screen: OversightScreen) -> None:
        before = self._screen
        if screen == before:
            return
        self._screen = screen
        self._headline.show_words(say(screen.headline))
        self._subline.show_words(say(screen.subline))
        for name, label, today, month in screen.figures:
            if name not in self._figures:
                self._add_figure(name)
            for words, said in zip(self._figures[name], (say(label), today, month), strict=True):
                words.show_words(said)
        for name, label, now, tone in screen.now:
            if name not in self._now:
                self._now[name] = FigureLine(f"now-{name}")
                self._now_rows.addWidget(self._now[name])
            self._now[name].show_figure(say(label), say(now), tone)
        self._devices.show_words("\n".join(say(each) for each in screen.devices))
        self._plot.show_plot(screen.plot)
        for words, (label, tone) in zip(self._legend, screen.legend, strict=False):
            words.show_words(f"■ {say(label)}", tone)
        self._reasons.show_rows([_row(row) for row in screen.reasons or ()])
        self._alarms.show_rows([_row(row) for row in screen.anomalies or ()])
        for name, rows, key in (
            ("noReason", screen.reasons, "no_reason"),
            ("noAnomaly", screen.anomalies, "no_anomaly"),
        ):
            self._nothing[name].setVisible(rows == ())
            self._nothing[name].show_words(text(f"oversight.{key}"))
        if screen.is_reading:
            self._done.show_words(text("oversight.exporting"))
        self._show_keys(screen)

    def _show_keys(self, screen: OversightScreen) -> None:
        self._back.show_face(text("oversight.back"), Key.BACK)
        is_on = screen.again is not None
        self._again.show_face(text("oversight.again"), Key.SEND, is_on=is_on)
        self._export.show_face(text("oversight.export"), _EXPORT, is_on=screen.export)
        self._earlier.show_face(text("oversight.earlier"), "PgUp")
        self._later.show_face(text("oversight.later"), "PgDn", is_on=screen.later is not None)

    def press(self, key: object) -> None:
        screen = self._screen
        if screen is None:
            return
        if key is Key.BACK:
            self.commanded.emit(LeaveFigures())
        elif key == _EXPORT:
            if screen.export:
                self._choose_folder()
        else:
            asked = {
                Key.SEND: screen.again,
                _EARLIER: screen.earlier,
                _LATER: screen.later,
            }.get(str(key))
            if asked is not None:
                self.commanded.emit(asked)

    @Slot(object)
    def take_report(self, news: object) -> None:
        """A month was read, or its files are on their disk."""
        names = self._reports.take(news)
        if names:
            self._done.show_words(text("oversight.exported", names="、".join(names)))

    @Slot()
    def _say_failed(self) -> None:
        self._done.show_words(text("oversight.export_failed"), Tone.BAD)

    def take_focus(self) -> None:
        self._reason_table.setFocus()

    def leave(self) -> None:
        """Drawn anew when somebody looks again."""
        self._screen = None
        self._done.show_words("")

    def end(self) -> None:
        """The thread that makes reports has to end before the window does."""
        self._reports.close()

    def _choose_folder(self) -> None:
        if self.findChild(QFileDialog) is not None:  # a key pressed twice
            return
        dialog = QFileDialog(self, text("oversight.export_title"))
        dialog.setObjectName("reportDialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        # Qt's own dialog, read only: its line edits can be guarded like ours.
        dialog.setOptions(QFileDialog.Option.DontUseNativeDialog | QFileDialog.Option.ReadOnly)
        for edit in dialog.findChildren(QLineEdit):
            guard(edit)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda folder: self.commanded.emit(ReadReport(folder)))
        dialog.open()

    def _add_figure(self, name: str) -> None:
        place = len(self._figures) + 1
        row = (Words(), Words(f"today-{name}", "strong"), Words(f"month-{name}", "strong"))
        self._figures[name] = row
        self._grid.addWidget(row[0], place, 0)
        for across, words in enumerate(row[1:], 1):
            self._grid.addWidget(words, place, across, Qt.AlignmentFlag.AlignRight)


def _row(row: WatchedRow) -> WordRow:
    return tuple(say(each) for each in row.words), row.tone
