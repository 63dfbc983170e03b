"""The rows of a monthly return, for its paper and for its table alike."""

from __future__ import annotations

from typing import Final

from pos_client.application.paper_rows import PaperRow, moment_of
from pos_client.domain.monthly_return import MonthlyReturn, ReturnKind, ReturnPaper

__all__ = ["RETURN_TITLES", "return_closing", "return_groups", "rows_of_return"]

RETURN_TITLES: Final = {ReturnKind.MONTHLY_RETURN: ("《实名登记月报》",)}
_LABELS: Final = (
    (
        ("在用号码", "numbers_in_use"),
        ("个人号码", "person_numbers"),
        ("单位号码", "unit_numbers"),
        ("行业卡", "industry_numbers"),
        ("个人用户", "persons"),
        ("单位用户", "units"),
        ("一证多卡用户", "several"),
    ),
    (
        ("新入网", "new"),
        ("补登记", "re_registered"),
        ("过户", "transferred"),
        ("补换卡", "replaced"),
    ),
    (
        ("代理网点", "agent_outlets"),
        ("网络代理", "online_agents"),
        ("统一标识", "signs"),
        ("当月自查", "inspections_month"),
        ("当年自查", "inspections_year"),
        ("处理代理网点", "agents_punished"),
        ("终止代理网点", "agents_removed"),
        ("处理人员", "persons_punished"),
    ),
    (
        ("离线采集", "offline_captured"),
        ("离线受理", "offline_accepted"),
        ("离线驳回", "offline_rejected"),
    ),
)


def rows_of_return(said: MonthlyReturn) -> tuple[tuple[tuple[str, int], ...], ...]:
    """Every figure with its name, in groups."""
    plain = [tuple((label, int(getattr(said, name))) for label, name in of) for of in _LABELS]
    steps = tuple(
        (f"{step} 个及以上号码的用户", said.over_step[step]) for step in sorted(said.over_step)
    )
    codes = tuple((f"驳回 {code}", said.rejected[code]) for code in sorted(said.rejected))
    return (plain[0] + steps, *plain[1:3], codes, plain[3])


def return_groups(paper: ReturnPaper) -> tuple[tuple[PaperRow, ...], ...]:
    """All rows of the paper in their order."""
    head = (
        PaperRow("品牌", paper.said.brand),
        PaperRow("月份", str(paper.said.month)),
        PaperRow("制表时间", moment_of(paper.made_at)),
    )
    groups = rows_of_return(paper.said)
    return (head, *(tuple(PaperRow(label, str(count)) for label, count in of) for of in groups))


def return_closing() -> tuple[str, ...]:
    """What the figures are."""
    return ("数字由运营商平台按登记账、号码账和自查记录计算，不含任何用户信息。",)
