"""Papers on their way: to files, sockets, serial lines and the system's printers."""

from __future__ import annotations

import errno
import io
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter

from pos_client.application.paper_trouble import (
    PrinterAddressWrong,
    PrinterForbidden,
    PrinterMissing,
    PrinterSilent,
    PrinterTrouble,
    PrinterWithoutPaper,
)
from pos_client.application.papers import PaperRefused, RollWidth, paper_text
from pos_client.domain.paper import PaperKind
from tests import papers
from tests.papers import ACCEPTANCE, FORM, SLIP
from tests.ui.escpos_page import printed
from tests.ui.pdf_page import rendered
from tests.ui.printers import (
    ASKED,
    NetworkPrinter,
    UnkindPrinter,
    at_once,
    hang_up_on_unread_data,
    take_nothing,
)
from ui.forms import lines
from ui.forms.printing import paint_on, print_paper
from ui.forms.renderer import PaperRenderer

pytestmark = pytest.mark.usefixtures("qapp")
posix = pytest.mark.skipif(sys.platform == "win32", reason="devices of the system are files here")

PAPER_OUT, PAPER_IN = b"\x72", b"\x12"
DATA = PaperRenderer().receipt_printer


def trouble_with(address: str, **named: float) -> PrinterTrouble:
    with pytest.raises(PrinterTrouble) as failed:
        print_paper(papers.paper(SLIP), address, RollWidth.MM_58, **named)
    return failed.value


def kind_of_trouble(address: str, **named: float) -> type[PrinterTrouble]:
    """What is wrong with a printer that took nothing."""
    trouble = trouble_with(address, **named)
    assert not trouble.is_begun
    return type(trouble)


