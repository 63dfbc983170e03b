"""The words of a paper, once: whoever draws them, on a sheet or on a roll, adds none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import IntEnum
from typing import Final, Protocol, TypeAlias

from pos_client.application.house_papers import (
    DEMO,
    REPRINT,
    HousePaper,
    stamps_of,
    text_of_house,
)
from pos_client.application.paper_business import business_of, lifts_flag, replaces_sim, sells
from pos_client.application.paper_demands import (
    PaperRefused,
    insist_on_completeness,
    insist_on_masks,
)
from pos_client.application.paper_rows import (
    PaperRow,
    after_acceptance,
    applied_for,
    closing_of_form,
    moment_of,
    offer_of,
    person_of,
    place_of,
    row_of,
    signatures_of,
    signing_times_of,
    title_of_form,
    where_sim_is,
)
from pos_client.application.paper_text import PaperText
from pos_client.application.special_rows import UNDER_REVIEW, is_special
from pos_client.application.unit_paper_rows import code_of_paper
from pos_client.domain.paper import CLAIMS, Paper, PaperKind
from pos_client.domain.phone_number import grouped
from pos_client.domain.policy import Completion

__all__ = [
    "DEMO",
    "REPRINT",
    "AnyPaper",
    "FormRenderer",
    "PaperRefused",
    "PaperText",
    "RollWidth",
    "paper_text",
]

AnyPaper: TypeAlias = Paper | HousePaper
"""A customer's paper, one of the shop's own, or a brand's monthly return."""

_TITLES: Final = {
    PaperKind.REGISTRATION_FORM: ("《入网实名登记单》",),
    PaperKind.CUSTOMER_SLIP: ("《信息采集凭条", "（未核验，不作为入网凭证）》"),
    PaperKind.ACCEPTANCE_FORM: ("《业务受理单》",),
}
_NOT_YET: Final = "已采集，尚未核验。号码在运营商核验通过前不会开通。"
_STATE_UNKNOWN: Final = "已采集，尚未核验。停机状态以核验后为准。"
_COME_AGAIN: Final = "请凭本人证件原件于收到通知后再次到店，30 日内有效。"


class RollWidth(IntEnum):
    """A receipt printer's paper in millimetres."""

    MM_58 = 58
    MM_80 = 80

    @property
    def dots(self) -> int:
        """How many dots such a printer puts side by side, eight to the millimetre."""
        return 384 if self is RollWidth.MM_58 else 576


class FormRenderer(Protocol):
    """Draws papers. Both forms of one paper say the same words.

    Raises:
        PaperRefused: there must be no such paper.
    """

    def pdf(self, paper: AnyPaper) -> bytes:
        """One page, its text as text."""

    def receipt_printer(self, paper: AnyPaper, width: RollWidth) -> bytes:
        """What is sent to an ESC/POS printer, the cut included."""


def paper_text(paper: AnyPaper) -> PaperText:
    """Say what stands on a paper.

    Raises:
        PaperRefused: the paper lacks what its kind must say, or shows more than masks.
    """
    if not isinstance(paper, Paper):
        return text_of_house(paper)
    insist_on_completeness(paper)
    insist_on_masks(paper)
    text = _WRITTEN[paper.kind](paper)
    allowed = {"已受理"} if paper.kind is PaperKind.ACCEPTANCE_FORM else set()
    if paper.kind is PaperKind.ACCEPTANCE_FORM and paper.is_activated:
        allowed.add("已开通")
    if any(claim in word for claim in {*CLAIMS} - allowed for word in text.words):
        raise PaperRefused(f"a name on {paper.kind} claims what it may not")
    return text


