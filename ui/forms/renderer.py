"""Papers as PDF, as a picture, and as what a receipt printer understands."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF, QUuid
from PySide6.QtGui import QColor, QImage, QPageSize, QPainter, QPdfWriter

from pos_client.application.papers import AnyPaper, PaperText, RollWidth, paper_text
from pos_client.domain.paper import PaperKind
from ui.forms.canvas import PRINTED
from ui.forms.escpos import escpos_bytes
from ui.forms.pdf_text import dated, readable
from ui.forms.roll import draw_beneath, draw_roll, roll_height
from ui.forms.sheet import SHEET_HEIGHT, SHEET_WIDTH, draw_sheet

__all__ = ["PaperRenderer", "draw_page", "page_size_of", "picture_of"]

_RESOLUTION: Final = 508  # dots to the inch: two to a tenth of a millimetre
_ROLL_WIDTH: Final = 800.0
_ROLL_MARGIN: Final = 40.0


class PaperRenderer:
    """Draws papers; keeps nothing, and may be called by any thread.

    Raises:
        PaperRefused: there must be no such paper.
    """

    def pdf(self, paper: AnyPaper) -> bytes:
        """One page: a form on A5, the slip as long as it has to be on 80 mm."""
        text = paper_text(paper)
        size = page_size_of(text)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(text.title)
        writer.setCreator("pos-client")
        writer.setDocumentId(QUuid.createUuidV5(QUuid(), "\n".join(text.words).encode()))
        writer.setResolution(_RESOLUTION)
        writer.setPageSize(
            QPageSize(
                size / 10, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch
            )
        )
        writer.setPageMargins(QMarginsF())
        painter = QPainter(writer)
        painter.scale(_RESOLUTION / 254, _RESOLUTION / 254)
        draw_page(painter, text)
        painter.end()
        buffer.close()
        words = "".join(text.words) + text.watermark
        return dated(readable(bytes(buffer.data().data()), words), text.made_at)

    def receipt_printer(self, paper: AnyPaper, width: RollWidth) -> bytes:
        """The same words on a roll, as a picture: every ESC/POS printer can print one."""
        return escpos_bytes(paper_text(paper), width)


def page_size_of(text: PaperText) -> QSizeF:
    """Width and height of the page in tenths of a millimetre."""
    if text.kind is not PaperKind.CUSTOMER_SLIP:
        return QSizeF(SHEET_WIDTH, SHEET_HEIGHT)
    column = roll_height(text, _ROLL_WIDTH - 2 * _ROLL_MARGIN, PRINTED)
    return QSizeF(_ROLL_WIDTH, round(column + 2 * _ROLL_MARGIN))


def draw_page(painter: QPainter, text: PaperText) -> None:
    """Draw with a painter that counts in tenths of a millimetre."""
    if text.kind is PaperKind.CUSTOMER_SLIP:
        painter.save()
        painter.translate(_ROLL_MARGIN, _ROLL_MARGIN)
        draw_beneath(painter, text, _ROLL_WIDTH - 2 * _ROLL_MARGIN, PRINTED)
        draw_roll(painter, text, _ROLL_WIDTH - 2 * _ROLL_MARGIN, PRINTED)
        painter.restore()
    else:
        draw_sheet(painter, text, PRINTED)


def picture_of(text: PaperText, dots_per_mm: float) -> QImage:
    """The page as it will be printed, for the screen."""
    size = page_size_of(text) * (dots_per_mm / 10)
    image = QImage(size.toSize(), QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(dots_per_mm / 10, dots_per_mm / 10)
    draw_page(painter, text)
    painter.end()
    return image
