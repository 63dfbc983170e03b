"""The papers as PDF: what somebody reads, and what somebody finds who looks inside."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pypdf
import pytest
import segno
import zxingcpp
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from pos_client.application.papers import FormRenderer, PaperRefused, paper_text
from pos_client.domain.handwritten_signature import HandwrittenSignature, Point
from pos_client.domain.paper import Paper, PaperKind
from tests import papers
from tests.papers import ACCEPTANCE, FORM, SLIP
from tests.ui.pdf_page import grey, insides, read, rendered
from ui.forms.canvas import Canvas
from ui.forms.renderer import PaperRenderer, page_size_of, picture_of

pytestmark = pytest.mark.usefixtures("qapp")

RENDERER: FormRenderer = PaperRenderer()
# Qt knows no character of a shape beyond the basic plane, though it draws it.
EVERY_PAPER = [
    *papers.states(),
    *(shown for shown in papers.people() if max(map(ord, shown.masked_name)) < 0x10000),
]


def test_a_reader_of_any_pdf_finds_every_word_and_no_word_too_many() -> None:
    wrong = {
        f"{shown!r}": found
        for shown in EVERY_PAPER
        if (found := papers.faults(shown, read(RENDERER.pdf(shown))))
    }
    assert wrong == {}


def test_a_rare_surname_is_drawn_though_no_reader_finds_it() -> None:
    rare, other = (papers.paper(SLIP, masked_name=name) for name in ("𠮷*", "林*"))
    assert papers.faults(rare, read(RENDERER.pdf(rare))) == ["lacks 𠮷*"]
    assert picture_of(paper_text(rare), 4) != picture_of(paper_text(other), 4)


@pytest.mark.parametrize("kind", PaperKind)
def test_the_words_on_the_page_are_the_words_of_the_paper(kind: PaperKind) -> None:
    shown = papers.paper(kind, is_demo=True, is_reprint=True)
    on_page = "".join(read(RENDERER.pdf(shown)).split())
    for words in paper_text(shown).words:
        assert "".join(words.split()) in on_page
        on_page = on_page.replace("".join(words.split()), "", 1)
    assert set(on_page) <= set("演示，无效")


@pytest.mark.parametrize("kind", PaperKind)
def test_nothing_in_the_file_looks_like_an_identity_number(kind: PaperKind) -> None:
    pdf = RENDERER.pdf(papers.paper(kind, is_demo=True))
    # Hexadecimal of the file's own number is no identity.
    bare = re.compile(rb"(?<![0-9a-f])(?:%b)(?![0-9a-f])" % papers.BARE.pattern.encode())
    assert [found for part in insides(pdf) for found in bare.findall(part)] == []


@pytest.mark.parametrize("kind", PaperKind)
def test_the_metadata_tells_of_no_customer(kind: PaperKind) -> None:
    shown = papers.paper(kind)
    metadata = pypdf.PdfReader(io.BytesIO(RENDERER.pdf(shown))).metadata
    assert metadata is not None
    assert metadata.title == paper_text(shown).title
    assert metadata.author in (None, "")
    assert not any("林" in str(value) or "0188" in str(value) for value in metadata.values())


@pytest.mark.parametrize("kind", PaperKind)
def test_one_paper_always_gives_the_same_file_as_old_as_the_paper(kind: PaperKind) -> None:
    shown = papers.paper(kind)
    pdf = RENDERER.pdf(shown)
    assert pdf == RENDERER.pdf(shown)
    metadata = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.creation_date == metadata.modification_date == paper_text(shown).made_at
    in_xmp = set(re.findall(rb'Date="(\d{4}-\d\d-\d\d)', pdf))
    assert in_xmp == {f"{paper_text(shown).made_at.astimezone():%Y-%m-%d}".encode()}


def test_an_embedded_face_holds_no_more_than_was_written() -> None:
    assert len(RENDERER.pdf(papers.paper(SLIP, is_demo=True))) < 100_000


@pytest.mark.parametrize("kind", PaperKind)
def test_no_paper_is_drawn_without_sign_or_agent(kind: PaperKind) -> None:
    for field in ("sign_number", "agent_number"):
        with pytest.raises(PaperRefused, match=field):
            RENDERER.pdf(papers.paper(kind, **{field: ""}))


@pytest.mark.parametrize("kind", PaperKind)
def test_long_names_wrap_and_still_fit_one_sheet(kind: PaperKind) -> None:
    shown = papers.paper(
        kind,
        is_demo=True,
        is_reprint=True,
        outlet_name=papers.LONG_OUTLET * 4,
        where_to_ask="请拨打运营商客服热线，或携带本人证件原件到就近的自有营业厅咨询。" * 8,
        masked_name="阿" + "*" * 14,
    )
    pdf = RENDERER.pdf(shown)
    assert "".join(read(pdf).split()).count(papers.LONG_OUTLET) == 4
    image = picture_of(paper_text(shown), 4)
    edge = [
        *(image.pixelColor(x, image.height() - 8).value() for x in range(image.width())),
        *(image.pixelColor(image.width() - 8, y).value() for y in range(image.height())),
    ]
    assert min(edge) > 200


def test_digits_stand_beneath_each_other() -> None:
    assert {round(Canvas.length(digit, 34), 3) for digit in "0123456789"} == {
        round(Canvas.length("0", 34), 3)
    }


@pytest.mark.parametrize(("kind", "width"), [(FORM, 420), (SLIP, 227), (ACCEPTANCE, 420)])
def test_forms_are_a5_and_the_slip_is_a_roll(kind: PaperKind, width: int) -> None:
    page = pypdf.PdfReader(io.BytesIO(RENDERER.pdf(papers.paper(kind)))).pages[0]
    assert round(page.mediabox.width) == width


@pytest.mark.parametrize("kind", PaperKind)
@pytest.mark.parametrize("is_demo", [False, True])
def test_a_scanner_reads_the_one_code_of_every_paper(kind: PaperKind, is_demo: bool) -> None:
    shown = papers.paper(kind, is_demo=is_demo, is_reprint=True)
    found = zxingcpp.read_barcodes(grey(rendered(RENDERER.pdf(shown), 4)))
    assert [code.text for code in found] == [shown.qr_text]


@pytest.mark.parametrize("is_demo", [False, True])
def test_the_code_on_the_page_is_the_one_of_the_slip(is_demo: bool) -> None:
    image = rendered(RENDERER.pdf(papers.paper(SLIP, is_demo=is_demo)), 8)
    expected = [list(map(bool, row)) for row in segno.make(papers.QR_TEXT, error="m").matrix]
    assert code_in(image, 7.5 / 254 * 72 * 8, len(expected)) == expected


def code_in(image: QImage, module: float, count: int) -> list[list[bool]]:
    """Find the first place down the page's middle where a code's timing fits, and read it."""
    left = (image.width() - count * module) / 2

    def is_dark(x: float, y: float) -> bool:
        return image.pixelColor(int(x), int(y)).value() < 250  # a watermark would be grey

    # The corner of a code is the only thing that is dark for seven modules down there.
    for top in range(image.height() - int(count * module)):
        if all(is_dark(left + module / 2, top + step * module / 4) for step in range(27)):
            break
    return [
        [is_dark(left + (x + 0.5) * module, top + (y + 0.5) * module) for x in range(count)]
        for y in range(count)
    ]


def inked(signature: HandwrittenSignature) -> list[tuple[int, int]]:
    """Where a signature changes the form, in quarters of a millimetre."""
    dot = replace(signature, strokes=((Point(9000, 3000, 0),),))
    signed = picture_of(paper_text(papers.paper(FORM, handwritten_signature=signature)), 4)
    empty = picture_of(paper_text(papers.paper(FORM, handwritten_signature=dot)), 4)
    return [
        (x, y)
        for x in range(signed.width())
        for y in range(signed.height())
        if signed.pixel(x, y) != empty.pixel(x, y)
    ]


def test_a_signature_is_ink_in_its_own_place() -> None:
    places = inked(papers.signature())
    assert len(places) > 500
    assert min(x for x, _ in places) > 148 * 4 // 2


def test_a_stroke_that_left_the_pad_crosses_out_no_words() -> None:
    signature = papers.signature()
    far = (Point(5000, 2000, 0), Point(5000, -9000, 10), Point(-9000, 2000, 20))
    stray = replace(signature, strokes=(*signature.strokes, far))
    heights = [y for _, y in inked(stray)]
    assert max(heights) - min(heights) <= 21 * 4
    assert min(x for x, _ in inked(stray)) > 148 * 4 // 2


def test_a_real_paper_has_no_watermark_and_a_demo_has_a_large_one() -> None:
    grey = QColor("#E3E5E8").rgb()

    def stained(shown: Paper) -> int:
        image = picture_of(paper_text(shown), 2)
        return sum(
            image.pixel(x, y) == grey for x in range(image.width()) for y in range(image.height())
        )

    for kind in PaperKind:
        size = page_size_of(paper_text(papers.paper(kind)))
        assert stained(papers.paper(kind)) == 0
        area = size.width() * size.height() / 25
        assert stained(papers.paper(kind, is_demo=True)) > area / 100


def test_the_screen_s_language_changes_nothing(qapp: QApplication) -> None:
    from ui import i18n

    before = RENDERER.pdf(papers.paper(SLIP))
    i18n.use("en")
    assert RENDERER.pdf(papers.paper(SLIP)) == before
