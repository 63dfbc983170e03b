"""What stands on the papers of a unit and of its users, beside what stands on every paper."""

from __future__ import annotations

from typing import Final

from pos_client.domain.flow import PartyRole
from pos_client.domain.flows import FLOWS, UNIT_ACTIVATION, UNIT_REGISTRATION
from pos_client.domain.paper import Paper
from pos_client.domain.unit import FunctionProfile, UnitUse

__all__ = [
    "UNIT_BUSINESS",
    "code_of_paper",
    "is_of_unit",
    "signer_of_unit",
    "spared_of",
    "unit_after_acceptance",
    "unit_words",
]

UNIT_BUSINESS: Final = {
    UNIT_REGISTRATION.name: "单位/行业用户登记",
    UNIT_ACTIVATION.name: "使用人激活",
}
_USES: Final = {
    UnitUse.STAFF: "员工使用",
    UnitUse.VEHICLE: "车联网",
    UnitUse.METER: "远程抄表",
    UnitUse.PAYMENT: "移动支付终端",
}
_PROFILES: Final = {
    FunctionProfile.VOICE_MESSAGES_DATA: "语音、短信、上网",
    FunctionProfile.MESSAGES_DATA: "短信、上网（无语音）",
    FunctionProfile.DATA: "仅上网",
}
_SIGNERS: Final = {
    PartyRole.HANDLING_AGENT: "经办人",
    PartyRole.ACTUAL_USER: "使用人",
    PartyRole.RESPONSIBLE_PERSON: "责任人",
}
_AUTHORITY: Final = (
    "经办人声明已取得单位授权，证照和授权委托书为原件；每个号码由使用人或责任人本人持证登记。"
)
_LATER: Final = "使用人未到场，号码未激活；30 日内须由使用人本人持证件原件和本单的码到本厅激活。"
_IN_CHARGE: Final = "责任人对本卡的使用负责，只用于上述场景的设备，不转给个人使用。"


def is_of_unit(paper: Paper) -> bool:
    """Whether it is a paper of a unit or of one of its users."""
    return FLOWS[paper.flow].lead in _SIGNERS


def signer_of_unit(paper: Paper) -> str:
    """Who signs it, in the words of a unit; empty for any other paper."""
    return _SIGNERS.get(FLOWS[paper.flow].lead, "")


def spared_of(paper: Paper) -> tuple[str, ...]:
    """What a paper of this flow cannot have: an order is opened before it has a number."""
    return ("phone_number",) if FLOWS[paper.flow].opens_order else ()


def unit_words(paper: Paper) -> tuple[tuple[str, str], ...]:
    """Label and words of each line: which unit, for what, and what is declared about it."""
    asked, order, flow = paper.unit, paper.order, FLOWS[paper.flow]
    lines = []
    if asked is not None:
        unit = asked.unit
        lines += [
            ("单位名称", unit.masked_name or "新单位，由运营商审核后建档"),
            ("统一社会信用代码", unit.credit_code),
            ("用途", _USES[asked.use]),
            ("号码功能", _PROFILES[asked.use.profile]),
            ("号码数量", f"{asked.count} 个"),
            ("声明", _AUTHORITY),
        ]
    if order is not None:
        lines += [
            ("单位名称", order.masked_name),
            ("用途", _USES[order.use]),
            ("号码功能", _PROFILES[order.use.profile]),
        ]
    if flow.awaits_user:
        lines.append(("激活", _LATER))
    if flow.is_for_industry:
        lines.append(("声明", _IN_CHARGE))
    return tuple(lines)


def unit_after_acceptance(paper: Paper) -> tuple[str, ...]:
    """What an accepted unit registration leaves to be done; empty for any other paper."""
    if not FLOWS[paper.flow].opens_order:
        return ()
    return ("每个号码由使用人或责任人本人持证登记后受理，开通以运营商通知为准。",)


def code_of_paper(paper: Paper, caption: str) -> tuple[str, str]:
    """What its code holds, and what is said beneath: a number, or what lets something go on."""
    if not paper.resume_code:
        return paper.qr_text, caption
    if FLOWS[paper.flow].opens_order:
        return paper.resume_code, "订单码：在本厅继续登记使用人"
    return paper.resume_code, "激活时请出示此码"
