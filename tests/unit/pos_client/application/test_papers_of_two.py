"""What the papers of a transfer say: two people, in masks, and whose signature stands where."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pos_client.application.papers import PaperRefused, PaperText, paper_text
from pos_client.domain.flows import SIM_REPLACEMENT
from pos_client.domain.paper import Paper, PaperKind
from tests import papers
from tests.papers import ACCEPTANCE, FORM

MONEY = ("套餐", "资费", "月费", "费用")


def rows_of(text: PaperText) -> dict[str, str]:
    return {row.label: row.value for group in text.groups for row in group}


def test_the_agreement_says_who_gives_what_to_whom_and_both_sign_it() -> None:
    text = paper_text(papers.agreement(FORM))
    rows = rows_of(text)
    assert text.title == "《过户协议》（过户登记单）"
    assert rows["原机主"] == "陈*  港澳台居民居住证  8100**********0021"
    assert rows["新机主"] == "林*  居民身份证  1101**********0014"
    assert (rows["办理业务"], rows["登记号码"]) == ("过户", "170 5555 0188")
    assert [*rows].index("原机主") < [*rows].index("新机主")
    assert [place.label for place in text.signatures] == ["原机主签名", "新机主签名"]
    assert text.has_signature
    signed = rows["原机主签名时间"], rows["新机主签名时间"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", at) for at in signed), signed
    assert "以上内容由双方本人核对后签名。" in text.closing
    assert "同意将上述号码过户给新机主" in rows["协议内容"], "above the signatures"
    said = "".join(text.words)
    assert not [word for word in MONEY if word in said]
    assert not papers.BARE.search(said)


@pytest.mark.parametrize("signs", ["nobody", "one", "the other"])
def test_one_signature_is_not_both(signs: str) -> None:
    shown = papers.agreement(FORM)
    unsigned = tuple(replace(each, handwritten_signature=None) for each in shown.others)
    if signs != "the other":
        shown = replace(shown, handwritten_signature=None)
    if signs != "one":
        shown = replace(shown, others=unsigned)
    text = paper_text(shown)
    assert not text.has_signature
    assert [place.label for place in text.signatures] == ["原机主签名", "新机主签名"]


def test_the_acceptance_names_both_and_has_no_place_to_sign() -> None:
    text = paper_text(papers.agreement(ACCEPTANCE))
    rows = rows_of(text)
    assert {"原机主", "新机主"} <= {*rows}
    assert (rows["受理结果"], rows["办理业务"]) == ("已受理", "过户")
    assert (text.title, text.signatures) == ("《业务受理单》", ())
    assert text.closing == ("过户生效以运营商通知为准。",)


@pytest.mark.parametrize("kind", [FORM, ACCEPTANCE])
@pytest.mark.parametrize(
    ("field", "bare"), [("masked_name", "陈样例"), ("masked_id_number", "810000199408230021")]
)
def test_the_other_person_is_shown_in_masks_too(kind: PaperKind, field: str, bare: str) -> None:
    shown = papers.agreement(kind)
    shown = replace(shown, others=tuple(replace(each, **{field: bare}) for each in shown.others))
    with pytest.raises(PaperRefused) as refused:
        paper_text(shown)
    assert field in str(refused.value)
    assert bare not in str(refused.value)


def test_the_ink_of_the_other_person_is_under_this_very_form() -> None:
    strange = papers.signature(bytes(32))
    shown = papers.agreement(FORM)
    others = tuple(replace(each, handwritten_signature=strange) for each in shown.others)
    with pytest.raises(PaperRefused, match="signature"):
        paper_text(replace(shown, others=others))


@pytest.mark.parametrize("kind", [FORM, ACCEPTANCE])
def test_a_transfer_by_one_person_has_no_paper(kind: PaperKind) -> None:
    shown: Paper = papers.agreement(kind, others=())
    with pytest.raises(PaperRefused, match="others"):
        paper_text(shown)


def test_whoever_comes_alone_stands_on_a_paper_in_no_role() -> None:
    alone = papers.agreement(FORM, others=(), flow=SIM_REPLACEMENT.name)
    text = paper_text(alone)
    assert not {"原机主", "新机主"} & {*rows_of(text)}
    assert [place.label for place in text.signatures] == ["客户签名"]
