"""Where a paper is laid out, in tenths of a millimetre, from top to bottom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QTextLayout, QTextOption

from pos_client.domain.handwritten_signature import HandwrittenSignature
from ui.forms.code import code_rows
from ui.theme.fonts import counter_font
from ui.theme.ink import draw_signature

__all__ = ["ONE_BIT", "PRINTED", "Canvas", "Inks", "Side", "paper_font"]

_COUNTED: Final = re.compile(r"(?<=\d) (?=[^\x00-\x7f])")  # a figure stays with what it counts
_ENDLESS: Final = 1e6
_QUIET_ZONE: Final = 4  # modules of white that a code needs on each side


class Side(Enum):
    """Where words stand in their column."""

    LEFT = Qt.AlignmentFlag.AlignLeft
    MIDDLE = Qt.AlignmentFlag.AlignHCenter
    RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Inks:
    """What a way of printing has to draw with.

    Attributes:
        hairline: tenths of a millimetre.
        grid: a code's modules begin at multiples of this; 0 where every place is alike.
    """

    words: str
    quiet: str
    line: str
    watermark: str
    hairline: float
    grid: float = 0.0


PRINTED: Final = Inks("#14181D", "#555C66", "#8D959F", "#E3E5E8", 1.5)
ONE_BIT: Final = Inks("#000000", "#000000", "#000000", "#CDCDCD", 2.5, 1.25)


def paper_font(size: float, *, bold: bool = False) -> QFont:
    """The counter's face for paper: `size` in tenths of a millimetre. Its digits have one width."""
    font = counter_font()
    font.setPixelSize(round(size))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # Local shapes of digits have no character of their own: a PDF could not tell what they mean.
    font.setFeature(QFont.Tag("locl"), 0)
    return font


class Canvas:
    """A column that grows downwards; without a painter it only measures.

    Attributes:
        y: how far down the next thing stands.
        code_area: where the code stands, which has to stay white; empty without one.
    """

    def __init__(self, width: float, inks: Inks, painter: QPainter | None = None) -> None:
        self.width = width
        self.inks = inks
        self.y = 0.0
        self.code_area = QRectF()
        self._painter = painter

    @property
    def is_drawn(self) -> bool:
        """False while a paper is only measured."""
        return self._painter is not None

    def words(
        self,
        text: str,
        size: float,
        *,
        x: float = 0.0,
        width: float | None = None,
        side: Side = Side.LEFT,
        bold: bool = False,
        quiet: bool = False,
        leading: float = 1.4,
    ) -> float:
        """Set words at `y`, in as many lines as they need; `y` stays. Returns their height."""
        layout = QTextLayout(_COUNTED.sub("\u00a0", text), paper_font(size, bold=bold))
        option = QTextOption(side.value)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width - x if width is None else width)
            # Faces differ in how much air they carry; lines of one size shall stand alike.
            line.setPosition(QPointF(0.0, height + (size * leading - line.height()) / 2))
            height += size * leading
        layout.endLayout()
        if self._painter is not None:
            self._painter.setPen(QColor(self.inks.quiet if quiet else self.inks.words))
            layout.draw(self._painter, QPointF(x, self.y))
        return height

    @staticmethod
    def length(text: str, size: float, *, bold: bool = False) -> float:
        """How wide words are that stand in one line."""
        layout = QTextLayout(text, paper_font(size, bold=bold))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(_ENDLESS)
        layout.endLayout()
        return line.naturalTextWidth()

    def rule(self, *, heavy: bool = False, x: float = 0.0, width: float | None = None) -> None:
        """A line at `y`."""
        thickness = self.inks.hairline * (2.4 if heavy else 1.0)
        colour = self.inks.words if heavy else self.inks.line
        self.fill(QRectF(x, self.y, self.width - x if width is None else width, thickness), colour)

    def fill(self, area: QRectF, colour: str) -> None:
        if self._painter is not None:
            self._painter.fillRect(area, QColor(colour))

    def frame(self, area: QRectF) -> None:
        """Four lines around `area`."""
        thickness = self.inks.hairline * 2
        across = QRectF(area.left(), area.top(), area.width(), thickness)
        down = QRectF(area.left(), area.top(), thickness, area.height())
        for line in (
            across,
            across.translated(0, area.height() - thickness),
            down,
            down.translated(area.width() - thickness, 0),
        ):
            self.fill(line, self.inks.words)

    def stamp(self, text: str, size: float, x: float, *, width: float | None = None) -> float:
        """Words in a frame at `y`; `y` stays. Returns the stamp's width."""
        wide = self.length(text, size, bold=True) + size if width is None else width
        self.frame(QRectF(x, self.y, wide, size * 1.6))
        self.y += size * 0.1
        self.words(text, size, x=x, width=wide, side=Side.MIDDLE, bold=True)
        self.y -= size * 0.1
        return wide

    def code(self, text: str, module: float, *, is_at_right: bool = False) -> float:
        """A QR code in the middle at `y`; `y` stays. Returns its side, quiet zone included."""
        rows = code_rows(text)
        side = (len(rows) + 2 * _QUIET_ZONE) * module
        corner = self._on_grid((self.width - side) / (1 if is_at_right else 2))
        left = corner + _QUIET_ZONE * module
        top = self._on_grid(self.y) + _QUIET_ZONE * module
        self.code_area = QRectF(corner, self.y, side, side)
        self.fill(self.code_area, "#FFFFFF")
        # One path: rows filled one after the other would show seams between them.
        dark = QPainterPath()
        for down, row in enumerate(rows):
            for start, length in row.runs:
                dark.addRect(left + start * module, top + down * module, length * module, module)
        if self._painter is not None:
            self._painter.fillPath(dark, QColor("#000000"))
        return side

    def signature(self, signature: HandwrittenSignature, area: QRectF) -> None:
        """The ink as it was written; a stroke that left the pad ends at the edge of `area`."""
        if self._painter is not None:
            self._painter.save()
            self._painter.setClipRect(area)
            draw_signature(self._painter, signature, area)
            self._painter.restore()

    def watermark(self, text: str, size: float, height: float, step: float) -> None:
        """Large slanted words every `step`, down to `height`; to be drawn first."""
        if self._painter is None or not text:
            return
        count = max(1, int(height / step))
        wide = self.length(text, size, bold=True)
        self._painter.setPen(QColor(self.inks.watermark))
        self._painter.setFont(paper_font(size, bold=True))
        for place in range(count):
            self._painter.save()
            middle = (place + 0.5) * height / count
            self._painter.translate(self.width / 2, middle)
            self._painter.rotate(-24)
            self._painter.drawText(QPointF(-wide / 2, size * 0.35), text)
            self._painter.restore()

    def _on_grid(self, place: float) -> float:
        return round(place / self.inks.grid) * self.inks.grid if self.inks.grid else place