@posix
def test_a_device_gets_the_whole_roll(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    print_paper(papers.paper(SLIP), f"escpos:{device}", RollWidth.MM_58)
    assert device.read_bytes() == DATA(papers.paper(SLIP), RollWidth.MM_58)


@posix
def test_a_device_that_is_not_there_is_missing_and_is_not_made(tmp_path: Path) -> None:
    assert kind_of_trouble(f"escpos:{tmp_path / 'lp0'}") is PrinterMissing
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_folder_is_no_printer(tmp_path: Path) -> None:
    assert kind_of_trouble(f"escpos:{tmp_path}") is PrinterAddressWrong


@posix
def test_a_device_that_takes_no_more_is_offline(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        trouble = trouble_with(f"escpos:{pipe}", timeout_s=0.05)
        assert isinstance(trouble, PrinterSilent)
        assert trouble.is_begun  # the pipe took some of it
    finally:
        os.close(reader)


@posix
def test_a_device_without_room_has_no_paper() -> None:
    assert kind_of_trouble("escpos:/dev/full") is PrinterWithoutPaper


@posix
@pytest.mark.parametrize(
    ("status", "trouble"),
    [(0x38, PrinterWithoutPaper), (0x08, PrinterSilent), (0x18, None)],
)
def test_the_kernel_s_driver_is_asked_for_paper(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    trouble: type[PrinterTrouble] | None,
) -> None:
    import fcntl

    monkeypatch.setattr(fcntl, "ioctl", lambda *_: status.to_bytes(4, sys.byteorder))
    device = tmp_path / "lp0"
    device.touch()
    if trouble is None:
        print_paper(papers.paper(SLIP), f"escpos:{device}")
    else:
        assert kind_of_trouble(f"escpos:{device}") is trouble
    assert bool(device.read_bytes()) is (trouble is None)


@pytest.mark.parametrize("answer", [PAPER_IN, b"", b"\xff"])
def test_a_printer_in_the_network_gets_the_whole_roll(answer: bytes) -> None:
    printer = NetworkPrinter(answer)
    with at_once(printer.work):
        print_paper(papers.paper(SLIP), printer.address, RollWidth.MM_80)
    assert printer.got == ASKED + DATA(papers.paper(SLIP), RollWidth.MM_80)


def test_a_printer_that_says_its_paper_is_out_gets_nothing() -> None:
    printer = NetworkPrinter(PAPER_OUT)
    with at_once(printer.work):
        assert kind_of_trouble(printer.address) is PrinterWithoutPaper
    assert printer.got == ASKED


@pytest.mark.parametrize(
    "habit", [take_nothing, None, hang_up_on_unread_data], ids=["hangs", "no door", "drops"]
)
def test_a_printer_that_stops_taking_the_paper_is_told_and_may_have_printed_some(
    habit: Callable[[socket.socket], None] | None,
) -> None:
    printer = UnkindPrinter(habit)
    with printer.at_work():
        trouble = trouble_with(printer.address, timeout_s=0.3)
    assert type(trouble) is PrinterSilent
    assert trouble.is_begun


def test_a_slow_printer_may_take_its_time_as_long_as_it_takes_something() -> None:
    got = bytearray()
    pace = threading.Event()

    def slowly(line: socket.socket) -> None:
        while piece := line.recv(3000):
            got.extend(piece)
            pace.wait(0.02)

    printer = UnkindPrinter(slowly)
    began = time.monotonic()
    with printer.at_work():
        print_paper(papers.paper(SLIP), printer.address, RollWidth.MM_58, timeout_s=0.4)
    assert bytes(got) == ASKED + DATA(papers.paper(SLIP), RollWidth.MM_58)
    assert time.monotonic() - began > 0.4


def test_a_printer_is_given_up_as_soon_as_nobody_waits_for_it_any_more() -> None:
    printer = UnkindPrinter(take_nothing)
    began = time.monotonic()
    with printer.at_work(), pytest.raises(PrinterSilent):
        print_paper(papers.paper(SLIP), printer.address, timeout_s=60, is_over=lambda: True)
    assert time.monotonic() - began < 10


def test_nobody_at_the_port_is_offline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    assert kind_of_trouble(f"escpos:tcp:127.0.0.1:{port}") is PrinterSilent


@posix
def test_a_serial_line_gets_the_whole_roll() -> None:
    ours, theirs = os.openpty()
    got = bytearray()
    data = DATA(papers.paper(SLIP), RollWidth.MM_58)

    def work() -> None:
        while len(got) < len(ASKED) + len(data):
            got.extend(os.read(ours, 4096))
            if got == ASKED:
                os.write(ours, PAPER_IN)

    try:
        with at_once(work):
            address = f"escpos:serial:{os.ttyname(theirs)}@115200"
            print_paper(papers.paper(SLIP), address, RollWidth.MM_58)
    finally:
        os.close(ours)
        os.close(theirs)
    assert printed(bytes(got).removeprefix(ASKED)).is_cut
    assert bytes(got) == ASKED + data


@posix
def test_a_serial_line_that_takes_no_more_is_offline() -> None:
    ours, theirs = os.openpty()
    try:
        address = f"escpos:serial:{os.ttyname(theirs)}"
        trouble = trouble_with(address, timeout_s=0.05)
        assert isinstance(trouble, PrinterSilent)
        assert trouble.is_begun
    finally:
        os.close(ours)
        os.close(theirs)


@posix
def test_a_serial_line_that_is_not_there_is_missing(tmp_path: Path) -> None:
    assert kind_of_trouble(f"escpos:serial:{tmp_path / 'ttyS9'}") is PrinterMissing


@pytest.mark.parametrize(
    "address",
    [
        "",
        "lp0",
        "escpos:",
        "escpos:tcp:host",
        "escpos:serial:",
        "cups:x",
        "escpos:tcp:127.0.0.1:99999",
    ],
)
def test_what_is_no_address_is_said_to_be_none(address: str) -> None:
    assert kind_of_trouble(address) is PrinterAddressWrong


def test_a_printer_that_the_system_does_not_know_is_missing() -> None:
    assert kind_of_trouble("system:Nobody's printer") is PrinterMissing


def test_a_paper_that_must_not_be_reaches_no_printer(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    with pytest.raises(PaperRefused):
        print_paper(papers.paper(SLIP, agent_number=""), f"escpos:{device}")
    assert device.read_bytes() == b""


def test_what_the_system_forbids_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(path: str) -> int:
        raise PermissionError(errno.EACCES, "no", path)

    monkeypatch.setattr(lines, "_opened", forbid)
    assert kind_of_trouble("escpos:/dev/usb/lp0") is PrinterForbidden


@pytest.mark.parametrize("kind", PaperKind)
def test_a_system_printer_draws_the_same_words(kind: PaperKind, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    shown = papers.paper(kind, is_reprint=True)
    assert paint_on(printer, paper_text(shown))
    pages = pypdf.PdfReader(io.BytesIO((tmp_path / "out.pdf").read_bytes())).pages
    assert len(pages) == 1
    assert shown.masked_iccid in pages[0].extract_text() or kind is ACCEPTANCE
    assert shown.masked_id_number in pages[0].extract_text()


def test_a_printer_whose_page_is_smaller_gets_it_smaller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A6))
    printer.setPageMargins(QMarginsF())
    monkeypatch.setattr(QPrinter, "setPageSize", lambda *_: False)
    assert paint_on(printer, paper_text(papers.paper(FORM)))
    page = pypdf.PdfReader(io.BytesIO((tmp_path / "out.pdf").read_bytes())).pages[0]
    assert round(page.mediabox.width) == 297
    image = rendered((tmp_path / "out.pdf").read_bytes(), 2)
    last = image.width() - 12
    assert {image.pixelColor(last, y).value() for y in range(image.height())} == {255}
    low = range(image.height() * 7 // 8, image.height())
    assert min(image.pixelColor(x, y).value() for x in range(image.width()) for y in low) < 160


def test_a_paper_can_be_printed_by_a_thread_that_may_wait(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    with at_once(lambda: print_paper(papers.paper(SLIP), f"escpos:{device}")):
        pass
    assert device.read_bytes() == DATA(papers.paper(SLIP), RollWidth.MM_80)
