"""A month's report on sheets of A4: facts, a plot, tables that go on from page to page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, QUuid
from PySide6.QtGui import QPageSize, QPainter, QPdfWriter

from pos_client.domain.month_report import MonthReport
from ui.forms.canvas import PRINTED, Canvas, Side
from ui.forms.pdf_text import dated, readable
from ui.i18n import say, text
from ui.i18n.message import Message
from ui.presenters.month_report import ReportTable, report_facts, report_tables

__all__ = ["report_pdf"]

_RESOLUTION: Final = 254  # dots to the inch: one to a tenth of a millimetre
_WIDTH, _HEIGHT = 2100.0, 2970.0
_MARGIN: Final = 150.0
_FOOT: Final = 120.0
_SIZE: Final = 28.0
_ROW: Final = 46.0
_PLOT: Final = 420.0
_GAP: Final = 40.0
_SAVED, _ACCEPTED, _NOT = "#0F5EA8", "#1E8A54", "#C8372D"


class _Pages:
    """Sheets behind one another; a new one begins where the last is full."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, watermark: str) -> None:
        self._writer = writer
        self._painter = painter
        self._watermark = watermark
        self._number = 0
        self.words: list[str] = []
        self.canvas = self._new_canvas()

    def _new_canvas(self) -> Canvas:
        self._number += 1
        canvas = Canvas(_WIDTH - 2 * _MARGIN, PRINTED, self._painter)
        canvas.watermark(self._watermark, 190.0, _HEIGHT - 2 * _MARGIN, 700.0)
        canvas.y = _HEIGHT - 2 * _MARGIN - _SIZE
        self._say(canvas, text("oversight.page", page=self._number), side=Side.RIGHT, quiet=True)
        canvas.y = 0.0
        return canvas

    def need(self, height: float) -> None:
        """Begin another sheet unless so much fits beneath what is there."""
        if self.canvas.y + height <= _HEIGHT - 2 * _MARGIN - _FOOT:
            return
        self._writer.newPage()
        self.canvas = self._new_canvas()

    def line(self, words: str, size: float = _SIZE, *, bold: bool = False) -> None:
        self.need(size * 1.6)
        self.canvas.y += self._say(self.canvas, words, size, bold=bold)

    def row(
        self,
        cells: Sequence[str],
        widths: Sequence[int],
        *,
        bold: bool = False,
        quiet: bool = False,
    ) -> None:
        """Cells beside each other: words from the left, figures to the right."""
        unit = self.canvas.width / sum(widths)
        places = [unit * sum(widths[:place]) for place in range(len(widths))]
        sides = [Side.RIGHT if place else Side.LEFT for place in range(len(cells))]
        fits = [unit * width - 20 for width in widths]
        measure = Canvas(self.canvas.width, PRINTED)
        heights = [
            measure.words(cell, _SIZE, width=fit, bold=bold)
            for cell, fit in zip(cells, fits, strict=True)
        ]
        self.need(max(_ROW, *heights))
        for cell, x, width, side in zip(cells, places, fits, sides, strict=True):
            self._say(self.canvas, cell, x=x, width=width, side=side, bold=bold, quiet=quiet)
        self.canvas.y += max(_ROW, *heights)

    def _say(self, canvas: Canvas, words: str, size: float = _SIZE, **how: Any) -> float:
        self.words.append(words)
        return canvas.words(words, size, **how)


def report_pdf(report: MonthReport) -> bytes:
    """The whole report, its text as text. May be called by any thread."""
    title = text("oversight.report_title", month=f"{report.head.month:%Y-%m}")
    watermark = text("oversight.report_demo") if report.head.is_demo else ""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("pos-client")
    made = f"{report.head.device_id} {title} {report.head.made_at.isoformat()}"
    writer.setDocumentId(QUuid.createUuidV5(QUuid(), made.encode()))
    writer.setResolution(_RESOLUTION)
    size = QSizeF(_WIDTH / 10, _HEIGHT / 10)
    match = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Millimeter, "", match))
    writer.setPageMargins(QMarginsF())
    painter = QPainter(writer)
    painter.translate(_MARGIN, _MARGIN)
    pages = _Pages(writer, painter, watermark)
    _write(pages, report, title)
    painter.end()
    buffer.close()
    words = "".join(pages.words) + watermark
    return dated(readable(bytes(buffer.data().data()), words), report.head.made_at)


def _write(pages: _Pages, report: MonthReport, title: str) -> None:
    pages.line(report.head.brand, 32)
    pages.line(title, 56, bold=True)
    for label, value in report_facts(report):
        pages.row((say(label), value), (1, 4), quiet=True)
    pages.canvas.y += _GAP
    _draw_days(pages, report)
    for table in report_tables(report):
        _draw_table(pages, table)
    if report.outlet is None:
        pages.line(text("oversight.report_no_gateway"))
    pages.canvas.y += _GAP / 2
    pages.line(text("oversight.report_note"), 24)


def _draw_table(pages: _Pages, table: ReportTable) -> None:
    pages.need(_ROW * 4)
    pages.canvas.y += _GAP
    pages.line(say(table.title), 36, bold=True)
    pages.row([say(each) for each in table.columns], table.widths, quiet=True)
    pages.canvas.rule(heavy=True)
    for row in table.rows:
        pages.row([_said(cell) for cell in row], table.widths)
        pages.canvas.rule()
    if table.total:
        pages.row([_said(cell) for cell in table.total], table.widths, bold=True)


def _said(cell: Message | str | int) -> str:
    return str(cell) if isinstance(cell, int) else say(cell)


def _draw_days(pages: _Pages, report: MonthReport) -> None:
    """Bars of every day: saved, accepted, and what did not pass."""
    bars = list(_bars(report))
    if not bars:
        return
    pages.need(_PLOT + 2 * _ROW)
    canvas = pages.canvas
    highest = max(1, *(max(levels) for _, levels in bars))
    bottom, left = canvas.y + _PLOT, 90.0
    across = (canvas.width - left) / 31
    canvas.y = bottom
    canvas.rule(x=left)
    for day, levels in bars:
        for place, (level, ink) in enumerate(zip(levels, (_SAVED, _ACCEPTED, _NOT), strict=True)):
            height = (_PLOT - 20) * max(0, level) / highest
            x = left + across * (day - 1 + 0.1 + 0.27 * place)
            canvas.fill(QRectF(x, bottom - height, across * 0.25, height), ink)
    canvas.y = bottom - _PLOT
    canvas.words(str(highest), 22, width=left - 15, side=Side.RIGHT, quiet=True)
    canvas.y = bottom + 6
    for day in (1, 5, 10, 15, 20, 25, 30):
        x = left + across * (day - 1)
        canvas.words(str(day), 22, x=x, width=across, side=Side.MIDDLE, quiet=True)
    canvas.y += 40
    names = ("bars_saved", "bars_accepted", "bars_rejected")
    x = left
    for name, ink in zip(names, (_SAVED, _ACCEPTED, _NOT), strict=True):
        canvas.fill(QRectF(x, canvas.y + 6, 22, 22), ink)
        words = text(f"oversight.{name}")
        pages.words.append(words)
        canvas.words(words, 24, x=x + 32)
        x += canvas.length(words, 24) + 90
    canvas.y += _ROW


def _bars(report: MonthReport) -> Iterator[tuple[int, tuple[int, int, int]]]:
    for each in report.days:
        figures = each.figures
        passed_not = figures.rejected + figures.refused
        yield each.day.day, (figures.saved, figures.accepted, passed_not)
