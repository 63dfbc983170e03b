"""The words of a paper, once: whoever draws them, on a sheet or on a roll, adds none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Final, Protocol

from pos_client.application.paper_rows import (
    PaperRow,
    applied_for,
    business_of,
    moment_of,
    offer_of,
    person_of,
    place_of,
    row_of,
    sells,
    signatures_of,
)
from pos_client.domain.flow import FLOWS, Step
from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.masking import mask_iccid, mask_id_number, mask_name
from pos_client.domain.paper import CLAIMS, Paper, PaperKind
from pos_client.domain.phone_number import grouped
from pos_client.domain.policy import Completion

__all__ = [
    "DEMO",
    "REPRINT",
    "FormRenderer",
    "PaperRefused",
    "PaperText",
    "RollWidth",
    "paper_text",
]

DEMO: Final = "演示，无效"
REPRINT: Final = "补打"

_TITLES: Final = {
    PaperKind.REGISTRATION_FORM: ("《入网实名登记单》",),
    PaperKind.CUSTOMER_SLIP: ("《信息采集凭条", "（未核验，不作为入网凭证）》"),
    PaperKind.ACCEPTANCE_FORM: ("《业务受理单》",),
}
_RISK_TITLE: Final = ("《风险告知书》", "（二次实人认证登记单）")
_TRANSFER_TITLE: Final = ("《过户协议》", "（过户登记单）")
_AGREEMENT: Final = "原机主同意将上述号码过户给新机主；新机主同意接受，并承担此后的使用责任。"
_NOT_YET: Final = "已采集，尚未核验。号码在运营商核验通过前不会开通。"
_STATE_UNKNOWN: Final = "已采集，尚未核验。停机状态以核验后为准。"
_DELAYED: Final = (
    "按高风险补换卡办理，新卡到启用时间才能使用；已向原 SIM 卡发送短信提醒。",
    "如非本人办理，请立即联系运营商。",
)
_COME_AGAIN: Final = "请凭本人证件原件于收到通知后再次到店，30 日内有效。"

_ALWAYS: Final = (
    *("case_number", "qr_text", "outlet_name", "sign_number", "agent_number", "clerk_number"),
    *("masked_name", "masked_id_number"),
)
_NEEDED: Final = {
    PaperKind.REGISTRATION_FORM: _ALWAYS,
    PaperKind.CUSTOMER_SLIP: (*_ALWAYS, "where_to_ask"),
    PaperKind.ACCEPTANCE_FORM: (*_ALWAYS, "phone_number", "decided_at", "receipt_number"),
}


class RollWidth(IntEnum):
    """A receipt printer's paper in millimetres."""

    MM_58 = 58
    MM_80 = 80

    @property
    def dots(self) -> int:
        """How many dots such a printer puts side by side, eight to the millimetre."""
        return 384 if self is RollWidth.MM_58 else 576


class PaperRefused(Exception):
    """This paper must not exist: something that every such paper says is missing or not masked.

    The text names fields, never what is in them.
    """


