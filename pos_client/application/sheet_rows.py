"""The rows of a day-end sheet and of a hand-over: counts, places and work ids, no customer."""

from __future__ import annotations

from typing import Final

from pos_client.application.paper_channel import channel_words
from pos_client.application.paper_rows import PaperRow, SignaturePlace, moment_of, row_of
from pos_client.domain.day_figures import ClerkFigures, SimCount
from pos_client.domain.day_sheet import DaySheet, SheetKind, SheetPaper
from pos_client.domain.masking import mask_iccid
from pos_client.domain.sim_stock import StockCount

__all__ = ["SHEET_TITLES", "sheet_closing", "sheet_groups", "signature_places"]

SHEET_TITLES: Final = {
    SheetKind.HAND_OVER: ("《交接班单》",),
    SheetKind.DAY_END: ("《日结单》",),
}
_SIGNERS: Final = {
    SheetKind.HAND_OVER: ("交班", "接班"),
    SheetKind.DAY_END: ("制单", "复核"),
}
_NOBODY: Final = "未分工号"


def sheet_groups(paper: SheetPaper) -> tuple[tuple[PaperRow, ...], ...]:
    """All rows in their order."""
    return (
        _head(paper),
        _figures(paper),
        _open_work(paper),
        _stock(paper.sheet.stock),
        () if paper.sheet.stock and not paper.sheet.sim_count else _sims(paper.sheet.sim_count),
        tuple(_of_clerk(line) for line in paper.sheet.lines),
        _place(paper),
    )


def signature_places(paper: SheetPaper) -> tuple[SignaturePlace, ...]:
    """Where the two sign."""
    first, second = _SIGNERS[paper.kind]
    return (
        SignaturePlace(f"{first}人签名", paper.leaving_signature),
        SignaturePlace(f"{second}人签名", paper.taking_signature),
    )


def sheet_closing(paper: SheetPaper) -> tuple[str, ...]:
    """What the figures are, and where the handwriting is when it is not here."""
    return (
        *(
            ["双方已签名，手写签名见原件。"]
            if paper.is_signed and paper.leaving_signature is None
            else []
        ),
        "数字由本机在保存和收到回执时计入，未结登记由本机继续自动提交。",
    )


def _head(paper: SheetPaper) -> tuple[PaperRow, ...]:
    sheet = paper.sheet
    fingerprint = sheet.sha256.hex().upper()[:16]
    spaced = " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))
    began = f"第 {sheet.shift} 班"
    if sheet.began_at is not None:
        began += f"，{sheet.began_by} 于 {moment_of(sheet.began_at)} 开始"
    return (
        PaperRow("单号", sheet.sheet_number),
        PaperRow("日期", sheet.day.isoformat()),
        *_again(sheet),
        PaperRow("班次", began),
        PaperRow("制单时间", moment_of(sheet.made_at)),
        PaperRow("摘要", spaced),
    )


def _again(sheet: DaySheet) -> tuple[PaperRow, ...]:
    """A later day-end sheet of one day says so: its figures are the whole day's, once more."""
    if not sheet.day_ends_before:
        return ()
    nth = sheet.day_ends_before + 1
    return (PaperRow("日结次序", f"本日第 {nth} 张，全天累计，以本张为准"),)


def _figures(paper: SheetPaper) -> tuple[PaperRow, ...]:
    of = paper.sheet.figures
    return (
        PaperRow("登记", f"{of.saved} 单，其中离线采集 {of.captured} 单"),
        PaperRow("受理", f"{of.accepted} 单"),
        PaperRow("驳回", f"{of.rejected} 单"),
        PaperRow("现场未通过", f"{of.refused} 单，未提交"),
        PaperRow("用卡（本机计）", f"{of.sims_used} 张"),
        PaperRow("凭条", f"{of.slips} 张，补打 {of.slip_reprints} 张"),
        PaperRow("其他单据", f"{of.forms} 张，补打 {of.form_reprints} 张"),
    )


def _open_work(paper: SheetPaper) -> tuple[PaperRow, ...]:
    still = paper.sheet.open_work
    return (
        PaperRow("待提交", f"{still.pending} 单，异常 {still.quarantined} 单"),
        PaperRow("审核中", f"{still.under_review} 单"),
        PaperRow("待到店", f"{still.awaiting_customer} 单"),
    )


def _sims(count: SimCount | None) -> tuple[PaperRow, ...]:
    if count is None:
        return (PaperRow("SIM 卡盘点", "未盘点"),)
    shown = f"领卡 {count.issued}，用卡 {count.used}，坏卡 {count.spoiled}，余卡 {count.left}"
    return (PaperRow("SIM 卡盘点", shown), PaperRow("盘点差额", _difference(count.difference)))


def _stock(count: StockCount | None) -> tuple[PaperRow, ...]:
    """The book's sum in one row, and each SIM that is not where it should be in its own."""
    if count is None:
        return ()
    of = count.figures
    at = "" if count.counted_at is None else f"，{moment_of(count.counted_at)} 盘点"
    shown = (
        f"领卡 {of.issued}，用卡 {of.used}，坏卡 {of.spoiled}，退回 {of.returned}，"
        f"遗失 {of.missing}，应存 {of.in_hand}，实盘 {count.counted}{at}"
    )
    difference = "0 张，但卡号不符"
    if count.is_even or count.difference:
        difference = _difference(count.difference)
    lacking = (PaperRow("缺卡", number) for number in count.lacking)
    # One that has gone out is somebody's by now: its number is theirs, and stands in a mask.
    surplus = (PaperRow("多卡", mask_iccid(number)) for number in count.surplus)
    return (
        PaperRow("SIM 卡库存", shown),
        PaperRow("库存差额", difference),
        *lacking,
        *surplus,
    )


def _difference(difference: int) -> str:
    if difference == 0:
        return "0 张，账实相符"
    return f"少 {difference} 张" if difference > 0 else f"多 {-difference} 张"


def _of_clerk(line: ClerkFigures) -> PaperRow:
    of = line.figures
    # A figure stays in one line with what it counts.
    counted = (
        f"登记\u00a0{of.saved}（离线\u00a0{of.captured}），受理\u00a0{of.accepted}，"
        f"驳回\u00a0{of.rejected}，现场未通过\u00a0{of.refused}，用卡\u00a0{of.sims_used}"
    )
    return PaperRow(f"工号 {line.clerk_number}" if line.clerk_number else _NOBODY, counted)


def _place(paper: SheetPaper) -> tuple[PaperRow, ...]:
    sheet = paper.sheet
    first, second = _SIGNERS[paper.kind]
    return (
        PaperRow("网点名称", paper.outlet_name),
        *row_of("网点编码", sheet.outlet_code),
        PaperRow("统一标识", sheet.sign_number),
        PaperRow("代理编号", sheet.agent_number),
        *(PaperRow(label, words) for label, words in channel_words(paper.channel)),
        PaperRow(f"{first}工号", sheet.leaving_clerk),
        PaperRow(f"{second}工号", sheet.taking_clerk),
    )
