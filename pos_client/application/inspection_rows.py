"""The rows of a month's self-inspection report: list, sample, violations; no customer, no mask."""

from __future__ import annotations

from collections import Counter
from typing import Final

from pos_client.application.paper_rows import PaperRow, SignaturePlace, moment_of, row_of
from pos_client.domain.inspection import (
    CaseFinding,
    ChecklistAnswer,
    InspectionReport,
    Measure,
    ViolationKind,
)
from pos_client.domain.inspection_paper import InspectionPaper, ReportKind

__all__ = ["REPORT_TITLES", "report_closing", "report_groups", "report_signatures"]

REPORT_TITLES: Final = {ReportKind.SELF_INSPECTION: ("《网点自查月报》",)}
_SHOWN: Final = 10
_ANSWERS: Final = {
    ChecklistAnswer.YES: "是",
    ChecklistAnswer.NO: "否",
    ChecklistAnswer.NOT_APPLICABLE: "不适用",
}
_FINDINGS: Final = {
    CaseFinding.IN_ORDER: "无异常",
    CaseFinding.PAPER_MISSING: "单据缺失",
    CaseFinding.SIGNATURE_MISSING: "签名缺失",
    CaseFinding.CUSTOMER_UNKNOWN: "无人记得此客户",
    CaseFinding.USED_BY_ANOTHER: "登记人与使用人不一致",
    CaseFinding.HANDLED_FOR_ANOTHER: "他人代办未登记",
    CaseFinding.GROUP_IN_ONE_NAME: "多人号码登记在一人名下",
    CaseFinding.OTHER: "其他",
}
_VIOLATIONS: Final = {
    ViolationKind.CARD_NOT_COMPARED: "未做人证核对",
    ViolationKind.WORK_ID_LENT: "借用工号",
    ViolationKind.OPENED_FOR_ABSENT: "客户不在场办理",
    ViolationKind.OPENED_IN_BULK: "批量开卡",
    ViolationKind.SIM_RESOLD: "倒卖电话卡",
    ViolationKind.DATA_DISCLOSED: "泄露用户信息",
    ViolationKind.SIGN_NOT_SHOWN: "未悬挂统一标识",
    ViolationKind.OTHER: "其他",
}
_MEASURES: Final = {
    Measure.WARNED: "警告",
    Measure.TRAINED: "培训",
    Measure.FINED: "罚款",
    Measure.SUSPENDED: "停岗",
    Measure.DISMISSED: "辞退",
    Measure.REPORTED: "上报运营商",
}


def report_groups(paper: InspectionPaper) -> tuple[tuple[PaperRow, ...], ...]:
    """All rows in their order."""
    report = paper.report
    return (_head(report), _list(paper), _sample(report), _violations(report), _place(paper))


def report_signatures(paper: InspectionPaper) -> tuple[SignaturePlace, ...]:
    """Where the responsible person signs."""
    return (SignaturePlace("负责人签名", paper.signature),)


def report_closing(paper: InspectionPaper) -> tuple[str, ...]:
    """What the sample is, and where the handwriting is when it is not here."""
    return (
        *(
            ["负责人已签名，手写签名见原件。"]
            if paper.is_signed and paper.signature is None
            else []
        ),
        "抽查样本由运营商平台随机抽取，网点不能选择；签署后本表不能更改。",
    )


def _head(report: InspectionReport) -> tuple[PaperRow, ...]:
    fingerprint = report.sha256.hex().upper()[:16]
    spaced = " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))
    return (
        PaperRow("单号", report.report_number),
        PaperRow("自查月份", str(report.month)),
        PaperRow("制单时间", moment_of(report.made_at)),
        PaperRow("摘要", spaced),
    )


def _list(paper: InspectionPaper) -> tuple[PaperRow, ...]:
    report = paper.report
    words = {each.id: each.text_zh for each in paper.items}
    order = [each.id for each in paper.items if each.id in report.answers]
    order += [item for item in report.answers if item not in words]
    return tuple(
        PaperRow(_ANSWERS[report.answers[item]], f"{place}. {words.get(item, item)}")
        for place, item in enumerate(order, 1)
    )


def _sample(report: InspectionReport) -> tuple[PaperRow, ...]:
    said = Counter(report.findings.values())
    good = said[CaseFinding.IN_ORDER]
    amiss = [(id_, each) for id_, each in sorted(report.findings.items()) if each is not _GOOD]
    rows = [PaperRow(f"单 {id_[-8:]}", _FINDINGS[each]) for id_, each in amiss[:_SHOWN]]
    if len(amiss) > _SHOWN:
        rows.append(PaperRow("", f"另有 {len(amiss) - _SHOWN} 单"))
    counted = f"当月 {report.facts.registrations} 单，抽查 {len(report.findings)} 单"
    return (
        PaperRow("抽查", f"{counted}，无异常 {good} 单，有问题 {len(amiss)} 单"),
        *rows,
        PaperRow("队列", f"待提交 {report.facts.pending} 单，异常 {report.facts.quarantined} 单"),
    )


def _violations(report: InspectionReport) -> tuple[PaperRow, ...]:
    rows = [
        PaperRow(
            f"工号 {each.clerk_number}",
            f"{_VIOLATIONS[each.kind]}，{each.day.isoformat()} {_MEASURES[each.measure]}",
        )
        for each in report.violations[:_SHOWN]
    ]
    if len(report.violations) > _SHOWN:
        rows.append(PaperRow("", f"另有 {len(report.violations) - _SHOWN} 条"))
    return (
        PaperRow("违规及处理", f"{len(report.violations)} 条"),
        *rows,
        *row_of("备注", report.note),
    )


def _place(paper: InspectionPaper) -> tuple[PaperRow, ...]:
    report = paper.report
    return (
        PaperRow("网点名称", paper.outlet_name),
        *row_of("网点编码", report.outlet_code),
        PaperRow("统一标识", report.sign_number),
        PaperRow("代理编号", report.agent_number),
        PaperRow("制单工号", report.made_by),
        PaperRow("负责人工号", report.signer),
    )


_GOOD: Final = CaseFinding.IN_ORDER