@dataclass(frozen=True, slots=True)
class PaperText:
    """All that a paper says, in its order and without a layout.

    Attributes:
        title_lines: the title, broken where it may be; joined they are the title.
        stamps: what the paper is marked with beside its title.
        watermark: drawn large beneath everything; empty on a real paper.
        banner: sentences that must be read before anything else.
        groups: rows that belong together.
        signatures: what each place for a signature is called, and the ink; None leaves it empty.
        made_at: when the case was saved, or the acceptance decided.
    """

    kind: PaperKind
    brand: str
    title_lines: tuple[str, ...]
    stamps: tuple[str, ...]
    watermark: str
    banner: tuple[str, ...]
    groups: tuple[tuple[PaperRow, ...], ...]
    closing: tuple[str, ...]
    made_at: datetime
    qr_text: str = field(default="", repr=False)
    qr_caption: str = ""
    signatures: tuple[tuple[str, HandwrittenSignature | None], ...] = field(default=(), repr=False)

    @property
    def title(self) -> str:
        return "".join(self.title_lines)

    @property
    def has_signature(self) -> bool:
        return bool(self.signatures) and all(ink is not None for _, ink in self.signatures)

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that can be read, in its order; the code is not."""
        return tuple(word for word in self._words() if word)

    def _words(self) -> Iterator[str]:
        yield self.brand
        yield from self.stamps
        yield self.title
        yield from self.banner
        for group in self.groups:
            for row in group:
                yield row.label
                yield row.value
        yield self.qr_caption
        yield from (label for label, _ in self.signatures)
        yield from self.closing


class FormRenderer(Protocol):
    """Draws papers. Both forms of one paper say the same words.

    Raises:
        PaperRefused: there must be no such paper.
    """

    def pdf(self, paper: Paper) -> bytes:
        """One page, its text as text."""

    def receipt_printer(self, paper: Paper, width: RollWidth) -> bytes:
        """What is sent to an ESC/POS printer, the cut included."""


def paper_text(paper: Paper) -> PaperText:
    """Say what stands on a paper.

    Raises:
        PaperRefused: the paper lacks what its kind must say, or shows more than masks.
    """
    _insist_on_completeness(paper)
    _insist_on_masks(paper)
    text = _WRITTEN[paper.kind](paper)
    allowed = {"已受理"} if paper.kind is PaperKind.ACCEPTANCE_FORM else set()
    if paper.kind is PaperKind.ACCEPTANCE_FORM and paper.is_activated:
        allowed.add("已开通")
    if any(claim in word for claim in {*CLAIMS} - allowed for word in text.words):
        raise PaperRefused(f"a name on {paper.kind} claims what it may not")
    return text


def _insist_on_completeness(paper: Paper) -> None:
    needed = _NEEDED[paper.kind]
    if paper.kind is PaperKind.REGISTRATION_FORM and _lifts_flag(paper):
        needed = (*needed, "risk_notice")
    missing = [name for name in needed if not getattr(paper, name)]
    if missing:
        raise PaperRefused(f"{paper.kind} without {', '.join(missing)}")


def _insist_on_masks(paper: Paper) -> None:
    masks = [
        ("masked_name", paper.masked_name, mask_name),
        ("masked_id_number", paper.masked_id_number, mask_id_number),
        ("masked_iccid", paper.masked_iccid, mask_iccid),
    ]
    for each in paper.others:
        masks.append(("masked_name", each.masked_name, mask_name))
        masks.append(("masked_id_number", each.masked_id_number, mask_id_number))
    bare = [name for name, shown, mask in masks if mask(shown) != shown]
    if bare:
        raise PaperRefused(f"{paper.kind} with more than a mask: {', '.join(bare)}")
    inks = [ink for _, ink in signatures_of(paper) if ink is not None]
    if paper.form_sha256 and any(ink.signed_sha256 != paper.form_sha256 for ink in inks):
        raise PaperRefused(f"{paper.kind} with the signature of something else")


def _registration_form(paper: Paper) -> PaperText:
    fingerprint = paper.form_sha256.hex().upper()[:16]
    signed = paper.handwritten_signature
    spaced = " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))
    return _text(
        paper,
        made_at=paper.made_at,
        groups=(
            tuple(
                PaperRow("" if place else "风险告知", paragraph)
                for place, paragraph in enumerate(paper.risk_notice)
            ),
            (
                PaperRow("登记单编号", paper.case_number),
                PaperRow("填单时间", moment_of(paper.made_at)),
                *row_of("表单摘要", spaced),
                *row_of("签名时间", moment_of(signed.signed_at) if signed else ""),
            ),
            person_of(paper),
            applied_for(paper),
            place_of(paper),
        ),
        closing=(
            *(("本人已阅读并理解以上风险告知。",) if paper.risk_notice else ()),
            *((_AGREEMENT,) if paper.others else ()),
            "以上内容由双方本人核对后签名。" if paper.others else "以上内容由客户本人核对后签名。",
            *(("受理后，原 SIM 卡不再是本号码的卡。",) if _replaces_sim(paper) else ()),
            "本单只记载申请内容，办理结果以运营商通知为准。",
        ),
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
                PaperRow("号码", grouped(paper.phone_number)),
                *row_of("办理业务", business_of(paper)),
                *row_of("新 SIM 卡", paper.masked_iccid if _replaces_sim(paper) else ""),
                *row_of("开通状态", "已开通" if paper.is_activated else ""),
                *row_of("复机指令", "已随受理下达" if paper.is_restored else ""),
                *row_of("风险标记", "已随受理解除" if _lifts_flag(paper) else ""),
                *row_of("新卡启用时间", moment_of(works_from) if works_from else ""),
                PaperRow("受理时间", moment_of(decided_at)),
                PaperRow("回执编号", paper.receipt_number),
            ),
            (PaperRow("登记单编号", paper.case_number), *person_of(paper)),
            place_of(paper),
        ),
        closing=_after_acceptance(paper),
    )


def _after_acceptance(paper: Paper) -> tuple[str, ...]:
    """What the receipt has not said is the carrier's to say."""
    if paper.is_activated:
        return ()
    if paper.sim_works_from is not None:
        return _DELAYED
    if _lifts_flag(paper):
        return ("号码功能的恢复以运营商通知为准。",)
    if _replaces_sim(paper):
        return ("新卡启用以运营商通知为准。",)
    if paper.others:
        return ("过户生效以运营商通知为准。",)
    return ("号码开通以运营商通知为准。" if sells(paper) else "通信恢复以运营商通知为准。",)


def _replaces_sim(paper: Paper) -> bool:
    return FLOWS[paper.flow].has(Step.NEW_SIM)


def _lifts_flag(paper: Paper) -> bool:
    return FLOWS[paper.flow].is_for_flagged


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
    is_signed_kind = paper.kind is PaperKind.REGISTRATION_FORM
    return PaperText(
        kind=paper.kind,
        brand=paper.brand,
        title_lines=_title_of(paper),
        stamps=(*([DEMO] if paper.is_demo else ()), *([REPRINT] if paper.is_reprint else ())),
        watermark=DEMO if paper.is_demo else "",
        banner=banner,
        groups=tuple(group for group in groups if group),
        closing=closing,
        made_at=made_at,
        qr_text=paper.qr_text,
        qr_caption=qr_caption,
        signatures=signatures_of(paper) if is_signed_kind else (),
    )


def _title_of(paper: Paper) -> tuple[str, ...]:
    if paper.kind is PaperKind.REGISTRATION_FORM and paper.others:
        return _TRANSFER_TITLE
    return _RISK_TITLE if paper.risk_notice else _TITLES[paper.kind]
