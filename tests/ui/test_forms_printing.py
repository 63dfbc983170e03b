"""Papers on their way: to files, sockets, serial lines and the system's printers."""

from __future__ import annotations

import errno
import io
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter

from pos_client.application.papers import PaperRefused, RollWidth, paper_text
from pos_client.domain.paper import PaperKind
from tests import papers
from tests.papers import ACCEPTANCE, FORM, SLIP
from tests.ui.escpos_page import printed
from tests.ui.pdf_page import rendered
from ui.forms import lines
from ui.forms.printer_errors import NotPrinted, PrinterTrouble
from ui.forms.printing import paint_on, print_paper
from ui.forms.renderer import PaperRenderer

pytestmark = pytest.mark.usefixtures("qapp")
posix = pytest.mark.skipif(sys.platform == "win32", reason="devices of the system are files here")

PAPER_OUT, PAPER_IN = b"\x72", b"\x12"
ASKED = b"\x10\x04\x04"
DATA = PaperRenderer().receipt_printer


@contextmanager
def at_once(work: Callable[[], None]) -> Iterator[None]:
    """Run beside the test and end with it."""
    thread = threading.Thread(target=work, name="printer")
    thread.start()
    try:
        yield
    finally:
        thread.join(10)


class NetworkPrinter:
    """Listens on this machine, answers the question for paper and keeps what it is sent."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"escpos:tcp:127.0.0.1:{self._door.getsockname()[1]}"
        self.got = b""

    def work(self) -> None:
        with self._door, self._door.accept()[0] as line:
            line.settimeout(10)
            self.got += line.recv(len(ASKED), socket.MSG_WAITALL)
            line.sendall(self._answer)
            while piece := line.recv(65536):
                self.got += piece


def trouble_with(address: str, **named: float) -> PrinterTrouble:
    with pytest.raises(NotPrinted) as failed:
        print_paper(papers.paper(SLIP), address, RollWidth.MM_58, **named)
    assert failed.value.address == address
    return failed.value.trouble


@posix
def test_a_device_gets_the_whole_roll(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    print_paper(papers.paper(SLIP), f"escpos:{device}", RollWidth.MM_58)
    assert device.read_bytes() == DATA(papers.paper(SLIP), RollWidth.MM_58)


@posix
def test_a_device_that_is_not_there_is_missing_and_is_not_made(tmp_path: Path) -> None:
    assert trouble_with(f"escpos:{tmp_path / 'lp0'}") is PrinterTrouble.MISSING
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_folder_is_no_printer(tmp_path: Path) -> None:
    assert trouble_with(f"escpos:{tmp_path}") is PrinterTrouble.ADDRESS


@posix
def test_a_device_that_takes_no_more_is_offline(tmp_path: Path) -> None:
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert trouble_with(f"escpos:{pipe}", timeout_s=0.05) is PrinterTrouble.OFFLINE
    finally:
        os.close(reader)


@posix
def test_a_device_without_room_has_no_paper() -> None:
    assert trouble_with("escpos:/dev/full") is PrinterTrouble.PAPER_OUT


@posix
@pytest.mark.parametrize(
    ("status", "trouble"),
    [(0x38, PrinterTrouble.PAPER_OUT), (0x08, PrinterTrouble.OFFLINE), (0x18, None)],
)
def test_the_kernel_s_driver_is_asked_for_paper(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    trouble: PrinterTrouble | None,
) -> None:
    import fcntl

    monkeypatch.setattr(fcntl, "ioctl", lambda *_: status.to_bytes(4, sys.byteorder))
    device = tmp_path / "lp0"
    device.touch()
    if trouble is None:
        print_paper(papers.paper(SLIP), f"escpos:{device}")
    else:
        assert trouble_with(f"escpos:{device}") is trouble
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
        assert trouble_with(printer.address) is PrinterTrouble.PAPER_OUT
    assert printer.got == ASKED


def test_nobody_at_the_port_is_offline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    assert trouble_with(f"escpos:tcp:127.0.0.1:{port}") is PrinterTrouble.OFFLINE


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
        assert trouble_with(address, timeout_s=0.05) is PrinterTrouble.OFFLINE
    finally:
        os.close(ours)
        os.close(theirs)


@posix
def test_a_serial_line_that_is_not_there_is_missing(tmp_path: Path) -> None:
    assert trouble_with(f"escpos:serial:{tmp_path / 'ttyS9'}") is PrinterTrouble.MISSING


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
    assert trouble_with(address) is PrinterTrouble.ADDRESS


def test_a_printer_that_the_system_does_not_know_is_missing() -> None:
    assert trouble_with("system:Nobody's printer") is PrinterTrouble.MISSING


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
    assert trouble_with("escpos:/dev/usb/lp0") is PrinterTrouble.FORBIDDEN


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
