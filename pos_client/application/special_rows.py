"""What papers say of documents that were photographed, and of whoever has one without a chip."""

from __future__ import annotations

from typing import Final

from pos_client.domain.document import (
    DocumentType,
    LetterType,
    SpecialDocumentType,
    UnitDocumentType,
)
from pos_client.domain.flows import FLOWS
from pos_client.domain.paper import Paper
from pos_client.domain.special_document import SpecialReason

__all__ = ["BROUGHT", "SPECIAL_TITLE", "UNDER_REVIEW", "is_special", "special_person"]

BROUGHT: Final[dict[DocumentType, str]] = {
    LetterType.AUTHORISATION_LETTER: "授权委托书",
    UnitDocumentType.BUSINESS_LICENCE: "营业执照",
    UnitDocumentType.ORGANISATION_CODE: "组织机构代码证",
    UnitDocumentType.PUBLIC_INSTITUTION: "事业单位法人证书",
    UnitDocumentType.SOCIAL_ORGANISATION: "社会团体法人登记证书",
    UnitDocumentType.UNIT_LETTER: "单位介绍信",
    SpecialDocumentType.TEMPORARY_RESIDENT_ID: "临时居民身份证",
    SpecialDocumentType.HOUSEHOLD_REGISTER: "户口簿",
    SpecialDocumentType.MILITARY_ID: "军人身份证件",
    SpecialDocumentType.ARMED_POLICE_ID: "武警身份证件",
    SpecialDocumentType.HM_TRAVEL_PERMIT: "港澳居民来往内地通行证",
    SpecialDocumentType.TW_TRAVEL_PERMIT: "台湾居民来往大陆通行证",
    SpecialDocumentType.PASSPORT: "护照",
    SpecialDocumentType.OTHER_STATE_DOCUMENT: "其他有效身份证件",
}
_REASONS: Final = {
    SpecialReason.CARD_IN_THE_MAKING: "居民身份证正在申领或补领",
    SpecialReason.NO_RESIDENT_CARD: "尚未申领居民身份证",
    SpecialReason.IN_SERVICE: "现役军人或武警",
    SpecialReason.HMT_WITHOUT_PERMIT: "港澳台居民，未领居住证",
    SpecialReason.FOREIGNER_WITHOUT_PR: "外国人，无永久居留身份证",
}
SPECIAL_TITLE: Final = ("《入网实名登记单》", "（特殊证件，审核中）")
UNDER_REVIEW: Final = (
    "证件没有芯片，资料须经运营商审核；审核通过之前号码不会开通。",
    "审核结果由运营商通知，也可凭登记单编号到自有营业厅查询。",
)


def is_special(paper: Paper) -> bool:
    """Whether nobody was read, so that the paper knows neither name nor number."""
    return FLOWS[paper.flow].reads_no_card


def special_person(paper: Paper) -> tuple[tuple[str, str], ...]:
    """Who it is about, as far as anybody here knows; of a case long over that is nothing."""
    shown = [("姓名和证件号码", "由运营商依证件影像登记")]
    for kind, images in paper.documents:
        shown += [("证件类型", BROUGHT[kind]), ("证件影像", f"已采集 {images} 张")]
    if paper.reason is not None:
        shown.append(("办理原因", _REASONS[paper.reason]))
    return tuple(shown)
