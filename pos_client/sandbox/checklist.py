"""The list of the monthly self-inspection, as data: another version may hold other items.

The first eight follow the list by which Fujian inspected its shops in 2017; the others are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pos_client.domain.inspection import ChecklistItem

__all__ = ["CHECKLIST", "CHECKLIST_VERSION", "InspectionRules"]

CHECKLIST_VERSION = "2026-1"

_ITEMS = (
    (
        "original_document",
        "办理时查验客户证件原件，并做人证核对",
        "The original was seen each time, and the person compared with it",
        "",
    ),
    (
        "reader_and_verification",
        "使用读卡器、联网核验、自动录入，没有手工录入",
        "By reader, verified online, filled in by itself; nothing of it was typed",
        "registrations",
    ),
    (
        "live_photo",
        "每单都有客户现场照片",
        "Every case has the customer's photo, taken on the spot",
        "",
    ),
    (
        "sign_displayed",
        "店内悬挂统一标识和代理编号，与系统一致",
        "Sign and agent number hang in the shop and are those shown here",
        "sign",
    ),
    (
        "reader_present",
        "读卡器在店内并在使用",
        "The readers are here and in use",
        "readers",
    ),
    (
        "trustee_document",
        "代办业务留存受托人证件和照片",
        "Of every trustee there are document and photo",
        "trustees",
    ),
    (
        "resident_id_only",
        "代理网点只受理居民身份证",
        "As an agent we take resident identity cards only",
        "special_documents",
    ),
    (
        "no_trade_or_leak",
        "没有买卖、泄露用户信息",
        "Nobody's data was sold or given away",
        "",
    ),
    (
        "commission_valid",
        "委托关系在有效期内",
        "The commission is valid",
        "commission",
    ),
    (
        "no_sub_agent",
        "没有下级代理，终端和读卡器没有移出本店",
        "No sub-agent; no computer and no reader was moved out of the shop",
        "devices",
    ),
    (
        "clerks_present",
        "登录的工号与在岗人员一致",
        "The work IDs that were logged in are those of the people at work here",
        "clerks",
    ),
    (
        "no_shared_work_id",
        "没有借用、共用工号",
        "No work ID was lent or shared",
        "",
    ),
    (
        "sim_stock_even",
        "白卡账实相符：领卡减用卡减坏卡等于余卡",
        "Blank SIMs add up: issued less used less spoiled is what is left",
        "sims",
    ),
    (
        "queue_looked_at",
        "待提交和异常的登记已逐条查看",
        "Registrations that wait or were put aside have been looked at",
        "queue",
    ),
    (
        "notices_displayed",
        "店内张贴实名登记和个人信息告知",
        "The notices about real names and personal data hang in the shop",
        "",
    ),
    (
        "sample_reviewed",
        "抽查的登记已逐单回看",
        "Every case that was drawn has been looked at again",
        "sample",
    ),
    (
        "penalties_recorded",
        "违规及处理已如实记录",
        "Violations and what was done about them are recorded",
        "violations",
    ),
    (
        "responsible_signs",
        "本表由负责人本人签署",
        "The responsible person signs this in person",
        "signer",
    ),
)

CHECKLIST = tuple(ChecklistItem(*each) for each in _ITEMS)


@dataclass(frozen=True, slots=True)
class InspectionRules:
    """What the invented carrier asks of its outlets each month.

    Attributes:
        sample_percent, sample_least, sample_most: how many of a month's cases are drawn.
        due_day: of the month after, from which the reminder is amber.
        grace_days: after that day; then no new number begins.
        responsible: work ids that may sign; empty: any supervisor of the outlet.
    """

    version: str = CHECKLIST_VERSION
    items: tuple[ChecklistItem, ...] = field(default=CHECKLIST)
    sample_percent: int = 5
    sample_least: int = 10
    sample_most: int = 60
    due_day: int = 5
    grace_days: int = 10
    responsible: tuple[str, ...] = ()
