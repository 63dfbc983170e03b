"""The sheets of a shift and of a day, as PDF and on a roll: what they say and what not."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pos_client.application.papers import FormRenderer, PaperRefused, RollWidth, paper_text
from pos_client.domain.day_figures import SimCount
from pos_client.domain.day_sheet import SheetKind
from tests.day_sheets import day_sheet, sheet_paper
from tests.papers import BARE, signature
from tests.ui.escpos_page import printed
from tests.ui.pdf_page import insides, read
from ui.forms.renderer import PaperRenderer

pytestmark = pytest.mark.usefixtures("qapp")

RENDERER: FormRenderer = PaperRenderer()
ALWAYS = (
    *("350100-0042-260302-0001", "2026-03-02", "示例手机店", "FJ-0042", "DL-350100-0042"),
    *("20单，其中离线采集5单", "17单", "5张，补打1张", "15张，补打2张", "18张"),
    *("3单，异常1单", "待到店", "审核中", "领卡50，用卡18，坏卡1，余卡31", "账实相符"),
    *("工号0017", "工号0023", "登记14（离线5），受理11，驳回1，现场未通过3，用卡13"),
)
SAYS = {
    SheetKind.HAND_OVER: ("《交接班单》", "交班工号", "接班工号", "交班人签名", "接班人签名"),
    SheetKind.DAY_END: ("《日结单》", "制单工号", "复核工号", "制单人签名", "复核人签名"),
}


def words_of(pdf: bytes) -> str:
    return "".join(read(pdf).split())


@pytest.mark.parametrize("kind", SheetKind)
@pytest.mark.parametrize("is_demo", [False, True])
@pytest.mark.parametrize("is_reprint", [False, True])
def test_a_sheet_says_all_of_its_figures(
    kind: SheetKind, *, is_demo: bool, is_reprint: bool
) -> None:
    shown = sheet_paper(kind=kind, is_demo=is_demo, is_reprint=is_reprint)
    on_page = words_of(RENDERER.pdf(shown))
    assert [words for words in (*ALWAYS, *SAYS[kind]) if words not in on_page] == []
    (other,) = set(SheetKind) - {kind}
    assert [words for words in SAYS[other] if words in on_page] == []
    assert ("演示，无效" in on_page) is is_demo
    assert ("补打" in on_page.replace("，补打", "")) is is_reprint


@pytest.mark.parametrize("kind", SheetKind)
def test_the_words_on_the_page_are_the_words_of_the_sheet(kind: SheetKind) -> None:
    shown = sheet_paper(kind=kind, is_demo=True, is_reprint=True)
    on_page = words_of(RENDERER.pdf(shown))
    for words in paper_text(shown).words:
        assert "".join(words.split()) in on_page
        on_page = on_page.replace("".join(words.split()), "", 1)
    assert set(on_page) <= set("演示，无效")


@pytest.mark.parametrize("kind", SheetKind)
def test_nobody_who_was_served_stands_on_it(kind: SheetKind) -> None:
    shown = sheet_paper(kind=kind)
    bare = re.compile(rb"(?<![0-9a-f])(?:%b)(?![0-9a-f])" % BARE.pattern.encode())
    pdf = RENDERER.pdf(shown)
    assert [found for part in insides(pdf) for found in bare.findall(part)] == []
    on_page = words_of(pdf)
    assert "*" not in on_page  # no mask either
    assert not any(words in on_page for words in ("姓名", "证件", "号码", "客户"))


@pytest.mark.parametrize("kind", SheetKind)
@pytest.mark.parametrize("width", RollWidth)
def test_a_roll_has_both_signatures_and_is_cut(kind: SheetKind, width: RollWidth) -> None:
    signed, unsigned = sheet_paper(kind=kind), sheet_paper(kind=kind, is_signed=False)
    with_ink, without = (
        printed(RENDERER.receipt_printer(each, width)) for each in (signed, unsigned)
    )
    assert with_ink.width == width.dots
    assert with_ink.is_cut
    assert with_ink.black > without.black


def test_an_empty_count_and_a_difference_are_said() -> None:
    assert "未盘点" in words_of(RENDERER.pdf(sheet_paper(sim_count=None)))
    assert "少2张" in words_of(RENDERER.pdf(sheet_paper(sim_count=SimCount(50, 18, 1, 29))))
    assert "多1张" in words_of(RENDERER.pdf(sheet_paper(sim_count=SimCount(50, 18, 1, 32))))


def test_a_sheet_whose_handwriting_is_gone_says_where_it_is() -> None:
    text = paper_text(sheet_paper(has_ink=False))
    assert "原件" in text.closing[0]
    assert not text.has_signature
    assert not any("原件" in words for words in paper_text(sheet_paper()).closing)


@pytest.mark.parametrize("name", ["leaving_signature", "taking_signature"])
def test_no_sheet_with_the_signature_of_something_else(name: str) -> None:
    shown = replace(sheet_paper(), **{name: signature()})  # type: ignore[arg-type]
    with pytest.raises(PaperRefused, match="something else"):
        paper_text(shown)


@pytest.mark.parametrize("name", ["sign_number", "agent_number", "leaving_clerk", "taking_clerk"])
def test_no_sheet_without_place_and_clerks(name: str) -> None:
    with pytest.raises(PaperRefused, match=name):
        paper_text(replace(sheet_paper(), sheet=day_sheet(**{name: ""})))
