"""Papers and codes on the screen."""

from __future__ import annotations

import pytest
import segno
from PySide6.QtWidgets import QApplication

from pos_client.application.papers import paper_text
from pos_client.domain.paper import PaperKind
from tests import papers
from tests.papers import ACCEPTANCE, FORM, SLIP
from ui.forms.renderer import picture_of
from ui.widgets.paper_view import PaperView
from ui.widgets.qr_code import QrCode


@pytest.mark.parametrize("side", [200, 331, 480])
def test_a_phone_can_read_the_code_off_the_screen(qapp: QApplication, side: int) -> None:
    code = QrCode()
    code.resize(side, side + 40)
    code.show_code(papers.QR_TEXT, "凭条二维码")
    image = code.grab().toImage()
    matrix = [bytes(row) for row in segno.make(papers.QR_TEXT, error="m").matrix_iter(border=4)]
    module = side // len(matrix)
    left = (side - module * len(matrix)) // 2
    top = left + 20
    seen = [
        bytes(
            image.pixelColor(int(left + (x + 0.5) * module), int(top + (y + 0.5) * module)).value()
            < 128
            for x in range(len(matrix))
        )
        for y in range(len(matrix))
    ]
    assert seen == matrix
    assert code.accessibleName() == "凭条二维码"


def test_a_code_is_never_asked_to_be_smaller_than_a_phone_can_read(qapp: QApplication) -> None:
    code = QrCode()
    assert code.minimumSizeHint().width() == 0
    code.show_code(papers.QR_TEXT, "")
    assert code.minimumSizeHint().width() >= 160


def test_no_text_is_no_code(qapp: QApplication) -> None:
    code = QrCode()
    code.resize(100, 100)
    empty = code.grab().toImage()
    code.show_code(papers.QR_TEXT, "")
    assert code.grab().toImage() != empty
    code.show_code("", "")
    assert code.grab().toImage() == empty


@pytest.mark.parametrize("kind", PaperKind)
def test_a_paper_is_shown_as_it_will_be_printed(qapp: QApplication, kind: PaperKind) -> None:
    text = paper_text(papers.paper(kind, is_demo=True))
    view = PaperView()
    view.resize(402, view.heightForWidth(400) + 2)
    view.show_paper(text)
    view.resize(402, view.heightForWidth(400) + 2)
    page = picture_of(text, 400 / (148 if kind is not SLIP else 80))
    shown = view.grab().toImage().copy(1, 1, page.width(), page.height())
    same = sum(
        shown.pixel(x, y) == page.pixel(x, y)
        for x in range(page.width())
        for y in range(page.height())
    )
    assert same > 0.98 * page.width() * page.height()


def test_a_picture_has_words_for_those_who_do_not_see_it(qapp: QApplication) -> None:
    view = PaperView()
    view.show_paper(paper_text(papers.paper(SLIP)))
    assert view.accessibleName() == papers.SLIP_TITLE
    assert papers.NOT_YET in view.accessibleDescription()
    view.show_paper(None)
    assert (view.accessibleName(), view.accessibleDescription()) == ("", "")


def test_another_paper_takes_the_place_of_the_one_before(qapp: QApplication) -> None:
    view = PaperView()
    view.resize(300, 420)
    view.show_paper(paper_text(papers.paper(FORM)))
    before = view.grab().toImage()
    view.show_paper(paper_text(papers.paper(ACCEPTANCE)))
    assert view.grab().toImage() != before
