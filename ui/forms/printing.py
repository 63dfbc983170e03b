"""A paper to a printer, on whatever thread may wait for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageSize, QPainter

from pos_client.application.paper_trouble import PrinterAddressWrong, PrinterMissing, PrinterSilent
from pos_client.application.papers import AnyPaper, PaperText, RollWidth, paper_text
from pos_client.infrastructure.printer_address import PrinterAddress, PrinterWay, printer_at
from ui.forms.escpos import escpos_bytes
from ui.forms.lines import Patience, send_to_device, send_to_serial, send_to_tcp
from ui.forms.renderer import draw_page, page_size_of

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

__all__ = ["paint_on", "print_paper"]

_TIMEOUT_S: Final = 10.0


def print_paper(
    paper: AnyPaper,
    address: str,
    width: RollWidth = RollWidth.MM_80,
    *,
    timeout_s: float = _TIMEOUT_S,
    is_over: Callable[[], bool] = lambda: False,
) -> None:
    """Print and come back once all has been handed over. Blocks: never on the GUI thread.

    Args:
        address: of the form that `printer_at` reads.
        width: of the roll in a receipt printer.
        timeout_s: how long a receipt printer may take nothing; a slow one may take its time.
        is_over: asked several times a second; True gives a receipt printer up.

    Raises:
        PaperRefused: there must be no such paper.
        PrinterTrouble: says what is wrong with the printer, and whether it took some of the paper.
    """
    text = paper_text(paper)
    printer = printer_at(address)
    if printer is None:
        raise PrinterAddressWrong(address)
    if printer.way is PrinterWay.SYSTEM:
        _print_on_system(text, printer.place, address)
    else:
        _send(escpos_bytes(text, width), printer, address, Patience(timeout_s, is_over))


def paint_on(printer: QPrinter, text: PaperText) -> bool:
    """Draw on a printer's page: in its own size at the top, smaller only where the page is.

    Returns:
        Whether the printer took it.
    """
    size = page_size_of(text)
    printer.setDocName(text.title)
    printer.setCreator("pos-client")
    printer.setFullPage(True)
    printer.setPageSize(QPageSize(size / 10, QPageSize.Unit.Millimeter))
    printer.setPageMargins(QMarginsF())
    painter = QPainter()
    if not painter.begin(printer):
        return False
    page = printer.pageLayout().fullRectPixels(printer.resolution())
    scale = _scale_on(QRectF(page), size, printer.resolution() / 254)
    painter.translate(max(0.0, (page.width() - size.width() * scale) / 2), 0.0)
    painter.scale(scale, scale)
    draw_page(painter, text)
    return painter.end()


def _scale_on(page: QRectF, size: QSizeF, whole: float) -> float:
    return min(whole, page.width() / size.width(), page.height() / size.height())


def _print_on_system(text: PaperText, name: str, address: str) -> None:
    # Loads the system's printing, which most days are over without.
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    found = QPrinterInfo.printerInfo(name) if name else QPrinterInfo.defaultPrinter()
    if found.isNull():
        raise PrinterMissing(address)
    if found.state() in (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted):
        raise PrinterSilent(address)
    if not paint_on(QPrinter(found, QPrinter.PrinterMode.HighResolution), text):
        raise PrinterSilent(address)


def _send(data: bytes, printer: PrinterAddress, address: str, patience: Patience) -> None:
    if printer.way is PrinterWay.TCP:
        send_to_tcp(data, printer.place, printer.number, address, patience)
    elif printer.way is PrinterWay.SERIAL:
        send_to_serial(data, printer.place, printer.number, address, patience)
    else:
        send_to_device(data, printer.place, address, patience)
