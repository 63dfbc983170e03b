"""Rows that several papers have: who, what is applied for, where. Masks only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from drivers.card.number import CHINA_TIME
from drivers.card.read import CardKind
from pos_client.application.paper_business import (
    business_of,
    disputes,
    lifts_flag,
    ports,
    replaces_sim,
    sells,
)
from pos_client.application.paper_channel import channel_words
from pos_client.application.special_rows import (
    BROUGHT,
    SPECIAL_TITLE,
    is_special,
    special_person,
)
from pos_client.application.unit_paper_rows import (
    is_of_unit,
    signer_of_unit,
    unit_after_acceptance,
    unit_words,
)
from pos_client.domain.flow import PartyRole, Step
from pos_client.domain.flows import (
    FLOWS,
    NEW_NUMBER_BY_TRUSTEE,
    NEW_NUMBER_WITH_GUARDIAN,
    TRANSFER,
)
from pos_client.domain.handwritten_signature import HandwrittenSignature
from pos_client.domain.paper import Paper, PaperKind
from pos_client.domain.phone_number import grouped
from pos_client.domain.relation import Relation

__all__ = [
    "PaperRow",
    "SignaturePlace",
    "after_acceptance",
    "applied_for",
    "closing_of_form",
    "moment_of",
    "needed_of_several",
    "offer_of",
    "person_of",
    "place_of",
    "row_of",
    "signatures_of",
    "signing_times_of",
    "title_of_form",
    "where_sim_is",
]

# Who somebody is on a paper with several people, by the flow.
_ROLES: Final = {
    TRANSFER.name: {PartyRole.OWNER: "新机主", PartyRole.PRESENT_OWNER: "原机主"},
    NEW_NUMBER_WITH_GUARDIAN.name: {
        PartyRole.OWNER: "机主（未成年人）",
        PartyRole.GUARDIAN: "监护人",
    },
    NEW_NUMBER_BY_TRUSTEE.name: {
        PartyRole.OWNER: "委托人（机主）",
        PartyRole.TRUSTEE: "受托人",
    },
}
_RELATIONS: Final = {
    Relation.FATHER: "父亲",
    Relation.MOTHER: "母亲",
    Relation.OTHER_GUARDIAN: "其他监护人",
    Relation.SPOUSE: "配偶",
    Relation.PARENT: "父母",
    Relation.CHILD: "子女",
    Relation.OTHER_RELATIVE: "其他亲属",
    Relation.OTHER_TRUSTED: "其他受托人",
}
_RELATION_TO: Final = {
    NEW_NUMBER_WITH_GUARDIAN.name: "与未成年人的关系",
    NEW_NUMBER_BY_TRUSTEE.name: "与委托人的关系",
}
_DECLARATIONS: Final = {
    NEW_NUMBER_WITH_GUARDIAN.name: (
        "监护人同意未成年人以本人名义办理上述号码，已代其阅读告知内容，并承担监护责任。"
    ),
    NEW_NUMBER_BY_TRUSTEE.name: (
        "受托人声明已取得委托人授权，出示的证件和委托书为委托人本人的原件；号码登记在委托人名下。"
    ),
}
_DELAYED: Final = (
    "按高风险补换卡办理，新卡到启用时间才能使用；已向原 SIM 卡发送短信提醒。",
    "如非本人办理，请立即联系运营商。",
)
_PORTED: Final = (
    "携号转网生效以运营商通知为准。",
    "生效前，号码仍由原运营商提供服务，请继续使用原来的卡。",
)
_PORTING: Final = "客户申请将上述号码由原运营商转入本运营商，何时生效以运营商通知为准。"
_AGREEMENT: Final = "原机主同意将上述号码过户给新机主；新机主同意接受，并承担此后的使用责任。"
_DECLARATION: Final = (
    "本人声明：上述号码登记在本人名下，但不是本人办理，也不由本人使用。请运营商核查并答复。"
)
_DISPUTE_TITLE: Final = ("《名下号码异议声明》", "（异议登记单）")
_RISK_TITLE: Final = ("《风险告知书》", "（二次实人认证登记单）")
_TITLES: Final = {
    TRANSFER.name: ("《过户协议》", "（过户登记单）"),
    NEW_NUMBER_WITH_GUARDIAN.name: ("《入网实名登记单》", "（未成年人入网）"),
    NEW_NUMBER_BY_TRUSTEE.name: ("《入网实名登记单》", "（代办入网）"),
}
_NONE: Final = "无"
_DOCUMENTS: Final = {
    CardKind.RESIDENT: "居民身份证",
    CardKind.HMT_RESIDENT: "港澳台居民居住证",
    CardKind.FOREIGN_PR_2017: "外国人永久居留身份证",
    CardKind.FOREIGN_PR_2023: "外国人永久居留身份证",
}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A name and what stands beside it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class SignaturePlace:
    """Where somebody signs; an empty place while there is no ink."""

    label: str
    ink: HandwrittenSignature | None = field(default=None, repr=False)


def applied_for(paper: Paper) -> tuple[PaperRow, ...]:
    """Number, SIM and offer; of a number that is here already only itself: no tariff, no fee."""
    if FLOWS[paper.flow].opens_order:
        return tuple(PaperRow(label, words) for label, words in unit_words(paper))
    if not sells(paper):
        sim = "新 SIM 卡" if FLOWS[paper.flow].has(Step.NEW_SIM) else "在用 SIM 卡"
        return (
            PaperRow("办理业务", business_of(paper)),
            PaperRow(
                "异议号码" if disputes(paper) else "登记号码", grouped(paper.phone_number) or _NONE
            ),
            *row_of(sim, paper.masked_iccid),
            *row_of("新 eSIM（EID / IMEI）", paper.masked_esim),
            *row_of("协议内容", _AGREEMENT if paper.others else ""),
            *row_of("声明内容", _DECLARATION if disputes(paper) else ""),
        )
    return (
        *row_of("办理业务", business_of(paper)),
        PaperRow("携入号码" if ports(paper) else "申请号码", grouped(paper.phone_number) or _NONE),
        PaperRow("申请 eSIM（EID / IMEI）", paper.masked_esim)
        if paper.masked_esim
        else PaperRow("申请 SIM 卡", paper.masked_iccid or _NONE),
        PaperRow("申请套餐", offer_of(paper) or _NONE),
        *row_of("声明", _DECLARATIONS.get(paper.flow, "")),
        *(PaperRow(label, words) for label, words in unit_words(paper)),
    )


def person_of(paper: Paper) -> tuple[PaperRow, ...]:
    """Who it is about; where others take part, one row for each of all."""
    if is_special(paper):
        return tuple(PaperRow(label, value) for label, value in special_person(paper))
    if paper.others:
        kind, flow = paper.document_kind, FLOWS[paper.flow]
        lead = (paper.masked_name, _DOCUMENTS[kind] if kind else "", paper.masked_id_number)
        said = {PartyRole.OWNER: "  ".join(filter(None, lead))}
        for each in paper.others:
            shown = (each.masked_name, _DOCUMENTS[each.document_kind], each.masked_id_number)
            said[each.role] = "  ".join(shown)
        rows = [
            PaperRow(_ROLES[paper.flow][role], said[role]) for role in flow.roles_at(Step.READ_CARD)
        ]
        relation = _RELATIONS[paper.relation] if paper.relation is not None else ""
        to = _RELATION_TO.get(paper.flow, "")
        return (*rows, *row_of(to, relation), *_brought(paper))
    return (
        PaperRow(signer_of_unit(paper) or "姓名", paper.masked_name),
        *row_of("证件类型", _DOCUMENTS[paper.document_kind] if paper.document_kind else ""),
        PaperRow("证件号码", paper.masked_id_number),
        *_brought(paper),
    )


def _brought(paper: Paper) -> tuple[PaperRow, ...]:
    """What was photographed, page by page; it lies sealed with the carrier and is not shown."""
    return tuple(
        PaperRow(BROUGHT[kind], f"已采集影像 {images} 张") for kind, images in paper.documents
    )


def place_of(paper: Paper) -> tuple[PaperRow, ...]:
    return (
        PaperRow("网点名称", paper.outlet_name),
        *row_of("网点编码", paper.outlet_code),
        PaperRow("统一标识", paper.sign_number),
        PaperRow("代理编号", paper.agent_number),
        *(PaperRow(label, words) for label, words in channel_words(paper.channel)),
        PaperRow("经办工号", paper.clerk_number),
        *row_of("咨询方式", paper.where_to_ask),
    )


def signatures_of(paper: Paper) -> tuple[SignaturePlace, ...]:
    """Whose signature belongs where, in the order in which they sign."""
    if not paper.others:
        if not FLOWS[paper.flow].roles_at(Step.FORM):
            return ()
        signer = signer_of_unit(paper) or "客户"
        return (SignaturePlace(f"{signer}签名", paper.handwritten_signature),)
    inks = {each.role: each.handwritten_signature for each in paper.others}
    inks[PartyRole.OWNER] = paper.handwritten_signature
    return tuple(
        # Beside the signature there is room for the role alone.
        SignaturePlace(f"{_ROLES[paper.flow][role].partition('（')[0]}签名", inks[role])
        for role in FLOWS[paper.flow].roles_at(Step.FORM)
    )


def signing_times_of(paper: Paper) -> tuple[PaperRow, ...]:
    """When each signature that is there was made."""
    return tuple(
        PaperRow(
            f"{place.label}时间" if paper.others else "签名时间", moment_of(place.ink.signed_at)
        )
        for place in signatures_of(paper)
        if place.ink is not None
    )


def row_of(label: str, value: str) -> tuple[PaperRow, ...]:
    return (PaperRow(label, value),) if value else ()


def offer_of(paper: Paper) -> str:
    if not paper.offer_name:
        return ""
    yuan, fen = divmod(paper.monthly_fee_fen, 100)
    return f"{paper.offer_name}，月费 {yuan}.{fen:02d} 元"


def moment_of(at: datetime) -> str:
    return f"{at.astimezone(CHINA_TIME):%Y-%m-%d %H:%M:%S}"


def after_acceptance(paper: Paper) -> tuple[str, ...]:
    """What the receipt has not said is the carrier's to say."""
    if paper.is_activated:
        return ()
    if paper.sim_works_from is not None:
        return _DELAYED
    if lifts_flag(paper):
        return ("号码功能的恢复以运营商通知为准。",)
    if replaces_sim(paper):
        return ("新卡启用以运营商通知为准。",)
    if disputes(paper):
        return ("核查结论以运营商答复为准；在此之前，号码状态不变，原登记资料留存备查。",)
    if ports(paper):
        return _PORTED
    if FLOWS[paper.flow].hands_over:
        return ("过户生效以运营商通知为准。",)
    if said := unit_after_acceptance(paper):
        return said
    return ("号码开通以运营商通知为准。" if sells(paper) else "通信恢复以运营商通知为准。",)


