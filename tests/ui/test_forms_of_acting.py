"""Papers on which somebody acts for the owner or a unit: every word, and room for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtGui import QImage

from pos_client.application.papers import PaperText, RollWidth, paper_text
from pos_client.domain.paper import Paper, PaperKind
from tests import papers
from tests.papers import ACCEPTANCE, FORM, by_trustee, of_minor
from tests.ui.pdf_page import read
from ui.forms.escpos import roll_dots
from ui.forms.renderer import PaperRenderer, picture_of

pytestmark = pytest.mark.usefixtures("qapp")

_DOTS = 4
OF_FLOWS = (
    *(papers.of_unit, papers.of_unit_user, papers.of_later_user),
    *(papers.of_activation, papers.of_industry_sim, papers.of_special),
)


@pytest.mark.parametrize("made", [of_minor, by_trustee, *OF_FLOWS])
@pytest.mark.parametrize("kind", [FORM, ACCEPTANCE])
def test_every_word_stands_on_the_page(made: Callable[..., Paper], kind: PaperKind) -> None:
    shown = made(kind, is_demo=True)
    on_page = "".join(read(PaperRenderer().pdf(shown)).split())
    for words in paper_text(shown).words:
        assert "".join(words.split()) in on_page
    assert not papers.BARE.search(on_page)
    if made in OF_FLOWS:
        assert papers.faults(shown, on_page) == []


def sheet(text: PaperText) -> QImage:
    return picture_of(text, _DOTS)


def wide_roll(text: PaperText) -> QImage:
    return roll_dots(text, RollWidth.MM_80)


def narrow_roll(text: PaperText) -> QImage:
    return roll_dots(text, RollWidth.MM_58)


@pytest.mark.parametrize("drawn", [sheet, wide_roll, narrow_roll])
def test_a_label_of_two_lines_has_the_room_of_two(drawn: Callable[[PaperText], QImage]) -> None:
    """The next row begins beneath it, as beneath words of two lines beside it."""
    text = replace(paper_text(of_minor(FORM)), signatures=(), closing=())
    first = text.groups[0][0]
    long = "与未成年人的关系，写得很长，一行放不下" if drawn is sheet else "机主（未成年人）"
    plain, wrapped = (
        _last_dark_row(drawn(replace(text, groups=((replace(first, label=label), first),))))
        for label in ("短", long)
    )
    assert wrapped - plain >= 15


def _last_dark_row(image: QImage) -> int:
    return max(
        y
        for y in range(image.height())
        if any(image.pixelColor(x, y).value() < 90 for x in range(0, image.width(), 2))
    )