def _registration_form(paper: Paper) -> PaperText:
    fingerprint = paper.form_sha256.hex().upper()[:16]
    spaced = " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))
    return _text(
        paper,
        made_at=paper.made_at,
        banner=UNDER_REVIEW if is_special(paper) else (),
        groups=(
            tuple(
                PaperRow("" if place else "风险告知", paragraph)
                for place, paragraph in enumerate(paper.risk_notice)
            ),
            (
                PaperRow("登记单编号", paper.case_number),
                PaperRow("填单时间", moment_of(paper.made_at)),
                *row_of("表单摘要", spaced),
                *signing_times_of(paper),
            ),
            person_of(paper),
            applied_for(paper),
            place_of(paper),
        ),
        closing=closing_of_form(paper),
    )


def _customer_slip(paper: Paper) -> PaperText:
    returns = paper.completion is Completion.CUSTOMER_RETURNS
    not_yet = _NOT_YET if sells(paper) else _STATE_UNKNOWN
    return _text(
        paper,
        made_at=paper.made_at,
        banner=(not_yet, _COME_AGAIN) if returns else (not_yet,),
        groups=(
            (
                PaperRow("采集编号", paper.case_number),
                PaperRow("采集时间", moment_of(paper.made_at)),
            ),
            person_of(paper),
            applied_for(paper)
            if not sells(paper)
            else (
                *row_of("申请号码", grouped(paper.phone_number)),
                *row_of("申请 SIM 卡", paper.masked_iccid),
                *row_of("SIM 卡去向", where_sim_is(paper)),
                *row_of("申请套餐", offer_of(paper)),
            ),
            place_of(paper),
        ),
        closing=("询问时请报出采集编号。", "请妥善保管本凭条。"),
        qr_caption="再次到店时请出示此码" if returns else "询问时请出示此码",
    )


def _acceptance_form(paper: Paper) -> PaperText:
    decided_at, works_from = paper.decided_at or paper.made_at, paper.sim_works_from
    return _text(
        paper,
        made_at=decided_at,
        groups=(
            (
                PaperRow("受理结果", "已受理"),
                *row_of("号码", grouped(paper.phone_number)),
                *row_of("办理业务", business_of(paper)),
                *row_of("新 SIM 卡", paper.masked_iccid if replaces_sim(paper) else ""),
                *row_of("新 eSIM（EID / IMEI）", paper.masked_esim if replaces_sim(paper) else ""),
                *row_of("开通状态", "已开通" if paper.is_activated else ""),
                *row_of("复机指令", "已随受理下达" if paper.is_restored else ""),
                *row_of("风险标记", "已随受理解除" if lifts_flag(paper) else ""),
                *row_of("新卡启用时间", moment_of(works_from) if works_from else ""),
                PaperRow("受理时间", moment_of(decided_at)),
                PaperRow("回执编号", paper.receipt_number),
            ),
            (PaperRow("登记单编号", paper.case_number), *person_of(paper)),
            place_of(paper),
        ),
        closing=after_acceptance(paper),
    )


_WRITTEN: Final[dict[PaperKind, Callable[[Paper], PaperText]]] = {
    PaperKind.REGISTRATION_FORM: _registration_form,
    PaperKind.CUSTOMER_SLIP: _customer_slip,
    PaperKind.ACCEPTANCE_FORM: _acceptance_form,
}


def _text(
    paper: Paper,
    *,
    made_at: datetime,
    groups: tuple[tuple[PaperRow, ...], ...],
    closing: tuple[str, ...],
    banner: tuple[str, ...] = (),
    qr_caption: str = "登记单编号",
) -> PaperText:
    is_signed = paper.kind is PaperKind.REGISTRATION_FORM
    qr_text, qr_caption = code_of_paper(paper, qr_caption)
    return PaperText(
        kind=paper.kind,
        brand=paper.brand,
        title_lines=title_of_form(paper) or _TITLES[paper.kind],
        stamps=stamps_of(paper),
        watermark=DEMO if paper.is_demo else "",
        banner=banner,
        groups=tuple(group for group in groups if group),
        closing=(*closing, *paper.channel.words),
        made_at=made_at,
        qr_text=qr_text,
        qr_caption=qr_caption,
        signatures=signatures_of(paper) if is_signed else (),
    )
