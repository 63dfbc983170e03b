"""A plot to look at: pyqtgraph draws, and nothing of it moves, zooms, copies or opens a menu.

Whoever imports this pays for numpy; so only a page that shows a plot does.
"""

from __future__ import annotations

from typing import Any

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.i18n import say
from ui.presenters.plot import Band, Bars, Curve, Plot, PlotMark
from ui.theme.fonts import counter_font
from ui.theme.tokens import COLOURS, Size, Tone

__all__ = ["FiguresPlot"]

_INKS = {
    Tone.PLAIN: "ink",
    Tone.QUIET: "faint",
    Tone.INFO: "primary",
    Tone.GOOD: "good_mark",
    Tone.WAITING: "waiting_mark",
    Tone.BAD: "bad_mark",
}
_LINE = 2.0
_SHADE = 46  # of 255
_ALL_BARS = 0.8  # of a place; the rest is air


class FiguresPlot(QWidget):
    """Draws a `Plot`; the same one again changes nothing."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._shown: Plot | None = None
        self._font = counter_font()
        self._font.setPixelSize(Size.SMALL)
        self._plot: Any = pyqtgraph.PlotWidget(background=COLOURS["surface"])
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._plot.setAntialiasing(True)
        self._plot.setMinimumHeight(120)
        item = self._plot.getPlotItem()
        item.setMenuEnabled(False)
        item.setMouseEnabled(x=False, y=False)
        item.hideButtons()
        item.showGrid(x=False, y=True, alpha=0.12)
        for side in ("bottom", "left"):
            axis = item.getAxis(side)
            axis.setPen(QPen(QColor(COLOURS["edge"])))
            axis.setTextPen(QPen(QColor(COLOURS["quiet"])))
            axis.setStyle(tickFont=self._font)
        item.getAxis("left").label.setFont(self._font)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._plot)

    def show_plot(self, plot: Plot | None) -> None:
        """Draw it anew where it has changed."""
        if plot == self._shown:
            return
        self._shown = plot
        item = self._plot.getPlotItem()
        item.clear()
        if plot is None:
            self.setAccessibleName("")
            return
        self.setAccessibleName(say(plot.spoken))
        for band in plot.bands:
            self._draw_band(item, band)
        for place, bars in enumerate(plot.bars):
            self._draw_bars(item, bars, place, len(plot.bars))
        for curve in plot.curves:
            self._draw_curve(item, curve)
        for mark in plot.marks:
            self._draw_mark(item, mark, plot)
        item.getAxis("bottom").setTicks([list(plot.ticks)])
        item.getAxis("left").setTicks([list(plot.levels)])
        item.setLabel("left", say(plot.axis), color=COLOURS["quiet"])
        first, last, highest = plot.reach
        item.setXRange(first - 0.5, last + 0.5, padding=0.01)
        item.setYRange(0, highest, padding=0.0)

    def _draw_curve(self, item: Any, curve: Curve) -> None:
        item.plot(
            [point[0] for point in curve.points],
            [point[1] for point in curve.points],
            pen=_pen(curve.tone, is_dashed=curve.is_dashed),
        )

    def _draw_band(self, item: Any, band: Band) -> None:
        edges = [
            pyqtgraph.PlotDataItem(
                [point[0] for point in edge], [point[1] for point in edge], pen=None
            )
            for edge in (band.low, band.high)
        ]
        shade = _ink(band.tone)
        shade.setAlpha(_SHADE)
        for edge in edges:
            item.addItem(edge)
        item.addItem(pyqtgraph.FillBetweenItem(*edges, brush=QBrush(shade)))

    def _draw_bars(self, item: Any, bars: Bars, place: int, count: int) -> None:
        width = _ALL_BARS / count
        moved = (place - (count - 1) / 2) * width
        item.addItem(
            pyqtgraph.BarGraphItem(
                x=[point[0] + moved for point in bars.points],
                height=[point[1] for point in bars.points],
                width=width,
                brush=QBrush(_ink(bars.tone)),
                pen=QPen(Qt.PenStyle.NoPen),
            )
        )

    def _draw_mark(self, item: Any, mark: PlotMark, plot: Plot) -> None:
        """A cross of hairlines at a goal, and its words on the side where there is room."""
        pen = _pen(mark.tone, is_dashed=True, width=1.0)
        item.addItem(pyqtgraph.InfiniteLine(mark.at, angle=90, pen=pen))
        item.addItem(pyqtgraph.InfiniteLine(mark.level, angle=0, pen=pen))
        first, last, _ = plot.reach
        is_right = mark.at > (first + last) / 2
        words = pyqtgraph.TextItem(
            say(mark.words), color=_ink(mark.tone), anchor=(1.0, 0.0) if is_right else (0.0, 0.0)
        )
        words.setFont(self._font)
        words.setPos(mark.at, mark.level)
        item.addItem(words)


def _ink(tone: Tone) -> QColor:
    return QColor(COLOURS[_INKS[tone]])


def _pen(tone: Tone, *, is_dashed: bool = False, width: float = _LINE) -> QPen:
    pen = QPen(_ink(tone))
    pen.setWidthF(width)
    pen.setCosmetic(True)
    pen.setStyle(Qt.PenStyle.DashLine if is_dashed else Qt.PenStyle.SolidLine)
    return pen
