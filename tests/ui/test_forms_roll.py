"""The papers for a receipt printer."""

from __future__ import annotations

import pytest
import segno
import zxingcpp
from PySide6.QtGui import QPainter

from pos_client.application.papers import PaperRefused, PaperText, RollWidth, paper_text
from pos_client.domain.paper import PaperKind
from tests import papers
from tests.papers import FORM, SLIP
from tests.ui.escpos_page import printed
from tests.ui.pdf_page import grey
from ui.forms import escpos, renderer
from ui.forms.escpos import escpos_bytes
from ui.forms.renderer import PaperRenderer

pytestmark = pytest.mark.usefixtures("qapp")

DOTS_A_MODULE = 6


@pytest.mark.parametrize("kind", PaperKind)
@pytest.mark.parametrize("width", RollWidth)
def test_a_printer_gets_a_picture_as_wide_as_its_roll_and_then_cuts(
    kind: PaperKind, width: RollWidth
) -> None:
    roll = printed(PaperRenderer().receipt_printer(papers.paper(kind), width))
    assert roll.width == width.dots
    assert roll.is_cut
    assert 0.02 < roll.black / (roll.width * len(roll.rows)) < 0.3


def test_the_library_says_nothing_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    PaperRenderer().receipt_printer(papers.paper(SLIP), RollWidth.MM_58)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("width", RollWidth)
@pytest.mark.parametrize("is_demo", [False, True])
def test_the_code_is_printed_module_for_module_in_white(width: RollWidth, is_demo: bool) -> None:
    shown = papers.paper(SLIP, is_demo=is_demo)
    roll = printed(PaperRenderer().receipt_printer(shown, width))
    code = segno.make(papers.QR_TEXT, error="m")
    picture = [
        "".join(str(module) * DOTS_A_MODULE for module in row)
        for row in map(bytes, code.matrix_iter(border=4))
        for _ in range(DOTS_A_MODULE)
    ]
    assert roll.holds(picture)


@pytest.mark.parametrize("kind", PaperKind)
@pytest.mark.parametrize("width", RollWidth)
def test_a_scanner_reads_the_one_code_of_every_roll(kind: PaperKind, width: RollWidth) -> None:
    shown = papers.paper(kind, is_demo=True)
    found = zxingcpp.read_barcodes(grey(escpos.roll_dots(paper_text(shown), width)))
    assert [code.text for code in found] == [shown.qr_text]


@pytest.mark.parametrize("kind", PaperKind)
def test_no_roll_without_sign_or_agent(kind: PaperKind) -> None:
    for field in ("sign_number", "agent_number"):
        with pytest.raises(PaperRefused, match=field):
            PaperRenderer().receipt_printer(papers.paper(kind, **{field: ""}), RollWidth.MM_58)


@pytest.mark.parametrize("width", RollWidth)
def test_demo_reprint_and_a_person_s_mask_change_what_is_printed(width: RollWidth) -> None:
    rolls = {
        PaperRenderer().receipt_printer(papers.paper(FORM, **changes), width)
        for changes in (
            {},
            {"is_demo": True},
            {"is_reprint": True},
            {"masked_name": "欧*"},
            {"handwritten_signature": None},
        )
    }
    assert len(rolls) == 5


@pytest.mark.parametrize("width", RollWidth)
def test_a_long_name_makes_the_roll_longer_and_no_wider(width: RollWidth) -> None:
    plain = printed(PaperRenderer().receipt_printer(papers.paper(SLIP), width))
    shown = papers.paper(SLIP, outlet_name=papers.LONG_OUTLET * 3)
    long = printed(PaperRenderer().receipt_printer(shown, width))
    assert long.width == plain.width
    assert len(long.rows) > len(plain.rows) + 60


@pytest.mark.parametrize("kind", PaperKind)
def test_sheet_and_roll_are_drawn_from_the_same_words(
    kind: PaperKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[PaperText] = []
    page, roll = renderer.draw_page, escpos.draw_roll

    def see_page(painter: QPainter, text: PaperText) -> None:
        given.append(text)
        page(painter, text)

    def see_roll(painter: QPainter, text: PaperText, *rest: object) -> object:
        given.append(text)
        return roll(painter, text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(renderer, "draw_page", see_page)
    monkeypatch.setattr(escpos, "draw_roll", see_roll)
    shown = papers.paper(kind, is_demo=True, is_reprint=True)
    PaperRenderer().pdf(shown)
    PaperRenderer().receipt_printer(shown, RollWidth.MM_80)
    assert given == [paper_text(shown)] * 2


@pytest.mark.parametrize("kind", PaperKind)
@pytest.mark.parametrize("width", RollWidth)
def test_every_word_is_set_on_the_roll(
    kind: PaperKind, width: RollWidth, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.forms.canvas import Canvas

    set_words: list[str] = []
    words = Canvas.words

    def see(canvas: Canvas, text: str, *given: object, **named: object) -> float:
        if canvas.is_drawn:
            set_words.append(text)
        return words(canvas, text, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Canvas, "words", see)
    text = paper_text(papers.paper(kind, is_demo=True, is_reprint=True))
    escpos_bytes(text, width)
    assert set_words.count("演示，无效") == 1
    assert "".join(sorted("".join(set_words))) == "".join(sorted("".join(text.words)))
