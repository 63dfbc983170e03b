"""The agreement of two people on sheet and roll: every word, both inks, one page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor

from pos_client.application.papers import RollWidth, paper_text
from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import TRANSFER
from pos_client.domain.handwritten_signature import Point
from pos_client.domain.paper import Paper, PaperKind
from tests import papers
from tests.papers import ACCEPTANCE, FORM
from tests.ui.pdf_page import read
from ui.forms.renderer import PaperRenderer, picture_of

pytestmark = pytest.mark.usefixtures("qapp")

RENDERER = PaperRenderer()
_DOTS = 4


def signed_by(*who: PartyRole) -> Paper:
    """The agreement; whoever is not among these has made no more than a dot."""
    dot = replace(papers.signature(), strokes=((Point(0, 0, 0),),))
    both = papers.agreement(FORM)
    if PartyRole.OWNER not in who:
        both = replace(both, handwritten_signature=dot)
    if PartyRole.PRESENT_OWNER not in who:
        others = (replace(each, handwritten_signature=dot) for each in both.others)
        both = replace(both, others=tuple(others))
    return both


def inked(shown: Paper) -> set[int]:
    """The columns of the page that the ink of this paper darkens."""
    signed = picture_of(paper_text(shown), _DOTS)
    empty = picture_of(paper_text(signed_by()), _DOTS)
    return {
        x
        for x in range(0, signed.width(), 2)
        if any(
            QColor(signed.pixel(x, y)).value() + 100 < QColor(empty.pixel(x, y)).value()
            for y in range(0, signed.height(), 2)
        )
    }


@pytest.mark.parametrize("kind", [FORM, ACCEPTANCE])
def test_every_word_of_both_stands_on_the_page(kind: PaperKind) -> None:
    shown = papers.agreement(kind, is_demo=True, is_reprint=True)
    on_page = "".join(read(RENDERER.pdf(shown)).split())
    for words in paper_text(shown).words:
        assert "".join(words.split()) in on_page
    assert not papers.BARE.search(on_page)


def test_both_sign_in_a_place_of_their_own() -> None:
    present, owner = (inked(signed_by(role)) for role in reversed(TRANSFER.roles))
    assert present
    assert owner
    assert max(present) < min(owner)
    assert inked(signed_by(*TRANSFER.roles)) == present | owner


def test_two_signatures_and_long_names_still_fit_one_sheet() -> None:
    shown = papers.agreement(
        FORM,
        is_demo=True,
        outlet_name=papers.LONG_OUTLET * 2,
        where_to_ask="请拨打运营商客服热线，或携带本人证件原件到就近的自有营业厅咨询。" * 4,
        masked_name="阿" + "*" * 14,
    )
    image = picture_of(paper_text(shown), _DOTS)
    bottom = [image.pixelColor(x, image.height() - 8).value() for x in range(image.width())]
    right = [image.pixelColor(image.width() - 8, y).value() for y in range(image.height())]
    assert min(bottom + right) > 200


@pytest.mark.parametrize("width", RollWidth)
def test_a_roll_has_room_for_both(width: RollWidth) -> None:
    both = RENDERER.receipt_printer(papers.agreement(FORM), width)
    alone = RENDERER.receipt_printer(papers.paper(FORM), width)
    assert len(both) > len(alone)
