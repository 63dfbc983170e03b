"""What the papers say where somebody acts for the owner: both in masks, and who signed as what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pos_client.application.papers import PaperRefused, PaperText, paper_text
from pos_client.domain.flows import NEW_NUMBER_WITH_GUARDIAN
from pos_client.domain.paper import Paper
from tests import papers
from tests.papers import ACCEPTANCE, FORM, by_trustee, of_minor

MINORS = ("《入网实名登记单》（未成年人入网）", ["监护人签名", "机主签名"])
OTHERS = ("《入网实名登记单》（代办入网）", ["受托人签名"])


def rows_of(text: PaperText) -> dict[str, str]:
    return {row.label: row.value for group in text.groups for row in group}


@pytest.mark.parametrize(
    ("made", "said", "owner", "acts"),
    [
        (of_minor, MINORS, "机主（未成年人）", "监护人"),
        (by_trustee, OTHERS, "委托人（机主）", "受托人"),
    ],
)
def test_the_form_names_both_and_who_signs_as_what(
    made: Callable[..., Paper], said: tuple[str, list[str]], owner: str, acts: str
) -> None:
    text = paper_text(made(FORM))
    rows = rows_of(text)
    assert (text.title, [place.label for place in text.signatures]) == said
    assert text.has_signature
    assert rows[owner] == "林*  居民身份证  1101**********0014"
    assert rows[acts] == "林*  居民身份证  1101**********0022"
    assert [*rows].index(owner) < [*rows].index(acts)
    assert "申请号码" in rows
    assert "声明" in rows
    assert not papers.BARE.search("".join(text.words))
    signed = [label for label in rows if label.endswith("签名时间")]
    assert signed == [f"{label}时间" for label in said[1]]


@pytest.mark.parametrize("relation", ["父亲", "母亲", "其他监护人"])
def test_the_relation_stands_there_in_words(relation: str) -> None:
    known = NEW_NUMBER_WITH_GUARDIAN.relations
    chosen = dict(zip(("父亲", "母亲", "其他监护人"), known, strict=True))[relation]
    assert rows_of(paper_text(of_minor(FORM, relation=chosen)))["与未成年人的关系"] == relation


def test_the_letter_and_the_trustees_relation_stand_there_and_no_image() -> None:
    rows = rows_of(paper_text(by_trustee(FORM)))
    assert (rows["与委托人的关系"], rows["授权委托书"]) == ("子女", "已采集影像 2 张")


@pytest.mark.parametrize("name", ["relation", "documents"])
def test_no_form_by_a_trustee_without_letter_or_relation(name: str) -> None:
    nothing: object = None if name == "relation" else ()
    with pytest.raises(PaperRefused, match=name):
        paper_text(by_trustee(FORM, **{name: nothing}))


@pytest.mark.parametrize("made", [of_minor, by_trustee])
def test_the_acceptance_names_both_and_a_reprint_the_owner_alone(
    made: Callable[..., Paper],
) -> None:
    text = paper_text(made(ACCEPTANCE))
    assert len([label for label in rows_of(text) if label in ("监护人", "受托人")]) == 1
    assert text.signatures == ()
    again = replace(made(ACCEPTANCE), others=(), relation=None, is_reprint=True)
    assert rows_of(paper_text(again))["姓名"] == "林*"


@pytest.mark.parametrize("made", [of_minor, by_trustee])
def test_no_form_without_whoever_acts(made: Callable[..., Paper]) -> None:
    with pytest.raises(PaperRefused, match="others"):
        paper_text(made(FORM, others=()))


def test_no_form_of_a_minor_without_the_relation() -> None:
    with pytest.raises(PaperRefused, match="relation"):
        paper_text(of_minor(FORM, relation=None))
