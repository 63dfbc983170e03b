"""A plot to look at: pyqtgraph draws, and nothing of it moves, zooms, copies or opens a menu.

Whoever imports this pays for numpy; so only a page that shows a plot does.
"""

from __future__ import annotations

from typing import Any

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

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
_GRID = 32  # likewise
_ALL_BARS = 0.8  # of a place; the rest is air


class FiguresPlot(QWidget):
    """Draws a `Plot`; the same one again changes nothing.

    Put together of axes and ground alone: the library's own plot brings a menu with fields along.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._shown: Plot | None = None
        self._font = counter_font()
        self._font.setPixelSize(Size.SMALL)
        self._view: Any = pyqtgraph.GraphicsView(background=COLOURS["surface"])
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._view.setAntialiasing(True)
        _without_menu(self._view.scene())
        # Its own wish is for half a screen; a page says how much of it a plot gets.
        self._view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setMinimumHeight(150)
        self._ground: Any = pyqtgraph.ViewBox(enableMenu=False, enableMouse=False)
        self._left, self._bottom = self._axis("left"), self._axis("bottom")
        self._left.setGrid(_GRID)
        layout: Any = pyqtgraph.GraphicsLayout()
        layout.setContentsMargins(4, 8, 12, 4)
        layout.addItem(self._left, 0, 0)
        layout.addItem(self._ground, 0, 1)
        layout.addItem(self._bottom, 1, 1)
        self._view.setCentralItem(layout)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._view)

    @property
    def drawn(self) -> tuple[object, ...]:
        """What stands on the ground, in the order in which it was drawn."""
        return tuple(self._ground.addedItems)

    def _axis(self, side: str) -> Any:
        axis: Any = pyqtgraph.AxisItem(side)
        axis.setPen(QPen(QColor(COLOURS["edge"])))
        axis.setTextPen(QPen(QColor(COLOURS["quiet"])))
        axis.setStyle(tickFont=self._font)
        axis.label.setFont(self._font)
        axis.linkToView(self._ground)
        return axis

    def show_plot(self, plot: Plot | None) -> None:
        """Draw it anew where it has changed."""
        if plot == self._shown:
            return
        self._shown = plot
        ground = self._ground
        ground.clear()
        if plot is None:
            self.setAccessibleName("")
            return
        self.setAccessibleName(say(plot.spoken))
        for band in plot.bands:
            self._draw_band(ground, band)
        for place, bars in enumerate(plot.bars):
            self._draw_bars(ground, bars, place, len(plot.bars))
        for curve in plot.curves:
            self._draw_curve(ground, curve)
        for mark in plot.marks:
            self._draw_mark(ground, mark, plot)
        self._bottom.setTicks([list(plot.ticks)])
        self._left.setTicks([list(plot.levels)])
        self._left.setLabel(say(plot.axis), color=COLOURS["quiet"])
        first, last, highest = plot.reach
        ground.setRange(
            xRange=(first - 0.5, last + 0.5), yRange=(0, highest), padding=0.0, update=True
        )

    def _draw_curve(self, ground: Any, curve: Curve) -> None:
        line = pyqtgraph.PlotCurveItem(
            [point[0] for point in curve.points],
            [point[1] for point in curve.points],
            pen=_pen(curve.tone, is_dashed=curve.is_dashed),
        )
        ground.addItem(line)

    def _draw_band(self, ground: Any, band: Band) -> None:
        edges = [
            pyqtgraph.PlotCurveItem(
                [point[0] for point in edge], [point[1] for point in edge], pen=None
            )
            for edge in (band.low, band.high)
        ]
        shade = _ink(band.tone)
        shade.setAlpha(_SHADE)
        for edge in edges:
            ground.addItem(edge)
        ground.addItem(pyqtgraph.FillBetweenItem(*edges, brush=QBrush(shade)))

    def _draw_bars(self, ground: Any, bars: Bars, place: int, count: int) -> None:
        width = _ALL_BARS / count
        moved = (place - (count - 1) / 2) * width
        ground.addItem(
            pyqtgraph.BarGraphItem(
                x=[point[0] + moved for point in bars.points],
                height=[point[1] for point in bars.points],
                width=width,
                brush=QBrush(_ink(bars.tone)),
                pen=QPen(Qt.PenStyle.NoPen),
            )
        )

    def _draw_mark(self, ground: Any, mark: PlotMark, plot: Plot) -> None:
        """A cross of hairlines at a goal; its words stand at the foot, below whatever rises."""
        pen = _pen(mark.tone, is_dashed=True, width=1.0)
        ground.addItem(pyqtgraph.InfiniteLine(mark.at, angle=90, pen=pen))
        ground.addItem(pyqtgraph.InfiniteLine(mark.level, angle=0, pen=pen))
        first, last, _ = plot.reach
        is_right = mark.at > (first + last) / 2
        words = pyqtgraph.TextItem(
            say(mark.words), color=_ink(mark.tone), anchor=(1.0, 1.0) if is_right else (0.0, 1.0)
        )
        words.setFont(self._font)
        words.setPos(mark.at, 0)
        ground.addItem(words)


def _without_menu(scene: Any) -> None:
    """The library's scene has an action to export and copy pictures, and keeps it in a list."""
    while scene.contextMenu:
        scene.contextMenu.pop().setParent(None)


def _ink(tone: Tone) -> QColor:
    return QColor(COLOURS[_INKS[tone]])


def _pen(tone: Tone, *, is_dashed: bool = False, width: float = _LINE) -> QPen:
    pen = QPen(_ink(tone))
    pen.setWidthF(width)
    pen.setCosmetic(True)
    pen.setStyle(Qt.PenStyle.DashLine if is_dashed else Qt.PenStyle.SolidLine)
    return pen