def needed_of_several(paper: Paper) -> tuple[str, ...]:
    """What a paper about several people cannot do without: everybody is named, and who they are.

    Of a case that is long over nothing is kept but its owner's masks.
    """
    flow = FLOWS[paper.flow]
    if flow.reads_no_card and not paper.is_reprint and paper.kind is PaperKind.REGISTRATION_FORM:
        return ("documents", "reason")
    if len(flow.roles) == 1 or paper.is_reprint:
        return ()
    said = {"relation": flow.has(Step.RELATION), "documents": flow.has(Step.DOCUMENT)}
    return ("others", *(name for name, is_needed in said.items() if is_needed))


def closing_of_form(paper: Paper) -> tuple[str, ...]:
    """What is said above the signatures."""
    return (
        *(("本人已阅读并理解以上风险告知。",) if paper.risk_notice else ()),
        *((f"以上内容由{signers}本人核对后签名。",) if (signers := _signers_of(paper)) else ()),
        *((_PORTING,) if ports(paper) else ()),
        *(("受理后，原 SIM 卡不再是本号码的卡。",) if replaces_sim(paper) else ()),
        "本单只记载申请内容，办理结果以运营商通知为准。",
    )


def _signers_of(paper: Paper) -> str:
    signs = FLOWS[paper.flow].roles_at(Step.FORM)
    if not paper.others:
        return (signer_of_unit(paper) or "客户") if signs else ""
    return "双方" if len(signs) > 1 else "受托人"


def title_of_form(paper: Paper) -> tuple[str, ...]:
    """What the form is called where it is more than one; empty where its kind says it."""
    if paper.kind is not PaperKind.REGISTRATION_FORM:
        return ()
    if is_special(paper):
        return SPECIAL_TITLE
    if disputes(paper):
        return _DISPUTE_TITLE
    if is_of_unit(paper):
        return ("《入网实名登记单》", "（单位/行业用户）")
    return _RISK_TITLE if paper.risk_notice else _TITLES.get(paper.flow, ()) if paper.others else ()


def where_sim_is(paper: Paper) -> str:
    """Who has the inactive SIM of a captured case; empty where the paper is about none."""
    if paper.sim_is_handed_over is None:
        return ""
    if paper.sim_is_handed_over:
        return "由客户带走，尚未激活"
    return "留在本营业厅，待运营商核验后再交付"
