"""What each paper says, whoever draws it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pos_client.application.papers import PaperRefused, PaperText, paper_text
from pos_client.domain.paper import PaperKind
from tests import papers
from tests.papers import ACCEPTANCE, FORM, SLIP


def said(text: PaperText) -> str:
    return "\n".join(text.words)


def test_every_paper_in_every_state_says_what_it_must_and_nothing_it_must_not() -> None:
    wrong = {
        f"{shown!r}": found
        for shown in (*papers.states(), *papers.of_flows())
        if (found := papers.faults(shown, said(paper_text(shown))))
    }
    assert wrong == {}


def test_every_customer_is_shown_as_masks_only() -> None:
    wrong = {
        f"{shown!r}": found
        for shown in papers.people()
        if (found := papers.faults(shown, said(paper_text(shown))))
    }
    assert wrong == {}


@pytest.mark.parametrize("kind", PaperKind)
@pytest.mark.parametrize(
    "field", ["sign_number", "agent_number", "clerk_number", "case_number", "masked_name"]
)
def test_no_paper_without_what_every_paper_says(kind: PaperKind, field: str) -> None:
    with pytest.raises(PaperRefused, match=field):
        paper_text(papers.paper(kind, **{field: ""}))


@pytest.mark.parametrize(
    ("kind", "field", "empty"),
    [
        (SLIP, "qr_text", ""),
        (SLIP, "where_to_ask", ""),
        (ACCEPTANCE, "receipt_number", ""),
        (ACCEPTANCE, "decided_at", None),
        (ACCEPTANCE, "phone_number", ""),
    ],
)
def test_no_paper_without_what_its_kind_says(kind: PaperKind, field: str, empty: object) -> None:
    with pytest.raises(PaperRefused, match=field):
        paper_text(papers.paper(kind, **{field: empty}))


@pytest.mark.parametrize("kind", PaperKind)
@pytest.mark.parametrize(
    ("field", "bare"),
    [
        ("masked_name", "林样本"),
        ("masked_id_number", "110101190001010014"),
        ("masked_iccid", "89860012345678901234"),
    ],
)
def test_no_paper_with_more_than_a_mask_and_the_refusal_does_not_repeat_it(
    kind: PaperKind, field: str, bare: str
) -> None:
    with pytest.raises(PaperRefused) as refused:
        paper_text(papers.paper(kind, **{field: bare}))
    assert field in str(refused.value)
    assert bare not in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "claim"),
    [(FORM, "已受理"), (SLIP, "已核验"), (SLIP, "已开通"), (ACCEPTANCE, "已开通")],
)
def test_a_name_from_the_configuration_decides_nothing(kind: PaperKind, claim: str) -> None:
    with pytest.raises(PaperRefused):
        paper_text(papers.paper(kind, outlet_name=f"号码{claim}店"))


@pytest.mark.parametrize("kind", PaperKind)
def test_every_paper_has_a_code_that_names_nobody(kind: PaperKind) -> None:
    text = paper_text(papers.paper(kind))
    assert text.qr_text
    assert not papers.BARE.search(text.qr_text)
    with pytest.raises(PaperRefused, match="qr_text"):
        paper_text(papers.paper(kind, qr_text=""))


def test_an_acceptance_tells_what_the_receipt_decided_and_when() -> None:
    at = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    text = paper_text(papers.paper(ACCEPTANCE, decided_at=at))
    assert text.made_at == at
    assert "2026-11-24 00:00:00" in text.words


def test_only_the_ink_of_this_very_form_stands_on_it() -> None:
    assert paper_text(papers.paper(FORM)).has_signature
    with pytest.raises(PaperRefused, match="signature"):
        paper_text(papers.paper(FORM, handwritten_signature=papers.signature(bytes(32))))


def test_a_form_that_is_not_signed_yet_has_a_place_for_it() -> None:
    text = paper_text(papers.paper(FORM, handwritten_signature=None))
    assert [place.label for place in text.signatures] == ["客户签名"]
    assert not text.has_signature


def test_what_was_not_chosen_is_said_so_that_nobody_writes_it_in() -> None:
    text = paper_text(papers.paper(FORM, phone_number="", masked_iccid="", offer_name=""))
    rows = {row.label: row.value for group in text.groups for row in group}
    assert [rows[name] for name in ("申请号码", "申请 SIM 卡", "申请套餐")] == ["无"] * 3


def test_neither_code_nor_ink_is_in_the_repr() -> None:
    assert papers.QR_TEXT not in repr(paper_text(papers.paper(SLIP)))
    assert "Point" not in repr(paper_text(papers.paper(FORM)))
